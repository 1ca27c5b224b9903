"""The measures of the wage gap workbook, the tests that make its verdict, and the sentences they are told in."""

from __future__ import annotations

from gapsheet.templates import style
from gapsheet.templates.cases import Measure

MEASURES: tuple[Measure | str, ...] = (
    "Pay",
    Measure("group", "Pay of the group, a year", "=unit_shown", "as on Inputs",
            "=IF(N(group_amount)>0,group_pay/unit_factor,not_available)", style.PLAIN),
    Measure("reference", "Pay of the reference, a year", "=unit_shown", "as on Inputs",
            "=IF(N(reference_amount)>0,reference_pay/unit_factor,not_available)", style.PLAIN),
    Measure("gap", "Wage gap", "of reference", "(reference − group) / reference",
            "=IF(complete=1,WAGE_GAP(group_pay,reference_pay),not_available)", style.PERCENT),
    Measure("ratio", "Wage ratio", "of reference", "group / reference",
            "=IF(complete=1,WAGE_RATIO(group_pay,reference_pay),not_available)", style.PERCENT),
    Measure("raise", "Raise that closes the gap", "of own pay", "reference / group − 1",
            "=IF(complete=1,RAISE_TO_CLOSE(group_pay,reference_pay),not_available)", style.PERCENT),
    Measure("missing", "Short of the reference, a head and year", "=unit_shown", "reference − group",
            "=IF(complete=1,(reference_pay-group_pay)/unit_factor,not_available)", style.PLAIN),
    "Pay an hour",
    Measure("group_hourly", "Group", "=counted_in", "pay a year / hours a year",
            "=IF({group_hours_given}=1,HOURLY_PAY(group_pay,group_hours),not_available)", "#,##0.00"),
    Measure("reference_hourly", "Reference", "=counted_in", "pay a year / hours a year",
            "=IF({reference_hours_given}=1,HOURLY_PAY(reference_pay,reference_hours),not_available)", "#,##0.00"),
    Measure("hourly_gap", "Gap in pay an hour", "of reference", "needs hours of both sides",
            "=IF({group_hours_given}*{reference_hours_given}=1,"
            "HOURLY_WAGE_GAP(group_pay,reference_pay,group_hours,reference_hours),not_available)", style.PERCENT),
    "What closing the gap takes (illustration)",
    Measure("cost", "Cost a year", "=budget_unit", "missing pay × people",
            "=IF({headcount_given}=1,COST_TO_CLOSE(group_pay,reference_pay,headcount)/budget_factor,not_available)", "#,##0.0"),
    Measure("heads", "People the budget covers for a year", "people", "budget / missing pay, whole people",
            "=IF({can_cover}=1,HEADCOUNT_COVERED(budget_value,group_pay,reference_pay),INDEX(empty_codes,1+{budget_given}))",
            style.WHOLE),
    Measure("heads_share", "Share of the group it covers", "of people", "at most all of them",
            "=IF({can_cover}*{headcount_given}=1,MIN(1,{heads}/headcount),not_available)", style.PERCENT),
    Measure("parity", "Years until the pays meet", "years", "at the growth rates on Inputs",
            "=IF({can_meet}=1,YEARS_TO_PARITY(group_pay,reference_pay,group_growth,reference_growth),"
            "INDEX(empty_codes,1+{growth_given}))", style.YEARS),
    "What the inputs allow (1 = yes)",
    Measure("complete", "Both pays given", "flag", "numbers above 0",
            "=1*AND(N(group_amount)>0,N(reference_amount)>0)", style.YEAR),
    Measure("group_hours_given", "Hours of the group given", "flag", "", "=complete*(N(group_hours)>0)", style.YEAR),
    Measure("reference_hours_given", "Hours of the reference given", "flag", "",
            "=complete*(N(reference_hours)>0)", style.YEAR),
    Measure("headcount_given", "People given", "flag", "", "=complete*(N(headcount)>0)", style.YEAR),
    Measure("budget_given", "Budget given", "flag", "", "=complete*(N(budget_amount)>0)", style.YEAR),
    Measure("can_cover", "The budget meets a gap", "flag", "", "={budget_given}*(group_pay<reference_pay)", style.YEAR),
    Measure("growth_given", "Growth of both given", "flag", "",
            "=complete*AND(ISNUMBER(group_growth),ISNUMBER(reference_growth))", style.YEAR),
    Measure("judged", "The gap can be judged", "flag", "none of the first tests on the right holds",
            "=1*(verdict_code>ROWS(verdict_tests)-1-2)", style.YEAR),
    Measure("can_meet", "The pays will meet", "flag", "the lower pay grows faster",
            "={growth_given}*((reference_pay-group_pay)*(N(group_growth)-N(reference_growth))>0)", style.YEAR),
)  # fmt: skip

NAMES = {"complete": "complete", "gap": "pay_gap", "raise": "raise_needed"}

TESTS = (
    ("Inputs are incomplete", "=1-complete", "a pay is missing"),
    ("A figure is unverified", "=1*(unverified_n>0)", "source status on Inputs"),
    ("Statistic or year differ", "=1-statistic_same*year_same", "see Comparison"),
    (
        "Too few answers",
        "=1*OR(AND(N(group_answers)>0,group_answers<least_answers),AND(N(reference_answers)>0,reference_answers<least_answers))",
        "asked where a number is given",
    ),
    ("No gap", "=complete*(group_pay>=reference_pay)", "the group earns as much or more"),
    ("Other features differ or are not stated", "=1*(features_same<features_compared)", "see Comparison"),
    ("Otherwise", "=1", "like for like"),
)

SENTENCES: tuple[tuple[str, str], ...] = (
    ("caution", '=IF(complete*(1-{judged})=1,"Arithmetic only: ","")'),
    ("side", '=IF(group_pay>reference_pay," % above"," % below")'),
    ("way", '=IF(group_pay=reference_pay,"equal to",FIXED(ABS(N(pay_gap))*100,1)&[side])'),
    ("distance", '=IF(complete=1,"pay is "&[way]&" that of ","no gap can be worked out against ")'),
    ("headline", '=[caution]&group_name&": "&[distance]&reference_name'),
    (
        "raise_words",
        '=IF(complete*(group_pay<reference_pay)=1,"A raise of "&FIXED(raise_needed*100,1)&" % closes it","No raise is needed")',
    ),
    ("heads_words", '=IF({can_cover}=1,"; the budget would cover "&FIXED({heads},0)&" people for a year","")'),
    ("differing", '=IF(differing="","Nothing differs","Differs: "&SUBSTITUTE(differing," ",", "))'),
    ("unstated", '=IF(unstated="","","; not stated on one side or both: "&SUBSTITUTE(unstated," ",", "))'),
    ("axis", '=unit_shown&" a year"'),
    ("source", '="Sources: "&group_source&"; "&reference_source'),
)

# Features of the card: label, name in formulas, whether the two sides are compared, what a difference means.
FEATURES = (
    ("statistic", "statistic", True, "decides: a mean and a median are unlike things"),
    ("year", "year", True, "decides: pay of different years is unlike"),
    ("ages", "ages", True, "pay rises with age"),
    ("hours", "hours_basis", True, "longer hours hide a lower pay an hour"),
    ("employment", "employment", True, "freelance income pays for its own insurance and costs"),
    ("population", "population", False, "two groups differ here by nature: read both"),
    ("period", "period_words", False, "what the year rests on: read both"),
    ("answers", "answers", False, "too few make a verdict impossible"),
    ("caveat", "caveat", False, "to be kept in mind"),
    ("source", "source", False, "who says so"),
    ("published", "published", False, "when"),
)
