"""The parts of a workbook file, and how the file is written anew."""

from __future__ import annotations

import errno
import io
import os
import random
import zipfile
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from gapsheet.errors import DamagedWorkbookError, GapsheetError, OversizedWorkbookError, UnwritableFileError
from gapsheet.package import atomic
from gapsheet.package.archive import Archive, open_archive, write_archive
from gapsheet.package.changed import changed
from gapsheet.package.packed import deflated
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


def test_a_file_open_in_a_spreadsheet_is_found_through_a_link(book: Path, tmp_path: Path) -> None:
    away = tmp_path / "away"
    away.mkdir()
    link = away / "link.xlsx"
    link.symlink_to(book)
    (book.parent / f"~${book.name}").write_bytes(b"")
    with open_archive(link) as archive, pytest.raises(UnwritableFileError, match="is open in a spreadsheet"):
        write_archive(archive, link)


def test_a_folder_that_does_not_exist_is_named(book: Path, tmp_path: Path) -> None:
    with open_archive(book) as archive, pytest.raises(UnwritableFileError, match="no such folder; create it"):
        write_archive(archive, tmp_path / "nowhere" / "out.xlsx")


def packed_sizes(path: Path) -> dict[str, int]:
    """How many bytes each part takes in the file."""
    with zipfile.ZipFile(path) as container:
        return {info.filename: info.compress_size for info in container.infolist()}


def lived_in(path: Path) -> Path:
    """A workbook as another program may have zipped it: thoroughly, and with traces of the machine."""
    parts = book_parts({"Data": PAGE}, extra={"x/picture.bin": bytes(random.Random(2).choices(b"01234567", k=72_000))})
    with zipfile.ZipFile(path, "w") as container:
        container.comment = b"made by hand"
        for name, content in parts.items():
            info = zipfile.ZipInfo(name, (2024, 5, 6, 7, 8, 10))
            info.extra, info.comment = b"\xfe\xca\x04\x00abcd", b"remark"
            info.create_system, info.external_attr = 3, 0o777 << 16
            info.compress_type = zipfile.ZIP_STORED if name == "xl/workbook.xml" else zipfile.ZIP_DEFLATED
            container.writestr(info, content, compresslevel=9)
    return path


def test_parts_that_stay_are_taken_over_as_they_are_packed(tmp_path: Path) -> None:
    book, out, same = lived_in(tmp_path / "book.xlsx"), tmp_path / "out.xlsx", tmp_path / "same.xlsx"
    with open_archive(book) as archive:
        write_archive(archive, out, {"xl/worksheets/page1.xml": (b"<new/>",)})
        write_archive(archive, same, timestamp=date(2026, 11, 22))
    before, after = packed_sizes(book), packed_sizes(out)
    assert {name for name in before if after[name] != before[name]} == {"xl/worksheets/page1.xml"}
    picture = read_parts(book)["x/picture.bin"]
    anew = deflated((picture,), everywhere_alike=True).content
    assert (anew in same.read_bytes(), anew in out.read_bytes()) == (True, False)
    assert read_parts(same) == read_parts(book)


def test_nothing_of_the_machine_gets_into_the_file(tmp_path: Path) -> None:
    book, out = lived_in(tmp_path / "book.xlsx"), tmp_path / "out.xlsx"
    with open_archive(book) as archive:
        write_archive(archive, out)
    with zipfile.ZipFile(out) as container:
        traces = {
            (info.extra, info.comment, info.create_system, info.external_attr >> 16, info.flag_bits)
            for info in container.infolist()
        }
        assert (traces, container.comment) == ({(b"", b"", 0, 0o600, 0)}, b"")
        assert container.getinfo("xl/workbook.xml").compress_type == zipfile.ZIP_STORED


def test_a_damaged_part_is_named_though_nothing_changes_it(tmp_path: Path) -> None:
    book = lived_in(tmp_path / "book.xlsx")
    content = bytearray(book.read_bytes())
    content[content.index(b"x/picture.bin") + 60] ^= 0xFF
    book.write_bytes(content)
    with open_archive(book) as archive, pytest.raises(DamagedWorkbookError, match=r"x/picture\.bin cannot be unpacked"):
        write_archive(archive, book)
    assert book.read_bytes() == content


def test_a_file_that_the_disk_spoils_is_not_put_in_place(book: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from gapsheet.package import archive as module

    real, before = module.lay_out, book.read_bytes()

    def spoiled(stream: Any, *given: Any) -> None:
        real(stream, *given)
        stream.seek(stream.tell() // 3)
        stream.write(b"spoiled")

    monkeypatch.setattr(module, "lay_out", spoiled)
    with open_archive(book) as archive, pytest.raises(UnwritableFileError, match="did not read back as written"):
        write_archive(archive, book, {"xl/worksheets/page1.xml": (random.Random(3).randbytes(9_000),)})
    assert book.read_bytes() == before


def test_a_part_that_was_packed_before_is_not_packed_again(book: Path, tmp_path: Path) -> None:
    content = PAGE.encode() * 500
    packed = deflated((content,))
    replaced = {"xl/worksheets/page1.xml": content, "xl/worksheets/page2.xml": packed}
    with open_archive(book) as archive:
        write_archive(archive, tmp_path / "out.xlsx", replaced)
        write_archive(archive, tmp_path / "dated.xlsx", replaced, timestamp=date(2026, 1, 1))
        with changed(archive, replaced) as copy:
            assert copy.packed("xl/worksheets/page2.xml") is packed
            file = copy.content or b""
    for written in (tmp_path / "out.xlsx", tmp_path / "dated.xlsx", io.BytesIO(file)):
        with zipfile.ZipFile(written) as container:
            assert {container.read(name) for name in replaced} == {content}
    assert packed.content in (tmp_path / "out.xlsx").read_bytes()
    assert packed.content in file


def test_a_new_part_without_content_is_left_out(book: Path, tmp_path: Path) -> None:
    with open_archive(book) as archive:
        write_archive(archive, tmp_path / "out.xlsx", {"xl/added.xml": (b"",), "x/y.bin": (b"",)})
    assert list(read_parts(tmp_path / "out.xlsx")) == [name for name in read_parts(book) if name != "x/y.bin"]


def read_of(archive: Archive, part: str, read: Callable[[Archive, str], bytes]) -> bytes | str:
    """What a part holds, or what is told of it."""
    try:
        return read(archive, part)
    except GapsheetError as problem:
        return f"{type(problem).__name__}: {problem}"


def test_parts_read_at_once_and_piece_by_piece_are_the_same_in_damaged_files_too(tmp_path: Path) -> None:
    book, chance, told = lived_in(tmp_path / "book.xlsx"), random.Random(11), 0
    sound = book.read_bytes()
    for _ in range(400):
        content = bytearray(sound)
        for _ in range(chance.choice((0, 1, 1, 4))):
            content[chance.randrange(len(content))] = chance.randrange(256)
        try:
            archive = open_archive(book, content=bytes(content))
        except GapsheetError:
            continue
        with archive:
            for part in archive.names:
                at_once = read_of(archive, part, Archive.read)
                assert at_once == read_of(archive, part, lambda opened, name: b"".join(opened.chunks(name)))
                told += isinstance(at_once, str)
    assert told > 50


def test_a_part_that_unpacks_to_more_than_it_states_is_met_while_reading(tmp_path: Path) -> None:
    book = lived_in(tmp_path / "book.xlsx")
    with open_archive(book, limit=200_000) as archive:
        archive.limit = 50_000
        with pytest.raises(OversizedWorkbookError):
            archive.read("x/picture.bin")
        assert archive.packed("x/picture.bin") is None
