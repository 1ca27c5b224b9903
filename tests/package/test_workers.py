"""Work that is done ahead."""

from __future__ import annotations

import subprocess
import sys
import threading
from collections.abc import Iterator

import pytest

from gapsheet.package.workers import ahead, mapped


def test_results_come_in_the_order_of_the_items() -> None:
    later = threading.Event()

    def squared(number: int) -> int:
        if number == 0:
            assert later.wait(30)  # the first is done last
        else:
            later.set()
        return number * number

    assert list(mapped(squared, range(50))) == [number * number for number in range(50)]
    assert list(mapped(squared, [])) == []


def test_items_are_taken_where_they_are_asked_for_and_few_ahead() -> None:
    taken: list[int] = []

    def items() -> Iterator[int]:
        for number in range(100):
            taken.append(threading.get_ident())
            yield number

    results = mapped(str, items())
    assert next(results) == "0"
    assert len(taken) < 10
    assert set(taken) == {threading.get_ident()}
    results.close()  # type: ignore[attr-defined]


def test_a_failure_comes_in_its_turn() -> None:
    results = mapped(lambda number: 12 // number, [4, 3, 0, 2, 1])
    assert [next(results), next(results)] == [3, 4]
    with pytest.raises(ZeroDivisionError):
        next(results)


def test_a_failure_to_make_the_items_ends_the_work() -> None:
    def items() -> Iterator[int]:
        yield from (1, 2, 3)
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        list(mapped(str, items()))


def test_work_is_done_where_python_starts_no_more_threads() -> None:
    script = """
import threading
from gapsheet.package.workers import ahead, mapped

def late():
    threading.main_thread().join()
    print(list(mapped(abs, [-1, -2])), ahead(abs, {"a": -3})["a"].result())
    try:
        list(mapped(int, ["x"]))
    except ValueError as problem:
        print(problem)

threading.Thread(target=late).start()
"""
    told = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, timeout=60, check=True).stdout
    assert told.splitlines() == ["[1, 2] 3", "invalid literal for int() with base 10: 'x'"]


def test_what_is_begun_can_be_asked_for_later() -> None:
    begun = ahead(len, {"one": "a", "two": "ab"})
    assert {key: future.result() for key, future in begun.items()} == {"one": 1, "two": 2}
