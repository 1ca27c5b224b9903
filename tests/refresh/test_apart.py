"""Work in child processes: what comes of it, what is told of it, and what happens when a child ends early."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import openpyxl
import pandas as pd
import pytest

from gapsheet.recalc import recalculate
from support.books import read_parts
from support.refreshing import Said, put_table, write_controls

TESTS = Path(__file__).parents[1]
pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="child processes are forked on Linux only")
ROWS = 11_000  # of each table: two are more than one process takes alone


def told(code: str, **environment: str) -> str:
    """What a program prints in a fresh interpreter, which has one thread."""
    names = "from gapsheet.errors import SourceError\nfrom gapsheet.refresh.apart import Later, apart, beside\n"
    done = subprocess.run(
        [sys.executable, "-c", "import os\n" + names + code],
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
        env=os.environ | environment,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout.strip()


def test_the_work_is_done_in_another_process_and_its_steps_are_told() -> None:
    code = """
steps = []
number, doubled = apart(lambda tell: (tell("one"), tell("two"), (os.getpid(), [21.5 * 2]))[2], steps.append)
print(number != os.getpid(), doubled, steps)
"""
    assert told(code) == "True [43.0] ['one', 'two']"


def test_what_the_work_raises_is_raised_here() -> None:
    code = """
def work(tell):
    raise SourceError("no such file: a.csv")
try:
    apart(work, print)
except SourceError as problem:
    print(problem, "in work" in problem.__notes__[0])
"""
    assert told(code) == "no such file: a.csv True"


@pytest.mark.parametrize(
    ("end", "how"), [("os.kill(os.getpid(), 11)", "was ended by SIGSEGV"), ("os._exit(3)", "ended with 3")]
)
def test_a_child_that_ends_early_is_told_with_its_last_step(end: str, how: str) -> None:
    code = f"""
try:
    apart(lambda tell: (tell("sales"), {end}), lambda step: None)
except Exception as problem:
    print(type(problem).__name__, problem)
"""
    assert told(code).startswith(
        f"RefreshError a process that worked for the refresh {how} at its step 'sales'; nothing"
    )


def test_a_process_with_threads_does_the_work_itself() -> None:
    code = """
import threading
done = threading.Event()
threading.Thread(target=done.wait).start()
print(apart(lambda tell: os.getpid(), print) == os.getpid())
with beside(lambda tell: os.getpid()) as other:
    print(other.result(print) == os.getpid())
done.set()
"""
    assert told(code).split() == ["True", "True"]


def test_work_beside_goes_on_at_the_same_time_and_is_ended_with_its_block() -> None:
    code = """
import signal
def wait(tell):
    signal.pause()
reading, writing = os.pipe()
try:
    with beside(wait):
        raise ValueError("changed my mind")
except ValueError as problem:
    print(problem)
try:
    os.waitpid(-1, 0)
except ChildProcessError:
    print("no child is left")
"""
    assert told(code).splitlines() == ["changed my mind", "no child is left"]


def test_a_child_ends_with_its_parent_however_that_ends() -> None:
    code = """
import signal, sys, time
reading, writing = os.pipe()
parent = os.fork()
if not parent:
    os.close(reading)
    def wait(tell):
        os.write(writing, b"%d" % os.getpid())
        signal.pause()
    apart(wait, print)
os.close(writing)
child = int(os.read(reading, 20))
os.kill(parent, signal.SIGKILL)
os.waitpid(parent, 0)
print(child != parent, os.read(reading, 1))  # the end of what only the child still held open
"""
    assert told(code) == "True b''"


def test_a_refused_fork_lets_the_work_be_done_here() -> None:
    code = """
def refused():
    raise BlockingIOError(11, "no more processes")
os.fork = refused
before = os.listdir("/proc/self/fd")
print(apart(lambda tell: os.getpid(), print) == os.getpid(), os.listdir("/proc/self/fd") == before)
"""
    assert told(code) == "True True"


def test_where_the_system_forgets_ended_children_the_work_comes_back() -> None:
    code = """
import signal
signal.signal(signal.SIGCHLD, signal.SIG_IGN)
print(apart(lambda tell: 5, print))
try:
    apart(lambda tell: os._exit(3), print)
except Exception as problem:
    print(problem)
"""
    assert told(code).startswith("5\na process that worked for the refresh was ended; nothing was changed")


def test_faults_that_cannot_travel_are_told_by_others() -> None:
    code = """
class Odd(Exception):
    def __init__(self, one, two):
        super().__init__(f"{one} and {two}")
def work(tell):
    raise Odd(1, 2)
try:
    apart(work, print)
except RuntimeError as problem:
    print("1 and 2" in str(problem), "in work" in str(problem))
"""
    assert told(code) == "True True"


def test_an_abandoned_child_clears_up() -> None:
    code = """
import tempfile, time
reading, writing = os.pipe()
def wait(tell):
    with tempfile.TemporaryDirectory() as folder:
        os.write(writing, folder.encode())
        time.sleep(60)
try:
    with beside(wait):
        folder = os.read(reading, 200).decode()
        print(os.path.isdir(folder))
        raise KeyboardInterrupt
except KeyboardInterrupt:
    print(os.path.isdir(folder))
"""
    assert told(code).split() == ["True", "False"]


def test_a_value_that_travels_later_is_put_together_only_when_asked_for() -> None:
    code = """
import sys
later = apart(lambda tell: Later({"a": [1.5, None]}), print)
print(type(later._packed).__name__, len(later._packed) > 0, later.get())
"""
    assert told(code) == "bytes True {'a': [1.5, None]}"


@pytest.fixture(scope="module")
def book(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Three tables with sources: one with a note beside it, one on a sheet with formulas, one whose data do not fit."""
    folder = tmp_path_factory.mktemp("apart")
    book = openpyxl.Workbook()
    old = [(number, float(number)) for number in range(ROWS)]
    put_table(book.active, "First", ("year", "value"), old)
    book.active["C5"] = "mine"
    put_table(book.create_sheet("Second"), "Second", ("year", "value"), old)
    book["Second"]["E1"] = f"=SUM(B2:B{ROWS + 1})"
    put_table(book.create_sheet("Third"), "Third", ("year", "value"), old)
    columns = (("year", "key", "integer"), ("value", "value", "number"))
    write_controls(book, [Said(name, name.capitalize(), columns) for name in ("first", "second", "third")])
    book.save(folder / "report.xlsx")
    for name, change in (("first", 1.0), ("second", 2.0)):
        frame = pd.DataFrame({"year": range(ROWS + 3), "value": [number + change for number in range(ROWS + 3)]})
        frame.to_csv(folder / f"{name}.csv", index=False)
    (folder / "third.csv").write_text("year,price\n1,2\n")
    recalculate(folder / "report.xlsx")
    return folder / "report.xlsx"


def refreshed(book: Path, folder: Path, how: str) -> tuple[dict[str, Any], dict[str, bytes]]:
    """What a program in a fresh interpreter says of a refresh of a copy, and the parts of the file it leaves."""
    shutil.copytree(book.parent, folder)
    command = [sys.executable, str(TESTS / "support" / "apart.py"), str(folder / book.name), how]
    environment = os.environ | {"GAPSHEET_STATE": str(folder / "log")}
    done = subprocess.run(command, capture_output=True, text=True, timeout=120, check=False, env=environment)
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout), read_parts(folder / book.name)


def test_a_refresh_with_children_leaves_the_same_file_and_tells_the_same(book: Path, tmp_path: Path) -> None:
    apart, parts = refreshed(book, tmp_path / "apart", "fork")
    alone, same = refreshed(book, tmp_path / "alone", "stay")
    assert (apart.pop("children"), alone.pop("children")) == (2, 0)  # the second of them had a child of its own
    for outcome in (apart["outcome"], alone["outcome"]):
        for source in outcome["sources"]:
            source.pop("retrieved")
    assert apart == alone
    assert [source["status"] for source in apart["outcome"]["sources"]] == ["fresh", "fresh", "failed: kept old"]
    assert len(apart["outcome"]["changes"]) == 2 * (ROWS + 3)
    stamped = {name for name, content in parts.items() if content != same[name]}
    assert {name: len(content) for name, content in parts.items()} == {
        name: len(content) for name, content in same.items()
    }
    assert len(stamped) <= 1  # the Sources sheet, with the time of each answer
