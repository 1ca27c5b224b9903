"""The connection to Python as LibreOffice runs it: stand-ins for the DLL and for Python, the real text otherwise."""

from __future__ import annotations

import platform
import re
from pathlib import Path
from typing import Any

import pytest
import xlwings

import gapsheet
from gapsheet.hosts.vba.modules import source
from gapsheet.package.vba import seed
from support.basic import VbaError, run_basic

pytestmark = pytest.mark.optional_part("LibreOffice")

INTERPRETER = r"C:\Program Files\Python 3\python.exe"
NOT_AVAILABLE = VbaError(2042)
# The stand-in for the DLL's module: it counts, records and fails on request.
ACTIVATED = """
Public starts As Long
Public released As Long
Public last_command As String
Public start_fails As Boolean
Public Function Activated(ByVal interpreter As String, ByVal command As String, ByVal anew As Boolean) As Object
    Dim made As Object
    starts = starts + 1
    If anew Then released = released + 1
    last_command = command
    If start_fails Then Err.Raise -2147220504, "gapsheet", "No process made." & vbLf & "Error message: no"
    Set made = New StandIn
    Set Activated = made
End Function
"""
# The stand-in for xlwings' COM object; what it counts lies in `counts`, since each connection has an object of its own.
STAND_IN = """Option ClassModule
Public Function CallUDF(module_name, function_name, arguments)
    calls = calls + 1
    last_call = module_name & "/" & function_name & "/" & (UBound(arguments) - LBound(arguments) + 1)
    If failures_left > 0 Then
        failures_left = failures_left - 1
        Err.Raise failure, "pywin32", failure_text
    End If
    If IsObject(arguments(LBound(arguments))) Then
        CallUDF = "2 fresh"
    Else
        CallUDF = arguments(LBound(arguments))
    End If
End Function
Public Function Str(wrapped)
    Str = wrapped
End Function
Public Function Eval(expression)
    Eval = expression
End Function
"""
COUNTS = """
Public calls As Long
Public last_call As String
Public failures_left As Long
Public failure As Long
Public failure_text As String
Public Sub FailNext(ByVal times As Long, ByVal number As Long)
    failures_left = times
    failure = number
    failure_text = "gone"
End Sub
"""
GONE = (462, -2147023174, -2147023170, -2147417848, -2147220995)
SEEN_BY_DLL = (462, -2147023174)


REFUSED = (
    r'C:\a" & calc & "\python.exe',
    "C:\\a\tb\\python.exe",
    "C:\\a\r\nb\\python.exe",
    r"C:\$(COMSPEC)\python.exe",
    r"C:\a|b\python.exe",
    r"C:\a>b\python.exe",
    "C:/Python/python.exe",
    r"\\server\share\python.exe",
    "python.exe",
    r"Scripts\python.exe",
    r"C:python.exe",
    r"..\python.exe",
    r"C:\Windows\System32\cmd.exe",
    r"C:\Windows\System32\cmd.exe /c python.exe",
    r"C:\a\python.exe:stream.exe",
    rf"C:\{'a' * 260}\python.exe",
    "",
)
TAKEN = (
    INTERPRETER,
    r"d:\R&D\100%\pythonw.exe",
    r"C:\Users\ann\venv\Scripts\Python.EXE",
    r"C:\Python313\python3.13.exe",
)


def literal(text: str) -> str:
    """A text as VBA writes it: quotation marks doubled, control characters by number."""
    parts = re.split(r"([\t\r\n])", text.replace('"', '""'))
    return " & ".join(f"Chr({ord(part)})" if part in "\t\r\n" and part else f'"{part}"' for part in parts)


def modules() -> dict[str, str]:
    """The modules of the connection with a stand-in for the DLL; paths are written as this system writes them."""
    names = ("gapsheet_connection", "gapsheet_settings", "gapsheet_log")
    real = {
        name: re.sub(r'SEPARATOR As String = "\\"', 'SEPARATOR As String = "/"', source(f"{name}.bas"))
        for name in names
    }
    return {**real, "counts": COUNTS, "StandIn": STAND_IN, "gapsheet_dll": ACTIVATED}


def configured(home: Path, **changed: str | None) -> None:
    """Write the user's configuration; None leaves a key out."""
    entries: dict[str, str | None] = {
        "INTERPRETER_WIN": r"C:\elsewhere\python.exe",
        "GAPSHEET_INTERPRETER_WIN": INTERPRETER,
        "GAPSHEET_XLWINGS_VERSION": seed().xlwings_version,
        **changed,
    }
    file = home / ".xlwings" / "xlwings.conf"
    file.parent.mkdir(parents=True, exist_ok=True)
    lines = (f'"{key}","{value}"' for key, value in entries.items() if value is not None)
    file.write_text("\n".join(lines) + "\n", encoding="ascii", newline="\r\n")


class Session:
    """One session of Excel: its user's folders, and what its log says afterwards."""

    def __init__(self, folder: Path) -> None:
        self.home = folder / "home"
        self._folder = folder
        self.home.mkdir(parents=True)

    def run(self, steps: str, wait: int = 3600) -> dict[str, Any]:
        """Run steps; a failed start is not repeated within `wait` seconds."""
        texts = modules()
        pause = "Private Const WAIT_SECONDS As Long = "
        assert f"{pause}15" in texts["gapsheet_connection"]
        texts["gapsheet_connection"] = texts["gapsheet_connection"].replace(f"{pause}15", f"{pause}{wait}")
        with pytest.MonkeyPatch.context() as patch:
            patch.setenv("USERPROFILE", str(self.home))
            patch.setenv("LOCALAPPDATA", str(self.home / "Local"))
            return run_basic(self._folder / "run", texts, steps)

    @property
    def log_file(self) -> Path:
        return self.home / "Local" / "gapsheet" / "log" / "excel.log"

    @property
    def log(self) -> list[list[str]]:
        """The lines of the log, split at tabs: time, subject, number, reason."""
        return [line.split("\t") for line in self.log_file.read_text().splitlines()] if self.log_file.exists() else []


@pytest.fixture
def session(tmp_path: Path) -> Session:
    return Session(tmp_path)


CALL = 'CStr(CallPython("wage_gap", Array(1966, 2730)))'  # an error value as an argument counts as a missing one here
ANSWER = "1966"


@pytest.fixture(scope="module")
def ordinary(tmp_path_factory: pytest.TempPathFactory) -> tuple[dict[str, Any], list[list[str]]]:
    """A session in which all goes well."""
    session = Session(tmp_path_factory.mktemp("ordinary"))
    configured(session.home)
    steps = f"""
    Dim round As Long
    Note "starts before", starts
    Note "first", {CALL}
    For round = 1 To 49
        CallPython "wage_gap", Array(round, 2, 3)
    Next round
    Note "last call", last_call
    Note "calls", calls
    Note "starts", starts
    Note "reads", SettingsReads()
    Note "command", last_command
    Note "versions", PythonVersions()
    Dim is_answered As Boolean
    Note "refresh", Array(RefreshInPython(New StandIn, is_answered), is_answered, last_call)
    Note "built", BuiltFor()
    """
    paths = "\n".join(f"Note {literal(path)}, InterpreterProblem({literal(path)})" for path in (*REFUSED, *TAKEN))
    return session.run(steps + paths), session.log


def test_python_is_started_by_the_first_call_only(ordinary: tuple[dict[str, Any], Any]) -> None:
    notes, _ = ordinary
    assert (notes["starts before"], notes["starts"], notes["calls"]) == (0, 1, 50)


def test_the_configuration_is_read_once(ordinary: tuple[dict[str, Any], Any]) -> None:
    assert ordinary[0]["reads"] == 1


def test_a_refresh_hands_over_the_workbook(ordinary: tuple[dict[str, Any], Any]) -> None:
    call = "gapsheet.refresh.live/refresh_in_excel/1"
    assert ordinary[0]["refresh"] == ["2 fresh", True, call]


def test_a_call_hands_over_module_function_and_arguments(ordinary: tuple[dict[str, Any], Any]) -> None:
    notes, _ = ordinary
    assert notes["first"] == ANSWER
    assert notes["last call"] == "gapsheet.hosts.windows/wage_gap/3"


def test_a_session_without_trouble_logs_nothing(ordinary: tuple[Any, list[list[str]]]) -> None:
    assert ordinary[1] == []


def test_the_command_names_the_interpreter_and_nothing_of_a_workbook(ordinary: tuple[dict[str, Any], Any]) -> None:
    code = "import xlwings; xlwings.serve('$(CLSID)')"
    assert ordinary[0]["command"] == f'"{INTERPRETER}" -P -B -c "{code}"'


def test_versions_are_asked_of_python(ordinary: tuple[dict[str, Any], Any]) -> None:
    expected = f"Python {platform.python_version()}, gapsheet {gapsheet.__version__}, xlwings {xlwings.__version__}"
    assert eval(ordinary[0]["versions"]) == expected  # what xlwings' Eval does with the text
    assert ordinary[0]["built"] == f"gapsheet {gapsheet.__version__}, xlwings {seed().xlwings_version}"


@pytest.fixture(scope="module")
def deaths(tmp_path_factory: pytest.TempPathFactory) -> tuple[dict[str, Any], list[list[str]]]:
    """A session in which Python dies in every way, each time once."""
    session = Session(tmp_path_factory.mktemp("deaths"))
    configured(session.home)
    each = "\n".join(
        f"""
        CallPython "wage_gap", Array(1)
        starts = 0
        released = 0
        calls = 0
        FailNext 1, {number}
        Note "{number}", Array({CALL}, starts, released, calls)
        """
        for number in GONE
    )
    twice = "\n".join(
        f"""
        starts = 0
        FailNext 2, {number}
        Note "twice {number}", Array({CALL}, {CALL}, starts)
        TryAgain
        Note "after {number}", {CALL}
        """
        for number in (GONE[0], GONE[3])
    )
    of_python = f"""
    starts = 0
    FailNext 1, -2147467259
    failure_text = "ValueError: could not convert 4711 to float" & vbLf & "    x = float(4711)"
    Note "value error", {CALL}
    FailNext 1, -2147467259
    failure_text = "ModuleNotFoundError: No module named 'gapsheet'" & vbLf & "    import gapsheet"
    Note "import error", {CALL}
    Note "starts at last", starts
    Dim is_answered As Boolean
    calls = 0
    FailNext 1, -2147023170
    Note "refresh broke off", Array(RefreshInPython(New StandIn, is_answered), is_answered, calls)
    """
    return session.run(each + twice + of_python), session.log


@pytest.mark.parametrize("number", GONE)
def test_a_dead_server_is_replaced_once_and_the_call_repeated(deaths: tuple[dict[str, Any], Any], number: int) -> None:
    answer, starts, _, calls = deaths[0][str(number)]
    assert (answer, starts, calls) == (ANSWER, 1, 2)


@pytest.mark.parametrize("number", GONE)
def test_a_server_that_another_workbook_may_have_replaced_is_not_released(
    deaths: tuple[dict[str, Any], Any], number: int
) -> None:
    assert deaths[0][str(number)][2] == (0 if number in SEEN_BY_DLL else 1)


def test_every_death_is_logged(deaths: tuple[Any, list[list[str]]]) -> None:
    assert [(line[1], int(line[2])) for line in deaths[1][: len(GONE)]] == [("wage_gap", number) for number in GONE]


@pytest.mark.parametrize("number", [GONE[0], GONE[3]])
def test_a_server_that_dies_twice_is_not_available_and_not_tried_again_at_once(
    deaths: tuple[dict[str, Any], Any], number: int
) -> None:
    first, second, starts = deaths[0][f"twice {number}"]
    assert (first, second, starts) == (NOT_AVAILABLE, NOT_AVAILABLE, 1)
    assert deaths[0][f"after {number}"] == ANSWER


def test_an_error_in_python_is_not_available_and_starts_nothing(deaths: tuple[dict[str, Any], Any]) -> None:
    notes, _ = deaths
    assert notes["value error"] == notes["import error"] == NOT_AVAILABLE
    assert notes["starts at last"] == 0


def test_a_refresh_that_breaks_off_is_not_begun_again(deaths: tuple[dict[str, Any], Any]) -> None:
    assert deaths[0]["refresh broke off"] == ["", False, 1]


def test_what_python_says_of_values_is_not_logged(deaths: tuple[Any, list[list[str]]]) -> None:
    assert [line[3] for line in deaths[1][-3:-1]] == ["ValueError", "ModuleNotFoundError: No module named 'gapsheet'"]


@pytest.fixture(scope="module")
def refusals(tmp_path_factory: pytest.TempPathFactory) -> tuple[dict[str, Any], Session]:
    """A session in which Python cannot be started, then can."""
    session = Session(tmp_path_factory.mktemp("refusals"))
    configured(session.home)
    steps = f"""
    Dim round As Long
    start_fails = True
    Note "answer", {CALL}
    For round = 1 To 1000
        CallPython "wage_gap", Array(round)
    Next round
    Note "starts", starts
    Note "versions", PythonVersions()
    start_fails = False
    TryAgain
    Note "later", {CALL}
    """
    return session.run(steps), session


def test_a_failed_start_is_not_available(refusals: tuple[dict[str, Any], Session]) -> None:
    assert refusals[0]["answer"] == NOT_AVAILABLE
    assert refusals[0]["versions"] == ""


def test_a_failed_start_is_not_repeated_for_every_cell(refusals: tuple[dict[str, Any], Session]) -> None:
    assert refusals[0]["starts"] == 1


def test_a_failed_start_is_logged_once_with_all_its_words(refusals: tuple[dict[str, Any], Session]) -> None:
    (line,) = refusals[1].log
    assert line[1:] == ["connection", "-2147220504", "No process made. | Error message: no"]
    assert re.fullmatch(r"\d{4}-\d\d-\d\d \d\d:\d\d:\d\d", line[0])


def test_a_start_that_the_user_asks_for_is_tried_at_once(refusals: tuple[dict[str, Any], Session]) -> None:
    assert refusals[0]["later"] == ANSWER


def test_a_failed_start_is_tried_again_after_a_while(session: Session) -> None:
    configured(session.home)
    steps = f'start_fails = True\nNote "first", {CALL}\nstart_fails = False\nNote "second", {CALL}'
    assert session.run(steps, wait=0) == {"first": NOT_AVAILABLE, "second": ANSWER}


CONFIGURATIONS: dict[str, tuple[dict[str, str | None] | None, str]] = {  # what is changed, and what the log says
    "no file": (None, "there is no "),
    "no key": ({"GAPSHEET_INTERPRETER_WIN": None}, "GAPSHEET_INTERPRETER_WIN is missing in "),
    "another version": ({"GAPSHEET_XLWINGS_VERSION": "0.1.2"}, "built for xlwings {built}, installed is 0.1.2; "),
    "no version": ({"GAPSHEET_XLWINGS_VERSION": None}, "built for xlwings {built}, installed is ; "),
    "injection": ({"GAPSHEET_INTERPRETER_WIN": REFUSED[0]}, "GAPSHEET_INTERPRETER_WIN holds a character "),
}


@pytest.fixture(scope="module")
def configurations(tmp_path_factory: pytest.TempPathFactory) -> tuple[dict[str, Any], dict[str, str]]:
    """A session with one wrong configuration after another, mended at last: its notes, and the log by configuration."""
    session = Session(tmp_path_factory.mktemp("configurations"))
    file = session.home / ".xlwings" / "xlwings.conf"
    steps = []
    for name, (changed, _) in CONFIGURATIONS.items():
        if changed is not None:
            configured(session.home, **changed)
            steps.append(f'FileCopy "{file.rename(file.with_name(name))}", "{file}"')
        steps += [f'Note "{name}", {CALL}', f'Note "{name} again", {CALL}', "TryAgain"]
    configured(session.home)
    good = file.rename(file.with_name("good"))
    steps += ['Note "starts", starts', f'FileCopy "{good}", "{file}"', f'Note "mended", {CALL}']
    notes = session.run("\n".join(steps))
    return notes, dict(zip(CONFIGURATIONS, (line[3] for line in session.log), strict=True))


@pytest.mark.parametrize("name", CONFIGURATIONS)
def test_a_wrong_configuration_is_logged_once_with_its_cure(
    configurations: tuple[dict[str, Any], dict[str, str]], name: str
) -> None:
    notes, log = configurations
    assert notes[name] == notes[f"{name} again"] == NOT_AVAILABLE
    assert log[name].startswith(CONFIGURATIONS[name][1].format(built=seed().xlwings_version))
    assert "run: gapsheet install" in log[name]


def test_a_wrong_configuration_starts_nothing(configurations: tuple[dict[str, Any], Any]) -> None:
    assert configurations[0]["starts"] == 0


def test_a_configuration_mended_in_the_meantime_is_read_again(configurations: tuple[dict[str, Any], Any]) -> None:
    assert configurations[0]["mended"] == ANSWER


@pytest.mark.parametrize("path", REFUSED)
def test_a_path_that_could_run_something_else_is_refused(ordinary: tuple[dict[str, Any], Any], path: str) -> None:
    assert ordinary[0][path].startswith("GAPSHEET_INTERPRETER_WIN ")


@pytest.mark.parametrize("path", TAKEN)
def test_a_full_path_of_an_interpreter_is_taken(ordinary: tuple[dict[str, Any], Any], path: str) -> None:
    assert ordinary[0][path] == ""


def test_a_large_log_starts_anew_and_one_old_log_is_kept(session: Session) -> None:
    session.log_file.parent.mkdir(parents=True)
    session.log_file.write_text("x" * 1_000_001)
    old = session.log_file.with_name("excel.log.old")
    old.write_text("older")
    session.run(
        'LogLine "subject", 7, "one"\nLogLine "subject", 7, "one"\nLogLine "subject", 8, "two" & vbCrLf & "lines"'
    )
    assert [line[1:] for line in session.log] == [["subject", "7", "one"], ["subject", "8", "two | lines"]]
    assert old.stat().st_size == 1_000_001


def test_a_log_that_cannot_be_written_disturbs_nothing(session: Session) -> None:
    (session.home / "Local").write_text("a file where a folder is needed")
    notes = session.run(f'Note "answer", {CALL}')
    assert notes == {"answer": NOT_AVAILABLE}
