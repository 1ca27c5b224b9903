from __future__ import annotations

import random
from importlib.util import find_spec
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gapsheet.errors import MacroError
from gapsheet.package.vba.compression import compressed, decompressed
from support.vba import SHIPPED, project_of, streams_of, unpacked

# [MS-OVBA] 3.2.1 to 3.2.3: the specification's own examples, text and container.
NOT_COMPRESSIBLE = b"abcdefghijklmnopqrstuv.", "0119b000616263646566676800696a6b6c6d6e6f70007172737475762e"
NORMAL = (
    b"#aaabcdefaaaaghijaaaaaklaaamnopqaaaaaaaaaaaarstuvwxyzaaa",
    "012fb00023616161626364658266007061676869 6a013808616b6c0030 6d6e6f7006710270041072737475 7610 7778797a003c",
)
MAXIMUM = b"a" * 73, "0103b002614500"
# Written by Excel 2013; as printed in the tests of the Rust package ovba.
BY_EXCEL = (
    b'Attribute VB_Name = "a"\r\nabcdefAttribute\r\n',
    "0127b000417474726962757400652056425f4e616d0065203d202261220d800a61626364656606f0000d0a",
)


def words() -> st.SearchStrategy[bytes]:
    """Text with repetitions near and far, up to several chunks."""
    word = st.sampled_from([b"If x Then ", b"\r\n", b"    ", b"a", b"Public Function ", b"CVErr(2042)", b"9", b"aaaa"])
    return st.lists(word, max_size=2000).map(b"".join)


@pytest.mark.parametrize(("text", "container"), [NOT_COMPRESSIBLE, NORMAL, MAXIMUM, BY_EXCEL])
def test_published_containers_are_read(text: bytes, container: str) -> None:
    assert decompressed(bytes.fromhex(container)) == text


@pytest.mark.parametrize(("text", "container"), [NOT_COMPRESSIBLE, MAXIMUM, BY_EXCEL])
def test_text_is_packed_as_published(text: bytes, container: str) -> None:
    assert compressed(text) == bytes.fromhex(container)  # NORMAL is packed by the specification against its own rules


@given(st.one_of(words(), st.binary(max_size=3600), st.text("ab\r\n", max_size=9000).map(str.encode)))
def test_what_was_packed_comes_back(text: bytes) -> None:
    container = compressed(text)
    assert decompressed(container) == text
    if text:  # oletools takes an empty container for a fault
        assert unpacked(container) == text


def test_modules_that_xlwings_ships_are_read_as_oletools_reads_them() -> None:
    found = find_spec("xlwings")
    assert found is not None
    assert found.origin is not None
    streams = streams_of(project_of(Path(found.origin).parent / SHIPPED))
    for name in ("VBA/dir", "VBA/xlwings"):  # the two that are stored without a cache before them
        assert decompressed(streams[name]) == unpacked(streams[name])
        assert unpacked(compressed(unpacked(streams[name]))) == unpacked(streams[name])


def test_packing_text_makes_it_smaller() -> None:
    text = b"".join(b"Public Function NAME_%d(ByVal value As Variant) As Variant\r\n" % number for number in range(500))
    assert len(compressed(text)) < len(text) / 4


@pytest.mark.parametrize("length", [4000, 4096, 6000])
def test_noise_is_refused_rather_than_altered(length: int) -> None:
    with pytest.raises(MacroError, match="noise"):
        compressed(random.Random(1).randbytes(length))


@pytest.mark.parametrize(
    "container",
    ["", "02", "0119a000", "0119b00061", "0119", "0101b00100", "0102b0010000"],
    ids=["empty", "signature", "chunk signature", "cut short", "half a header", "token cut short", "copy from nowhere"],
)
def test_damaged_containers_are_refused(container: str) -> None:
    with pytest.raises(MacroError, match=r"damaged"):
        decompressed(bytes.fromhex(container))
