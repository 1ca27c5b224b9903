"""docs/sources.md: its example works as it is printed, and its headers and words are those that are understood."""

from __future__ import annotations

import re
from pathlib import Path, PureWindowsPath

import openpyxl
import platformdirs.macos
import platformdirs.unix
import pytest
from typer.testing import CliRunner, Result

from gapsheet.cli import app
from gapsheet.errors import SourceError
from gapsheet.recalc import recalculate
from gapsheet.refresh import records
from gapsheet.refresh.book import Described, read_described, read_sources
from gapsheet.refresh.periods import EXPECTED, is_stale
from gapsheet.refresh.sources.csvtext import OPTIONS
from gapsheet.refresh.sources.worldbank import FIELDS
from support.documents import DocumentedTable, code, section, tables, words
from support.refreshing import put_table, table_of

PAGE = "sources.md"
EXAMPLE = section(PAGE, "An example, cell by cell")
PLACED = re.compile(r"Sheet `(?P<sheet>\w+)`, table `(?P<table>\w+)` from (?P<at>[A-Z]+[0-9]+)")
CONTROLS = {  # the tables that a user writes: the documented headers, and the code's
    "Sources": records.SOURCES_HEADERS,
    "SourceColumns": records.SOURCE_COLUMNS_HEADERS,
    "Headlines": records.HEADLINES_HEADERS,
}


def typed(text: str) -> str | float | None:
    """A cell as Excel takes what is typed into it."""
    return float(text) if re.fullmatch(r"[0-9.]+", text) else text or None


def example_book(without: tuple[str, str] = ("", "")) -> openpyxl.Workbook:
    """The documented workbook, if wanted without a column of a table."""
    book = openpyxl.Workbook()
    book.remove(book.active)
    for table in tables(EXAMPLE):
        place = PLACED.match(table.said)
        if place is None:
            continue
        keep = [number for number, header in enumerate(table.headers) if (place["table"], header) != without]
        rows = [[typed(row[number]) for number in keep] for row in table.rows]
        headers = [table.headers[number] for number in keep]
        put_table(book.create_sheet(place["sheet"]), place["table"], headers, rows, place["at"])
    for cell, sheet, formula in re.findall(r"In cell (\w+) of the sheet `(\w+)`: `([^`]+)`", EXAMPLE):
        book[sheet][cell] = formula
    return book


@pytest.fixture
def report(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The documented workbook and its data, as Excel saves them."""
    for variable in ("XDG_DATA_HOME", "XDG_CONFIG_HOME", "XDG_CACHE_HOME", "LOCALAPPDATA"):
        monkeypatch.setenv(variable, str(tmp_path / "own"))
    folder = tmp_path / "reports"
    folder.mkdir()
    (folder / "sales.csv").write_text(code(EXAMPLE, "csv"), encoding="utf-8")
    path = folder / "report.xlsx"
    example_book().save(path)
    recalculate(path)
    return path


def shell(report: Path, line: str) -> Result:
    """A documented command line, run on the example."""
    _, *arguments = line.removeprefix("$ ").split()
    return CliRunner().invoke(app, [str(report) if word == report.name else word for word in arguments])


def test_the_documented_example_refreshes_as_printed(report: Path) -> None:
    trusting, refreshing = re.split(r"(?m)^(?=\$ gapsheet refresh)", code(EXAMPLE, "console"))
    line, _, printed = trusting.partition("\n")
    trusted = shell(report, line)
    assert trusted.output == printed.replace("/home/me/reports", str(report.parent))
    refreshed = shell(report, refreshing.strip())
    assert refreshed.exit_code == 0, refreshed.output
    expected = next(table for table in tables(EXAMPLE) if table.said == "The table `Sales` now holds")
    assert [list(row.values()) for row in table_of(report, "Sales")] == [[*map(typed, row)] for row in expected.rows]
    told = table_of(report, "Sources")[0]
    assert (told["State"], told["As of"], told["Rows"]) == ("fresh", "2024", 4)
    headline = table_of(report, "Headlines")[0]
    assert (headline["Before"], headline["After"]) == (160, 347)
    assert {"Changes", "Refresh log"} <= {*openpyxl.load_workbook(report).sheetnames}


def documented(name: str) -> DocumentedTable:
    """The documented headers of a table."""
    return next(table for table in tables(section(PAGE, f"The table {name}")) if table.headers[0] == "Header")


@pytest.mark.parametrize("name", CONTROLS)
def test_every_header_is_documented_and_no_other(name: str) -> None:
    assert documented(name).column("Header") == list(CONTROLS[name])


@pytest.mark.parametrize("name", CONTROLS)
def test_the_example_needs_nothing_that_is_not_documented(name: str) -> None:
    shown = next(table for table in tables(EXAMPLE) if f"table `{name}`" in table.said)
    assert set(shown.headers) <= set(documented(name).column("Header"))


def described(report: Path, without: tuple[str, str]) -> Described:
    """How the example is understood without a column."""
    example_book(without).save(report)
    return read_described(report)[0]


@pytest.mark.parametrize("name", ["Sources", "SourceColumns"])
def test_what_is_documented_as_needed_is_needed(name: str, report: Path) -> None:
    table = documented(name)
    for header, needed in zip(table.column("Header"), table.column("Needed"), strict=True):
        if needed == "yes":
            with pytest.raises(SourceError, match=f"the table {name} lacks the column {header}"):
                described(report, (name, header))
        else:
            assert described(report, (name, header)).fault == ""


@pytest.mark.parametrize("name", ["Sources", "SourceColumns"])
def test_the_refusal_of_a_workbook_without_the_table_says_where_it_is_described(name: str, report: Path) -> None:
    book = openpyxl.load_workbook(report)
    for sheet in book:
        sheet.tables.pop(name, None)
    book.save(report)
    with pytest.raises(SourceError, match=f"has no table named {name}; .*as docs/sources.md shows"):
        read_sources(report)


def test_written_columns_are_those_that_come_last() -> None:
    assert documented("Sources").column("Needed")[12:] == ["written"] * 8
    assert documented("Headlines").column("Needed") == ["no", "yes", *["written"] * 10]


@pytest.mark.parametrize(
    ("part", "header", "known"),
    [
        ("Kinds", "Kind", [*records.Kind]),
        ("The table Sources", "Frequency", [*EXPECTED, "never"]),
        ("The table Sources", "State", [*records.Status]),
        ("The table SourceColumns", "Role", [*records.Role]),
        ("The table SourceColumns", "Type", [*records.Type]),
    ],
)
def test_every_word_is_documented_and_no_other(part: str, header: str, known: list[str]) -> None:
    table = next(table for table in tables(section(PAGE, part)) if table.headers[0] == header)
    assert table.column(header) == known


def test_purposes_are_documented() -> None:
    row = next(row for row in documented("Sources").rows if row[0] == "Purpose")
    assert words(row[2]) == [*records.Purpose]


def test_blank_optional_cells_mean_what_is_documented(report: Path) -> None:
    book = openpyxl.load_workbook(report)
    for sheet, cells in (("Sources", ("B2", "F2", "G2")), ("Columns", ("C2", "I2"))):
        for cell in cells:
            book[sheet][cell] = None
    book.save(report)
    (source,) = read_sources(report)
    assert (source.on, source.expected, source.threshold, source.purpose) == (True, "never", None, "data")
    assert (source.columns[0].field, source.columns[0].required) == ("Year", True)


def test_stale_days_are_documented() -> None:
    from datetime import date, timedelta

    table = next(table for table in tables(section(PAGE, "The table Sources")) if table.headers[0] == "Frequency")
    last = date(2024, 12, 31)
    for frequency, said in table.rows:
        if said == "never":
            assert not is_stale(last, frequency, date(2999, 1, 1))
            continue
        days = int(said.removesuffix(" days ago"))
        assert not is_stale(last, frequency, last + timedelta(days))
        assert is_stale(last, frequency, last + timedelta(days + 1))


def fields_of(kind: str) -> str:
    table = next(table for table in tables(section(PAGE, "Kinds")) if table.headers == ("Kind", "Fields"))
    return dict(table.rows)[kind]


def test_every_kind_has_its_fields_documented() -> None:
    table = next(table for table in tables(section(PAGE, "Kinds")) if table.headers == ("Kind", "Fields"))
    listed = [kind for cell in table.column("Kind") for kind in cell.split(", ")]
    assert sorted(listed) == sorted(records.Kind)


def test_fields_of_the_world_bank_are_documented() -> None:
    assert tuple(words(fields_of("world bank"))) == FIELDS


def test_options_of_csv_are_documented() -> None:
    table = next(table for table in tables(section(PAGE, "Kinds")) if table.headers[0] == "Option")
    assert sorted(table.column("Option")) == sorted(OPTIONS)


@pytest.mark.parametrize(("system", "home"), [("Linux", "HOME"), ("macOS", "HOME")])
def test_the_folders_are_where_the_page_says(
    system: str, home: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for kind in ("CONFIG", "DATA", "STATE", "CACHE"):
        monkeypatch.delenv(f"XDG_{kind}_HOME", raising=False)
    monkeypatch.setenv(home, str(tmp_path))
    made = {"Linux": platformdirs.unix.Unix, "macOS": platformdirs.macos.MacOS}[system]
    folders = made("gapsheet", appauthor=False)
    table = next(table for table in tables(section(PAGE, "Your configuration")) if "Windows" in table.headers)
    expected = [
        folders.user_config_path / "config.toml",
        folders.user_data_path / "approvals.json",
        folders.user_state_path / "refresh.jsonl",
        folders.user_cache_path / "answers",
    ]
    told = [Path(words(cell)[0].replace("~", str(tmp_path), 1)) for cell in table.column(system)]
    assert told == expected
    on_windows = [PureWindowsPath(words(cell)[0]) for cell in table.column("Windows")]
    assert [path.name for path in on_windows] == [path.name for path in expected]
