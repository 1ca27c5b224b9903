"""The functions as Excel on Windows calls them: through xlwings' own half, with what COM really hands over."""

from __future__ import annotations

import datetime as dt
import logging
import math
import re
import subprocess
import sys
from collections.abc import Callable, Iterator
from decimal import Decimal
from importlib import reload
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gapsheet import catalog, cells, reference
from gapsheet.entries import Argument, Entry, Example, section
from gapsheet.hosts import windows_log
from gapsheet.hosts.engine import catalogue_functions
from gapsheet.hosts.headless import evaluate
from gapsheet.quantities import Amount
from support.pywin32stub import HOST, MISSING, PyTime, Windows, error_code, windows_xlwings

ERRORS = {2000: "#NULL!", 2007: "#DIV/0!", 2015: "#VALUE!", 2023: "#REF!", 2029: "#NAME?", 2036: "#NUM!", 2042: "#N/A"}
ENGINE_KINDS = {2000: "Null", 2007: "Div", 2015: "Value", 2023: "Ref", 2029: "Name", 2036: "Num", 2042: "Na"}
LATER_ERRORS = (2043, 2045, 2046, 2047, 2048, 2049, 2050, 2051)  # #GETTING_DATA, #SPILL! ... #CALC!, #BUSY!
SENTINELS = {f"\x01gapsheet {number}": text for number, text in ERRORS.items()}
NA, VALUE, DIV0, NUM = (f"\x01gapsheet {number}" for number in (2042, 2015, 2007, 2036))

every_entry = pytest.mark.parametrize("entry", catalog.FUNCTIONS, ids=lambda entry: entry.name)


@pytest.fixture(scope="module")
def local_data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("local data")


@pytest.fixture(scope="module")
def windows(local_data: Path) -> Iterator[Windows]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("LOCALAPPDATA", str(local_data))
        with windows_xlwings() as windows:
            windows.host()
            yield windows


# What is compared: errors by their names, one cell as its value, one row flat, as xlwings hands results to VBA


def engine_error(number: int) -> dict[str, str]:
    return {"type": "Error", "kind": ENGINE_KINDS.get(number, "Value")}


def from_excel(result: Any) -> Any:
    """What VBA gets, with the error values by name."""
    if isinstance(result, list):
        return [from_excel(cell) for cell in result]
    return SENTINELS.get(result, result)


def from_engine(result: Any) -> Any:
    """What the headless host gives, in the shape in which xlwings hands it to VBA."""
    if not isinstance(result, list):
        return ERRORS[_number(result)] if isinstance(result, dict) else result
    rows = [[from_engine(cell) for cell in row] for row in result]
    if len(rows) > 1:
        return rows
    return rows[0] if len(rows[0]) > 1 else rows[0][0]


def _number(error: dict[str, str]) -> int:
    return next(number for number, kind in ENGINE_KINDS.items() if kind == error["kind"])


def as_com(value: Any) -> Any:
    """An argument of a docstring as COM hands it over; a flat list there is a column."""
    if isinstance(value, list):
        return tuple(tuple(map(as_com, row)) if isinstance(row, list) else (as_com(row),) for row in value)
    return float(value) if type(value) is int else value


def as_engine(value: Any) -> Any:
    """The same as the headless host hands it over."""
    com = as_com(value)
    return [list(row) for row in com] if isinstance(com, tuple) else com


def filling(entry: Entry) -> list[Any]:
    """Arguments with which the function works, the optional ones included."""
    longest = max(entry.examples, key=lambda example: len(example.arguments)).arguments
    defaults = [argument.default for argument in entry.arguments if not argument.repeats]
    return [*longest, *defaults[len(longest) :]]


# What a cell, a range or a formula in an argument is to COM, and what it is to the headless host

KINDS: list[tuple[Any, Any]] = [
    (None, None),
    (MISSING, None),
    ("", ""),
    *((error_code(number), engine_error(number)) for number in (*ERRORS, *LATER_ERRORS)),
    *((text, text) for text in ("text", "5", "1兆2,387億円", "ja", "WAGE_GAP")),
    *((flag, flag) for flag in (True, False)),
    *((number, number) for number in (0.0, -0.0, 1.5, -3.0, 2024.0, 1e308, 5e-324, math.inf, math.nan)),
    *((number, float(number)) for number in (0, 7, -7, 2024, 2**31 - 1, -(2**31), 2**53, error_code(-1))),
    (10**400, math.inf),
    (PyTime.of(dt.datetime(2026, 12, 31, 18)), 46387.75),
    (dt.datetime(2026, 12, 31, 18), 46387.75),
    (Decimal("1234.5678"), 1234.5678),
    ((), []),
    (((1.5,),), 1.5),
    ((1.5,), 1.5),
    (((None,),), None),
    (((error_code(2042),),), engine_error(2042)),
    ((error_code(2050),), engine_error(2015)),
    (((1.5,), (2.5,)), [[1.5], [2.5]]),
    (((1.5, 2.5),), [[1.5, 2.5]]),
    ((1.5, 2.5), [[1.5, 2.5]]),
    (((1.5, 2.5), (3.5, 4.5)), [[1.5, 2.5], [3.5, 4.5]]),
    (((None,), (None,)), [[None], [None]]),
    (((1.5,), (None,), ("",), (2.5,)), [[1.5], [None], [""], [2.5]]),
    (((1.5,), (error_code(2023),)), [[1.5], [engine_error(2023)]]),
    (((1.5,), (error_code(2045),)), [[1.5], [engine_error(2015)]]),
    ((1.5, error_code(2007), 2.5), [[1.5, engine_error(2007), 2.5]]),
    (((error_code(2042),), (error_code(2007),)), [[engine_error(2042)], [engine_error(2007)]]),
    (((True,), (False,), (2.0,)), [[True], [False], [2.0]]),
    (((2,), (3,), (4,)), [[2.0], [3.0], [4.0]]),
    (((MISSING,), (2.0,)), [[None], [2.0]]),
    (((PyTime.of(dt.datetime(2024, 1, 1)),), (PyTime.of(dt.datetime(2025, 1, 1)),)), [[45292.0], [45658.0]]),
    (((Decimal("100.5"),), (Decimal("200.25"),)), [[100.5], [200.25]]),
    ((("A",), ("B",)), [["A"], ["B"]]),
    ((("text", 1.5),), [["text", 1.5]]),
]

CASES = [(entry, place) for entry in catalog.FUNCTIONS for place in range(len(filling(entry)))]
OPTIONAL = [
    (entry, place)
    for entry in catalog.FUNCTIONS
    for place, argument in enumerate(entry.arguments)
    if not argument.required and not argument.repeats
]
every_case = pytest.mark.parametrize(("entry", "place"), CASES, ids=[f"{entry.name}-{n}" for entry, n in CASES])
every_optional = pytest.mark.parametrize(
    ("entry", "place"), OPTIONAL, ids=[f"{entry.name}-{n}" for entry, n in OPTIONAL]
)

EXAMPLES = [(entry, example) for entry in catalog.FUNCTIONS for example in entry.examples]


@pytest.fixture(scope="module")
def headless() -> dict[str, Callable[..., Any]]:
    return catalogue_functions()


class TestResults:
    @pytest.mark.parametrize(
        ("entry", "example"), EXAMPLES, ids=[f"{entry.name} {example.arguments}" for entry, example in EXAMPLES]
    )
    def test_example_gives_what_the_headless_host_gives(self, windows: Windows, entry: Entry, example: Example) -> None:
        found = from_excel(windows.call(entry.name.lower(), *map(as_com, example.arguments)))
        assert found == from_engine(evaluate(reference.call(entry, example)).value)
        wanted = from_engine(as_engine(example.expected))
        wanted = wanted[0] if isinstance(wanted, list) and len(wanted) == 1 else wanted
        if isinstance(wanted, float):
            assert found == pytest.approx(wanted)
        elif isinstance(wanted, str):
            assert found == wanted

    @every_case
    def test_every_argument_takes_what_com_hands_over(
        self, windows: Windows, headless: dict[str, Callable[..., Any]], entry: Entry, place: int
    ) -> None:
        for com, plain in KINDS:
            from_com, from_cells = list(map(as_com, filling(entry))), list(map(as_engine, filling(entry)))
            from_com[place], from_cells[place] = com, plain
            found = from_excel(windows.call(entry.name.lower(), *from_com))
            assert found == from_engine(headless[entry.name](*from_cells)), com

    @every_entry
    def test_all_arguments_alike(self, windows: Windows, headless: dict[str, Callable[..., Any]], entry: Entry) -> None:
        for com, plain in KINDS:
            found = from_excel(windows.call(entry.name.lower(), *[com] * len(entry.arguments)))
            assert found == from_engine(headless[entry.name](*[plain] * len(entry.arguments))), com

    @every_optional
    def test_optional_argument_omitted_blank_or_given(self, windows: Windows, entry: Entry, place: int) -> None:
        name, arguments = entry.name.lower(), list(map(as_com, filling(entry)))[:place]
        omitted = windows.call(name, *arguments)
        assert isinstance(omitted, list) or omitted not in SENTINELS
        rest = len(entry.arguments) - place  # VBA hands over every argument, those left out as one of these
        assert all(windows.call(name, *arguments, *[blank] * rest) == omitted for blank in (None, MISSING, ""))
        default = entry.arguments[place].default
        if default is not None:
            assert windows.call(name, *arguments, as_com(default)) == omitted

    @every_entry
    def test_wrong_number_of_arguments_is_refused(self, windows: Windows, entry: Entry) -> None:
        assert windows.call(entry.name.lower()) == VALUE
        if entry.most_arguments is not None:
            assert windows.call(entry.name.lower(), *[1.0] * (entry.most_arguments + 1)) == VALUE

    def test_errors_inside_a_spilled_range(self, windows: Windows) -> None:
        group = ((1966.0,), (None,), ("text",), (error_code(2023),), (error_code(2045),), (-1.0,), (True,), (7,))
        found = windows.call("wage_gap", group, 2730.0)
        assert found[1:] == [[NA], [VALUE], ["\x01gapsheet 2023"], [VALUE], [NUM], [2729 / 2730], [2723 / 2730]]
        assert found[0] == [pytest.approx(764 / 2730, rel=1e-15)]
        assert windows.call("wage_gap", (1.0, 2.0), ((0.0,), (4.0,))) == [[DIV0, DIV0], [0.75, 0.5]]

    def test_a_range_of_error_values_alone(self, windows: Windows) -> None:
        """Whole numbers, all of them, which would pass for numbers of cells."""
        codes = tuple((error_code(number),) for number in ERRORS)
        assert from_excel(windows.call("growth_multiple", codes, 2.0)) == [[text] for text in ERRORS.values()]
        assert windows.call("growth_multiple", error_code(2042), ((1.0,), (2.0,))) == [[NA], [NA]]

    def test_one_row_arrives_flat_and_is_a_row(self, windows: Windows) -> None:
        assert windows.call("rebased_index", (100.0, 110.0)) == [100.0, pytest.approx(110.0)]
        assert windows.call("rebased_index", ((100.0,), (110.0,))) == [[100.0], [pytest.approx(110.0)]]

    def test_text_results_are_whole(self, windows: Windows) -> None:
        assert windows.call("why", "WAGE_GAP", 1966.0, 2730.0) == ""
        assert windows.call("why", "WAGE_GAP", error_code(2042), MISSING) == "group_pay is #N/A"
        assert windows.call("how", "WAGE_GAP", 1966.0, 2730.0) == "(2,730 - 1,966) / 2,730 = 28.0 %"

    def test_xlwings_own_converters_do_not_touch_the_result(self, windows: Windows) -> None:
        """They would turn what is no number into empty text, one cell after the other."""
        assert windows.call_udf("wage_gap", 1966.0, None) == [[NA]]
        assert windows.call_udf("wage_gap", ((1.0,), (2.0,)), 4.0) == [[0.75], [0.5]]


CELLS = st.one_of(
    st.floats(-2, 2).map(lambda number: (number, number)),
    st.floats(0, 1e6).map(lambda number: (number, number)),
    st.integers(-3, 2040).map(lambda number: (number, float(number))),
    st.sampled_from([pair for pair in KINDS if not isinstance(pair[0], tuple)]),
)


@st.composite
def arguments(draw: st.DrawFn) -> tuple[Any, Any]:
    """A cell or a range of any cells."""
    rows, columns = draw(st.sampled_from([(0, 0), (0, 0), (1, 1), (1, 3), (3, 1), (2, 2)]))
    if not rows:
        return draw(CELLS)
    block = [[draw(CELLS) for _ in range(columns)] for _ in range(rows)]
    com = tuple(tuple(cell for cell, _ in row) for row in block)
    return (com[0] if rows == 1 and draw(st.booleans()) else com), [[plain for _, plain in row] for row in block]


@every_entry
@settings(max_examples=60, deadline=None)
@given(data=st.data())
def test_whatever_stands_in_the_cells_the_hosts_agree(
    windows: Windows, headless: dict[str, Callable[..., Any]], entry: Entry, data: st.DataObject
) -> None:
    sound = [(as_com(value), as_engine(value)) for value in filling(entry)]
    drawn = [data.draw(st.one_of(arguments(), st.just(pair))) for pair in sound]
    found = from_excel(windows.call(entry.name.lower(), *(com for com, _ in drawn)))
    assert found == from_engine(headless[entry.name](*(plain for _, plain in drawn)))


class TestWhatXlwingsReads:
    @every_entry
    def test_help_category_and_conversion(self, windows: Windows, entry: Entry) -> None:
        record = getattr(windows.host(), entry.name.lower()).__xlfunc__
        assert record["name"] == entry.name.lower()
        assert record["category"] == f"gapsheet {entry.family}"
        assert record["ret"] == {"doc": entry.summary, "options": {"convert": "raw"}}
        assert [argument["doc"] for argument in record["args"]] == [item.description for item in entry.arguments]
        assert all(argument["options"] == {"convert": "raw"} for argument in record["args"])
        assert not record["volatile"]
        assert record["async_mode"] is None

    def test_signatures_of_xlwings_own_generator(self, windows: Windows) -> None:
        def declared(argument: Argument) -> str:
            if argument.repeats:
                return f"ParamArray {argument.name}()"
            return argument.name if argument.required else f"Optional {argument.name}"

        def shown(entry: Entry) -> str:
            return f"Function {entry.name.lower()}({', '.join(map(declared, entry.arguments))})"

        found = re.findall(r"^Function .*$", windows.vba(), re.MULTILINE)
        assert sorted(found) == sorted(map(shown, catalog.FUNCTIONS))

    def test_functions_hide_nothing_of_the_module(self) -> None:
        source = Path(windows_log.__file__).with_name("windows.py").read_text(encoding="utf-8")
        own = set(re.findall(r"\b[a-z_]+\b", re.sub(r'""".*?"""|#.*', "", source, flags=re.DOTALL)))
        assert not own & {entry.name.lower() for entry in catalog.FUNCTIONS}

    def test_import_brings_in_nothing_that_cells_do_not_need(self) -> None:
        """What xlwings itself imports, pandas among it, is there before."""
        script = (
            "import sys, xlwings; before = set(sys.modules); import gapsheet.hosts.windows;"
            "print(*{name.partition('.')[0] for name in set(sys.modules) - before})"
        )
        new = set(
            subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True).stdout.split()
        )
        assert "gapsheet" in new
        assert not new & {"formualizer", "pandas", "openpyxl", "lxml", "scipy", "typer", "rich", "duckdb", "olefile"}

    def test_a_sheet_named_like_a_python_file_is_in_the_way_only_if_the_workbook_is_handed_over(
        self, windows: Windows
    ) -> None:
        """The reason why VBA hands over neither the workbook nor the calling cell: xlwings would look into them."""
        workbook = SimpleNamespace(Worksheets=[SimpleNamespace(Name="code.py")])
        windows.udfs.udf_modules.pop(HOST, None)
        with pytest.raises(windows.udfs.LicenseError):
            windows.com_server.XLPython().CallUDF(HOST, "wage_gap", (1.0, 4.0), workbook, None)
        assert windows.com_server.XLPython().CallUDF(HOST, "wage_gap", (1.0, 4.0)) == 0.75


PAY = 1234567.0


def broken(group_pay: Amount) -> Amount:
    """Goes wrong.

    Args:
        group_pay: Any.

    Returns:
        Nothing.
    """
    raise RuntimeError(f"pay was {group_pay}")


@pytest.fixture
def failing(windows: Windows, monkeypatch: pytest.MonkeyPatch) -> str:
    """The name of a function with a fault inside."""
    [entry] = section("Test", broken)
    monkeypatch.setattr(windows.host(), "broken", windows.host()._published(entry), raising=False)
    return "broken"


@pytest.fixture
def log_file(local_data: Path) -> Path:
    return local_data / "gapsheet" / "log" / "gapsheet.log"


class TestLog:
    def test_faults_are_told_by_kind_and_size_never_by_value(
        self, windows: Windows, failing: str, log_file: Path
    ) -> None:
        assert windows.call(failing, PAY) == VALUE
        assert (
            windows.call("wage_gap", ((PAY, 1.0), 2.0), "秘密") == VALUE
        )  # rows of different kinds: COM has none such
        text = log_file.read_text(encoding="utf-8")
        assert "BROKEN failed on (float): RuntimeError" in text
        assert "WAGE_GAP failed on (2 x 2 tuple, str): TypeError" in text
        assert "1234567" not in text
        assert "秘密" not in text
        assert "Traceback" not in text

    def test_ranges_are_told_by_their_size(self, windows: Windows, failing: str, log_file: Path) -> None:
        assert windows.call(failing, ((PAY, 1.0),) * 3) == VALUE
        assert "BROKEN failed on (3 x 2 tuple): RuntimeError" in log_file.read_text(encoding="utf-8")

    def test_first_line_tells_the_versions(self, windows: Windows, log_file: Path) -> None:
        assert re.match(r"\S+ \S+ \d+ INFO gapsheet \S+ ready for xlwings \d", log_file.read_text(encoding="utf-8"))

    def test_reloaded_host_writes_each_line_once(self, windows: Windows, failing: str, log_file: Path) -> None:
        reload(windows.host())
        [entry] = section("Test", broken)
        before = log_file.read_text(encoding="utf-8").count("BROKEN")
        windows.host()._published(entry)(PAY)
        assert log_file.read_text(encoding="utf-8").count("BROKEN") == before + 1
        assert windows.call("wage_gap", 1.0, 4.0) == 0.75

    def test_log_is_cut_at_its_size(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(windows_log, "_MOST_BYTES", 1000)
        path = tmp_path / "new" / "folder" / "gapsheet.log"
        handler = windows_log.QuietFile(path)
        for number in range(100):
            handler.handle(logging.makeLogRecord({"msg": f"line {number:03} {'x' * 90}"}))
        files = sorted(path.parent.iterdir())
        assert [file.name for file in files] == ["gapsheet.log", "gapsheet.log.1"]
        assert all(file.stat().st_size <= 1000 for file in files)
        assert "line 099" in path.read_text(encoding="utf-8")

    def test_log_that_cannot_be_rotated_is_written_on(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(windows_log, "_MOST_BYTES", 500)
        path = tmp_path / "gapsheet.log"
        (tmp_path / "gapsheet.log.1").mkdir()  # stands in the way of the old log
        handler = windows_log.QuietFile(path)
        for number in range(20):
            handler.handle(logging.makeLogRecord({"msg": f"line {number:03} {'x' * 90}"}))
        assert "line 019" in path.read_text(encoding="utf-8")

    def test_file_is_let_go_after_each_line(self, tmp_path: Path) -> None:
        handler = windows_log.QuietFile(tmp_path / "gapsheet.log")
        handler.handle(logging.makeLogRecord({"msg": "one"}))
        assert handler.stream is None
        (tmp_path / "gapsheet.log").unlink()
        handler.handle(logging.makeLogRecord({"msg": "two"}))
        assert "two" in (tmp_path / "gapsheet.log").read_text(encoding="utf-8")

    @pytest.mark.parametrize("where", ["a file", "nowhere", "no variable"])
    def test_without_a_folder_for_the_log_everything_else_works(
        self, where: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
    ) -> None:
        (tmp_path / "a file").write_text("")
        monkeypatch.setenv("LOCALAPPDATA", str(tmp_path / "a file"))
        if where == "nowhere":
            monkeypatch.setenv("LOCALAPPDATA", "/proc/none/here")
        if where == "no variable":
            monkeypatch.delenv("LOCALAPPDATA")
        with windows_xlwings() as alone:
            assert alone.call("wage_gap", 1966.0, 2730.0) == pytest.approx(764 / 2730)
            assert alone.call("wage_gap", ((1.0, 2.0), 3.0), 1.0) == VALUE
        assert [file.name for file in tmp_path.iterdir()] == ["a file"]
        assert capfd.readouterr() == ("", "")


def test_nothing_of_windows_stays_behind(windows: Windows) -> None:
    """The module's own xlwings is in place; a second one inside it leaves it so."""
    names = ("xlwings", "xlwings.udfs", "pythoncom", "win32com.client", HOST)
    before = [sys.modules[name] for name in names]
    with windows_xlwings() as other:
        assert other.udfs is not windows.udfs
    assert [sys.modules[name] for name in names] == before
    assert sys.platform != "win32"


def test_cells_bound_for_excel_are_those_of_the_catalogue(windows: Windows) -> None:
    functions = {name for name, value in vars(windows.host()).items() if hasattr(value, "__xlfunc__")}
    assert functions - {"broken"} == {entry.name.lower() for entry in catalog.FUNCTIONS}
    assert cells.log.name == "gapsheet"
