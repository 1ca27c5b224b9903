"""The VBA of the functions: it runs, in LibreOffice, between cells and a stand-in for Python; its text is lawful."""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from gapsheet import catalog
from gapsheet.entries import Argument, Entry
from gapsheet.errors import MacroError
from gapsheet.hosts.vba.registration import registration_text
from gapsheet.hosts.vba.spelling import assignments, literal, shortened
from gapsheet.hosts.vba.wrappers import functions_text, wrapper
from gapsheet.package.vba import Module, ModuleKind, code_of
from support.basic import VbaError, run_basic
from support.pywin32stub import xlwings_vba
from support.vba_wrappers import STAND_INS, stored

NA, VALUE, NULL, DIV0, REF, NAME, NUM = (VbaError(number) for number in (2042, 2015, 2000, 2007, 2023, 2029, 2036))
GENERATED = {
    "gapsheet_functions": functions_text(catalog.FUNCTIONS),
    "gapsheet_registration": registration_text(catalog.FUNCTIONS),
}
STORED = ("gapsheet_cells", "gapsheet_excel")
VBA_WORDS = (Path(__file__).parents[1] / "names" / "vba_words.txt").read_text(encoding="utf-8").splitlines()[1:]
LIBREOFFICE = pytest.mark.optional_part("LibreOffice")

every_entry = pytest.mark.parametrize("entry", catalog.FUNCTIONS, ids=lambda entry: entry.name)


def found(name: str) -> Entry:
    entry = catalog.find(name)
    assert entry is not None
    return entry


def with_ranges(entry: Entry) -> str:
    """A call that gives every argument a range of two cells; three to the one that repeats."""
    count = len(entry.arguments) + 2 * any(argument.repeats for argument in entry.arguments)
    return f"={entry.name}({','.join(['A1:A2'] * count)})"


STEPS = [
    'Direct "whole column of a blank sheet", WAGE_GAP(ActiveSheet.Range("C:C"), 1)',
    'Range("A1").Value = 3',
    'Range("A2").Value = 4',
    'Range("A3").Value = "text"',
    'Range("A4").Formula = "=NA()"',
    'Range("B1").Value = 5',
    'Range("B2").Value = True',
    "Answers 0.5",
    'Cell "numbers", "=WAGE_GAP(1966,2730)"',
    'Cell "one cell", "=WAGE_GAP(A1,B1)"',
    'Cell "calculated", "=WAGE_GAP(A1+1,""a"")"',
    'Cell "blank cell", "=WAGE_GAP(A1,D1)"',
    'Cell "column", "=WAGE_GAP(A1:A4,1)"',
    'Cell "row", "=WAGE_GAP(A1:B1,1)"',
    'Cell "block", "=WAGE_GAP(A1:B2,1)"',
    'Cell "array constants", "=WAGE_GAP({1,2},{1;2})"',
    'Cell "error cell", "=WAGE_GAP(A4,1)"',
    'Cell "whole columns", "=WAGE_GAP(A:A,B:B)"',
    'Cell "whole rows", "=WAGE_GAP(2:2,3:3)"',
    'Direct "whole sheet", WAGE_GAP(ActiveSheet.Cells, 1)',
    'Direct "several areas", WAGE_GAP(Range("A1:A2,B1"), 1)',
    'Direct "errors as arguments", COST_TO_CLOSE(1, 2, CVErr(2007), CVErr(2042))',
    'Direct "an error that newer Excels know", COST_TO_CLOSE(1, 2, 3, CVErr(2045))',
    'Cell "optional left out", "=COST_TO_CLOSE(1,2,3)"',
    'Cell "optional blank", "=COST_TO_CLOSE(1,2,3,D1)"',
    'Cell "optional given", "=COST_TO_CLOSE(1,2,3,4)"',
    'Direct "optional left out between others", INVOICE_METHODS(1, 2, , 3)',
    'Cell "nothing repeated", "=WHY(""WAGE_GAP"")"',
    'Cell "two repeated", "=WHY(""WAGE_GAP"",A1,A1:A2)"',
    'Direct "one of the repeated left out", WHY("WAGE_GAP", , 2)',
    *(f'Cell "every range of {entry.name}", "{with_ranges(entry)}"' for entry in catalog.FUNCTIONS),
    *(
        f'Answers Sentinel({number})\nDirect "sentinel {number}", WAGE_GAP(1, 2)\n'
        f'Cell "sentinel {number} in a cell", "=WAGE_GAP(1,2)"'
        for number in (2000, 2007, 2015, 2023, 2029, 2036, 2042, 9999)
    ),
    'Answers Sentinel("abc")\nDirect "sentinel of no number", WAGE_GAP(1, 2)',
    'Answers "gapsheet 2042"\nDirect "a text like a sentinel", WAGE_GAP(1, 2)',
    'Answers ""\nDirect "no text", WAGE_GAP(1, 2)',
    'Answers True\nDirect "a truth", WAGE_GAP(1, 2)',
    'Answers CVErr(2042)\nDirect "Python out of reach", WAGE_GAP(1, 2)',
    'Answers Empty\nDirect "Empty", WAGE_GAP(1, 2)',
    'Answers Null\nDirect "Null", WAGE_GAP(1, 2)',
    'Answers Array()\nDirect "no elements", WAGE_GAP(1, 2)',
    'Answers Array(1, Sentinel(2036), "a", Empty, Null)\nDirect "one dimension", WAGE_GAP(1, 2)',
    'NoteBlock "one dimension in cells", "=WAGE_GAP(1,2)", "X1:Z1"',
    'Answers Grid(1, Sentinel(2007), Empty, Null)\nDirect "two dimensions", WAGE_GAP(1, 2)',
    'NoteBlock "two dimensions in cells", "=WAGE_GAP(1,2)", "X1:Y2"',
    'Answers Grid(String(255, "x"), String(256, "x"), 0, 0)\nDirect "long texts in an array", WAGE_GAP(1, 2)',
    'Answers String(300, "x")\nDirect "a long text alone", WAGE_GAP(1, 2)',
    'Answers String(32767, "x")\nDirect "the longest text", WAGE_GAP(1, 2)',
    'Answers String(32768, "x")\nDirect "a text too long for a cell", WAGE_GAP(1, 2)',
    'Fails\nCell "error on the way", "=WAGE_GAP(1,2)"',
    'Cell "error on the way of many", "=WHY(""WAGE_GAP"",1)"',
    "Answers 0.5",
    *(
        f'Shows "{bar}", "{window}"\nCell "bar {bar}, window {window}", "=WAGE_GAP(A1,2)"\n'
        f'Cell "many: bar {bar}, window {window}", "=WHY(""WAGE_GAP"",1)"'
        for bar in ("on", "off", "fails")
        for window in ("open", "closed", "fails")
    ),
    'Shows "saved", ""\nDescribeFunctions',
    'Note "now unsaved", True\nShows "unsaved", ""\nDescribeFunctions\nNote "times saved", TimesCountedAsSaved()',
    'Shows "fails", ""\nDescribeFunctions',
    'Shows "saved", ""\nRegisterFunctions\nNote "no book", TimesCountedAsSaved()',
    'BringsBook True\nRegisterFunctions\nNote "book in front", TimesCountedAsSaved()',
    'RegisterFunctions\nNote "asked again", TimesCountedAsSaved()',
]


@pytest.fixture(scope="module")
def noted(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    """What the one run wrote down."""
    modules = {**STAND_INS, **GENERATED, "gapsheet_cells": stored("gapsheet_cells")}
    return run_basic(tmp_path_factory.mktemp("vba"), modules, "\n".join(STEPS))


@LIBREOFFICE
@pytest.mark.parametrize(
    ("case", "readings", "function", "arguments"),
    [
        ("whole column of a blank sheet", 1, "wage_gap", [None, 1]),
        ("numbers", 0, "wage_gap", [1966, 2730]),
        ("one cell", 2, "wage_gap", [3, 5]),
        ("calculated", 0, "wage_gap", [4, "a"]),
        ("blank cell", 2, "wage_gap", [3, None]),
        ("column", 1, "wage_gap", [[[3], [4], ["text"], [NA]], 1]),
        ("row", 1, "wage_gap", [[[3, 5]], 1]),
        ("block", 1, "wage_gap", [[[3, 5], [4, True]], 1]),
        ("array constants", 0, "wage_gap", [[[1, 2]], [[1], [2]]]),
        ("error cell", 1, "wage_gap", [NA, 1]),
        ("whole columns", 2, "wage_gap", [[[3], [4], ["text"], [NA]], [[5], [True], [None], [None]]]),
        ("whole sheet", 1, "wage_gap", [[[3, 5], [4, True], ["text", None], [0, None]], 1]),
        ("several areas", 0, "wage_gap", [VALUE, 1]),
        ("errors as arguments", 0, "cost_to_close", [1, 2, DIV0, NA]),
        ("an error that newer Excels know", 0, "cost_to_close", [1, 2, 3, VbaError(2045)]),
        ("optional left out", 0, "cost_to_close", [1, 2, 3, None]),
        ("optional blank", 1, "cost_to_close", [1, 2, 3, None]),
        ("optional given", 0, "cost_to_close", [1, 2, 3, 4]),
        ("optional left out between others", 0, "invoice_methods", [1, 2, None, 3, None, None]),
        ("nothing repeated", 0, "why", ["WAGE_GAP"]),
        ("two repeated", 2, "why", ["WAGE_GAP", 3, [[3], [4]]]),
        ("one of the repeated left out", 0, "why", ["WAGE_GAP", None, 2]),
    ],
)
def test_arguments_reach_python_as_values(
    noted: dict[str, Any], case: str, readings: int, function: str, arguments: list[Any]
) -> None:
    assert noted[f"{case}, sent"] == [1, readings, function, arguments]


@LIBREOFFICE
def test_whole_rows_end_with_the_last_used_column_and_stay_aligned(noted: dict[str, Any]) -> None:
    calls, readings, _, (upper, lower) = noted["whole rows, sent"]
    assert (calls, readings) == (1, 2)
    assert len(upper[0]) == len(lower[0]) == 26  # the formula stands in column Z
    assert (upper[0][:3], lower[0][:3]) == ([4, True, None], ["text", None, None])


@LIBREOFFICE
@every_entry
def test_a_call_asks_python_once_and_reads_each_range_once(noted: dict[str, Any], entry: Entry) -> None:
    ranges = with_ranges(entry).count("A1:A2")
    values = [[[3], [4]]] * ranges
    assert noted[f"every range of {entry.name}"] == 0.5
    assert noted[f"every range of {entry.name}, sent"] == [1, ranges, entry.name.lower(), values]


@LIBREOFFICE
@pytest.mark.parametrize(
    ("sentinel", "error"),
    [
        ("sentinel 2000", NULL),
        ("sentinel 2007", DIV0),
        ("sentinel 2015", VALUE),
        ("sentinel 2023", REF),
        ("sentinel 2029", NAME),
        ("sentinel 2036", NUM),
        ("sentinel 2042", NA),
        ("sentinel 9999", VALUE),
    ],
)
def test_sentinels_become_error_values(noted: dict[str, Any], sentinel: str, error: VbaError) -> None:
    assert noted[sentinel] == noted[f"{sentinel} in a cell"] == error


@LIBREOFFICE
@pytest.mark.parametrize(
    ("case", "shown"),
    [
        ("sentinel of no number", VALUE),
        ("a text like a sentinel", "gapsheet 2042"),
        ("no text", ""),
        ("a truth", True),
        ("Python out of reach", NA),
        ("Empty", NA),
        ("Null", NA),
        ("no elements", NA),
        ("one dimension", [1, NUM, "a", "", ""]),
        ("one dimension in cells", [[1, NUM, "a"]]),
        ("two dimensions", [[1, DIV0], ["", ""]]),
        ("two dimensions in cells", [[1, DIV0], ["", ""]]),
        ("long texts in an array", [["x" * 255, "x" * 254 + "…"], [0, 0]]),
        ("a long text alone", "x" * 300),
        ("the longest text", "x" * 32767),
        ("a text too long for a cell", "x" * 32766 + "…"),
        ("error on the way", NA),
        ("error on the way of many", NA),
    ],
)
def test_cells_show_values_or_error_values_and_nothing_else(noted: dict[str, Any], case: str, shown: Any) -> None:
    assert noted[case] == shown


@LIBREOFFICE
@pytest.mark.parametrize("function", ["", "many: "])
def test_the_function_window_gets_no_calculation(noted: dict[str, Any], function: str) -> None:
    assert noted[f"{function}bar off, window open"] == NA
    assert noted[f"{function}bar off, window open, sent"] == [0, 0, "", None]


@LIBREOFFICE
@pytest.mark.parametrize("function", ["", "many: "])
@pytest.mark.parametrize(
    "state",
    [
        "bar on, window open",
        "bar on, window closed",
        "bar on, window fails",
        "bar off, window closed",  # a workbook is being opened
        "bar off, window fails",
        "bar fails, window open",
        "bar fails, window closed",
        "bar fails, window fails",
    ],
)
def test_everything_but_the_function_window_calculates(noted: dict[str, Any], function: str, state: str) -> None:
    assert noted[f"{function}{state}"] == 0.5
    assert noted[f"{function}{state}, sent"][0] == 1


@LIBREOFFICE
@every_entry
def test_excel_is_told_what_each_function_and_argument_is(noted: dict[str, Any], entry: Entry) -> None:
    if entry.name == "CAGR":
        assert noted["logged description of CAGR"] == [1004, "not now"]
        assert "described CAGR" not in noted
        return
    category, description, arguments = noted[f"described {entry.name}"]
    assert (category, description) == (f"gapsheet {entry.family}", entry.summary)
    assert len(arguments) == len(entry.arguments)
    for text, argument in zip(arguments, entry.arguments, strict=True):
        assert f"{argument.description} ({argument.quantity.unit})".startswith(text.removesuffix("…"))
        assert len(text) <= 255


@LIBREOFFICE
def test_descriptions_leave_a_saved_book_saved(noted: dict[str, Any]) -> None:
    labels = list(noted)
    assert labels.index("counted as saved") < labels.index("now unsaved")
    assert noted["times saved"] == 1


@LIBREOFFICE
def test_descriptions_wait_for_a_workbook_and_are_given_once(noted: dict[str, Any]) -> None:
    assert (noted["no book"], noted["book in front"], noted["asked again"]) == (1, 2, 2)


@LIBREOFFICE
def test_a_registration_that_fails_is_logged(noted: dict[str, Any]) -> None:
    assert noted["logged descriptions"] == [91, "no book"]


@LIBREOFFICE
def test_where_excel_does_not_answer_numbers_calculate_and_ranges_are_not_available(tmp_path: Path) -> None:
    modules = {**STAND_INS, **GENERATED, **{name: stored(name) for name in STORED}}
    steps = 'Answers 0.5\nNote "number", WAGE_GAP(1, 2)\nNote "range", WAGE_GAP(Range("A1"), 2)'
    assert run_basic(tmp_path, modules, steps) == {"number": 0.5, "range": NA}


# What the text says.


@pytest.fixture(scope="module")
def xlwings_text() -> str:
    """What xlwings' own generator writes for the same functions."""
    return xlwings_vba()


def signatures(text: str) -> dict[str, list[tuple[str, str]]]:
    """Each function's arguments as (kind, name), the lines of a declaration taken together."""
    joined = re.sub(r" _\n\s*", " ", text.replace("\r\n", "\n"))
    found = re.findall(r"^(?:Public )?Function (\w+)\((.*?)\)(?: As Variant)?$", joined, re.MULTILINE)
    return {name.upper(): [declared(argument) for argument in arguments.split(", ")] for name, arguments in found}


def declared(argument: str) -> tuple[str, str]:
    words = argument.removesuffix(" As Variant").replace("ByVal ", "").removesuffix("()").split()
    return (words[0] if len(words) == 2 else "required", words[-1])


def test_signatures_are_those_of_xlwings_own_generator(xlwings_text: str) -> None:
    ours = signatures(GENERATED["gapsheet_functions"])
    assert list(ours) == [entry.name for entry in catalog.FUNCTIONS]
    assert ours == signatures(xlwings_text)


def test_xlwings_hands_over_cells_where_values_go_here(xlwings_text: str) -> None:
    """Each cell handed over as an object is asked for its type and value from Python, across processes."""
    given = "Array(group_pay, reference_pay), ActiveWorkbook, Application.Caller)"
    assert f'wage_gap = XLPy.CallUDF("gapsheet.hosts.windows", "wage_gap", {given}' in xlwings_text
    assert wrapper(found("WAGE_GAP")).count("CallPython(") == 1
    assert "Array(CellValue(group_pay), CellValue(reference_pay))" in wrapper(found("WAGE_GAP"))


@pytest.mark.parametrize("name", [*GENERATED, *STORED])
def test_vba_takes_the_text_of_every_module(name: str) -> None:
    text = GENERATED.get(name) or stored(name)
    assert Module(name, ModuleKind.STANDARD, code_of(text)).text.isascii()
    assert text.startswith(f'Attribute VB_Name = "{name}"\n')
    assert "\nOption Explicit\n" in text


def test_only_the_functions_are_offered_to_cells() -> None:
    assert all("Option Private Module" in stored(name) for name in STORED)
    assert "Option Private Module" not in GENERATED["gapsheet_functions"]
    assert "Public Function" not in GENERATED["gapsheet_registration"]


@pytest.mark.parametrize("size", list(GENERATED))
def test_no_procedure_comes_near_the_size_that_vba_bounds(size: str) -> None:
    procedures = re.split(r"^End (?:Sub|Function)$", GENERATED[size], flags=re.MULTILINE)
    assert max(map(len, procedures)) < 16_000  # of 64 KB compiled


def with_argument(name: str) -> Entry:
    """A function whose first argument has this name."""
    entry = found("WAGE_GAP")
    first = dataclasses.replace(entry.arguments[0], name=name)
    return dataclasses.replace(entry, arguments=(first, *entry.arguments[1:]))


def refusal(text: Callable[[list[Entry]], str], entry: Entry) -> str:
    """Why a catalogue with this function is refused, "" if it is not."""
    try:
        text([entry])
    except MacroError as error:
        return str(error)
    return ""


@pytest.mark.parametrize("text", [functions_text, registration_text])
def test_an_argument_that_is_a_word_of_vba_is_refused(text: Callable[[list[Entry]], str]) -> None:
    reasons = {word: refusal(text, with_argument(word.title())) for word in VBA_WORDS}
    assert len(reasons) > 100
    assert [word for word, reason in reasons.items() if "is a word of the VBA language" not in reason] == []


@pytest.mark.parametrize("text", [functions_text, registration_text])
def test_a_refusal_names_the_function_and_the_argument(text: Callable[[list[Entry]], str]) -> None:
    reason = "WAGE_GAP's argument Step is a word of the VBA language; choose another"
    assert refusal(text, with_argument("Step")) == reason


@pytest.mark.parametrize("name", ["finished", "CellValue", "place"])
def test_an_argument_that_hides_what_the_wrapper_says_is_refused(name: str) -> None:
    with pytest.raises(MacroError, match="used by the wrapper itself"):
        functions_text([with_argument(name)])


@pytest.mark.parametrize("name", ["_pay", "größe", "2nd", "a b"])
def test_an_argument_that_is_no_name_is_refused(name: str) -> None:
    with pytest.raises(MacroError, match="is not a VBA name"):
        functions_text([with_argument(name)])


@pytest.mark.parametrize("name", ["Reference_Pay", "wage_gap"])
def test_two_names_that_differ_by_capitals_only_are_refused(name: str) -> None:
    with pytest.raises(MacroError, match="twice"):
        functions_text([with_argument(name)])


@pytest.mark.parametrize(
    ("name", "reason"),
    [
        ("GAP100", "cell"),
        ("SUM", "function of Excel"),
        ("YEN", "Japanese Excel"),
        ("RETURN", "word of the VBA language"),
    ],
)
def test_a_function_whose_name_is_taken_is_refused(name: str, reason: str) -> None:
    entry = dataclasses.replace(found("WAGE_GAP"), name=name)
    for text in (functions_text, registration_text):
        with pytest.raises(MacroError, match=reason):
            text([entry])


def many_arguments(count: int, length: int) -> Entry:
    first = found("WAGE_GAP").arguments[0]
    names = [f"a{place:0{length - 1}}" for place in range(count)]
    arguments = tuple(dataclasses.replace(first, name=name) for name in names)
    return dataclasses.replace(found("WAGE_GAP"), arguments=arguments)


def test_names_that_break_the_function_window_together_are_refused() -> None:
    assert functions_text([many_arguments(5, 48)])  # 8 + 5 x 49 = 253
    with pytest.raises(MacroError, match="WAGE_GAP and its arguments' names take 258 characters; 254 is the most"):
        functions_text([many_arguments(5, 49)])


def test_a_line_that_is_too_long_is_refused() -> None:
    entry = dataclasses.replace(found("WAGE_GAP"), family="x" * 1000)
    with pytest.raises(MacroError, match="module gapsheet_registration, line 32 has 1,043 characters"):
        registration_text([entry])


def test_a_character_beyond_ascii_where_none_may_stand_is_refused() -> None:
    with pytest.raises(MacroError, match="holds 'ö'"):
        registration_text([dataclasses.replace(found("WAGE_GAP"), family="Löhne")])


@pytest.mark.parametrize(
    ("text", "spelled"),
    [
        ("", '""'),
        ('say "so"', '"say ""so"""'),
        ("1.5兆円!", '"1.5" & ChrW$(20806) & ChrW$(20870) & "!"'),
        ("😀", "ChrW$(55357) & ChrW$(56832)"),
        ("a\tb", '"a" & ChrW$(9) & "b"'),
    ],
)
def test_texts_are_spelled_in_ascii(text: str, spelled: str) -> None:
    assert literal(text) == spelled


def test_long_texts_are_put_together_line_by_line() -> None:
    text = "日本語" * 85
    lines = assignments("texts(0)", text)
    assert max(map(len, lines)) < 300
    assert lines[0].startswith("texts(0) = ChrW$(26085) & ")
    assert all(line.startswith("texts(0) = texts(0) & ChrW$(") for line in lines[1:])
    assert "".join(chr(int(number)) for number in re.findall(r"ChrW\$\((\d+)\)", " ".join(lines))) == text


@pytest.mark.parametrize(
    ("text", "short"),
    [
        ("word " * 51, "word " * 51),  # 255 characters
        ("word " * 52, "word " * 49 + "word…"),
        ("語" * 256, "語" * 254 + "…"),
        ("😀" * 128, "😀" * 127 + "…"),  # two units each
    ],
)
def test_descriptions_are_cut_at_a_word(text: str, short: str) -> None:
    assert shortened(text) == short


def test_an_argument_that_repeats_is_declared_without_byval() -> None:
    arguments: tuple[Argument, ...] = found("HOW").arguments
    assert arguments[-1].repeats
    assert "Public Function HOW(ByVal function_name As Variant, ParamArray arguments() As Variant)" in wrapper(
        found("HOW")
    )
