"""CSV files: what is read, what is refused, and which files are within reach."""

from __future__ import annotations

import gzip
from datetime import datetime
from hashlib import sha256
from pathlib import Path

import pandas as pd
import pytest

from gapsheet.errors import AccessError, DataError, SourceError
from gapsheet.refresh.configuration import Limits
from gapsheet.refresh.records import Fetched, Kind, Type
from gapsheet.refresh.rownumbers import row_numbers
from gapsheet.refresh.sources import fetch
from gapsheet.refresh.sources.content import Content
from gapsheet.refresh.sources.shaping import shaped
from support.sources import access, source


def read(folder: Path, location: str = "pay.csv", query: str = "", **types: Type) -> Fetched:
    asked = source(Kind.CSV, location, query, **types)
    return fetch(asked, access(folder, asked))


def written(folder: Path, content: bytes, name: str = "pay.csv") -> Path:
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)
    return path


def test_columns_come_in_their_types(tmp_path: Path) -> None:
    content = b"year,pay,grade,joined,full\n2023,1.5e3,01,2020-04-01,true\n2024,,,,\n"
    written(tmp_path, content)
    types = {"year": Type.INTEGER, "pay": Type.NUMBER, "grade": Type.TEXT, "joined": Type.DATE, "full": Type.BOOLEAN}
    fetched = read(tmp_path, **types)
    frame = fetched.frame
    assert frame["year"].tolist() == [2023.0, 2024.0]
    assert frame["pay"].tolist()[0] == 1500.0
    assert frame["pay"].isna().tolist() == [False, True]
    assert frame["grade"].tolist() == ["01", None]
    assert frame["joined"].tolist()[0] == datetime(2020, 4, 1)
    assert frame["joined"].tolist()[1] is pd.NaT
    assert frame["full"].tolist() == [True, None]
    assert (fetched.digest, fetched.as_of) == (sha256(content).hexdigest(), "")


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@SUM(A1)", "\tx", "=cmd|' /C calc'!A0", "=HYPERLINK(1)"])
def test_text_that_looks_like_a_formula_stays_text(tmp_path: Path, text: str) -> None:
    written(tmp_path, f'note\n"{text}"\n'.encode())
    assert read(tmp_path, note=Type.TEXT).frame["note"].tolist() == [text]


def test_field_that_nobody_declared_stays_as_it_came(tmp_path: Path) -> None:
    written(tmp_path, b"year,pay,extra\n2023,1,007\n")
    assert read(tmp_path, year=Type.INTEGER).frame["extra"].tolist() == ["007"]


def test_byte_order_mark_is_no_part_of_the_first_heading(tmp_path: Path) -> None:
    written(tmp_path, "\ufeff年,賃金\n2023,1\n".encode())
    assert list(read(tmp_path).frame.columns) == ["年", "賃金"]


def test_other_encoding_is_refused_with_the_byte_and_the_cure(tmp_path: Path) -> None:
    written(tmp_path, b"year,pay\n2023,1\n" + "賃金,2\n".encode("cp932"))
    with pytest.raises(DataError, match=r"is not UTF-8: byte 0x92 in line 3 \(position 17\).*encoding=cp932"):
        read(tmp_path)


def test_named_encoding_is_read(tmp_path: Path) -> None:
    written(tmp_path, "年,賃金\n2023,△\n".encode("cp932"))
    assert read(tmp_path, query="encoding=cp932").frame["賃金"].tolist() == ["△"]


@pytest.mark.parametrize("encoding", ["no-such", "rot13", "hex", "zlib", "undefined"])
def test_encoding_that_is_none_is_refused(tmp_path: Path, encoding: str) -> None:
    written(tmp_path, b"a\n1\n")
    with pytest.raises(SourceError, match="encoding="):
        read(tmp_path, query=f"encoding={encoding}")


def test_utf_16_is_refused_unless_named(tmp_path: Path) -> None:
    written(tmp_path, "a,b\n1,2\n".encode("utf-16"))
    with pytest.raises(DataError, match=r"byte 0xFF in line 1 .* or write encoding=utf-16 in its query"):
        read(tmp_path)
    assert read(tmp_path, query="encoding=utf-16").frame["b"].tolist() == ["2"]


def test_other_signs_between_cells_and_for_gaps_are_named_in_the_query(tmp_path: Path) -> None:
    written(tmp_path, b"year;pay\n2023;...\n2024;5\n")
    fetched = read(tmp_path, query="delimiter=semicolon blank=...", pay=Type.NUMBER)
    assert fetched.frame["pay"].isna().tolist() == [True, False]


def test_headings_in_one_cell_are_refused_with_the_sign_that_may_part_them(tmp_path: Path) -> None:
    written(tmp_path, b"year;pay\n2023;4,5\n2024;5\n")
    with pytest.raises(DataError, match=r"headings stand in one cell, 'year;pay'; .* write delimiter=semicolon"):
        read(tmp_path, year=Type.INTEGER)
    written(tmp_path, b"pay;yen\n5\n")
    assert read(tmp_path, **{"pay;yen": Type.NUMBER}).frame["pay;yen"].tolist() == [5]


@pytest.mark.parametrize("query", ["", "delimiter=comma"])
def test_the_sign_between_cells_is_not_advised_for_a_heading_that_holds_it(query: str, tmp_path: Path) -> None:
    written(tmp_path, b'"Pay, yen"\n5\n')
    assert read(tmp_path, query=query, pay=Type.NUMBER).frame.columns.tolist() == ["Pay, yen"]


def test_a_workbook_called_csv_is_told_as_such(tmp_path: Path) -> None:
    shipped = Path(__file__).parents[3] / "workbooks" / "wage_gap.xlsx"
    written(tmp_path, shipped.read_bytes())
    with pytest.raises(DataError, match='is an Excel or zip file, no CSV; write "excel" under Kind'):
        read(tmp_path)


def test_rows_are_numbered_as_people_see_them(tmp_path: Path) -> None:
    written(tmp_path, b"Pay by year\nyear,pay\n2023,1\n2023,x\n")
    assert list(row_numbers(read(tmp_path, query="skip=1").frame)) == [3, 4]
    with pytest.raises(DataError, match="but row 4 of the data holds something else"):
        read(tmp_path, query="skip=1", pay=Type.NUMBER)


def test_rows_that_nobody_numbered_count_from_one_and_what_was_read_stays() -> None:
    frame = pd.DataFrame({"pay": ["1", "x"]})
    assert list(row_numbers(shaped(source(Kind.CSV, "pay.csv"), Content(frame, ""), 10))) == [1, 2]
    with pytest.raises(DataError, match="but row 2 of the data holds something else"):
        shaped(source(Kind.CSV, "pay.csv", pay=Type.NUMBER), Content(frame, ""), 10)
    assert (frame.attrs, frame["pay"].tolist()) == ({}, ["1", "x"])


def test_blank_lines_are_passed_over_and_counted(tmp_path: Path) -> None:
    written(tmp_path, b"\nyear,pay\n\n2023,1\n\n\n2024,2\n\n")
    frame = read(tmp_path, pay=Type.NUMBER).frame
    assert frame["pay"].tolist() == [1, 2]
    assert list(row_numbers(frame)) == [4, 7]


def test_files_read_together_number_their_rows_from_one_on(tmp_path: Path) -> None:
    for name in ("a.csv", "b.csv"):
        written(tmp_path, b"pay\n\n1\n", f"data/{name}")
    assert list(row_numbers(read(tmp_path, "data").frame)) == [1, 2]


def test_lines_above_the_headings_are_passed_over(tmp_path: Path) -> None:
    written(tmp_path, b"Pay by year\n\nyear,pay\n2023,1\n")
    assert read(tmp_path, query="skip=2").frame.to_dict("list") == {"year": ["2023"], "pay": ["1"]}
    for wrong in ("-1", "x", "", "1e3", "99999999"):
        with pytest.raises(SourceError, match="is to be the number of lines"):
            read(tmp_path, query=f"skip={wrong}")


def test_unknown_option_is_refused(tmp_path: Path) -> None:
    written(tmp_path, b"a\n1\n")
    with pytest.raises(SourceError, match=r"'lines=3' in its query means nothing.*encoding="):
        read(tmp_path, query="lines=3")


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "is empty"),
        (b"\n\n", "is empty"),
        (b"a,b\n1,2\n3\n", "line 3 has 1 cell under 2 headings"),
        (b"a,b\n1,2,3\n", "line 2 has 3 cells under 2 headings"),
        (b"a,a\n1,2\n", "two columns a"),
        (b"a, a\n1,2\n", "two columns a"),
        (b"a,\n1,2\n", "column 2 has no heading"),
        (b'a,b\n1,"2\n', "line 2 cannot be read as CSV"),
        (b'a,b\n1,"2"3\n', "line 2 cannot be read as CSV"),
        (b"a,b\n1,x\x00y\n", r"control character U\+0000 in line 2"),
        (b"a,b\n1,2\n3,\x1b[31mred\n", r"control character U\+001B in line 3"),
    ],
)
def test_what_is_no_table_is_refused_by_its_line(tmp_path: Path, content: bytes, said: str) -> None:
    written(tmp_path, content)
    with pytest.raises(DataError, match=said):
        read(tmp_path)


def test_line_breaks_and_commas_inside_quotation_marks_are_text(tmp_path: Path) -> None:
    written(tmp_path, b'a,b\r\n"x, ""y""\nz",1\r\n')
    assert read(tmp_path).frame["a"].tolist() == ['x, "y"\nz']


def test_headings_without_rows_are_an_empty_table(tmp_path: Path) -> None:
    written(tmp_path, b"year,pay\n")
    frame = read(tmp_path, year=Type.INTEGER, pay=Type.NUMBER).frame
    assert (list(frame.columns), len(frame), str(frame["pay"].dtype)) == (["year", "pay"], 0, "float64")


@pytest.mark.parametrize(
    ("kind", "cell"),
    [
        (Type.NUMBER, "n/a"),
        (Type.NUMBER, "1,234"),
        (Type.NUMBER, "nan"),
        (Type.NUMBER, "inf"),
        (Type.NUMBER, "1e999"),
        (Type.NUMBER, "1_000"),
        (Type.NUMBER, "٣"),
        (Type.INTEGER, "1.5"),
        (Type.DATE, "31/08/2025"),
        (Type.DATE, "2025-02-30"),
        (Type.BOOLEAN, "maybe"),
        (Type.TEXT, "x" * 32_768),
    ],
)
def test_value_of_another_kind_is_named_with_its_row(tmp_path: Path, kind: Type, cell: str) -> None:
    written(tmp_path, f'pay\n\n1\n"{cell}"\n'.encode() if kind is Type.NUMBER else f'pay\n"{cell}"\n'.encode())
    row = 4 if kind is Type.NUMBER else 2  # as an editor and Excel count them, blank lines too
    with pytest.raises(DataError, match=f"column pay is declared as {kind}, but row {row} of the data"):
        read(tmp_path, pay=kind)


def test_many_values_of_another_kind_are_counted(tmp_path: Path) -> None:
    written(tmp_path, b"pay\n1\n" + b"x\n" * 8)
    with pytest.raises(DataError, match=r"rows 3, 4, 5, 6, 7 and 3 more of the data hold something else, such as 'x'"):
        read(tmp_path, pay=Type.NUMBER)


def test_more_rows_than_allowed_are_refused(tmp_path: Path) -> None:
    written(tmp_path, b"a\n" + b"1\n" * 11)
    asked = source(Kind.CSV, "pay.csv")
    with pytest.raises(DataError, match=r"more than 10 rows.*raise rows under \[limits\]"):
        fetch(asked, access(tmp_path, asked, limits=Limits(rows=10)))
    assert len(fetch(asked, access(tmp_path, asked, limits=Limits(rows=11))).frame) == 11


def test_rows_of_all_files_count_together(tmp_path: Path) -> None:
    written(tmp_path, b"a\n" + b"1\n" * 6, "data/1.csv")
    written(tmp_path, b"a\n" + b"1\n" * 6, "data/2.csv")
    asked = source(Kind.CSV, "data")
    with pytest.raises(DataError, match="more than 10 rows"):
        fetch(asked, access(tmp_path, asked, limits=Limits(rows=10)))


def test_larger_file_than_allowed_is_refused(tmp_path: Path) -> None:
    written(tmp_path, b"a\n" + b"1\n" * 600_000)
    asked = source(Kind.CSV, "pay.csv")
    with pytest.raises(DataError, match="more than 1 megabytes"):
        fetch(asked, access(tmp_path, asked, limits=Limits(megabytes=1)))


def test_gzip_file_is_unpacked_no_further_than_allowed(tmp_path: Path) -> None:
    written(tmp_path, gzip.compress(b"a\n1\n"), "small.csv.gz")
    written(tmp_path, gzip.compress(b"0" * 50_000_000), "bomb.csv.gz")
    written(tmp_path, gzip.compress(b"a\n1\n")[:-5], "cut.csv.gz")
    assert read(tmp_path, "small.csv.gz").frame["a"].tolist() == ["1"]
    asked = source(Kind.CSV, "bomb.csv.gz")
    with pytest.raises(DataError, match="more than 1 megabytes"):
        fetch(asked, access(tmp_path, asked, limits=Limits(megabytes=1)))
    with pytest.raises(DataError, match="damaged gzip file"):
        read(tmp_path, "cut.csv.gz")


def test_folder_and_pattern_stand_for_files_in_alphabetical_order(tmp_path: Path) -> None:
    written(tmp_path, b"b,a\n2,y\n", "data/2.csv")
    written(tmp_path, b"a,b\nx,1\n", "data/1.csv")
    written(tmp_path, b"junk", "data/_SUCCESS.csv")
    written(tmp_path, b"junk", "data/.hidden/3.csv")
    written(tmp_path, b"junk", "data/readme.txt")
    assert read(tmp_path, "data").frame.to_dict("list") == {"a": ["x", "y"], "b": ["1", "2"]}
    assert read(tmp_path, "data/[12].csv").frame["a"].tolist() == ["x", "y"]


def test_file_whose_name_looks_like_a_pattern_is_that_file(tmp_path: Path) -> None:
    written(tmp_path, b"a\nright\n", "pay[1].csv")
    written(tmp_path, b"a\nwrong\n", "pay1.csv")
    assert read(tmp_path, "pay[1].csv").frame["a"].tolist() == ["right"]


def test_files_of_different_columns_are_not_joined(tmp_path: Path) -> None:
    written(tmp_path, b"a,b\n1,2\n", "data/1.csv")
    written(tmp_path, b"a,c\n1,2\n", "data/2.csv")
    with pytest.raises(DataError, match=r"2\.csv and 1\.csv differ in the columns b, c"):
        read(tmp_path, "data")


# Reach


@pytest.fixture
def inside(tmp_path: Path) -> Path:
    """The workbook's folder, with something outside of it that nobody may read."""
    written(tmp_path, b"secret\n1\n", "outside/pay.csv")
    folder = tmp_path / "reports"
    folder.mkdir()
    return folder


@pytest.mark.parametrize(
    "location",
    [
        "../outside/pay.csv",
        "../outside",
        "../outside/*.csv",
        "..\\outside\\pay.csv",
        "*/../../outside/pay.csv",
        "x/../../outside/pay.csv",
        "../**/pay.csv",
        "/etc/passwd",
        "//server/share/pay.csv",
        "\\\\server\\share\\pay.csv",
    ],
)
def test_location_outside_the_workbooks_folder_is_refused(inside: Path, location: str) -> None:
    (inside / "sub").mkdir()
    with pytest.raises(AccessError, match="leads out of the folders that may be read"):
        read(inside, location)


def test_link_out_of_the_folder_is_refused(inside: Path) -> None:
    (inside / "pay.csv").symlink_to(inside.parent / "outside/pay.csv")
    (inside / "data").symlink_to(inside.parent / "outside")
    for location in ("pay.csv", "*.csv", "data", "data/pay.csv", "da*/pay.csv"):
        with pytest.raises(AccessError, match="leads out"):
            read(inside, location)


def test_folder_that_the_user_allows_is_read(inside: Path) -> None:
    for location in ("../outside/pay.csv", str(inside.parent / "outside"), "../outside/*.csv"):
        asked = source(Kind.CSV, location)
        allowed = access(inside, asked, folders=(inside.parent / "outside",))
        assert fetch(asked, allowed).frame["secret"].tolist() == ["1"]


@pytest.mark.parametrize("location", ["none.csv", "*.csv", "sub/none.csv", "a\0b", ""])
def test_file_that_is_not_there(inside: Path, location: str) -> None:
    with pytest.raises(SourceError, match=r"there is no file|names no file"):
        read(inside, location)


def test_pipe_is_no_file(inside: Path) -> None:
    import os

    os.mkfifo(inside / "pay.csv")
    with pytest.raises(SourceError, match="there is no file"):
        read(inside)


def test_file_needs_approval_too(tmp_path: Path) -> None:
    written(tmp_path, b"a\n1\n")
    with pytest.raises(AccessError, match="not approved"):
        fetch(source(Kind.CSV, "pay.csv"), access(tmp_path))


@pytest.mark.parametrize("name", ["../records.py", "none.csv", "/etc/passwd", "..", "", "a/b.csv", "x.csv\0"])
def test_gapsheets_own_data_are_only_what_it_brings(tmp_path: Path, name: str) -> None:
    with pytest.raises(SourceError, match="gapsheet has no data called"):
        fetch(source(Kind.CSV, f"gapsheet:{name}"), access(tmp_path))


def test_own_data_by_another_kind_are_no_way_around_approval(tmp_path: Path) -> None:
    for kind in (Kind.QUERY, Kind.EXCEL, Kind.PARQUET, Kind.DATABASE):
        with pytest.raises(AccessError, match="not approved"):
            fetch(source(kind, "gapsheet:x.csv"), access(tmp_path))


def test_decimal_commas_are_read_where_the_query_says_so(tmp_path: Path) -> None:
    written(tmp_path, b"year;pay;note\n2023;-1,5;a,b\n2024;;1,5\n2025;3;\n")
    types = {"year": Type.INTEGER, "pay": Type.NUMBER, "note": Type.TEXT}
    frame = read(tmp_path, query="delimiter=semicolon decimal=comma", **types).frame
    assert frame["pay"].dropna().tolist() == [-1.5, 3.0]
    assert frame["note"].tolist() == ["a,b", "1,5", None]


@pytest.mark.parametrize("figure", ["1.5", "1.234,5", "1 234,5", "1,234,567", "..."])
def test_figures_of_another_kind_are_not_taken_for_decimal_commas(tmp_path: Path, figure: str) -> None:
    written(tmp_path, f"year;pay\n2023;1,5\n\n2024;{figure}\n".encode())
    with pytest.raises(DataError, match=r"pay\.csv: row 4 holds '.*' in the column pay, which is no figure with a dec"):
        read(tmp_path, query="delimiter=semicolon decimal=comma", pay=Type.NUMBER)


def test_a_decimal_comma_that_was_not_expected_is_told_with_its_cure(tmp_path: Path) -> None:
    written(tmp_path, b"year;pay\n2023;1,5\n")
    with pytest.raises(DataError, match="if the comma is a decimal sign, write decimal=comma in the query"):
        read(tmp_path, query="delimiter=semicolon", pay=Type.NUMBER)
    with pytest.raises(SourceError, match="decimal=dot is to be point or comma"):
        read(tmp_path, query="decimal=dot", pay=Type.NUMBER)
