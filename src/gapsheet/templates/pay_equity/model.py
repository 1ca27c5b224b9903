"""The model of the pay equity workbook: whether there is one, its estimates, and what each factor explains."""

from __future__ import annotations

from dataclasses import dataclass

from gapsheet.templates import sheets, style
from gapsheet.templates.book import Book
from gapsheet.templates.page import FIRST, TOP, Page
from gapsheet.templates.pay_equity.slots import FACTOR_TABLE
from gapsheet.templates.pay_equity.staff_list import CELL, COMPARED, FACTORS, SLOTS
from gapsheet.templates.staff.hourly import HOURLY
from gapsheet.templates.staff.model import TABLE

_STAFF = f"Employees[{HOURLY}],Employees[{COMPARED}],men_label"
_BLOCKS = ",".join(f"{TABLE}[[{FACTORS[0]}]:[{last}]]" for last in FACTORS)
_FACTORS = f"CHOOSE(block_number,{_BLOCKS})"
ADJUSTED = f"ADJUSTED_GAP({_STAFF},{_FACTORS})"
SPLIT = f"OAXACA({_STAFF},{_FACTORS},,split_at)"
DETAIL = f"OAXACA_DETAIL({_STAFF},{_FACTORS},,split_at)"
MATCHED = f"NOPO_GAP({_STAFF},Employees[{CELL}])"
FRACTION = "0.0000"


@dataclass(frozen=True, slots=True)
class _Line:
    """A figure of the model: its words, formula and name, and what it means."""

    label: str
    formula: str
    name: str
    number_format: str
    meaning: str


def write_model(book: Book) -> Page:
    """Write the estimates, the parts of the factors, and the warnings."""
    page = Page(book, "Model", "calc", (38, 14, 14, 14, 14, 14, 32, 40, 14, 8, 40, 8))
    page.head("Model", "Estimates from Employees. A gap is a fraction of men's pay; positive: women earn less.")
    row = _lines(page, page.section(TOP, "People and whether a model can be had"), _PEOPLE)
    row = _parts(page, page.section(row + 1, "Factors"))
    page.new_page(row + 1)
    row = _lines(page, page.section(row + 1, "Estimates"), _ESTIMATES)
    row = _lines(page, page.section(row + 1, "Words"), _IN_WORDS)
    row = _tests(page, row + 1, "Rating: the first line that holds", _RATINGS, "rating_tests")
    row = _tests(page, row + 1, "Against the limit: the first line that holds", _VERDICTS, "limit_tests")
    page.freeze(TOP + 1)
    sheets.repeat_title(page)
    page.close(row)
    return page


def _given(condition: str, value: str) -> str:
    return f"=IF({condition}=1,{value},not_available)"


def _told(name: str) -> str:
    """An input in per cent, or the mark where it is empty or a text."""
    return f"=IF(ISNUMBER({name}),FIXED({name}*100,1),not_available)"


_PEOPLE = (
    _Line("Men compared", f"=COUNTIF(Employees[{COMPARED}],men_label)", "men_compared", style.WHOLE, "on full pay, no error"),
    _Line("Women compared", f"=COUNTIF(Employees[{COMPARED}],women_label)", "women_compared", style.WHOLE, "on full pay, no error"),
    _Line("Figures are hidden", "=1*((men_compared<heads_needed)+(women_compared<heads_needed)>0)", "model_hidden", style.YEAR, "1: fewer people than Inputs ask for"),
    _Line("The adjusted gap can be had", f'=1*(WHY("ADJUSTED_GAP",{_STAFF},{_FACTORS})="")', "can_adjust", style.YEAR, "1: yes"),
    _Line("The parts can be had", f'=IF(can_adjust=1,1*(WHY("OAXACA",{_STAFF},{_FACTORS},,split_at)=""),0)', "can_split", style.YEAR, "1: yes; men and women need a model of their own each"),
    _Line("People can be matched", f'=1*(WHY("NOPO_GAP",{_STAFF},Employees[{CELL}])="")', "can_match", style.YEAR, "1: yes"),
    _Line("Why there is no adjusted gap", f'=IF(can_adjust=1,dash,WHY("ADJUSTED_GAP",{_STAFF},{_FACTORS}))', "why_not_adjusted", style.GENERAL, "in the function's words; factors by number"),
    _Line("Why there are no parts", f'=IF((can_split=1)+(can_adjust=0)>0,why_not_adjusted,WHY("OAXACA",{_STAFF},{_FACTORS},,split_at))', "why_not_split", style.GENERAL, "in the function's words; factors by number"),
)  # fmt: skip
_LN = "logarithm of men's pay minus that of women's"
_ESTIMATES = (
    _Line("Gap without factors", _given("can_adjust", f"INDEX({ADJUSTED},4,2)"), "gap_raw", FRACTION, "of geometric means"),
    _Line("Adjusted gap", _given("can_adjust", f"INDEX({ADJUSTED},2,2)"), "gap_adjusted", FRACTION, "same factors; Kennedy's correction"),
    _Line("Its standard error", _given("can_adjust", f"INDEX({ADJUSTED},3,2)"), "gap_error", FRACTION, "van Garderen and Shah's approximation"),
    _Line("Coefficient of the sex", _given("can_adjust", f"INDEX({ADJUSTED},5,2)"), "coefficient", FRACTION, "logarithm of women's pay minus that of men's"),
    _Line("Its standard error", _given("can_adjust", f"INDEX({ADJUSTED},6,2)"), "coefficient_error", FRACTION, "conventional"),
    _Line("p value", _given("can_adjust", f"INDEX({ADJUSTED},8,2)"), "p_value", FRACTION, "of no gap at all, two-sided"),
    _Line("Rated gap", _given("can_adjust", f"INDEX({ADJUSTED},9,2)"), "rated_gap", FRACTION, "without its sign, cut to a tenth of a per cent"),
    _Line("R squared", _given("can_adjust", f"INDEX({ADJUSTED},11,2)"), "r_squared", "0.000", "share of the variance of ln(pay) that the model accounts for"),
    _Line("People in the model", "=men_compared+women_compared", "model_people", style.WHOLE, "men and women"),
    _Line("Men that the function used", _given("can_adjust", f"INDEX({ADJUSTED},12,2)"), "model_men", style.WHOLE, "for Checks"),
    _Line("Women that the function used", _given("can_adjust", f"INDEX({ADJUSTED},13,2)"), "model_women", style.WHOLE, "for Checks"),
    _Line("Can be shown", "=can_adjust*(1-model_hidden)", "can_show", style.YEAR, "1: there is an adjusted gap, and it is not hidden"),
    _Line("Rows of the detail", _given("can_split", f"ROWS({DETAIL})"), "detail_rows", style.WHOLE, "one a number; levels and one a category; head, constant, total"),
    _Line("Coefficients", _given("can_split", "detail_rows-1-2*SUM(model_words)"), "coefficients", style.WHOLE, "constant, sex, numbers, levels beyond the first"),
    _Line("People for each coefficient", _given("can_split", "model_people/MAX(1,coefficients)"), "people_per_coefficient", "0.0", "few: the model fits chance"),
    _Line("Degrees of freedom", _given("can_split", "model_people-coefficients"), "freedom", style.WHOLE, "people minus coefficients"),
    _Line("Half the interval", _given("can_split*(N(confidence_level)>0)*(N(confidence_level)<1)", "TINV(1-confidence_level,MAX(1,freedom))*coefficient_error"), "half_interval", FRACTION, "in logarithms"),
    _Line("Interval, low", _given("1*ISNUMBER(half_interval)", "1-EXP(coefficient-coefficient_error^2/2+half_interval)"), "gap_low", FRACTION, "at the confidence of Inputs"),
    _Line("Interval, high", _given("1*ISNUMBER(half_interval)", "1-EXP(coefficient-coefficient_error^2/2-half_interval)"), "gap_high", FRACTION, "at the confidence of Inputs"),
    _Line("Gap of the parts", _given("can_split", f"INDEX({SPLIT},4,2)"), "gap_log", FRACTION, _LN),
    _Line("Explained by the factors", _given("can_split", f"INDEX({SPLIT},11,2)"), "explained_log", FRACTION, _LN),
    _Line("Its standard error", _given("can_split", f"INDEX({SPLIT},11,3)"), "", FRACTION, "delta method"),
    _Line("Not explained", _given("can_split", f"INDEX({SPLIT},12,2)"), "unexplained_log", FRACTION, _LN),
    _Line("Its standard error", _given("can_split", f"INDEX({SPLIT},12,3)"), "", FRACTION, "delta method"),
    _Line("From logarithms to the gap", "=IF(can_split*(N(gap_log)<>0)=1,gap_raw/gap_log,0)", "log_scale", FRACTION, "scales the parts to the gap without factors"),
    _Line("Explained, of the gap", _given("can_split", "explained_log*log_scale"), "explained_gap", FRACTION, "parts of the gap without factors"),
    _Line("Not explained, of the gap", _given("can_split", "unexplained_log*log_scale"), "unexplained_gap", FRACTION, "parts of the gap without factors"),
    _Line("Men with a match", _given("can_match", f"INDEX({MATCHED},3,7)"), "matched_men", "0.000", "share; same value in every category"),
    _Line("Women with a match", _given("can_match", f"INDEX({MATCHED},3,8)"), "matched_women", "0.000", "share; same value in every category"),
    _Line("The lesser share with a match", _given("can_match", "MIN(matched_men,matched_women)"), "least_matched", "0.000", "of men, or of women"),
    _Line("Gap between matched people", _given("can_match", f"INDEX({MATCHED},3,3)"), "matched_gap", FRACTION, "of men's mean pay; spread over cells as women"),
)  # fmt: skip
_IN_WORDS = (
    _Line("Men in words", "=IF(model_hidden=1,suppressed,FIXED(men_compared,0))", "men_words", style.GENERAL, ""),
    _Line("Women in words", "=IF(model_hidden=1,suppressed,FIXED(women_compared,0))", "women_words", style.GENERAL, ""),
    _Line("Adjusted gap in words", '=IF(can_adjust=1,FIXED(ABS(gap_adjusted)*100,1)&" % "&INDEX(direction_words,2+SIGN(gap_adjusted)),dash)', "adjusted_words", style.GENERAL, ""),
    _Line("Interval in words", '=IF(ISNUMBER(gap_low),FIXED(gap_low*100,1)&" % and "&FIXED(gap_high*100,1)&" %",dash)', "interval_words", style.GENERAL, ""),
    _Line("Explained in words", '=IF(can_split=1,FIXED(explained_gap*100,1)&" of "&FIXED(gap_raw*100,1),dash)', "explained_words", style.GENERAL, ""),
    _Line("Not explained in words", "=IF(can_split=1,FIXED(unexplained_gap*100,1),dash)", "unexplained_words", style.GENERAL, ""),
    _Line("Limit in words", _told("gap_limit"), "limit_told", style.GENERAL, "per cent"),
    _Line("Target in words", _told("gap_target"), "target_told", style.GENERAL, "per cent"),
    _Line("Reason in words", "=CHOOSE(1+MAX(2*model_hidden,1*(factor_count=0)),why_in_names,no_factor,suppressed)", "reason_shown", style.GENERAL, ""),
    _Line("Parts can be shown", "=can_show*can_split", "can_show_parts", style.YEAR, "1: yes"),
)  # fmt: skip


def _lines(page: Page, row: int, lines: tuple[_Line, ...]) -> int:
    row = page.heads(row, ("Item", "Value", "What it is", *("",) * 9), right=(1,))
    for line in lines:
        page.put(row, FIRST, line.label, "Label")
        is_text = line.number_format == style.GENERAL
        page.put(row, FIRST + 1, line.formula, "Reading" if is_text else "Calculated", line.number_format)
        page.put(row, FIRST + 2, line.meaning, "Reading")
        if line.name:
            page.book.define(line.name, page.sheet, (row, FIRST + 1))
        page.fit(row)
        row += 1
    return row


_PART_HEADS = (
    "Model factor",
    "Kind",
    "Explains, in logarithms",
    "Standard error",
    "Explains, of the gap",
    "Standard error",
    "Doubtful ones so far",
    "Reason with names",
    "Called by functions",
    "Has a part",
    "Names so far",
    "Else",
)


def _parts(page: Page, row: int) -> int:
    """For each factor of the model what it explains, and the words that name the factors."""
    row = top = page.heads(row, _PART_HEADS, right=(2, 3, 4, 5, 9))
    for factor in range(1, SLOTS + 1):
        place = f"ROWS(A${top}:A{row})"
        slot = f"INDEX(model_slots,{place})"
        found = f"VLOOKUP(J{row},{DETAIL}"
        before = (f"H{row - 1}", f"I{row - 1}", f"L{row - 1}") if factor > 1 else ('""', "why_not_split", '""')
        squared = f'IF(INDEX(model_powers,{place})=2,"²","")'
        comma = '""' if factor == 1 else '", "'
        cells = (
            (f"=IF({slot}>0,INDEX({FACTOR_TABLE}[Column],MAX(1,{slot})),dash)&{squared}", "Label", None),
            (f"=IF({slot}>0,INDEX({FACTOR_TABLE}[Kind],MAX(1,{slot})),dash)", "Calculated text", None),
            (f"=IF(K{row}=1,{found},explained_column,FALSE),M{row})", "Calculated", FRACTION),
            (f"=IF(K{row}=1,{found},error_column,FALSE),M{row})", "Calculated", FRACTION),
            (f"=IF(ISNUMBER(D{row}),D{row}*log_scale,D{row})", "Calculated", FRACTION),
            (f"=IF(ISNUMBER(E{row}),E{row}*ABS(log_scale),E{row})", "Calculated", FRACTION),
            (f'={before[0]}&IF(INDEX(model_doubts,{place})=1,": "&B{row},"")', "Calculated text", style.GENERAL),
            (f'=SUBSTITUTE({before[1]},"\'"&J{row}&"\'","\'"&B{row}&"\'")', "Calculated text", style.GENERAL),
            (f"=detail_name&{place}", "Calculated text", style.GENERAL),
            (f"=({place}<=factor_count)*can_split", "Calculated", style.YEAR),
            (f'={before[2]}&IF({slot}>0,{comma}&B{row},"")', "Calculated text", style.GENERAL),
            (f"=IF({slot}>0,not_available,dash)", "Calculated text", style.GENERAL),
        )
        for offset, (formula, style_name, number_format) in enumerate(cells):
            page.put(row, FIRST + offset, formula, style_name, number_format)
        page.height(row)
        row += 1
    names = ("part_names", "part_kinds", "part_logs", "", "part_gaps", "part_gap_errors")
    for offset, name in enumerate(names):
        if name:
            page.book.define(name, page.sheet, (top, FIRST + offset), (row - 1, FIRST + offset))
    for offset, name in ((6, "all_doubtful"), (7, "why_in_names"), (10, "model_names")):
        page.book.define(name, page.sheet, (row - 1, FIRST + offset))
    return row


_RATINGS = (
    ("no adjusted gap, or nothing to rate it by", "=1*((can_adjust=0)+(COUNT(gap_limit,gap_target)<2)>0)"),
    ("not significant", "=1*(N(p_value)>=significance)"),
    ("above the limit", "=1*(N(rated_gap)>N(gap_limit))"),
    ("above the target", "=1*(N(rated_gap)>N(gap_target))"),
    ("neither", "=1"),
)
_VERDICTS = (
    ("no interval, or no limit", "=1-ISNUMBER(half_interval)*ISNUMBER(gap_limit)"),
    ("the whole interval is beyond the limit", "=1*((N(gap_low)>N(gap_limit))+(N(gap_high)<-N(gap_limit))>0)"),
    ("the whole interval is within the limit", "=1*((N(gap_low)>=-N(gap_limit))*(N(gap_high)<=N(gap_limit))=1)"),
    ("neither", "=1"),
)


def _tests(page: Page, row: int, title: str, tests: tuple[tuple[str, str], ...], name: str) -> int:
    row = top = page.heads(row, (title, "Holds"), right=(1,))
    for label, formula in tests:
        page.put(row, FIRST, label, "Label")
        page.put(row, FIRST + 1, formula, "Calculated", "0")
        page.fit(row)
        row += 1
    page.book.define(name, page.sheet, (top, FIRST + 1), (row - 1, FIRST + 1))
    return row
