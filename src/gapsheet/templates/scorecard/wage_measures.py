"""The lines of a pay comparison: gap, verdict, comparator cards, hours, and what closing the gap takes."""

from __future__ import annotations

from gapsheet.templates import style
from gapsheet.templates.cases import Measure
from gapsheet.templates.known import known, worked_out
from gapsheet.templates.scorecard.rows import RANK

FEATURES = ("population", "statistic", "period", "hours", "employment")

# Headings that begin a page.
CARDS = "Comparator card: the group"
DIFFERENCES = "What does not match: the two cards compared word by word"

_COMPARED: tuple[Measure | str, ...] = (
    "What is compared",
    Measure("kind", "Kind", "word", "no time path", "=kind_comparison", style_name="Case text"),
    Measure("group_fact", "Your group", "name", "as on Facts", style_name="Case name"),
    Measure("reference_fact", "Yardstick", "name", "as on Facts", style_name="Case name"),
    Measure(
        "comparable",
        "Comparable?",
        "yes / no",
        "input; what differs all the same stands below",
        style_name="Input",
    ),
    Measure("differs", "What differs", "words", "", style_name="Long text"),
)

_FAR: tuple[Measure | str, ...] = (
    "How far apart",
    Measure("pay", "Income of the group", "k yen a year", "", None, style.THOUSAND),
    Measure("reference", "Yardstick", "k yen a year", "", None, style.THOUSAND),
    Measure(
        "gap",
        "Gap",
        "of yardstick",
        "(yardstick − group) / yardstick; positive = the group earns less",
        "=" + known("WAGE_GAP({pay},{reference})", "{pay}/{reference}"),
        style.PERCENT,
    ),
    Measure(
        "ratio",
        "Ratio",
        "of yardstick",
        "group / yardstick",
        "=" + known("WAGE_RATIO({pay},{reference})", "{pay}/{reference}"),
        style.PERCENT,
    ),
    Measure(
        "multiple",
        "Multiple",
        "×",
        "yardstick / group",
        "=" + known("GROWTH_MULTIPLE({pay},{reference})", "SQRT({reference}/{pay})"),
        style.MULTIPLE,
    ),
    Measure(
        "raise",
        "Raise that closes the gap",
        "of group pay",
        "yardstick / group − 1",
        "=" + known("RAISE_TO_CLOSE({pay},{reference})", "{reference}/{pay}"),
        style.PERCENT,
    ),
    Measure(
        "later_gap",
        "Gap, were the income of 2023",
        "of yardstick",
        "against the yardstick of 2023; the survey's year of income is not confirmed",
        "=dash",
        style.PERCENT,
    ),
)

_VERDICT: tuple[Measure | str, ...] = (
    "Verdict: the first test that holds decides",
    Measure(
        "rank_group",
        "Source of the group's figure",
        "rank",
        "1 primary to 5 unverified",
        "=" + RANK.format("{group_fact}"),
        "0",
    ),
    Measure("rank_reference", "Source of the yardstick", "rank", "", "=" + RANK.format("{reference_fact}"), "0"),
    Measure(
        "test_missing",
        "A figure is missing",
        "1 = yes",
        "income or yardstick",
        "=IF(ISNUMBER({gap}+{raise}),0,1)",
        "0",
    ),
    Measure(
        "test_source",
        "Unverified source",
        "1 = yes",
        "either rank at or past article only",
        "=IF(MAX({rank_group},{rank_reference})>=unverified_rank,1,0)",
        "0",
    ),
    Measure("test_comparable", "Not comparable", "1 = yes", "", "=IF({comparable}=word_yes,0,1)", "0"),
    Measure("test_no_gap", "No gap", "1 = yes", "gap at or below 0", "=IF({gap}<=0,1,0)", "0"),
    Measure("test_below", "Otherwise", "1 = yes", "the group earns less", "=1", "0"),
    Measure("first", "First test that holds", "number", "", "=MATCH(1,{test_missing}:{test_below},0)", "0"),
    Measure(
        "code",
        "Row of the wording",
        "number",
        "tests of time paths are skipped: the last test takes the last row",
        "=IF({first}=ROWS({test_missing}:{test_below}),ROWS(comparison_words),{first})",
        "0",
    ),
    Measure("symbol", "Symbol", "", "wording on Inputs", "=INDEX(comparison_symbols,{code})", style_name="Case symbol"),
    Measure("verdict", "Verdict", "", "", "=INDEX(comparison_words,{code})", style_name="Case verdict"),
    Measure(
        "reading",
        "The gap in words",
        "",
        "arithmetic; read it with the verdict",
        "=CHOOSE(1+ISNUMBER({gap}),figure_missing,"
        'FIXED(ABS(N({gap}))*100,1)&" % "&IF(N({gap})>0,"below","above")&" the yardstick")',
        style_name="Case text",
        lines=2,
    ),
)

_HOURLY: tuple[Measure | str, ...] = (
    "By the hour",
    Measure(
        "annual_hours",
        "Hours of the group",
        "hours a year",
        "monthly mean of all ages × 12",
        "=" + worked_out("janica_hours_mean_2023*12"),
        style.WHOLE,
    ),
    Measure(
        "yardstick_hours",
        "Hours of the yardstick",
        "hours a year",
        "input",
        "=IF(ISNUMBER(reference_annual_hours),reference_annual_hours,not_available)",
        style.WHOLE,
    ),
    Measure(
        "hourly_pay",
        "Income of the group by the hour",
        "yen",
        "pay / hours",
        "=" + known("HOURLY_PAY({pay},{annual_hours})", "{pay}/{annual_hours}"),
        style.WHOLE,
    ),
    Measure(
        "hourly_gap",
        "Hourly gap",
        "of yardstick",
        "of the two hourly pays",
        "="
        + known(
            "HOURLY_WAGE_GAP({pay},{reference},{annual_hours},{yardstick_hours})",
            "{pay}/SQRT({annual_hours})/{reference}/SQRT({yardstick_hours})",
        ),
        style.PERCENT,
    ),
)

_CLOSING: tuple[Measure | str, ...] = (
    "What closing the gap takes: an illustration, and only where the gap has a verdict",
    Measure(
        "stand_in",
        "Shown where nothing is counted",
        "word",
        "[x]: empty input; dash: no verdict",
        "=IF({code}=ROWS(comparison_words),not_available,dash)",
    ),
    Measure("headcount", "People in the group", "people", "input", None, style.WHOLE),
    Measure(
        "cost",
        "Closing the gap for all of them",
        "bn yen a year",
        "gap in yen × people",
        "=IF(AND(ISNUMBER(SQRT({headcount})),{stand_in}<>dash),COST_TO_CLOSE({pay},{reference},{headcount}),{stand_in})",
        style.BILLION,
    ),
    Measure(
        "fund",
        "Japan's content fund",
        "bn yen",
        "supplementary budget, as on Facts",
        "=content_budget_fy2025_supplementary",
        style.BILLION,
    ),
    Measure(
        "covered",
        "People whose gap 55 bn would close",
        "people",
        "supplementary budget / gap in yen",
        "=IF(ISNUMBER({fund})*({stand_in}<>dash)=1,HEADCOUNT_COVERED({fund},{pay},{reference}),{stand_in})",
        style.WHOLE,
    ),
    Measure(
        "capped",
        "The same, at most those there are",
        "people",
        "the smaller of both",
        "=IF(AND(ISNUMBER({headcount}),ISNUMBER({covered})),MIN({headcount},{covered}),{stand_in})",
        style.WHOLE,
    ),
)

_PRICES: tuple[Measure | str, ...] = (
    "At the prices of 2024, if the income is of 2022",
    Measure(
        "price_level",
        "Consumer prices",
        "2022 = 1",
        "changes of 2023 and 2024",
        "=" + worked_out("(1+cpi_change_2023)*(1+cpi_change_2024)"),
        "0.000",
    ),
    Measure(
        "uprated",
        "Income with the same buying power",
        "k yen a year",
        "income × price level",
        "=" + known("UPRATED_PAY({pay},1,{price_level})", "{pay}*{price_level}"),
        style.THOUSAND,
    ),
)


def _card(side: str, heading: str) -> tuple[Measure | str, ...]:
    """The lines of one side's comparator card."""
    return (
        heading,
        *(
            Measure(f"{side}_{feature}", feature.capitalize(), "words", "", style_name="Long text")
            for feature in FEATURES
        ),
        Measure(f"{side}_n", "Answers (n)", "number", "", style_name="Long text"),
        Measure(f"{side}_caveat", "To bear in mind", "words", "", style_name="Long text"),
    )


# Repeats the name of each feature that differs once and all others never; the blanks between them become commas.
_MISMATCHES = (
    "=SUBSTITUTE(TRIM(" + "&".join(f'REPT("{feature} ",{{differs_{feature}}})' for feature in FEATURES) + ')," ",", ")'
)

_MISMATCH: tuple[Measure | str, ...] = (
    DIFFERENCES,
    *(
        Measure(
            f"differs_{feature}",
            feature.capitalize(),
            "1 = differs",
            "",
            f"=IF({{group_{feature}}}={{reference_{feature}}},0,1)",
            "0",
        )
        for feature in FEATURES
    ),
    Measure(
        "mismatch",
        "What does not match",
        "words",
        "",
        _MISMATCHES,
        style_name="Long text",
        lines=2,
    ),
)

MEASURES: tuple[Measure | str, ...] = (
    *_COMPARED,
    *_FAR,
    *_VERDICT,
    *_card("group", CARDS),
    *_card("reference", "Comparator card: the yardstick"),
    *_MISMATCH,
    *_HOURLY,
    *_CLOSING,
    *_PRICES,
)
