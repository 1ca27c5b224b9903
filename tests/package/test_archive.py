"""The parts of a workbook file, and how the file is written anew."""

from __future__ import annotations

import errno
import os
import zipfile
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from gapsheet.errors import DamagedWorkbookError, UnwritableFileError
from gapsheet.package import atomic
from gapsheet.package.archive import open_archive, write_archive
from support.books import book_parts, cell, read_parts, rows, sheet, write_book

PAGE = sheet(rows(cell("A1", value="1"), cell("B1", "A1*2", "2")))


@pytest.fixture
def book(tmp_path: Path) -> Path:
    return write_book(
        tmp_path / "book.xlsx", {"First": PAGE, "B & C": PAGE.replace("*2", "*3")}, extra={"x/y.bin": b"\0"}
    )


def test_sheets_are_found_through_relationships_in_tab_order(book: Path) -> None:
    with open_archive(book) as archive:
        assert [(item.name, item.part) for item in archive.sheets] == [
            ("First", "xl/worksheets/page2.xml"),
            ("B & C", "xl/worksheets/page1.xml"),
        ]


def test_chart_sheets_are_passed_over(tmp_path: Path) -> None:
    parts = book_parts({"Data": PAGE, "Chart": "<chartsheet/>"})
    links = parts["xl/_rels/workbook.xml.rels"].replace(b'Id="rel2" Type="', b'Id="rel2" Type="x/chartsheet" Old="')
    parts["xl/_rels/workbook.xml.rels"] = links
    write_archive(parts, tmp_path / "charts.xlsx")
    with open_archive(tmp_path / "charts.xlsx") as archive:
        assert [item.name for item in archive.sheets] == ["Data"]


@pytest.mark.parametrize(
    "target", ["worksheets/page1.xml", "/xl/worksheets/page1.xml", "./worksheets/../worksheets/page1.xml"]
)
def test_relationship_targets_may_be_relative_or_absolute(tmp_path: Path, target: str) -> None:
    parts = book_parts({"Data": PAGE})
    links = parts["xl/_rels/workbook.xml.rels"].replace(b"/xl/worksheets/page1.xml", target.encode())
    write_archive({**parts, "xl/_rels/workbook.xml.rels": links}, tmp_path / "t.xlsx")
    with open_archive(tmp_path / "t.xlsx") as archive:
        assert archive.sheets[0].part == "xl/worksheets/page1.xml"


def test_part_names_do_not_mind_capitals(tmp_path: Path) -> None:
    parts = book_parts({"Data": PAGE})
    parts["XL/Worksheets/Page1.xml"] = parts.pop("xl/worksheets/page1.xml")
    write_archive(parts, tmp_path / "t.xlsx")
    with open_archive(tmp_path / "t.xlsx") as archive:
        assert archive.read("xl/worksheets/page1.xml") == PAGE.encode()


def test_a_sheet_without_its_part_is_damage(tmp_path: Path) -> None:
    parts = book_parts({"Data": PAGE})
    del parts["xl/worksheets/page1.xml"]
    write_archive(parts, tmp_path / "t.xlsx")
    with pytest.raises(DamagedWorkbookError, match=r"t\.xlsx: sheet 'Data' has no part"):
        open_archive(tmp_path / "t.xlsx")


def test_only_replaced_parts_change_and_new_ones_come_last(book: Path, tmp_path: Path) -> None:
    before, out = read_parts(book), tmp_path / "out.xlsx"
    with open_archive(book) as archive:
        write_archive(archive, out, {"xl/worksheets/page1.xml": [b"<new", b"/>"], "xl/added.xml": [b"<a/>"]})
    after = read_parts(out)
    assert list(after) == [*before, "xl/added.xml"]
    assert {name for name in before if before[name] != after[name]} == {"xl/worksheets/page1.xml"}
    assert after["xl/worksheets/page1.xml"] == b"<new/>"


def test_entries_keep_their_times_unless_one_is_given(book: Path, tmp_path: Path) -> None:
    out = tmp_path / "out.xlsx"
    with open_archive(book) as archive:
        write_archive(archive, out)
        assert {info.date_time for info in zipfile.ZipFile(out).infolist()} == {(2024, 5, 6, 7, 8, 10)}
        write_archive(archive, out, timestamp=date(2026, 11, 22))
    assert {info.date_time for info in zipfile.ZipFile(out).infolist()} == {(2026, 11, 22, 0, 0, 0)}


def test_equal_input_gives_equal_bytes(book: Path, tmp_path: Path) -> None:
    with open_archive(book) as archive:
        for name in ("one.xlsx", "two.xlsx"):
            write_archive(archive, tmp_path / name)
    assert (tmp_path / "one.xlsx").read_bytes() == (tmp_path / "two.xlsx").read_bytes()


def test_a_file_can_be_written_over_itself(book: Path) -> None:
    before = read_parts(book)
    with open_archive(book) as archive:
        write_archive(archive, book)
    assert read_parts(book) == before


def test_permissions_and_links_survive(book: Path, tmp_path: Path) -> None:
    book.chmod(0o640)
    link = tmp_path / "link.xlsx"
    link.symlink_to(book)
    with open_archive(link) as archive:
        write_archive(archive, link)
    assert link.is_symlink()
    assert book.stat().st_mode & 0o777 == 0o640


@pytest.mark.parametrize("number", [errno.ENOSPC, errno.EACCES, errno.EIO])
def test_a_failing_disk_leaves_the_original_and_no_debris(
    book: Path, monkeypatch: pytest.MonkeyPatch, number: int
) -> None:
    before, beside = book.read_bytes(), sorted(book.parent.iterdir())

    def failing(*_: Any) -> None:
        raise OSError(number, os.strerror(number))

    monkeypatch.setattr(atomic.os, "fsync", failing)
    with (
        open_archive(book) as archive,
        pytest.raises(UnwritableFileError, match=r"book\.xlsx cannot be written: .+"),
    ):
        write_archive(archive, book)
    assert book.read_bytes() == before
    assert sorted(book.parent.iterdir()) == beside


def test_a_stop_in_the_middle_leaves_no_debris(book: Path) -> None:
    before, beside = book.read_bytes(), sorted(book.parent.iterdir())

    def stopping() -> Any:
        yield b"<half"
        raise KeyboardInterrupt

    with open_archive(book) as archive, pytest.raises(KeyboardInterrupt):
        write_archive(archive, book, {"xl/worksheets/page1.xml": stopping()})
    assert book.read_bytes() == before
    assert sorted(book.parent.iterdir()) == beside


@pytest.mark.parametrize("lock", ["~$book.xlsx", ".~lock.book.xlsx#"])
def test_a_file_open_in_a_spreadsheet_is_refused(book: Path, lock: str) -> None:
    (book.parent / lock).write_bytes(b"")
    with open_archive(book) as archive, pytest.raises(UnwritableFileError, match="is open in a spreadsheet"):
        write_archive(archive, book)


def test_a_folder_that_does_not_exist_is_named(book: Path, tmp_path: Path) -> None:
    with open_archive(book) as archive, pytest.raises(UnwritableFileError, match="no such folder; create it"):
        write_archive(archive, tmp_path / "nowhere" / "out.xlsx")
