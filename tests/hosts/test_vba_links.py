"""Links and formulas of other workbooks, put right by the add-in: the real text, with stand-ins for Excel's objects."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from gapsheet.catalog import FUNCTIONS, NAMES
from gapsheet.hosts.vba.modules import names_code, source
from support.basic import run_basic

pytestmark = pytest.mark.optional_part("LibreOffice")

CALLING = (
    "=WAGE_GAP(A1,B1)",
    "=wage_gap(1,2)",
    "=IFERROR(1-WAGE_GAP(A1,B1),0)",
    "=-CAGR(1,2,3)",
    "={1;2}*CAGR(1,2,3)",
    "=@WAGE_GAP(A1:A3,2)",
    "='C:\\Users\\ann\\gapsheet.xlam'!WAGE_GAP(1,2)",
    "=gapsheet.xlam!WAGE_GAP(1,2)",
    '="a"&WAGE_GAP(1,2)&"b"',
    '="say ""no"" "&WHY("WAGE_GAP",A1)',
    "='It''s'!A1+CAGR(1,2,3)",
    "=Pay[[#This Row],['[old']]]+CAGR(1,2,3)",
    "=LET(x,CAGR(1,2,3),x)",
)
NOT_CALLING = (
    "=A1+B1",
    "=SUM(A1:A3)",
    '="WAGE_GAP("&A1&")"',
    '="he said ""CAGR("" twice"',
    "='CAGR(1)'!A1",
    "='[CAGR(1).xlsx]One'!A1",
    "=Pay[CAGR(1)]",
    "=Pay[[CAGR(]:[b]]",
    "=MY_CAGR(1,2,3)",
    "=X.CAGR(1,2,3)",
    "=\u00c9CAGR(1,2,3)",
    "=CAGR2(1,2,3)",
    "=wage_gap+1",
    "=(1+2)*3",
    "WAGE_GAP(1,2)",
    "",
)


def literal(text: str) -> str:
    """A text as VBA writes it: ASCII, other characters by number."""
    doubled = text.replace('"', '""')
    return '"' + "".join(c if c.isascii() else f'" & ChrW({ord(c)}) & "' for c in doubled) + '"'


STORED = ("gapsheet_links", "gapsheet_formulas", "gapsheet_protection", "gapsheet_log")


def real_modules() -> dict[str, str]:
    stored = {name: source(f"{name}.bas") for name in STORED}
    return {**stored, "gapsheet_names": names_code(FUNCTIONS)}


OTHER_COPIES = (r"C:\Users\ann\gapsheet.xlam", "https://x/y/Gapsheet.XLAM", r"\\server\gapsheet.xlam", "gapsheet.xlam")
NO_OTHER_COPIES = (
    r"C:\own\gapsheet.xlam",
    r"c:\OWN\GAPSHEET.XLAM",
    r"C:\x\mygapsheet.xlam",
    r"C:\gapsheet.xlam\a.xlsx",
    "",
)


@pytest.fixture(scope="module")
def judged(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    """What the add-in makes of each formula and of each link, by its text."""
    steps = [f"Note {literal(text)}, NamesFunction({literal(text)})" for text in (*CALLING, *NOT_CALLING)]
    steps += [f"Note {literal(f'={name}(1)')}, NamesFunction({literal(f'={name}(1)')})" for name in sorted(NAMES)]
    links = (*OTHER_COPIES, *NO_OTHER_COPIES)
    steps += [rf'Note "link {link}", IsOtherCopy("{link}", "C:\own\gapsheet.xlam")' for link in links]
    steps += ['Note "number", NamesFunction(5)', 'Note "blank", NamesFunction(Empty)']
    return run_basic(tmp_path_factory.mktemp("judged"), real_modules(), "\n".join(steps))


@pytest.mark.parametrize("formula", CALLING)
def test_a_formula_that_calls_gapsheet_is_found(judged: dict[str, Any], formula: str) -> None:
    assert judged[formula] is True


@pytest.mark.parametrize("formula", NOT_CALLING)
def test_names_in_texts_sheets_columns_or_longer_names_do_not_count(judged: dict[str, Any], formula: str) -> None:
    assert judged[formula] is False


def test_every_function_of_the_catalogue_is_known(judged: dict[str, Any]) -> None:
    assert {name for name in NAMES if not judged[f"={name}(1)"]} == set()


def test_a_cell_without_formula_calls_nothing(judged: dict[str, Any]) -> None:
    assert (judged["number"], judged["blank"]) == (False, False)


@pytest.mark.parametrize("link", OTHER_COPIES)
def test_a_link_to_another_copy_is_found(judged: dict[str, Any], link: str) -> None:
    assert judged[f"link {link}"] is True


@pytest.mark.parametrize("link", NO_OTHER_COPIES)
def test_a_link_to_this_copy_or_another_file_is_left_alone(judged: dict[str, Any], link: str) -> None:
    assert judged[f"link {link}"] is False


# What Excel's objects answer, as far as the add-in asks; what it changes is written down in `journal`.
JOURNAL = """
Public journal As String
Public other_calculation As Long
Public Sub Enter(ByVal what As String)
    journal = journal & what & ";"
    other_calculation = Application.Calculation
End Sub
"""
CELL = """Option ClassModule
Public Address As String
Public HasArray As Boolean
Public CurrentArray As Object
Public Value As Variant
Public Refuses As Boolean
Private text As Variant
Public Property Get Formula() As Variant
    Formula = text
End Property
Public Property Let Formula(ByVal given As Variant)
    If Refuses And Not IsEmpty(text) Then Err.Raise 1004, "Excel", "no"
    If Not IsEmpty(text) Then Enter Address & " Formula " & given
    text = given
End Property
Public Property Get FormulaArray() As Variant
    FormulaArray = text
End Property
Public Property Let FormulaArray(ByVal given As Variant)
    Enter Address & " FormulaArray " & given
End Property
Public Function Cells(row, column) As Object
    Set Cells = Me
End Function
"""
NEW_CELL = (
    CELL
    + """
Public HasSpill As Boolean
Public SpillParent As Object
Public Property Get Formula2() As Variant
    Formula2 = text
End Property
Public Property Let Formula2(ByVal given As Variant)
    Enter Address & " Formula2 " & given
End Property
"""
)
BLOCK = """Option ClassModule
Public Formula As Variant
Public Value As Variant
Public one As Object
Public Function Cells(row, column) As Object
    Set Cells = one
    one.Address = "row " & row & " column " & column
End Function
"""
SHEET = """Option ClassModule
Public Name As String
Public ProtectContents As Boolean
Public Areas As Variant
Public Formula As Variant
Public Value As Variant
Public HasPassword As Boolean
Public Protection As Object
Public ProtectDrawingObjects As Boolean
Public ProtectScenarios As Boolean
Public ProtectionMode As Boolean
Public EnableSelection As Long
Public Function UsedRange() As Object
    Set UsedRange = Me
End Function
Public Function SpecialCells(kind, Optional which) As Object
    If IsEmpty(Areas) Or ProtectContents Then Err.Raise 1004, "Excel", "No cells were found."
    Set SpecialCells = Me
End Function
Public Sub Unprotect(word)
    If HasPassword Or word <> "" Then Err.Raise 1004, "Excel", "The password you supplied is not correct."
    ProtectContents = False
    EnableSelection = 0
    Enter "opened"
End Sub
Public Sub Protect(word, objects, contents, scenarios, ui, cells, columns, rows, new_columns, new_rows, links, _
    no_columns, no_rows, sorting, filtering, pivots)
    Dim all As Variant
    Dim said As Variant
    all = Array(objects, contents, scenarios, ui, cells, columns, rows, new_columns, new_rows, links, _
        no_columns, no_rows, sorting, filtering, pivots)
    ProtectContents = contents
    said = "protected " & word
    For place = 0 To UBound(all)
        said = said & IIf(all(place), "Y", "n")
    Next place
    Enter said
End Sub
"""
# What a protected sheet may allow, in the order in which Excel's Protect takes the words.
ALLOWED = [
    *("FormattingCells", "FormattingColumns", "FormattingRows"),
    *("InsertingColumns", "InsertingRows", "InsertingHyperlinks", "DeletingColumns", "DeletingRows"),
    *("Sorting", "Filtering", "UsingPivotTables"),
]
PROTECTION = "Option ClassModule\n" + "".join(f"Public Allow{word} As Boolean\n" for word in ALLOWED)
BOOK = """Option ClassModule
Public Worksheets As Variant
Public Sources As Variant
Public Objects As Variant
Public Saved As Boolean
Public IsAddin As Boolean
Public Function LinkSources(kind)
    If kind = 1 Then LinkSources = Sources
    If kind = 2 Then LinkSources = Objects
End Function
Public Sub ChangeLink(old, fresh, kind)
    Saved = False
    Enter "link " & old
End Sub
"""
MAKERS = """
Public Function NewCell(ByVal address As String, ByVal formula As String) As Object
    Dim made As Object
    Set made = New Cell
    made.Address = address
    made.Formula = formula
    Set NewCell = made
End Function
Public Function NewModernCell(ByVal address As String, ByVal formula As String) As Object
    Dim made As Object
    Set made = New ModernCell
    made.Address = address
    made.Formula = formula
    Set NewModernCell = made
End Function
Public Function NewSheet(ByVal areas As Variant) As Object
    Dim made As Object
    Set made = New Sheet
    made.Name = "One"
    made.Areas = areas
    Set NewSheet = made
End Function
Public Function NewBook(ByVal sheets As Variant, ByVal links As Variant) As Object
    Dim made As Object
    Set made = New Book
    made.Worksheets = sheets
    made.Sources = links
    made.Saved = True
    Set NewBook = made
End Function
"""
STAND_INS = {
    "journals": JOURNAL,
    "Cell": CELL,
    "ModernCell": NEW_CELL,
    "Block": BLOCK,
    "Sheet": SHEET,
    "Allowances": PROTECTION,
    "Book": BOOK,
    "makers": MAKERS,
}


class Desk:
    """One Excel with the add-in."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def run(self, steps: str) -> dict[str, Any]:
        declared = (
            "Dim book As Object\nDim sheet As Object\nDim cell As Object\nDim other As Object\nDim said As String\n"
        )
        return run_basic(self._folder / "run", {**real_modules(), **STAND_INS}, declared + steps)


@pytest.fixture(scope="module")
def checked(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    """What is written down after "Check links", by case."""
    return Desk(tmp_path_factory.mktemp("checked")).run(
        """
        Set book = NewBook(Array(NewSheet(Array(NewCell("A1", "=CAGR(1,2,3)"), NewCell("A2", "=SUM(1)")))), Empty)
        CheckBook book, said
        Note "older Excel", journal
        Note "older Excel said", said

        journal = ""
        Set cell = NewModernCell("B1", "=FAN_PATH(1)")
        cell.HasSpill = True
        Set cell.SpillParent = cell
        Set other = NewModernCell("B2", "=FAN_PATH(1)")
        other.HasSpill = True
        Set other.SpillParent = cell
        CheckBook NewBook(Array(NewSheet(Array(cell, other, NewModernCell("C1", "=CAGR(1,2,3)")))), Empty), said
        Note "spill", journal

        journal = ""
        Set cell = NewModernCell("D1", "=PEER_TABLE(1)")
        cell.HasArray = True
        Set cell.CurrentArray = cell
        Set other = NewModernCell("D2", "=PEER_TABLE(1)")
        other.HasArray = True
        Set other.CurrentArray = cell
        CheckBook NewBook(Array(NewSheet(Array(cell, other))), Empty), said
        Note "array block", journal

        journal = ""
        Dim formulas(1 To 2, 1 To 2) As Variant
        formulas(1, 1) = "=A1"
        formulas(1, 2) = "=CAGR(1,2,3)"
        formulas(2, 1) = "=WAGE_GAP(1,2)"
        formulas(2, 2) = "=B1"
        Set other = New Block
        other.Formula = formulas
        Set other.one = NewCell("", "=found")
        CheckBook NewBook(Array(NewSheet(Array(other))), Empty), said
        Note "block", journal

        journal = ""
        Set sheet = NewSheet(Array(NewCell("A1", "=CAGR(1,2,3)")))
        sheet.ProtectContents = True
        sheet.HasPassword = True
        Set sheet.Protection = New Allowances
        sheet.Name = "Locked"
        Set cell = NewCell("A9", "=CAGR(1,2,3)")
        cell.Refuses = True
        CheckBook NewBook(Array(sheet, NewSheet(Array(cell, NewCell("A2", "=CAGR(1,2,3)")))), Empty), said
        Note "refusals", journal
        Note "refusals said", said

        journal = ""
        Set sheet = NewSheet(Array(NewCell("A1", "=CAGR(1,2,3)")))
        sheet.ProtectContents = True
        sheet.ProtectScenarios = True
        sheet.EnableSelection = 1
        Set sheet.Protection = New Allowances
        sheet.Protection.AllowFormattingColumns = True
        sheet.Protection.AllowInsertingColumns = True
        sheet.Protection.AllowSorting = True
        sheet.Protection.AllowUsingPivotTables = True
        CheckBook NewBook(Array(sheet), Array("C:\\x\\gapsheet.xlam")), said
        Note "protected", journal
        Note "selection", sheet.EnableSelection
        Note "protected said", said

        journal = ""
        Application.Calculation = -4105
        Application.ScreenUpdating = True
        Set sheet = NewSheet(Array(NewCell("A1", "=CAGR(1,2,3)")))
        Set book = NewBook(Array(sheet), Array("C:\\x\\gapsheet.xlam", "C:\\x\\prices.xlsx"))
        CheckBook book, said
        Note "links", journal
        Note "links said", said
        Note "during", other_calculation
        Note "after", Application.Calculation
        book.Worksheets = Array(5)
        CheckBook book, said
        Note "after a failure", Application.Calculation
        """
    )


def test_only_formulas_that_call_gapsheet_are_entered_again(checked: dict[str, Any]) -> None:
    assert checked["older Excel"] == "A1 Formula =CAGR(1,2,3);"
    assert checked["block"] == "row 1 column 2 Formula =found;row 2 column 1 Formula =found;"


def test_newer_excel_keeps_formulas_that_spill_and_enters_a_spill_once(checked: dict[str, Any]) -> None:
    assert checked["spill"] == "B1 Formula2 =FAN_PATH(1);C1 Formula2 =CAGR(1,2,3);"


def test_an_old_array_formula_is_entered_once_as_a_block(checked: dict[str, Any]) -> None:
    assert checked["array block"] == "D1 FormulaArray =PEER_TABLE(1);"


def test_protected_sheets_and_refused_formulas_are_told(checked: dict[str, Any]) -> None:
    assert checked["refusals"] == "A2 Formula =CAGR(1,2,3);"
    assert "Sheets protected by a password left alone: Locked." in checked["refusals said"]
    assert "Formulas that Excel did not take again: 1" in checked["refusals said"]
    assert "Formulas entered again: 1" in checked["refusals said"]


def test_a_sheet_protected_without_a_password_is_opened_and_protected_just_as_it_was(checked: dict[str, Any]) -> None:
    again = "protected nYYnnYnYnnnnYnY;"
    link = "link C:\\x\\gapsheet.xlam;"
    assert checked["protected"] == f"opened;{link}{again}opened;A1 Formula =CAGR(1,2,3);{again}"
    assert checked["selection"] == 1
    assert "left alone" not in checked["protected said"]


def test_links_to_another_copy_are_pointed_here(checked: dict[str, Any]) -> None:
    assert checked["links"] == "link C:\\x\\gapsheet.xlam;A1 Formula =CAGR(1,2,3);"
    assert "Links pointed at this add-in: 1" in checked["links said"]


def test_calculation_rests_meanwhile_and_is_put_back(checked: dict[str, Any]) -> None:
    assert (checked["during"], checked["after"], checked["after a failure"]) == (-4135, -4105, -4105)


@pytest.fixture(scope="module")
def opened(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    """What is written down after a workbook was opened, by case."""
    return Desk(tmp_path_factory.mktemp("opened")).run(
        """
        Set cell = NewCell("A1", "=CAGR(1,2,3)")
        cell.Value = 0.05
        Set book = NewBook(Array(NewSheet(Array(cell))), Empty)
        RepairOnOpen book
        Note "figures shown", Array(journal, book.Saved)

        Set book = NewBook(Array(NewSheet(Array(cell))), Array("C:\\x\\gapsheet.xlam"))
        RepairOnOpen book
        Note "linked", Array(journal, book.Saved)

        journal = ""
        cell.Value = CVErr(2029)
        Set book = NewBook(Array(NewSheet(Empty), NewSheet(Array(cell))), Empty)
        RepairOnOpen book
        Note "unknown names", journal

        journal = ""
        Set sheet = NewSheet(Array(cell))
        sheet.ProtectContents = True
        Set sheet.Protection = New Allowances
        sheet.Formula = "=CAGR(1,2,3)"
        sheet.Value = CVErr(2029)
        sheet.Areas = Array(sheet)
        RepairOnOpen NewBook(Array(sheet), Empty)
        Note "unknown names, protected", journal

        journal = ""
        Set book = NewBook(Array(NewSheet(Array(cell))), Array(ThisWorkbook.FullName))
        RepairOnOpen book
        Note "unknown names, linked here", journal

        journal = ""
        Set book = NewBook(Array(NewSheet(Array(cell))), Array(ThisWorkbook.FullName, "C:\\x\\prices.xlsx"))
        RepairOnOpen book
        Set book = NewBook(Array(NewSheet(Array(cell))), Empty)
        book.Objects = Array("cmd|/c calc")
        RepairOnOpen book
        Note "unknown names, linked elsewhere", journal

        journal = ""
        Set other = NewCell("A1", "=SOMETHING(1)")
        other.Value = CVErr(2029)
        cell.Value = CVErr(2042)
        RepairOnOpen NewBook(Array(NewSheet(Array(other, cell))), Empty)
        Note "other errors", journal

        journal = ""
        Set book = NewBook(Array(NewSheet(Array(cell))), Array("C:\\x\\gapsheet.xlam"))
        book.IsAddin = True
        RepairOnOpen book
        Note "add-in", journal
        RepairOnOpen Application
        Note "no book", journal
        """
    )


def test_opening_leaves_a_book_with_its_figures_as_it_is(opened: dict[str, Any]) -> None:
    assert opened["figures shown"] == ["", True]


def test_opening_mends_links_without_counting_as_a_change(opened: dict[str, Any]) -> None:
    assert opened["linked"] == ["link C:\\x\\gapsheet.xlam;", True]


def test_opening_binds_formulas_where_the_figure_is_lost_already(opened: dict[str, Any]) -> None:
    assert opened["unknown names"] == "A1 Formula =CAGR(1,2,3);"


def test_opening_sees_unknown_names_on_protected_sheets(opened: dict[str, Any]) -> None:
    assert opened["unknown names, protected"].startswith("opened;")


def test_opening_binds_formulas_of_a_book_that_is_linked_here_already(opened: dict[str, Any]) -> None:
    assert opened["unknown names, linked here"] == "A1 Formula =CAGR(1,2,3);"


def test_opening_enters_nothing_that_could_lead_to_another_file_or_program(opened: dict[str, Any]) -> None:
    assert opened["unknown names, linked elsewhere"] == ""


def test_opening_leaves_other_errors_alone(opened: dict[str, Any]) -> None:
    assert opened["other errors"] == ""


def test_opening_leaves_add_ins_alone_and_survives_what_is_no_book(opened: dict[str, Any]) -> None:
    assert opened["add-in"] == opened["no book"] == ""
