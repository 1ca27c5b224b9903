"""What the VBA of both kinds of file may do to the computer: every powerful word, by module, with its purpose."""

from __future__ import annotations

import re
import zipfile
from datetime import date
from pathlib import Path

import pytest
from lxml import etree
from openpyxl import Workbook

from gapsheet.catalog import FUNCTIONS
from gapsheet.hosts.vba.addin import NAME, SHEET, write_add_in
from gapsheet.hosts.vba.modules import add_in_macros, workbook_macros
from gapsheet.package.macros import Macros, with_macros
from gapsheet.package.vba import seed
from support.basic import VbaError, run_basic
from support.vba import modules_of, project_of

TITLES = {"growth_target": "How far is the target?", "selfcheck": "Selfcheck"}
DAY = date(2026, 1, 31)
# Words that start programs, load libraries, reach files, the network, the registry, other programs or other code.
POWERFUL = (
    "AppActivate",
    "Application.Run",
    "Auto_Open",
    "CallByName",
    "ChDir",
    "ChDrive",
    "CreateObject",
    "CreateObjectEx",
    "CurDir",
    "DDEInitiate",
    "Declare",
    "DeleteSetting",
    "Dir",
    "Environ",
    "Eval",
    "Evaluate",
    "Exec",
    "ExecuteExcel4Macro",
    "FileCopy",
    "FollowHyperlink",
    "GetObject",
    "GetSetting",
    "Input",
    "Kill",
    "LoadLibrary",
    "MkDir",
    "Name",
    "OnTime",
    "Open",
    "Put",
    "RefreshAll",
    "RegisterXLL",
    "RmDir",
    "Save",
    "SaveAs",
    "SaveSetting",
    "SendKeys",
    "SetAttr",
    "Shell",
    "StrPtr",
    "URLDownloadToFile",
    "VarPtr",
    "VBProject",
    "WScript",
    "XMLHTTP",
)
# Words that are also plain English: the statements that begin with them.
STATEMENTS = {
    "Input": r"(?im)\bInput\s*#|\bFor\s+Input\b",
    "Name": r"(?im)^\s*Name\s+\w+\s+As\b",
    "Open": r"(?im)^\s*Open\s+.*\bFor\b|\.Open\b",
    "Put": r"(?im)^\s*Put\s*#",
}
# Module, word, how often: what for.
IN_BOTH = {
    ("gapsheet_dll", "Declare", 5): "xlwings' DLL and LoadLibrary, for three kinds of Excel",
    ("gapsheet_dll", "LoadLibrary", 4): "its declarations, and xlwings' DLL by full path from the interpreter's folder",
    ("gapsheet_connection", "Eval", 1): "a constant text that asks Python for versions",
    ("gapsheet_settings", "Environ", 2): "USERPROFILE, where the user's configuration lies",
    ("gapsheet_settings", "Open", 1): "the user's configuration, for reading",
    ("gapsheet_settings", "Input", 2): "likewise",
    ("gapsheet_log", "Environ", 2): "LOCALAPPDATA, where the log lies",
    ("gapsheet_log", "MkDir", 2): "the log's folders",
    ("gapsheet_log", "Open", 1): "the log, for adding a line",
    ("gapsheet_log", "Kill", 1): "the old log, when the log starts anew",
    ("gapsheet_log", "Name", 1): "the log becomes the old log",
    ("gapsheet_excel", "Declare", 4): "user32 and kernel32, to see whether the function window is open",
}
WORKBOOK = {**IN_BOTH, ("ThisWorkbook", "OnTime", 2): "descriptions once Excel is idle; called off on closing"}
ADD_IN = {
    **IN_BOTH,
    ("ThisWorkbook", "OnTime", 2): "descriptions, and the links of books that are open already, once Excel is idle",
    ("gapsheet_ribbon", "FollowHyperlink", 1): "opens the log's folder on request",
    ("gapsheet_ribbon", "RefreshAll", 1): "refreshes the active workbook on request",
}
LIBRARIES = {"kernel32", "user32", *(f"xlwings{bits}-{seed().xlwings_version}.dll" for bits in (32, 64))}
FILES = {"workbook": (workbook_macros(FUNCTIONS), WORKBOOK), "add-in": (add_in_macros(FUNCTIONS, TITLES), ADD_IN)}
each_file = pytest.mark.parametrize(("macros", "allowed"), FILES.values(), ids=FILES.keys())


def code(macros: Macros) -> dict[str, str]:
    """The code of each module without comments; texts in quotation marks are kept, for they can name things, too."""
    texts = {module.name: module.code for module in macros.modules} | {"ThisWorkbook": macros.workbook_code}
    return {name: re.sub(r"(?m)^((?:[^'\"\n]|\"[^\"\n]*\")*)'.*$", r"\1", text) for name, text in texts.items()}


def powers(macros: Macros) -> dict[tuple[str, str], int]:
    """How often each powerful word stands in each module as a word of its own."""
    found = {
        (module, word): len(re.findall(STATEMENTS.get(word, rf"(?i)(?<!\w){re.escape(word)}(?!\w)"), text))
        for module, text in code(macros).items()
        for word in POWERFUL
    }
    return {key: number for key, number in found.items() if number}


@each_file
def test_every_powerful_word_has_its_purpose(macros: Macros, allowed: dict[tuple[str, str, int], str]) -> None:
    assert powers(macros) == {(module, word): number for module, word, number in allowed}


def test_the_words_are_found_where_they_stand() -> None:
    lines = (
        'x = Shell("calc")',
        "Set y = VBA.CreateObject(z) 'Kill me",
        "Name a As b",
        "Open p For Output As #1",
        "b.Name = 1",
    )
    found = powers(Macros((), workbook_code="\n".join(lines)))
    assert {word for _, word in found} == {"Shell", "CreateObject", "Name", "Open"}


@each_file
def test_only_known_libraries_are_declared(macros: Macros, allowed: object) -> None:
    declared = re.findall(r'(?i)\bDeclare\b.*\bLib\s+"([^"]+)"', "\n".join(code(macros).values()))
    assert {name.lower() for name in declared} == LIBRARIES


@each_file
def test_files_are_opened_in_two_places_by_paths_of_the_user(macros: Macros, allowed: object) -> None:
    opened = re.findall(r"(?im)^\s*(Open .*)$", "\n".join(code(macros).values()))
    assert opened == ["Open SettingsPath() For Input As #channel", "Open path For Append As #channel"]


@each_file
def test_only_two_environment_variables_are_read(macros: Macros, allowed: object) -> None:
    assert set(re.findall(r"(?i)\bEnviron\$?\((.*?)\)", "\n".join(code(macros).values()))) == {
        '"USERPROFILE"',
        '"LOCALAPPDATA"',
    }


@each_file
def test_nothing_of_the_connection_asks_a_workbook(macros: Macros, allowed: object) -> None:
    texts = code(macros)
    for module in ("gapsheet_connection", "gapsheet_settings", "gapsheet_log", "gapsheet_dll"):
        assert not re.search(
            r"(?i)\b(ActiveWorkbook|ThisWorkbook|Worksheets|Sheets|Range|Application)\b", texts[module]
        )


def test_opening_a_workbook_only_has_descriptions_registered() -> None:
    text = code(FILES["workbook"][0])["ThisWorkbook"]
    procedures = re.findall(r"(?im)^\s*(?:Private |Public )?(?:Sub|Function) (\w+)", text)
    assert procedures == ["Workbook_Open", "Workbook_BeforeClose", "Registration"]
    assert "Application.OnTime appointed, Registration(), , False" in text.partition("Workbook_BeforeClose")[2]
    assert re.findall(r"!(\w+\.\w+)\"", text) == ["gapsheet_registration.RegisterFunctions"]


def test_the_add_in_asks_for_descriptions_on_loading_and_when_a_workbook_comes_to_the_front() -> None:
    bodies = dict(re.findall(r"(?s)Sub (\w+)\([^)]*\)\n(.*?)End Sub", code(FILES["add-in"][0])["ThisWorkbook"]))
    assert "AskForDescriptions" in bodies["Workbook_Open"]
    assert "If is_book_seen Then AskForDescriptions" in bodies["excel_events_WorkbookActivate"]


@each_file
def test_what_is_asked_of_an_idle_excel_is_there(macros: Macros, allowed: object) -> None:
    texts = code(macros)
    for target in re.findall(r"!(\w+\.\w+)\"", texts["ThisWorkbook"]):
        module, procedure = target.split(".")
        assert re.search(rf"(?m)^Public Sub {procedure}\(\)$", texts[module]), target


def test_connection_and_add_in_hide_what_is_no_function_of_gapsheet() -> None:
    for name, text in code(FILES["add-in"][0]).items():
        if name not in {"gapsheet_functions", "ThisWorkbook"} and "Option Private Module" not in text:
            assert not re.search(r"(?m)^\s*(Public )?Function", text), name


@each_file
def test_the_notice_of_xlwings_stands_beside_what_is_taken_from_it(macros: Macros, allowed: object) -> None:
    (text,) = (module.code for module in macros.modules if module.name == "gapsheet_dll")
    notice = re.search(r"(?s)'Copyright \(C\) 2014.*?SUCH DAMAGE\.", seed().xlwings_source.replace("\r", ""))
    assert notice is not None
    assert notice[0] in text
    assert "{{" not in text


@pytest.fixture(scope="module")
def add_in(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("addin") / NAME
    write_add_in(path, FUNCTIONS, TITLES, timestamp=DAY)
    return path


def test_the_file_holds_these_modules_and_no_other(add_in: Path) -> None:
    macros, _ = FILES["add-in"]
    read = {name: text.replace("\r\n", "\n") for name, text in modules_of(project_of(add_in)).items()}
    assert {name for name in read if name.endswith(".bas")} == {f"{module.name}.bas" for module in macros.modules}
    for module in macros.modules:
        assert module.code.strip() in read[f"{module.name}.bas"], module.name
    documents = {name: text for name, text in read.items() if name.endswith(".cls")}
    assert macros.workbook_code.strip() in documents.pop("ThisWorkbook.cls")
    assert [line for text in documents.values() for line in text.splitlines() if not line.startswith("Attribute")] == []


def test_the_add_in_is_the_same_every_time(add_in: Path, tmp_path: Path) -> None:
    write_add_in(tmp_path / NAME, FUNCTIONS, TITLES, timestamp=DAY)
    assert (tmp_path / NAME).read_bytes() == add_in.read_bytes()


def test_the_add_in_carries_its_ribbon_and_its_list_of_functions(add_in: Path) -> None:
    with zipfile.ZipFile(add_in) as archive:
        assert "customUI/customUI14.xml" in archive.namelist()
        assert f'name="{SHEET}"' in archive.read("xl/workbook.xml").decode()
        sheet = etree.fromstring(archive.read("xl/worksheets/sheet1.xml"))
    rows = [["".join(cell.itertext()) for cell in row] for row in sheet.iter("{*}row")]
    assert rows[1][:3] == ["Family", "Function", "How it is called"]
    assert [row[:3] for row in rows[2:]] == [[entry.family, entry.name, entry.usage] for entry in FUNCTIONS]
    assert f'"{SHEET}"' in code(FILES["add-in"][0])["gapsheet_ribbon"]
    assert f'"{NAME}"' in code(FILES["add-in"][0])["gapsheet_formulas"]


def test_a_workbook_takes_the_macros(tmp_path: Path) -> None:
    Workbook().save(tmp_path / "plain.xlsx")
    out = tmp_path / "macros.xlsm"
    with_macros(tmp_path / "plain.xlsx", out, FILES["workbook"][0], timestamp=DAY)
    assert {f"{module.name}.bas" for module in FILES["workbook"][0].modules} <= set(modules_of(project_of(out)))


CONTROL = "Option ClassModule\nPublic Tag As String\nPublic Id As String\n"


@pytest.mark.optional_part("LibreOffice")
def test_every_module_compiles_and_no_button_raises(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("USERPROFILE", raising=False)
    monkeypatch.delenv("LOCALAPPDATA", raising=False)
    macros, _ = FILES["add-in"]
    texts = {module.name: module.code for module in macros.modules}
    callbacks = re.findall(r"Public Sub (\w+)\(control As IRibbonControl\)", texts["gapsheet_ribbon"])
    calls = "\n".join(f"{name} control" for name in callbacks)
    steps = f"""
    Dim control As Object
    Set control = New Control
    control.Tag = "growth_target"
    RepairOpenBooks
    {calls}
    Note "cell", CStr(WAGE_GAP(1, 2))
    """
    assert run_basic(tmp_path / "run", {**texts, "Control": CONTROL}, steps) == {"cell": VbaError(2042)}
