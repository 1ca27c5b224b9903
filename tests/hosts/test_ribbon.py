"""The ribbon keeps the rules of customUI, every button calls a procedure that is there, and does what it should."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from lxml import etree

from gapsheet import __version__
from gapsheet.catalog import FUNCTIONS
from gapsheet.hosts.vba.modules import add_in_macros, source
from gapsheet.hosts.vba.ribbon import NAMESPACE, ribbon_xml
from gapsheet.package.vba import seed
from gapsheet.templates import TEMPLATES
from support.basic import run_basic

TITLES = {name: f"The title of {name}" for name in TEMPLATES}
RULES = etree.XMLSchema(etree.parse(Path(__file__).parents[1] / "support" / "customui.xsd"))
# Names from Microsoft's lists "Office Fluent User Interface Control Identifiers", Excel: controls, all with pictures.
PICTURES = {
    "AcceptInvitation",
    "CalculateNow",
    "FileNew",
    "FileOpen",
    "FormulaMoreFunctionsMenu",
    "FunctionWizard",
    "FunctionsDateTimeInsertGallery",
    "FunctionsFinancialInsertGallery",
    "FunctionsLogicalInsertGallery",
    "FunctionsMathTrigInsertGallery",
    "FunctionsTextInsertGallery",
    "Help",
    "HyperlinkInsert",
    "RefreshAll",
}
NO = "False"  # as BASIC writes it
needs_libreoffice = pytest.mark.optional_part("LibreOffice")
ON_ACTION = re.compile(r"^Public Sub (\w+)\(control As IRibbonControl\)$", re.MULTILINE)


@pytest.fixture(scope="module")
def ribbon() -> etree._Element:
    return etree.fromstring(ribbon_xml(FUNCTIONS, TITLES))


def named(ribbon: etree._Element, name: str) -> list[etree._Element]:
    return list(ribbon.iter(f"{{{NAMESPACE}}}{name}"))


def test_the_ribbon_keeps_the_rules_of_customui(ribbon: etree._Element) -> None:
    assert RULES.validate(ribbon), RULES.error_log


def test_the_rules_can_fail(ribbon: etree._Element) -> None:
    for break_one in (
        lambda button: button.set("id", "gapsheetTab"),
        lambda button: button.set("screentip", "x" * 1025),
        lambda button: button.set("onClick", "x"),
        lambda button: button.attrib.pop("onAction"),
    ):
        broken = etree.fromstring(etree.tostring(ribbon))
        break_one(named(broken, "button")[0])
        assert not RULES.validate(broken)


def test_every_button_calls_a_procedure_of_the_form_that_excel_asks(ribbon: etree._Element) -> None:
    there = {f"gapsheet_ribbon.{name}" for name in ON_ACTION.findall(source("gapsheet_ribbon.bas"))}
    assert {button.get("onAction") for button in named(ribbon, "button")} == there


def test_every_function_is_offered_once_in_the_menu_of_its_family(ribbon: etree._Element) -> None:
    offered = [
        (menu.get("label"), button.get("tag"))
        for menu in named(ribbon, "menu")
        for button in menu
        if button.get("onAction") == "gapsheet_ribbon.InsertFunction"
    ]
    assert offered == [(entry.family, entry.name) for entry in FUNCTIONS]


def test_every_template_can_be_opened(ribbon: etree._Element) -> None:
    buttons = [b for b in named(ribbon, "button") if b.get("onAction") == "gapsheet_ribbon.NewFromTemplate"]
    assert {button.get("tag") for button in buttons} == set(TEMPLATES)
    assert {button.get("label") for button in buttons} == {*TITLES.values(), "Selfcheck"} - {TITLES["selfcheck"]}


def test_every_picture_is_one_of_excels(ribbon: etree._Element) -> None:
    assert {element.get("imageMso") for element in ribbon.iter() if element.get("imageMso")} <= PICTURES


def test_groups_stand_in_reading_order(ribbon: etree._Element) -> None:
    assert [group.get("label") for group in named(ribbon, "group")] == ["Functions", "Report", "Templates", "Help"]


def test_refresh_says_that_undo_does_not_reach_it(ribbon: etree._Element) -> None:
    (refresh,) = (button for button in named(ribbon, "button") if button.get("id") == "gapsheetRefresh")
    assert "Undo does not take it back" in refresh.get("supertip", "")


def test_long_texts_and_ampersands_are_made_to_fit() -> None:
    def wordy() -> None:
        pass

    wordy.__doc__ = "x" * 3000
    entry = replace(FUNCTIONS[0], function=wordy, family="R&D")
    ribbon = etree.fromstring(ribbon_xml([entry], {"growth_target": "Wages & growth"}))
    assert RULES.validate(ribbon), RULES.error_log
    labels = [element.get("label") for element in ribbon.iter()]
    assert "R&&D" in labels
    assert "Wages && growth" in labels


# Excel as far as the buttons ask it; what is done to it and what the user is told is written down in `journal`.
STAND_INS = {
    "stand_ins": """
Public Application As Object
Public ThisWorkbook As Object
Public journal As String
Public Sub Enter(ByVal what As String)
    journal = journal & what & ";"
End Sub
Public reply As Long
Public Function Asked(ByVal message As String, ByVal kind As Long, ByVal title As String) As Long
    Enter "asked: " & message
    Asked = reply
End Function
Public python_tells As String
Public is_python_there As Boolean
Public Function PythonTells(ByVal book As Object, ByRef is_answered As Boolean) As String
    Enter "python asked, alerts " & Application.DisplayAlerts
    is_answered = is_python_there
    PythonTells = python_tells
End Function
Public Sub Told(ByVal message As String, ByVal kind As Long, ByVal title As String)
    Enter "told: " & message
End Sub
""",
    "Control": "Option ClassModule\nPublic Tag As String\n",
    "Excel": """Option ClassModule
Public ActiveCell As Object
Public ActiveWorkbook As Object
Public DisplayAlerts As Boolean
Public is_taken As Boolean
Public Function Dialogs(ByVal number As Long) As Object
    Enter "dialog " & number
    Set Dialogs = Me
End Function
Public Function Show() As Boolean
    Show = is_taken
End Function
Public Sub CalculateFull()
    Enter "calculated"
End Sub
Public Function Workbooks() As Object
    Set Workbooks = Me
End Function
Public Function Add(ByVal path As String) As Object
    Dim made As Object
    Enter "new from " & path
    Set made = New Book
    Set Add = made
End Function
""",
    "Cell": """Option ClassModule
Private text As String
Public is_protected As Boolean
Public Property Get Formula() As String
    Formula = text
End Property
Public Property Let Formula(ByVal given As String)
    If is_protected Then Err.Raise 1004, "Excel", "The cell is protected."
    text = given
End Property
Public Function Address(rows_fixed, columns_fixed) As String
    Address = "B2"
End Function
Public Sub ClearContents()
    text = ""
End Sub
""",
    "ModernCell": """Option ClassModule
Private text As String
Public Property Get Formula() As String
    Formula = text
End Property
Public Property Let Formula(ByVal given As String)
    text = Replace(given, "=", "=@")
End Property
Public Property Let Formula2(ByVal given As String)
    text = given
End Property
""",
    "LinkedBook": """Option ClassModule
Public Worksheets As Variant
Public Function LinkSources(ByVal kind As Long)
    If kind = 1 Then LinkSources = Array("C:\\x\\prices.xlsx")
End Function
""",
    "Book": """Option ClassModule
Public Saved As Boolean
Public Sub RefreshAll()
    Enter "refreshed"
End Sub
Public Function LinkSources(ByVal kind As Long)
    Enter "links asked"
End Function
Public Function Worksheets(ByVal name As String) As Object
    Enter "sheet " & name
    Set Worksheets = Me
End Function
Public Sub Copy()
    Enter "copied"
End Sub
Public Sub FollowHyperlink(ByVal address As String)
    Enter "opened " & address
End Sub
""",
}


@pytest.fixture(scope="module")
def pressed(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    """What is done when buttons are pressed, by case; the user has configured a folder with one template."""
    home = tmp_path_factory.mktemp("pressed")
    (home / ".xlwings").mkdir()
    (home / ".xlwings" / "xlwings.conf").write_text(f'"GAPSHEET_TEMPLATES","{home}"\n"GAPSHEET_VERSION","9.8.7"\n')
    (home.parent / rf"{home.name}\growth_target.xlsx").touch()  # paths are put together as Windows does
    (home.parent / rf"{home.name}\wage_gap.xlsx").touch()
    (home.parent / rf"{home.name}\wage_gap.xlsm").touch()
    (home / "Local" / "gapsheet" / "log").mkdir(parents=True)
    steps = """
    Dim control As Object
    Dim cell As Object
    Set control = New Control
    Set Application = New Excel
    Set ThisWorkbook = New Book
    Set cell = New Cell
    Set Application.ActiveCell = cell
    control.Tag = "WAGE_GAP"
    Application.is_taken = True
    InsertFunction control
    Note "inserted", Array(cell.Formula, journal)
    journal = ""
    InsertFunction control
    Note "taken", Array(cell.Formula, journal)
    cell.ClearContents
    Application.is_taken = False
    InsertFunction control
    Note "cancelled", cell.Formula
    journal = ""
    cell.is_protected = True
    InsertFunction control
    Note "protected", journal
    Application.is_taken = True
    Set cell = New ModernCell
    Set Application.ActiveCell = cell
    InsertFunction control
    Note "spilling", cell.Formula
    journal = ""
    Set Application.ActiveCell = Nothing
    InsertFunction control
    RefreshReport control
    CheckLinks control
    Note "no book", journal
    journal = ""
    Set Application.ActiveWorkbook = New Book
    Application.DisplayAlerts = True
    RefreshReport control
    Note "python away", Array(journal, Application.DisplayAlerts)
    journal = ""
    is_python_there = True
    RefreshReport control
    Note "no sources", Array(journal, Application.DisplayAlerts)
    journal = ""
    python_tells = "Sources: 2 fresh."
    RefreshReport control
    Note "refresh", Array(journal, Application.DisplayAlerts)
    journal = ""
    Set Application.ActiveWorkbook = New LinkedBook
    Application.ActiveWorkbook.Worksheets = Array()
    reply = vbNo
    CheckLinks control
    Note "links refused", journal
    journal = ""
    reply = vbYes
    CheckLinks control
    Note "links agreed", journal
    journal = ""
    Set Application.ActiveWorkbook = New Book
    ShowReference control
    Note "reference", Array(journal, Application.ActiveWorkbook.Saved)
    journal = ""
    control.Tag = "growth_target"
    NewFromTemplate control
    control.Tag = "wage_gap"
    NewFromTemplate control
    Note "templates", journal
    journal = ""
    control.Tag = "selfcheck"
    NewFromTemplate control
    Note "missing", journal
    journal = ""
    OpenLogFolder control
    Note "log", journal
    journal = ""
    ShowVersion control
    Note "version", journal
    """
    texts = {module.name: module.code for module in add_in_macros(FUNCTIONS, TITLES).modules}
    texts["gapsheet_ribbon"] = texts["gapsheet_ribbon"].replace("MsgBox ", "Told ").replace("MsgBox(", "Asked(")
    texts["gapsheet_ribbon"] = texts["gapsheet_ribbon"].replace("RefreshInPython(", "PythonTells(")
    texts |= {
        name: text.replace('SEPARATOR As String = "\\"', 'SEPARATOR As String = "/"') for name, text in texts.items()
    }
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("USERPROFILE", str(home))
        patch.setenv("LOCALAPPDATA", str(home / "Local"))
        return {"home": str(home), **run_basic(home / "run", {**texts, **STAND_INS}, steps)}


@needs_libreoffice
def test_a_function_goes_into_an_empty_cell_and_its_window_opens(pressed: dict[str, Any]) -> None:
    assert pressed["inserted"] == ["=WAGE_GAP()", "dialog 450;"]


@needs_libreoffice
def test_where_excel_spills_the_function_may_fill_several_cells(pressed: dict[str, Any]) -> None:
    assert pressed["spilling"] == "=WAGE_GAP()"


@needs_libreoffice
def test_a_cell_that_holds_something_is_left_alone(pressed: dict[str, Any]) -> None:
    formula, journal = pressed["taken"]
    assert formula == "=WAGE_GAP()"
    assert journal == "told: The cell B2 is not empty. Choose an empty cell for the function.;"


@needs_libreoffice
def test_a_cancelled_window_leaves_an_empty_cell(pressed: dict[str, Any]) -> None:
    assert pressed["cancelled"] == ""


@needs_libreoffice
def test_a_protected_cell_and_a_missing_book_are_told(pressed: dict[str, Any]) -> None:
    assert "Is the sheet protected?" in pressed["protected"]
    assert pressed["no book"].count("told: Open a workbook") == 3


@needs_libreoffice
def test_a_workbook_with_sources_is_refreshed_in_python_which_tells_how_it_went(pressed: dict[str, Any]) -> None:
    assert pressed["refresh"] == [f"python asked, alerts {NO};told: Sources: 2 fresh.;", True]


@needs_libreoffice
def test_any_other_workbook_is_refreshed_by_excel_before_it_calculates(pressed: dict[str, Any]) -> None:
    assert pressed["no sources"] == [f"python asked, alerts {NO};refreshed;calculated;", True]


@needs_libreoffice
def test_python_that_does_not_answer_is_told_and_nothing_is_refreshed(pressed: dict[str, Any]) -> None:
    journal, alerts = pressed["python away"]
    assert "told: Python cannot be reached" in journal
    assert "refreshed" not in journal
    assert alerts is True


@needs_libreoffice
def test_formulas_of_a_book_with_other_links_are_entered_only_after_a_yes(pressed: dict[str, Any]) -> None:
    question = "asked: This workbook has links to other files or programs."
    assert pressed["links refused"].startswith(question)
    assert "told:" not in pressed["links refused"]
    assert pressed["links agreed"].startswith(question)
    assert "Formulas entered again: 0" in pressed["links agreed"]


@needs_libreoffice
def test_the_reference_is_a_copy_that_need_not_be_saved(pressed: dict[str, Any]) -> None:
    assert pressed["reference"] == ["sheet Functions;copied;", True]


@needs_libreoffice
def test_a_template_is_taken_with_macros_where_it_has_them_and_tied_to_the_add_in_where_not(
    pressed: dict[str, Any],
) -> None:
    home = pressed["home"]
    assert (
        pressed["templates"]
        == rf"new from {home}\growth_target.xlsx;{'links asked;' * 3}new from {home}\wage_gap.xlsm;"
    )
    assert pressed["missing"].startswith("told: There is no workbook selfcheck in the templates folder.")


@needs_libreoffice
def test_the_folder_of_the_log_is_opened(pressed: dict[str, Any]) -> None:
    assert pressed["log"] == f"opened {pressed['home']}/Local/gapsheet/log;"


@needs_libreoffice
def test_the_version_says_what_is_built_installed_and_running(pressed: dict[str, Any]) -> None:
    built = f"This add-in: gapsheet {__version__}, xlwings {seed().xlwings_version}"
    assert built in pressed["version"]
    assert "Installed: gapsheet 9.8.7, xlwings " in pressed["version"]
    assert "Running: Python cannot be reached." in pressed["version"]
