"""Work that leaves Python's lock alone, such as packing, done ahead on other processors."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable, Iterator, Mapping
from concurrent.futures import Future, ThreadPoolExecutor
from typing import TypeVar

_WORKERS = 2  # more would gain less than the memory that what they hold takes
_K = TypeVar("_K")
_T = TypeVar("_T")
_R = TypeVar("_R")


def mapped(function: Callable[[_T], _R], items: Iterable[_T]) -> Iterator[_R]:
    """What a function makes of each item, in their order, worked out a few items ahead.

    The items are taken in the thread that asks; what the function raises is raised in its turn.
    """
    waiting: deque[Future[_R]] = deque()
    with ThreadPoolExecutor(_WORKERS) as pool:
        try:
            for item in items:
                waiting.append(submitted(pool, function, item))
                if len(waiting) > _WORKERS:
                    yield waiting.popleft().result()
            while waiting:
                yield waiting.popleft().result()
        finally:
            for future in waiting:
                future.cancel()


def ahead(function: Callable[[_T], _R], items: Mapping[_K, _T]) -> dict[_K, Future[_R]]:
    """What a function is about to make of each item; the work begins at once."""
    pool = ThreadPoolExecutor(_WORKERS)
    begun = {key: submitted(pool, function, item) for key, item in items.items()}
    pool.shutdown(wait=False)  # its threads end with their work
    return begun


def submitted(pool: ThreadPoolExecutor, function: Callable[[_T], _R], item: _T) -> Future[_R]:
    """What a function is about to make of an item; done here and now where no thread can do it.

    When the main thread has ended Python starts no more work in pools, though other threads may still be at theirs.
    """
    try:
        return pool.submit(function, item)
    except RuntimeError:
        done: Future[_R] = Future()
        try:
            done.set_result(function(item))
        except Exception as problem:
            done.set_exception(problem)
        return done
