"""Whatever happens to a refresh, the file is the old one or the new one, whole."""

from __future__ import annotations

import io
import json
import os
import subprocess
import sys
import threading
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import openpyxl
import pytest

from gapsheet.errors import ConflictError, UnwritableFileError
from gapsheet.package.archive import Archive
from gapsheet.package.parts import Parts
from gapsheet.recalc import recalculate
from gapsheet.refresh.access import Access
from gapsheet.refresh.records import Fetched, Source
from support.refreshing import Answers, Said, access_to, fetched, put_table, run, table_of, write_controls

resource = pytest.importorskip("resource")  # what limits and kills a process is not to be had on Windows
ROWS = [(year, float(year)) for year in range(2000, 2020)]
NEW = Answers(sales=[{"year": year, "value": year / 10} for year in range(2000, 2025)])
TRIALS = 200


@pytest.fixture
def book(tmp_path: Path) -> Path:
    """A small workbook with one source."""
    book = openpyxl.Workbook()
    page = book.active
    page.title = "Data"
    put_table(page, "Sales", ("year", "value"), ROWS)
    page["F1"] = "=SUM(Sales[value])"
    write_controls(book, [Said("sales", "Sales")], [("total", "Data!F1")], logs=True)
    path = tmp_path / "report.xlsx"
    book.save(path)
    recalculate(path)
    return path


def around(path: Path) -> set[str]:
    """What lies beside the workbook."""
    return {item.name for item in path.parent.iterdir()} - {"state"}


def test_a_refresh_killed_at_any_instant_loses_nothing(book: Path, capsys: pytest.CaptureFixture[str]) -> None:
    program = Path(__file__).parents[1] / "support" / "killing.py"
    folders = os.pathsep.join([str(program.parents[1]), *filter(None, sys.path)])
    done = subprocess.run(
        [sys.executable, str(program), str(book), str(TRIALS), "5"],
        env={**os.environ, "PYTHONPATH": folders, "OPENBLAS_NUM_THREADS": "1"},
        start_new_session=True,
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    counts = json.loads(done.stdout)
    with capsys.disabled():
        print(f"\na refresh killed {TRIALS} times: {done.stdout.strip()}")
    assert counts["lost"] == 0
    assert counts["old"] + counts["new"] == counts["trials"] == TRIALS
    assert (
        min(counts["old"], counts["new"], counts["while writing"]) > 0
    )  # the instants fell on both sides, and between
    assert counts["next works"] is True
    assert counts["with children"] > 0 or sys.platform != "linux"
    assert counts["left over"] == 0


class Interfering:
    """A source that does something to the world before it answers."""

    def __init__(self, deed: object) -> None:
        self.deed = deed

    def __call__(self, source: Source, access: Access, tell: object = None) -> Fetched:
        self.deed()  # type: ignore[operator]
        return fetched(NEW.answers["sales"])


def test_a_file_replaced_underneath_is_left_to_whoever_replaced_it(book: Path) -> None:
    def replace() -> None:
        other = openpyxl.load_workbook(book)
        other["Data"]["H1"] = "typed meanwhile"
        other.save(book.with_name("other.xlsx"))
        os.replace(book.with_name("other.xlsx"), book)

    with pytest.raises(ConflictError, match=r"report.xlsx was changed by another program while it was refreshed"):
        run(book, Interfering(replace))  # type: ignore[arg-type]
    assert openpyxl.load_workbook(book)["Data"]["H1"].value == "typed meanwhile"
    assert not [name for name in around(book) if name.endswith((".tmp", ".lock"))]


def test_a_file_written_to_in_place_is_found_too(book: Path) -> None:
    def append() -> None:
        with book.open("ab") as stream:
            stream.write(b"\0")

    content = book.read_bytes()
    with pytest.raises(ConflictError):
        run(book, Interfering(append))  # type: ignore[arg-type]
    assert book.read_bytes() == content + b"\0"


def test_a_file_taken_away_stays_away(book: Path) -> None:
    with pytest.raises(ConflictError, match="was taken away"):
        run(book, Interfering(book.unlink))  # type: ignore[arg-type]
    assert not book.exists()


def test_of_two_refreshes_at_once_the_second_gives_way(book: Path) -> None:
    inside, ready, found = threading.Event(), threading.Event(), []

    def wait() -> None:
        inside.set()
        assert ready.wait(30)

    access = access_to(book)
    first = threading.Thread(target=lambda: found.append(run(book, Interfering(wait), access=access)))  # type: ignore[arg-type]
    first.start()
    assert inside.wait(30)
    answers = Answers(sales=[])
    with pytest.raises(ConflictError, match=r"another refresh is at work on .*report.xlsx"):
        run(book, answers, access=access)
    ready.set()
    first.join(30)
    assert answers.asked == []
    assert [outcome.is_changed for outcome in found] == [True]
    assert len(table_of(book, "Sales")) == 25
    assert not [name for name in around(book) if name.endswith(".lock")]


@contextmanager
def no_file_larger_than(size: int) -> Iterator[None]:
    """A full disk, as far as a process can make one for itself."""
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))


def test_a_full_disk_leaves_the_file_as_it_was(book: Path) -> None:
    content, before, access = book.read_bytes(), around(book), access_to(book)
    for size in (0, 2_000, len(content) - 1_000):
        with no_file_larger_than(size), pytest.raises(UnwritableFileError):
            run(book, NEW, access=access)
        assert (book.read_bytes(), around(book)) == (content, before)


def test_a_file_open_in_excel_is_found_before_any_source_is_asked(book: Path) -> None:
    book.with_name("~$report.xlsx").touch()
    answers = Answers(sales=NEW.answers["sales"])
    with pytest.raises(UnwritableFileError, match="is open in a spreadsheet program"):
        run(book, answers)
    assert answers.asked == []
    assert run(book, answers, dry_run=True).is_changed


def test_a_read_only_file_is_not_replaced(book: Path) -> None:
    book.chmod(0o444)
    content, answers = book.read_bytes(), Answers(sales=NEW.answers["sales"])
    with pytest.raises(UnwritableFileError, match=r"report.xlsx is read-only; make it writable"):
        run(book, answers)
    assert (answers.asked, book.read_bytes()) == ([], content)


def test_what_does_not_read_back_as_written_is_not_put_in_place(book: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from gapsheet.refresh import preparing

    real = preparing.rewritten

    def spoiled(*given: object, **more: object) -> Parts:
        parts = real(*given, **more)  # type: ignore[arg-type]
        return Parts({name: content.replace(b"202.4", b"204.2") for name, content in parts.items()})

    monkeypatch.setattr(preparing, "rewritten", spoiled)
    content = book.read_bytes()
    with pytest.raises(UnwritableFileError, match="the table Sales did not read back as written"):
        run(book, NEW)
    assert book.read_bytes() == content


def test_a_part_that_the_disk_spoiled_is_found_though_nothing_changed_it(
    book: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from gapsheet.refresh import carrying

    real = carrying.open_archive

    def spoiled(path: Path, *, content: bytes) -> Archive:
        with zipfile.ZipFile(io.BytesIO(content)) as container:
            info = container.getinfo("xl/styles.xml")
        place = info.header_offset + len(info.filename) + 30 + info.compress_size // 2  # 30 bytes of local header
        return real(path, content=content[:place] + bytes([content[place] ^ 1]) + content[place + 1 :])

    monkeypatch.setattr(carrying, "open_archive", spoiled)
    content = book.read_bytes()
    with pytest.raises(UnwritableFileError, match=r"the part xl/styles.xml did not read back as written"):
        run(book, NEW)
    assert book.read_bytes() == content


def test_what_killed_refreshes_left_behind_is_cleared_away(book: Path) -> None:
    old, young, other = (book.with_name(name) for name in LEFT_BEHIND)
    for path in (old, young, other):
        path.write_bytes(b"half")
    for path in (old, other):
        os.utime(path, (1_000_000_000, 1_000_000_000))
    run(book, NEW)
    assert (old.exists(), young.exists(), other.exists()) == (False, True, True)


LEFT_BEHIND = (".report.xlsx.0123456789ab.tmp", ".report.xlsx.ba9876543210.tmp", ".report.xlsx.mine.tmp")


def test_a_failure_after_the_copy_leaves_the_file(book: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*given: object) -> None:
        raise PermissionError(13, "denied")

    content, access = book.read_bytes(), access_to(book)
    monkeypatch.setattr("gapsheet.package.atomic.os.replace", refuse)
    with pytest.raises(UnwritableFileError):
        run(book, NEW, access=access)
    assert book.read_bytes() == content
