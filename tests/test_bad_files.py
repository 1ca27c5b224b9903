"""Files that cannot be used: refused with a message that names file and cure, and left byte for byte as they were."""

from __future__ import annotations

import contextlib
import errno
import io
import os
import random
import shutil
import tempfile
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, BinaryIO

import openpyxl
import pytest
from msoffcrypto.format.ooxml import OOXMLFile

from gapsheet.errors import (
    CircularReferenceError,
    DamagedWorkbookError,
    EncryptedWorkbookError,
    MissingFileError,
    NotAWorkbookError,
    OversizedWorkbookError,
    UnwritableFileError,
    WorkbookError,
)
from gapsheet.package import atomic
from gapsheet.package.archive import open_archive
from gapsheet.recalc import recalculate
from support.books import book_parts, cell, rows, sheet, write_book

NOBODY = 65534  # the user without rights, on Linux and macOS alike as far as folders of others go
PAGE = sheet(rows(cell("A1", "1+1", "0"), cell("B1", "A1*2", "0")))


def good(path: Path) -> Path:
    return write_book(path, {"Data": PAGE})


def zipped(path: Path, parts: dict[str, bytes]) -> None:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as container:
        for name, content in parts.items():
            container.writestr(name, content)


def text_file(path: Path) -> None:
    path.write_text("year,value\n2024,1\n")


def empty_file(path: Path) -> None:
    path.write_bytes(b"")


def some_zip(path: Path) -> None:
    zipped(path, {"notes.txt": b"hello"})


def word_document(path: Path) -> None:
    parts = book_parts({"Data": PAGE})
    rels = parts["_rels/.rels"].replace(b"xl/workbook.xml", b"word/document.xml")
    zipped(path, {"_rels/.rels": rels, "[Content_Types].xml": b"<Types/>"})


def binary_workbook(path: Path) -> None:
    zipped(path, {"xl/workbook.bin": b"\0", "[Content_Types].xml": b"<Types/>"})


def open_document(path: Path) -> None:
    zipped(path, {"mimetype": b"application/vnd.oasis.opendocument.spreadsheet", "content.xml": b"<a/>"})


def old_workbook(path: Path) -> None:
    path.write_bytes(bytes.fromhex("d0cf11e0a1b11ae1") + b"\0" * 504 + "Workbook".encode("utf-16-le"))


def encrypted(path: Path) -> None:
    plain, locked = good(path), io.BytesIO()
    with plain.open("rb") as stream:
        OOXMLFile(stream).encrypt("secret", locked)
    path.write_bytes(locked.getvalue())


def zip_with_password(path: Path) -> None:
    content = bytearray(good(path).read_bytes())
    place = content.index(b"PK\x01\x02")
    while place >= 0:
        content[place + 8] |= 1
        place = content.find(b"PK\x01\x02", place + 1)
    path.write_bytes(content)


def truncated(path: Path) -> None:
    content = good(path).read_bytes()
    path.write_bytes(content[: len(content) * 2 // 3])


def without_directory(path: Path) -> None:
    content = good(path).read_bytes()
    path.write_bytes(content[: content.index(b"PK\x01\x02")])


def flipped_bits(path: Path) -> None:
    content = bytearray(good(path).read_bytes())
    place = content.index(b"xl/worksheets/page1.xml") + 60
    content[place] ^= 0xFF
    path.write_bytes(content)


def broken_sheet(path: Path) -> None:
    zipped(path, book_parts({"Data": PAGE.replace("</row>", "")}))


def broken_book(path: Path) -> None:
    parts = book_parts({"Data": PAGE})
    zipped(path, {**parts, "xl/workbook.xml": parts["xl/workbook.xml"][:-4]})


def no_sheet_data(path: Path) -> None:
    zipped(path, book_parts({"Data": "<f>1</f>"}))


def twice_the_same_part(path: Path) -> None:
    good(path)
    with pytest.warns(UserWarning, match="Duplicate name"), zipfile.ZipFile(path, "a") as container:
        container.writestr("xl/workbook.xml", b"<workbook/>")


def ring(path: Path) -> None:
    write_book(path, {"Data": sheet(rows(cell("A1", "B1", "1"), cell("B1", "A1", "1")))})


def bomb(path: Path) -> None:
    zipped(path, {**book_parts({"Data": PAGE}), "xl/media/zeros.bin": b"\0" * (200 * 1024**2)})


CASES: list[tuple[Callable[[Path], Any], type[WorkbookError], str]] = [
    (text_file, NotAWorkbookError, "is not a workbook; give an .xlsx"),
    (empty_file, NotAWorkbookError, "is not a workbook; give an .xlsx"),
    (some_zip, NotAWorkbookError, "without a workbook in it; give an .xlsx"),
    (word_document, NotAWorkbookError, "without a workbook in it; give an .xlsx"),
    (binary_workbook, NotAWorkbookError, r"\.xlsb format; open it in Excel and save"),
    (open_document, NotAWorkbookError, "OpenDocument file; open it in LibreOffice and save"),
    (old_workbook, NotAWorkbookError, r"old \.xls format; open it in Excel and save"),
    (encrypted, EncryptedWorkbookError, "protected by a password; open it in Excel, remove"),
    (zip_with_password, EncryptedWorkbookError, "zip file with a password; unpack it"),
    (truncated, DamagedWorkbookError, "damaged or cut short .*; fetch it again"),
    (without_directory, DamagedWorkbookError, "damaged or cut short .*; fetch it again"),
    (flipped_bits, DamagedWorkbookError, "is damaged: xl/worksheets/page1.xml .*; fetch the file again"),
    (broken_sheet, DamagedWorkbookError, "open it in Excel|open the file in Excel"),
    (broken_book, DamagedWorkbookError, "xl/workbook.xml is not well-formed XML .*; open it in Excel"),
    (no_sheet_data, DamagedWorkbookError, "sheet 'Data': a worksheet part holds no sheet data; open"),
    (twice_the_same_part, DamagedWorkbookError, "two parts of one name; open it in Excel"),
    (ring, CircularReferenceError, "Data!A1, Data!B1 .*; break the ring"),
    (bomb, OversizedWorkbookError, "zip bomb.*; if the file is from a source you trust"),
]


@pytest.mark.parametrize(("make", "error", "message"), CASES, ids=[case[0].__name__ for case in CASES])
def test_a_bad_file_is_refused_and_left_alone(
    tmp_path: Path, make: Callable[[Path], Any], error: type[WorkbookError], message: str
) -> None:
    path = tmp_path / "book.xlsx"
    make(path)
    before = path.read_bytes()
    with pytest.raises(error, match=message) as caught:
        recalculate(path)
    assert type(caught.value) is error
    assert str(path) in str(caught.value)
    assert path.read_bytes() == before
    assert list(tmp_path.iterdir()) == [path]


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(MissingFileError, match=r"nothing\.xlsx does not exist; check the name"):
        recalculate(tmp_path / "nothing.xlsx")


def test_a_folder_is_no_workbook(tmp_path: Path) -> None:
    with pytest.raises(NotAWorkbookError, match="is a folder; give"):
        recalculate(tmp_path)


def test_a_header_that_lies_about_its_size_gains_nothing(tmp_path: Path) -> None:
    path = tmp_path / "book.xlsx"
    bomb(path)
    content = path.read_bytes()
    path.write_bytes(content.replace((200 * 1024**2).to_bytes(4, "little"), (1000).to_bytes(4, "little")))
    with pytest.raises(DamagedWorkbookError, match=r"zeros\.bin cannot be unpacked"):
        recalculate(path, tmp_path / "out.xlsx")
    assert not (tmp_path / "out.xlsx").exists()


def test_a_part_is_counted_while_it_is_read(tmp_path: Path) -> None:
    path = good(tmp_path / "book.xlsx")
    with open_archive(path) as archive:
        archive.limit = 100
        with pytest.raises(OversizedWorkbookError, match="more than 100 bytes"):
            archive.read(archive.sheets[0].part)


def test_a_large_column_of_equal_cells_is_no_bomb(tmp_path: Path) -> None:
    page = sheet(rows(cell("A1", "1+1", "0")) + "".join(f'<row r="{n}"/>' for n in range(2, 200_000)))
    path = write_book(tmp_path / "book.xlsx", {"Data": page})
    assert recalculate(path).formulas == 1


@contextlib.contextmanager
def ordinary_user() -> Iterator[None]:
    """The superuser may write into read-only folders; whoever the tests run as, this is someone else."""
    own = os.geteuid()
    if own == 0:
        os.seteuid(NOBODY)
    try:
        yield
    finally:
        os.seteuid(own)


@pytest.mark.skipif(os.name == "nt", reason="Windows knows no read-only folders")
def test_a_read_only_folder_is_refused() -> None:
    folder = Path(tempfile.mkdtemp())  # not below pytest's own folder, which is closed to everyone else
    path = good(folder / "book.xlsx")
    before = path.read_bytes()
    folder.chmod(0o555)
    try:
        with ordinary_user(), pytest.raises(UnwritableFileError, match="no permission to write there; choose another"):
            recalculate(path)
        assert path.read_bytes() == before
        assert list(folder.iterdir()) == [path]
    finally:
        folder.chmod(0o755)
        shutil.rmtree(folder)


def test_a_folder_that_the_system_calls_read_only_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = good(tmp_path / "book.xlsx")
    before = path.read_bytes()

    def refusing(*_: Any) -> BinaryIO:
        raise OSError(errno.EROFS, os.strerror(errno.EROFS))

    monkeypatch.setattr(atomic, "open", refusing, raising=False)
    with pytest.raises(UnwritableFileError, match=r"book\.xlsx cannot be written: the folder is read-only; choose"):
        recalculate(path)
    assert path.read_bytes() == before


class FillingDisk(io.FileIO):
    """A file on a disk with room for a few hundred bytes."""

    def write(self, data: Any) -> int:
        if self.tell() + len(data) > 700:
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
        return super().write(data)


def test_a_disk_that_fills_leaves_the_original(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = good(tmp_path / "book.xlsx")
    before = path.read_bytes()
    monkeypatch.setattr(atomic, "open", FillingDisk, raising=False)
    with pytest.raises(UnwritableFileError, match=r"book\.xlsx cannot be written: the disk is full; free some space"):
        recalculate(path)
    assert path.read_bytes() == before
    assert list(tmp_path.iterdir()) == [path]


def test_a_workbook_open_in_excel_is_refused_before_any_work(tmp_path: Path) -> None:
    path = good(tmp_path / "book.xlsx")
    (tmp_path / "~$book.xlsx").write_bytes(b"")
    stages: list[str] = []
    with pytest.raises(UnwritableFileError, match=r"open in a spreadsheet program .*; close it there"):
        recalculate(path, progress=stages.append)
    assert stages == []


@pytest.mark.parametrize("seed", range(40))
def test_files_with_random_damage_are_used_or_refused_but_never_half_written(tmp_path: Path, seed: int) -> None:
    path = tmp_path / "book.xlsx"
    book = openpyxl.Workbook()
    book.active["A1"], book.active["B1"] = 2, "=A1*21"
    book.save(path)
    content, dice = bytearray(path.read_bytes()), random.Random(seed)
    for _ in range(dice.randint(1, 4)):
        content[dice.randrange(len(content))] = dice.randrange(256)
    path.write_bytes(content)
    refusal = None
    try:
        recalculate(path, tmp_path / "out.xlsx")
    except WorkbookError as problem:
        refusal = str(problem)
    assert (tmp_path / "out.xlsx").exists() == (refusal is None)
    if refusal is None:
        assert openpyxl.load_workbook(tmp_path / "out.xlsx", data_only=True).active["B1"].value == 42
    else:
        assert str(path) in refusal
    assert path.read_bytes() == content


@pytest.mark.skipif(os.name == "nt", reason="Windows has no pipes in folders")
def test_a_device_or_a_pipe_is_not_replaced(tmp_path: Path) -> None:
    pipe = tmp_path / "pipe.xlsx"
    os.mkfifo(pipe)
    with pytest.raises(UnwritableFileError, match=r"pipe\.xlsx cannot be written: that is a device or a pipe; try"):
        recalculate(good(tmp_path / "book.xlsx"), pipe)
    assert pipe.is_fifo()
