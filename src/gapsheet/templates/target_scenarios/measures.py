"""The measures of the scenario workbook: what the past gives, what each scenario makes of it, and the sentences."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace

from gapsheet.templates import style
from gapsheet.templates.cases import Case, Measure
from gapsheet.templates.growth_target.measures import CONFIDENCE, LEAST, trend_measures
from gapsheet.templates.known import known
from gapsheet.templates.target_scenarios.inputs import CHOICES, LINES

AMOUNT = "#,##0.0"
_REACHED = "YEAR_REACHED({start},{target},{growth},current_year)"


@dataclass(frozen=True, slots=True)
class Shown:
    """How a workbook shows its amounts: number formats, the unit beside them and in sentences, and its factor."""

    unit: str  # words, or a formula that gives them
    number_format: str
    change_format: str
    spoken: str  # what a formula joins to an amount
    factor: str = ""  # what an amount is divided by in a sentence


AS_TYPED = Shown("=unit_shown", AMOUNT, "+#,##0.0;-#,##0.0;0.0", "unit_shown")

# One formula across the scenarios; the first four lines and the last column are given by each case.
SCENARIO_MEASURES: tuple[Measure | str, ...] = (
    Measure("start", "Latest figure", "=unit_shown", "typed, or the last of the history", None, AMOUNT),
    Measure("growth", "Growth a year", "a year", "typed, or trend and its interval", None, style.PERCENT),
    Measure("target", "Target", "=unit_shown", "typed, or the target", None, AMOUNT),
    Measure("year", "Year of the target", "year", "typed, or the target's", None, style.YEAR),
    "Where it leads",
    Measure("years", "Years left", "years", "year of the target − year of the latest figure",
            "=IF({ok}=1,{year}-current_year,not_available)", style.YEAR),
    Measure("value", "Value in the target year", "=unit_shown", "latest × (1 + growth) ^ years",
            "=IF({can}=1,PROJECTED_VALUE({start},{growth},{years}),not_available)", AMOUNT),
    Measure("share", "The same as a share of the target", "of the target", "value / target",
            "=IF({can}=1,{value}/{target},not_available)", "0%"),
    Measure("shortfall", "Shortfall in the target year", "=unit_shown", "target − value; negative = beyond",
            "=IF({can}=1,TARGET_SHORTFALL({start},{target},{growth},{years}),not_available)", AMOUNT),
    Measure("reached", "Target reached in its year?", "", "value against target",
            "=IF({can}=1,INDEX(yes_no,1+(direction_sign*ROUND({share}-1,12)<0)),not_available)", style.GENERAL),
    "What would make it reachable (closed forms, one thing changed at a time)",
    Measure("multiple", "Multiple needed", "times", "target / latest",
            "=IF({ok}=1,GROWTH_MULTIPLE({start},{target}),not_available)", style.MULTIPLE),
    Measure("required", "Growth needed", "a year", "multiple ^ (1 / years) − 1",
            "=IF({ok}=1,REQUIRED_GROWTH({start},{target},current_year,{year}),not_available)", style.PERCENT),
    Measure("missing", "Growth needed minus growth", "points", "percentage points a year",
            "=IF({can}=1,({required}-{growth})*100,not_available)", style.POINTS),
    Measure("start_needed", "Latest figure that would do", "=unit_shown", "target / (1 + growth) ^ years",
            "=IF({can}=1,{target}/(1+{growth})^{years},not_available)", AMOUNT),
    Measure("start_change", "The same against the latest figure", "change", "negative = there is room",
            "=IF({can}=1,{start_needed}/{start}-1,not_available)", "+0.0%;-0.0%;0.0%"),
    Measure("year_needed", "Year that would do", "year", "first whole year at or past the target",
            "=IF({helps}*(1-{met})*(1-{late})=1," + _REACHED + ",{no_year})", style.YEAR),
    Measure("target_within", "Target that would do", "=unit_shown", "the value in the target year",
            "=IF({can}=1,{value},not_available)", AMOUNT),
    "What the inputs allow (1 = yes)",
    Measure("ok", "Figures given, the target lies ahead in time", "flag", "",
            "=1*AND({start}>0,{target}>0,current_year>0,{year}>current_year)", style.YEAR),
    Measure("can", "There is a growth rate as well", "flag", "", "=ISNUMBER({target}/(1+{growth})^{years})*ISNUMBER(PROJECTED_VALUE({start},{growth},{years}))", style.YEAR),
    Measure("met", "The target is reached already", "flag", "",
            "={ok}*(direction_sign*({start}-{target})>=0)", style.YEAR),
    Measure("helps", "Growth leads towards the target", "flag", "",
            "=IF({can}=1,1*(direction_sign*{growth}>0),0)", style.YEAR),
    Measure("late", "The year that would do is too far ahead", "flag", "past the last year on Inputs or Lists",
            "=IF({helps}*(1-{met})=1,1*(" + _REACHED + ">last_year),0)", style.YEAR),
    Measure("no_year", "What is said where there is no such year", "words", "",
            '=IF({late}=1,"after "&last_year,dash)', style.GENERAL),
)  # fmt: skip
_IN_USE = {
    "start": "current_value",
    "growth": "growth_used",
    "target": "target_value",
    "year": "target_year",
    "years": "years_left",
    "value": "value_used",
    "shortfall": "shortfall_used",
    "required": "required_rate",
    "multiple": "multiple_used",
    "start_needed": "start_needed",
    "year_needed": "year_needed",
    "ok": "can_measure",
    "can": "can_scenario",
    "met": "achieved",
}
_OTHERWISE = {
    "start": ("latest_value",) * 4,
    "growth": ("trend_low", "trend_rate", "trend_high", "F{growth_row}"),  # the user's follows the base
    "target": ("N(target_amount)",) * 4,
    "year": ("N(target_due)",) * 4,
}


def scenario_measures(shown: Shown) -> tuple[Measure | str, ...]:
    """The same lines with amounts shown in another way."""

    def line(item: Measure | str) -> Measure | str:
        if isinstance(item, str) or item.unit != AS_TYPED.unit:
            return item
        return replace(item, unit=shown.unit, number_format=shown.number_format)

    return tuple(map(line, SCENARIO_MEASURES))


def scenario_cases(
    typed: Callable[[str, int], str],
    top: int,
    otherwise: Mapping[str, Sequence[str]] = _OTHERWISE,
    factors: Mapping[str, str] | None = None,
) -> list[Case]:
    """The columns of the scenarios, whose lines begin below `top`, and the one in use.

    `typed` gives the cell of a line of a scenario, `otherwise` what stands where it is empty; `factors` turn what is
    typed into the unit of the formulas.
    """
    cases = []
    growth_row = top + 1 + LINES.index("growth")
    for number, title in enumerate(CHOICES):
        cells = {}
        for line in LINES:
            cell = typed(line, number)
            given = f"ISNUMBER({cell})" if line == "growth" else f"N({cell})>0"
            value = f"=IF({given},{cell}{(factors or {}).get(line, '')},{otherwise[line][number]})"
            cells[line] = value.replace("{growth_row}", str(growth_row))
        names = {"growth": f"growth_{title}", "start": f"start_{title}"}
        cases.append(Case(title.capitalize(), cells, names=names))
    in_use = {line: f"=INDEX(E{row}:H{row},scenario_code)" for row, line in enumerate(LINES, start=top + 1)}
    return [*cases, Case("In use", in_use, names=_IN_USE)]


def scenario_path(year: str) -> tuple[str, ...]:
    """Values of a year, given by its cell: growth needed, then each scenario; without growth it stays as it is."""
    needed = f"=IF(can_measure=1,PROJECTED_VALUE(current_value,required_rate,{year}-current_year),current_value)"
    projected = "PROJECTED_VALUE(start_{title},growth_{title},{year}-current_year)"
    formula = "=" + known(projected, "LN((1+growth_{title})*start_{title})", "start_{title}")
    return (needed, *(formula.format(title=title, year=year) for title in CHOICES))


RESULT_MEASURES: tuple[Measure | str, ...] = (
    "How far, in the scenario in use",
    Measure("scenario", "Scenario", "", "chosen on Inputs", "=INDEX(scenario_words,scenario_code)"),
    Measure("current", "Latest figure", "=unit_shown", "on Scenarios",
            "=IF(current_value>0,current_value,not_available)", AMOUNT),
    Measure("current_year", "Its year", "year", "last year of the history with a figure",
            "=IF(current_year>0,current_year,not_available)", style.YEAR),
    Measure("target", "Target", "=unit_shown", "on Scenarios", "=IF(target_value>0,target_value,not_available)", AMOUNT),
    Measure("target_year", "Its year", "year", "on Scenarios", "=IF(target_year>0,target_year,not_available)", style.YEAR),
    Measure("required", "Growth needed", "a year", "multiple ^ (1 / years) − 1",
            "=IF(can_measure=1,1*required_rate,not_available)", style.PERCENT),
    "How it has grown",
    *trend_measures("series_values,series_years"),
    Measure("holes", "Years missing in between", "years", "no growth rate leads across them",
            "=IF(can_fit=1,current_year-{first_year}+1-observations,not_available)", style.YEAR),
    Measure("latest", "Latest change", "a year", "last year against the one before",
            "=IF(ISNUMBER(latest_log),EXP(N(latest_log))-1,not_available)", style.PERCENT),
    Measure("gap", "Growth needed minus trend", "points", "percentage points a year",
            "=IF(can_project=1,(required_rate-trend_rate)*100,not_available)", style.POINTS),
    "What the inputs allow (1 = yes)",
    Measure("complete", "Figures, scenario, kind and direction given", "flag", "",
            "=({current_n}>0)*(COUNTIF(kinds,kind)=1)*(COUNTIF(directions,direction)=1)*(target_year>0)*(target_value>0)",
            style.YEAR),
    Measure("current_n", "Latest figure is there", "flag", "", "=1*(current_value>0)*(current_year>0)", style.YEAR),
    Measure("can_fit", "A trend can be fitted", "flag", "2 figures or more", "=1*(observations>1)", style.YEAR),
    CONFIDENCE,
    LEAST,
    Measure("has_interval", "The trend has an interval", "flag", "3 figures or more",
            "=can_fit*has_confidence*(observations>=least_for_interval)", style.YEAR),
    Measure("can_project", "Trend and target can be compared", "flag", "", "=can_measure*can_fit", style.YEAR),
)  # fmt: skip
RESULT_NAMES = {
    "trend": "trend_rate",
    "low": "trend_low",
    "high": "trend_high",
    **{key: key for key in ("complete", "can_fit", "has_confidence", "has_least", "has_interval", "can_project")},
}

_NEED = '=IF(can_measure*(1-achieved)=1,"needs "&FIXED(required_rate*100,1)&" % a year",[no_need])'
_SO_FAR = (
    '=IF(can_fit=1,"a trend of "&FIXED(trend_rate*100,1)&" % a year from "&{first_year}&" to "&current_year,"no trend")'
)
_INTERVAL = (
    '=IF(has_interval=1," ("&FIXED(trend_low*100,1)&" to "&FIXED(trend_high*100,1)&" %, "&{fitted}&" figures)","")'
)
_LEADS = (
    '=IF(can_scenario=1,"At "&FIXED(growth_used*100,1)&" % a year it is "&FIXED(value_used,1)&" in "&target_year,'
    "[no_way])"
)
NO_WAY = '=IF(can_measure=1,"No growth rate in this scenario","The target year is over, or a figure is missing")'
_YEAR_WORDS = '=IF(ISNUMBER(year_needed),"; the target is passed in "&year_needed,"")'
_CHANCE = (
    '=IF(chance_reason=dash,"Chance "&FIXED(chance*100,0)&" %, "&rates_n&" growth rates drawn "&block_used&'
    '" years at a time. ","")'
)
SENTENCES: tuple[tuple[str, str], ...] = (
    (
        "span",
        '=FIXED(current_value,1)&" "&unit_shown&" in "&current_year&" to "&FIXED(target_value,1)&" in "&target_year',
    ),
    ("no_need", '=IF(achieved=1,"target reached","no growth rate can be worked out")'),
    ("need", _NEED),
    ("so_far", _SO_FAR),
    ("interval", _INTERVAL),
    ("no_way", NO_WAY),
    ("leads", _LEADS),
    ("year_words", _YEAR_WORDS),
    ("chance_words", _CHANCE),
    ("headline", '=measure_name&": "&[need]&" ("&scenario&" scenario)"'),
    ("axis", "=unit_shown"),
    ("source", '="Sources: "&latest_source&"; target: "&target_source'),
)
