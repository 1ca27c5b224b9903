"""The lines of a target block: how far, how fast, against which trend, and the verdict as a chain of tests."""

from __future__ import annotations

from openpyxl.utils import get_column_letter

from gapsheet.phrases import Kept
from gapsheet.templates import style
from gapsheet.templates.cases import Measure, Placed
from gapsheet.templates.known import known
from gapsheet.templates.page import Page, choice

HEADING = "Verdict: the first test that holds decides"
_MULTIPLE = "=" + known("GROWTH_MULTIPLE({current},{target})", "SQRT({target}/{current})")
_REQUIRED = "=" + known("REQUIRED_GROWTH({current},{target},{current_year},{target_year})", "LN({target}/{current})")

SOURCE_MEASURES: tuple[Measure | str, ...] = (
    "What is compared",
    Measure("kind", "Kind", "word", "goal: wanted; warning: a projection nobody wants", style_name="Case text"),
    Measure("current_fact", "Latest figure", "name", "as on Facts; a series name: its latest", style_name="Case name"),
    Measure("target_fact", "Target figure", "name", "as on Facts", style_name="Case name"),
    Measure(
        "state", "State of the source", "word", "as on Sources; – : typed on Facts", "=dash", style_name="Case name"
    ),
    Measure("target_state", "State of the target's source", "word", "", "=dash", style_name="Case name"),
    Measure("mark", "Mark where they are late", "word", "as on Series", "=dash", style_name="Case name"),
    Measure("comparable", "Comparable?", "yes / no", "input: same definition, scope and vintage", style_name="Input"),
    Measure("differs", "What differs", "words", "", style_name="Case name"),
    Measure(
        "break",
        "Break in the series",
        "words",
        "where the definition changed",
        "=dash",
        style_name="Case name",
        lines=2,
    ),
)

DISTANCE_MEASURES: tuple[Measure | str, ...] = (
    "How far",
    Measure("current", "Latest", "tn yen", "", None, style.TRILLION_3),
    Measure("current_year", "Year of the latest figure", "year", "", None, style.YEAR),
    Measure("target", "Target", "tn yen", "", None, style.TRILLION_3),
    Measure("target_year", "Year of the target", "year", "", None, style.YEAR),
    Measure("years", "Years left", "years", "target year − latest year", "={target_year}-{current_year}", style.YEAR),
    Measure("multiple", "Multiple", "×", "target / latest", _MULTIPLE, style.MULTIPLE),
    Measure(
        "required",
        "Required growth",
        "per year",
        "(target / latest) ^ (1 / years) − 1",
        _REQUIRED,
        style.PERCENT,
    ),
)


TREND_MEASURES: tuple[Measure | str, ...] = (
    "What the past shows",
    Measure("trend", "Trend growth", "per year", "least squares on ln(value)", None, style.PERCENT),
    Measure("low", "Trend, low end", "per year", "confidence level on Inputs", None, style.PERCENT),
    Measure("high", "Trend, high end", "per year", "", None, style.PERCENT),
    Measure("n", "Annual figures used", "figures", "n of the trend", None, style.YEAR),
    Measure("first_year", "First year of the trend", "year", "", None, style.YEAR),
    Measure("last_year", "Last year of the trend", "year", "", None, style.YEAR),
    Measure("latest_change", "Latest year's change", "per year", "latest / year before − 1", None, style.PERCENT),
    Measure(
        "gap",
        "Required minus trend",
        "points",
        "percentage points a year",
        "=IF(ISNUMBER({required}-{trend}),({required}-{trend})*100,dash)",
        style.POINTS,
    ),
)


OUTLOOK_MEASURES: tuple[Measure | str, ...] = (
    "If the past went on (arithmetic, not a forecast)",
    Measure(
        "at_trend",
        "Value in the target year at the trend",
        "tn yen",
        "latest × (1 + trend) ^ years",
        "=IF(ISNUMBER({current}*{trend}),PROJECTED_VALUE({current},{trend},{years}),dash)",
        style.TRILLION,
    ),
    Measure(
        "shortfall",
        "Short of the target by",
        "tn yen",
        "target − that value; negative = beyond",
        "=IF(ISNUMBER({current}*{target}*{trend}),TARGET_SHORTFALL({current},{target},{trend},{years}),dash)",
        style.TRILLION,
    ),
    Measure(
        "reached_at_trend",
        "First year at the target, at the trend",
        "year",
        "",
        "=IF(AND(N({current})>0,{current}<N({target}),N({trend})>0),"
        "YEAR_REACHED({current},{target},{trend},{current_year}),dash)",
        style.YEAR,
    ),
    Measure(
        "reached_at_pace",
        "First year at the target, at the latest year's pace",
        "year",
        "",
        "=IF(AND(N({current})>0,{current}<N({target}),N({latest_change})>0),"
        "YEAR_REACHED({current},{target},{latest_change},{current_year}),dash)",
        style.YEAR,
    ),
)

_RANK = "INDEX(confidence_rank,MATCH(INDEX(fact_confidence,MATCH({%s},fact_name,0)),confidence_word,0))"

# What a verdict rests on besides figures: emptied, it would count as 0 and give a false reason.
_SURE = "(N(confidence_level)>0)*(N(confidence_level)<1)"
_THRESHOLDS = "ISNUMBER(least_observations)*ISNUMBER(least_for_interval)"

VERDICT_MEASURES: tuple[Measure | str, ...] = (
    HEADING,
    Measure(
        "rank_current",
        "Source of the latest figure",
        "rank",
        "1 primary to 5 unverified",
        "=" + _RANK % "current_fact",
        "0",
    ),
    Measure("rank_target", "Source of the target", "rank", "", "=" + _RANK % "target_fact", "0"),
    Measure(
        "test_missing",
        "A figure is missing",
        "1 = yes",
        "latest, target, or a threshold on Inputs",
        f"=IF(ISNUMBER({{current}}+{{target}})*{_SURE}*{_THRESHOLDS}=1,0,1)",
        "0",
    ),
    Measure(
        "test_source",
        "Unverified source",
        "1 = yes",
        "either rank at or past article only",
        "=IF(MAX({rank_current},{rank_target})>=unverified_rank,1,0)",
        "0",
    ),
    Measure("test_comparable", "Not comparable", "1 = yes", "", "=IF({comparable}=word_yes,0,1)", "0"),
    Measure("test_achieved", "Achieved", "1 = yes", "latest ≥ target", "=IF({current}>={target},1,0)", "0"),
    Measure(
        "test_few",
        "Too few annual figures",
        "1 = yes",
        "n below the number on Inputs, or no interval",
        "=IF(AND(N({n})>=least_observations,ISNUMBER({low})),0,1)",
        "0",
    ),
    Measure(
        "test_inside",
        "Interval holds the required rate",
        "1 = yes",
        "low ≤ required ≤ high",
        "=IF(AND(ISNUMBER({low}),{low}<={required},{required}<={high}),1,0)",
        "0",
    ),
    Measure(
        "test_above",
        "Trend above the required rate",
        "1 = yes",
        "low > required",
        "=IF(AND(ISNUMBER({low}),{low}>{required}),1,0)",
        "0",
    ),
    Measure("test_below", "Otherwise", "1 = yes", "the interval lies below the required rate", "=1", "0"),
    Measure("code", "First test that holds", "number", "", "=MATCH(1,{test_missing}:{test_below},0)", "0"),
    Measure(
        "symbol",
        "Symbol",
        "",
        "wording on Inputs",
        "=IF({kind}=kind_goal,INDEX(goal_symbols,{code}),INDEX(warning_symbols,{code}))",
        style_name="Case symbol",
    ),
    Measure(
        "verdict",
        "Verdict",
        "",
        "",
        "=IF({kind}=kind_goal,INDEX(goal_words,{code}),INDEX(warning_words,{code}))",
        style_name="Case verdict",
        lines=2,
    ),
)


def dress(page: Page, placed: Placed) -> None:
    """The yes or no of comparability is the user's to change; the verdict takes the colour of its symbol.

    Figures whose source is stale or failed, and its state, are amber.
    """
    first, last = (get_column_letter(column) for column in (placed.columns[0], placed.columns[-1]))
    symbol, verdict = placed.rows["symbol"], placed.rows["verdict"]
    page.colour_verdicts(f"{first}{symbol}:{last}{verdict}", f"{first}${symbol}")
    for top, bottom in (("state", "mark"), ("current", "reached_at_pace")):
        area = f"{first}{placed.rows[top]}:{last}{placed.rows[bottom]}"
        page.colour_by(area, f"{first}${placed.rows['mark']}<>dash", style.CAUTION)
    for case in range(len(placed.columns)):
        row, column = placed.at("comparable", case)
        allowed = choice(
            "yes_no", "yes: same definition, scope and vintage; no: the figures are shown without a verdict"
        )
        page.validate(page.sheet.cell(row, column).coordinate, allowed)


TREND_KEYS = ("trend", "low", "high", "n", "first_year", "last_year")


_TOO_FEW = 2  # figures leave nothing to judge their spread by, whatever the input says


def trend_cells(series: str) -> dict[str, object]:
    """The cells of a trend over a named series: growth, interval, n and the years it spans."""
    call = f"TREND_SUMMARY({series}_values,{series}_years)"
    few = f'COUNTIF({series}_values,">0")<2'
    cells: dict[str, object] = {
        key: f"=IF({few},dash,INDEX({call},1,{position}))" for position, key in enumerate(TREND_KEYS, start=1)
    }
    cells["n"] = f"=COUNT({series}_values)"
    for position, key in ((2, "low"), (3, "high")):
        end = f"INDEX(TREND_SUMMARY({series}_values,{series}_years,confidence_level),1,{position})"
        cells[key] = f"=IF(({{n}}>=least_for_interval)*({{n}}>{_TOO_FEW})*{_SURE}=1,{end},dash)"
    return cells


def latest_cells(series: str) -> dict[str, object]:
    """The cells of a case that starts from a series' latest figure, whichever year that is."""
    return {
        "current_fact": Kept(series),
        "current": f"={series}_latest",
        "current_year": f"=1*{series}_latest_year",
        # A word that a source brings and Inputs does not know vouches for nothing.
        "rank_current": f"=IF(COUNTIF(confidence_word,{series}_latest_confidence)=1,"
        f"INDEX(confidence_rank,MATCH({series}_latest_confidence,confidence_word,0)),MAX(confidence_rank))",
        "latest_change": f"=IF(ISNUMBER({series}_before),CAGR({series}_before,{series}_latest,"
        f"{series}_latest_year-{series}_before_year),dash)",
        "state": f"={series}_state",
        "break": f'=IF(ISNUMBER({series}_break_year),"counted otherwise up to "&{series}_break_year'
        '&"; figures before and after the change are not compared",dash)',
    }


def without_trend() -> dict[str, object]:
    """The cells of a case that has no record to compare with."""
    return dict.fromkeys(("multiple", "required", "latest_change", *TREND_KEYS), "=dash")
