"""The measures of the target workbook, the tests that make its verdict, and the sentences they are told in."""

from __future__ import annotations

from gapsheet.templates import style
from gapsheet.templates.cases import Measure

_HISTORY = "history_values,history_years"


def trend_measures(history: str) -> tuple[Measure, ...]:
    """Growth, interval, figures and first year of a trend; `history` names its values and years."""
    growth, figures, first = (f"INDEX(TREND_SUMMARY({history}),1,{position})" for position in (1, 4, 5))
    low, high = (f"INDEX(TREND_SUMMARY({history},confidence_level),1,{position})" for position in (2, 3))
    return (
        Measure("trend", "Trend", "a year", "least squares on ln(value)",
                f"=IF(can_fit=1,{growth},not_available)", style.PERCENT),
        Measure("low", "Trend, low end", "a year", "t interval of the slope",
                f"=IF(has_interval=1,{low},not_available)", style.PERCENT),
        Measure("high", "Trend, high end", "a year", "t interval of the slope",
                f"=IF(has_interval=1,{high},not_available)", style.PERCENT),
        Measure("fitted", "Figures in the trend", "figures", "years with a value",
                f"=IF(can_fit=1,{figures},not_available)", style.YEAR),
        Measure("first_year", "First year of the trend", "year", "",
                f"=IF(can_fit=1,{first},not_available)", style.YEAR),
    )  # fmt: skip


CONFIDENCE = Measure(
    "has_confidence", "Confidence of the interval is a share", "flag", "above 0, below 1",
    "=(N(confidence_level)>0)*(N(confidence_level)<1)", style.YEAR,
)  # fmt: skip
LEAST = Measure(
    "has_least", "Figures needed for a verdict are given", "flag", "a number on Inputs",
    "=1*ISNUMBER(least_observations)", style.YEAR,
)  # fmt: skip
MEASURES: tuple[Measure | str, ...] = (
    "How far",
    Measure("current", "Latest figure", "=unit_shown", "as on Inputs",
            "=IF(N(current_amount)>0,current_amount,not_available)"),
    Measure("current_year", "Its year", "year", "as on Inputs",
            "=IF(N(current_year)>0,current_year,not_available)", style.YEAR),
    Measure("target", "Target", "=unit_shown", "as on Inputs", "=IF(N(target_amount)>0,target_amount,not_available)"),
    Measure("target_year", "Its year", "year", "as on Inputs",
            "=IF(N(target_year)>0,target_year,not_available)", style.YEAR),
    Measure("years", "Years left", "years", "target year − latest year",
            "=IF(can_measure=1,target_year-current_year,not_available)", style.YEAR),
    Measure("multiple", "Multiple needed", "times", "target / latest",
            "=IF(can_measure=1,GROWTH_MULTIPLE(current_value,target_value),not_available)", style.MULTIPLE),
    Measure("required", "Growth needed", "a year", "multiple ^ (1 / years) − 1",
            "=IF(can_measure=1,REQUIRED_GROWTH(current_value,target_value,current_year,target_year),not_available)",
            style.PERCENT),
    Measure("milestone", "Growth needed to the milestone", "a year", "the same, to the milestone",
            "=IF({has_milestone}=1,REQUIRED_GROWTH(current_value,milestone_value,current_year,milestone_year),not_available)",
            style.PERCENT),
    "How it has grown",
    *trend_measures(_HISTORY),
    Measure("last_year", "Last year of the trend", "year", "",
            f"=IF(can_fit=1,INDEX(TREND_SUMMARY({_HISTORY}),1,6),not_available)", style.YEAR),
    Measure("latest", "Latest change", "a year", "last figure against the one before",
            "=IF({can_latest}=1,CAGR({before_value},{newest_value},{newest}-{before}),not_available)", style.PERCENT),
    Measure("gap", "Growth needed minus trend", "points", "percentage points a year",
            "=IF(can_project=1,(required_rate-trend_rate)*100,not_available)", style.POINTS),
    "If the past went on (arithmetic, not a forecast)",
    Measure("at_trend", "Value in the target year at the trend", "=unit_shown", "latest × (1 + trend) ^ years",
            "=IF(can_project=1,PROJECTED_VALUE(current_value,trend_rate,years_left)/unit_factor,not_available)", "#,##0.0"),
    Measure("shortfall", "Shortfall in the target year", "=unit_shown", "target − that value; negative = beyond",
            "=IF(can_project=1,TARGET_SHORTFALL(current_value,target_value,trend_rate,years_left)/unit_factor,not_available)",
            "#,##0.0"),
    Measure("reached_trend", "Target reached at the trend", "year", "first whole year at or past it",
            "=IF({trend_helps}=1,YEAR_REACHED(current_value,target_value,trend_rate,current_year),dash)", style.YEAR),
    Measure("reached_latest", "Target reached at the latest change", "year", "first whole year at or past it",
            "=IF({latest_helps}=1,YEAR_REACHED(current_value,target_value,{latest},current_year),dash)", style.YEAR),
    "What the inputs allow (1 = yes)",
    Measure("figures_given", "Latest figure, target and years given", "flag", "numbers above 0",
            "=1*AND(N(current_amount)>0,N(current_year)>0,N(target_amount)>0,N(target_year)>0)", style.YEAR),
    Measure("complete", "Kind and direction chosen as well", "flag", "from their lists",
            "={figures_given}*(COUNTIF(kinds,kind)=1)*(COUNTIF(directions,direction)=1)", style.YEAR),
    Measure("can_measure", "Target lies ahead in time", "flag", "target year > latest year",
            "=complete*(N(target_year)>N(current_year))", style.YEAR),
    Measure("has_milestone", "Milestone given", "flag", "value and a later year",
            "=can_measure*(N(milestone_amount)>0)*(N(milestone_year)>N(current_year))", style.YEAR),
    Measure("observations", "Usable figures in the history", "figures", "year and value above 0",
            '=COUNTIFS(history_years,">0",history_values,">0")', style.YEAR),
    Measure("years_clean", "Every year and every value is a number", "flag", "no text among them",
            "=(COUNTA(history_amounts)=observations)*(COUNT(history_years)=COUNTA(history_years))", style.YEAR),
    Measure("can_fit", "A trend can be fitted", "flag", "2 figures or more, all usable",
            "=1*AND(observations>1,{years_clean}=1,MAX(history_years)>MIN(history_years))", style.YEAR),
    CONFIDENCE,
    LEAST,
    Measure("has_interval", "The trend has an interval", "flag", "3 figures or more",
            "=can_fit*has_confidence*(observations>=least_for_interval)", style.YEAR),
    Measure("can_project", "Trend and target can be compared", "flag", "", "=IF(can_measure*can_fit=1,1*ISNUMBER(PROJECTED_VALUE(current_value,trend_rate,years_left)),0)", style.YEAR),
    Measure("newest", "Last year in the history", "year", "", "=MAX(0,history_years)", style.YEAR),
    Measure("before", "The year before it in the history", "year", "",
            "=IF(can_fit=1,LARGE(history_years,COUNTIF(history_years,{newest})+1),0)", style.YEAR),
    Measure("newest_value", "Value of the last year", "base units", "",
            "=SUMIF(history_years,{newest},history_values)", style.WHOLE),
    Measure("before_value", "Value of the year before", "base units", "",
            "=SUMIF(history_years,{before},history_values)", style.WHOLE),
    Measure("can_latest", "Latest change can be worked out", "flag", "both values above 0",
            "=can_fit*({newest_value}>0)*({before_value}>0)", style.YEAR),
    Measure("trend_helps", "The trend moves towards the target", "flag", "",
            "=IF(can_project*(1-achieved)=1,1*(direction_sign*trend_rate>0),0)", style.YEAR),
    Measure("latest_helps", "The latest change moves towards it", "flag", "",
            "=IF(can_measure*{can_latest}*(1-achieved)=1,1*(direction_sign*{latest}>0),0)", style.YEAR),
)  # fmt: skip

NAMES = {
    "years": "years_left",
    "required": "required_rate",
    "trend": "trend_rate",
    "low": "trend_low",
    "high": "trend_high",
    **{
        key: key
        for key in (
            "complete",
            "can_measure",
            "observations",
            "can_fit",
            "has_confidence",
            "has_least",
            "has_interval",
            "can_project",
        )
    },
}

# Each test with its formula and how it is read; the words of the verdicts stand on Lists in the same order.
TESTS = (
    ("Inputs are incomplete", "=1-complete*has_confidence*has_least", "see the flags on the left"),
    ("A figure is unverified", "=1*(unverified_n>0)", "any status “unverified” on Inputs"),
    ("Target and figures are counted differently", "=1*(comparable<>word_yes)", "the answer on Inputs"),
    (
        "The target is reached",
        "=complete*(direction_sign*(current_value-target_value)>=0)",
        "latest figure against target",
    ),
    ("The target year is over", "=complete*(N(target_year)<=N(current_year))", "and the target is not reached"),
    (
        "Too few figures for a trend",
        "=1*OR(observations<least_observations,can_fit=0)",
        "fewer than the number on Inputs",
    ),
    (
        "The interval holds the growth needed",
        "=has_interval*(trend_low<=required_rate)*(required_rate<=trend_high)",
        "low end ≤ needed ≤ high end",
    ),
    (
        "The trend is ahead of the growth needed",
        "=IF(can_project=1,1*(direction_sign*(trend_rate-required_rate)>0),0)",
        "the whole interval beyond it",
    ),
    ("Otherwise", "=1", "the trend is behind"),
)

_VERB = '=IF(kind=kind_goal,"needs ","would take ")'
_RATE = '=IF(can_measure=1,[verb]&FIXED(required_rate*100,1)&" % a year","no growth rate can be worked out")'
_NEED = '=IF(achieved=1,"target reached",[rate])'
_SINCE = (
    '=IF(can_fit=1,"a trend of "&FIXED(trend_rate*100,1)&" % a year from "&{first_year}&" to "&{last_year},"no trend")'
)
_INTERVAL = (
    '=IF(has_interval=1," ("&FIXED(trend_low*100,1)&" to "&FIXED(trend_high*100,1)&" %, "&{fitted}&" figures)","")'
)
_LATEST = '=IF({can_latest}=1,"; latest change "&FIXED({latest}*100,1)&" % a year","")'
SENTENCES: tuple[tuple[str, str], ...] = (
    ("span", '=current_amount&" "&unit_shown&" in "&current_year&" to "&target_amount&" in "&target_year'),
    ("verb", _VERB),
    ("rate", _RATE),
    ("need", _NEED),
    ("since", _SINCE),
    ("interval", _INTERVAL),
    ("latest_words", _LATEST),
    ("headline", '=measure_name&": "&[need]&IF(can_fit=1,", trend of "&FIXED(trend_rate*100,1)&" %","")'),
    ("axis", "=unit_shown"),
    ("source", '="Source: "&current_source'),
    ("target_source", '="Target: "&target_source'),
)
