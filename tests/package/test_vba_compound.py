from __future__ import annotations

import random
from typing import Any

import pytest

from gapsheet.errors import MacroError
from gapsheet.package.vba.compound import compound_file
from support.vba import opened, streams_of

NO_STREAM = 0xFFFFFFFF
SIZES = (0, 1, 63, 64, 65, 511, 512, 513, 4095, 4096, 4097, 70_000)  # about each border of the format


def noise(size: int) -> bytes:
    return random.Random(size).randbytes(size)


def test_streams_of_every_size_are_read_back() -> None:
    contents = {f"stream{size}": noise(size) for size in SIZES}
    read = streams_of(compound_file({**contents, "folder": contents}))
    assert read == contents | {f"folder/{name}": content for name, content in contents.items()}


@pytest.mark.parametrize("size", [7_100_000, 17_000_000])
def test_tables_larger_than_the_header_lists_are_read_back(size: int) -> None:
    content = bytes(range(251)) * (size // 251)  # 109 table sectors reach 7,143,424 bytes, one list more 15,466,496
    assert streams_of(compound_file({"small": b"x", "large": content})) == {"small": b"x", "large": content}


def test_no_streams_make_a_file_still() -> None:
    assert streams_of(compound_file({})) == {}


def test_same_streams_make_the_same_bytes_in_any_order() -> None:
    tree = {f"stream{size}": noise(size) for size in SIZES}
    assert compound_file(tree) == compound_file(dict(reversed(tree.items())))


@pytest.mark.parametrize("count", [*range(1, 20), 31, 32, 63, 100])
def test_siblings_form_a_red_black_tree_in_the_order_of_names(count: int) -> None:
    names = [f"{'abc'[number % 3] * (1 + number % 7)}{number}" for number in range(count)]
    with opened(compound_file(dict.fromkeys(names, b""))) as compound:
        entries = compound.direntries
        in_order, heights = walked(entries, entries[0].sid_child)
        assert in_order == sorted(names, key=lambda name: (len(name), name.upper()))
        assert len(heights) == 1
        assert entries[entries[0].sid_child].color == 1


def walked(entries: list[Any], number: int) -> tuple[list[str], set[int]]:
    """The names in the tree's order, and the numbers of black entries on the ways down; no red one has a red child."""
    if number == NO_STREAM:
        return [], {0}
    entry = entries[number]
    children = [entries[child] for child in (entry.sid_left, entry.sid_right) if child != NO_STREAM]
    assert entry.color == 1 or all(child.color == 1 for child in children)
    left, left_heights = walked(entries, entry.sid_left)
    right, right_heights = walked(entries, entry.sid_right)
    return [*left, entry.name, *right], {height + entry.color for height in left_heights | right_heights}


def test_nothing_of_the_machine_is_in_the_directory() -> None:
    with opened(compound_file({"VBA": {"dir": b"x"}, "PROJECT": b"y"})) as compound:
        for entry in filter(None, compound.direntries):
            assert (entry.createTime, entry.modifyTime, entry.clsid, entry.dwUserFlags) == (0, 0, "", 0)


@pytest.mark.parametrize(
    "tree",
    [{"a" * 32: b""}, {"": b""}, {"a/b": b""}, {"naïve": b""}, {"dir": b"", "DIR": b""}],
    ids=["long", "empty", "slash", "not ASCII", "twice"],
)
def test_names_that_the_format_forbids_are_refused(tree: dict[str, bytes]) -> None:
    with pytest.raises(MacroError, match="stream"):
        compound_file(tree)
