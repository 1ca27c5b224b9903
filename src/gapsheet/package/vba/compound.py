"""A compound file, version 3: how streams in folders become sectors, chains and a directory, the same bytes each time.

The directory's times, classes and state bits stay zero; nothing of the machine gets into the file.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from gapsheet.errors import MacroError

_MAGIC = bytes.fromhex("d0cf11e0a1b11ae1")  # [MS-CFB] 2.2 Header Signature
_MINOR, _MAJOR, _BYTE_ORDER = 0x003E, 0x0003, 0xFFFE  # [MS-CFB] 2.2
_SECTOR_SHIFT, _MINI_SHIFT = 9, 6  # [MS-CFB] 2.2: sectors of 512 bytes, small ones of 64
_SECTOR, _MINI_SECTOR = 1 << _SECTOR_SHIFT, 1 << _MINI_SHIFT
_CUTOFF = 4096  # [MS-CFB] 2.2 Mini Stream Cutoff Size: shorter streams lie in the mini stream
_IN_HEADER = 109  # [MS-CFB] 2.2 DIFAT: places of FAT sectors in the header
_PER_SECTOR = _SECTOR // 4  # numbers in a sector
_DIFAT_SECTOR, _FAT_SECTOR = 0xFFFFFFFC, 0xFFFFFFFD  # [MS-CFB] 2.1 Table of special sector numbers
_END_OF_CHAIN, _FREE = 0xFFFFFFFE, 0xFFFFFFFF  # [MS-CFB] 2.1
_NO_STREAM = 0xFFFFFFFF  # [MS-CFB] 2.6.1: no sibling, no child
_STORAGE, _STREAM, _ROOT = 1, 2, 5  # [MS-CFB] 2.6.1 Object Type
_RED, _BLACK = 0, 1  # [MS-CFB] 2.6.1 Color Flag
_ENTRY = 128  # [MS-CFB] 2.6.1: bytes of a directory entry
_LONGEST_NAME = 31  # [MS-CFB] 2.6.1: UTF-16 characters without the zero at the end
_LARGEST = 0x80000000  # [MS-CFB] 2.6.3: bytes of a stream in version 3

Tree = Mapping[str, "bytes | Tree"]  # names of streams and of folders


@dataclass(slots=True)
class _Entry:
    """A directory entry on its way to being written."""

    name: str
    kind: int
    content: bytes = b""
    color: int = _BLACK
    left: int = _NO_STREAM
    right: int = _NO_STREAM
    child: int = _NO_STREAM
    start: int = 0
    size: int = 0

    def serialised(self) -> bytes:
        name = self.name.encode("utf-16-le")
        sized = (name.ljust(64, b"\0"), len(name) + 2, self.kind, self.color)
        tail = (self.left, self.right, self.child, bytes(36), self.start, self.size)
        return struct.pack("<64sHBB3I36sIQ", *sized, *tail)


@dataclass(slots=True)
class _Sectors:
    """Sectors of one size with the table that chains them."""

    size: int
    content: bytearray = field(default_factory=bytearray)
    table: list[int] = field(default_factory=list)

    def add(self, data: bytes) -> int:
        """Append data; the number of its first sector."""
        if not data:
            return _END_OF_CHAIN
        first, count = len(self.table), -(-len(data) // self.size)
        self.content += data.ljust(count * self.size, b"\0")
        self.table += [*range(first + 1, first + count), _END_OF_CHAIN]
        return first


def compound_file(tree: Tree) -> bytes:
    """The file that holds these streams.

    Raises:
        MacroError: A name too long or with a character that the format forbids; two names that differ in case only;
            a stream of two gigabytes or more.
    """
    entries = [_Entry("Root Entry", _ROOT)]
    entries[0].child = _add_children(entries, tree)
    sectors, small = _Sectors(_SECTOR), _Sectors(_MINI_SECTOR)
    for entry in entries:
        if entry.kind == _STREAM:
            entry.size = len(entry.content)
            entry.start = (small if entry.size < _CUTOFF else sectors).add(entry.content)
    entries[0].start, entries[0].size = sectors.add(bytes(small.content)), len(small.content)
    mini_table = sectors.add(_table_bytes(small.table))
    directory = sectors.add(b"".join(_directory(entries)))
    return _assembled(sectors, directory, mini_table, -(-len(small.table) // _PER_SECTOR))


def _add_children(entries: list[_Entry], tree: Tree) -> int:
    """Enter a folder's children; the number of the one that stands at the top of their search tree."""
    _refuse_names(tree)
    numbers = []
    for name in sorted(tree, key=_order):
        inside = tree[name]
        numbers.append(len(entries))
        if isinstance(inside, bytes):
            if len(inside) >= _LARGEST:
                raise MacroError(f"the stream {name} has {len(inside):,} bytes, more than a VBA project can hold")
            entries.append(_Entry(name, _STREAM, inside))
        else:
            folder = _Entry(name, _STORAGE)
            entries.append(folder)
            folder.child = _add_children(entries, inside)
    top = _balance(entries, numbers, len(numbers).bit_length() - 1)
    if numbers:
        entries[top].color = _BLACK  # [MS-CFB] 2.6.4: the top always is
    return top


def _order(name: str) -> tuple[int, str]:
    """What siblings are ordered by: length first, then the capitals. [MS-CFB] 2.6.4"""
    return len(name), name.upper()


def _balance(entries: list[_Entry], numbers: Sequence[int], levels: int) -> int:
    """Link siblings into a search tree whose levels are full, the deepest perhaps not; that one alone is red.

    So every path from the top meets the same number of black entries and no two red ones: [MS-CFB] 2.6.4.
    """
    if not numbers:
        return _NO_STREAM
    middle = (len(numbers) - 1) // 2
    top = entries[numbers[middle]]
    top.left = _balance(entries, numbers[:middle], levels - 1)
    top.right = _balance(entries, numbers[middle + 1 :], levels - 1)
    is_lowest = levels == 0 and top.left == top.right == _NO_STREAM
    top.color = _RED if is_lowest else _BLACK
    return numbers[middle]


def _refuse_names(tree: Tree) -> None:
    seen: set[str] = set()
    for name in tree:
        if not 0 < len(name) <= _LONGEST_NAME or not name.isascii() or set(name) & set("/\\:!"):
            raise MacroError(f"a VBA project holds no stream called {name!r}: 1 to 31 ASCII characters, no / \\ : !")
        if name.upper() in seen:
            raise MacroError(f"a VBA project cannot hold two streams called {name} (case does not count)")
        seen.add(name.upper())


def _directory(entries: Sequence[_Entry]) -> Iterator[bytes]:
    """The entries, filled up with unused ones to whole sectors."""
    yield from (entry.serialised() for entry in entries)
    unused = bytes(68) + struct.pack("<3I", *[_NO_STREAM] * 3) + bytes(48)  # [MS-CFB] 2.6.1, unallocated entry
    yield from [unused] * (-len(entries) % (_SECTOR // _ENTRY))


def _table_bytes(numbers: Sequence[int]) -> bytes:
    """Sector numbers, filled up with free ones to whole sectors."""
    filled = [*numbers, *[_FREE] * (-len(numbers) % _PER_SECTOR)]
    return struct.pack(f"<{len(filled)}I", *filled)


def _assembled(sectors: _Sectors, directory: int, mini_table: int, mini_count: int) -> bytes:
    """Header, sectors, and behind them the table of all sectors with the list of its places."""
    fat_count, list_count = _table_sizes(len(sectors.table))
    fat_start = len(sectors.table)
    list_start = fat_start + fat_count
    table = [*sectors.table, *[_FAT_SECTOR] * fat_count, *[_DIFAT_SECTOR] * list_count]
    places = [*range(fat_start, list_start)]
    header = struct.pack(
        "<8s16s5H6s9I",
        *(_MAGIC, bytes(16), _MINOR, _MAJOR, _BYTE_ORDER, _SECTOR_SHIFT, _MINI_SHIFT, bytes(6)),
        *(0, fat_count, directory, 0, _CUTOFF, mini_table, mini_count),
        *(list_start if list_count else _END_OF_CHAIN, list_count),
    )
    in_header = [*places[:_IN_HEADER], *[_FREE] * (_IN_HEADER - len(places))]
    lists = b"".join(_place_lists(places[_IN_HEADER:], list_start))
    return header + struct.pack("<109I", *in_header) + bytes(sectors.content) + _table_bytes(table) + lists


def _table_sizes(used: int) -> tuple[int, int]:
    """How many sectors the table takes, and the list of its places beyond the header; each counts itself."""
    fat_count = list_count = 0
    while fat_count * _PER_SECTOR < used + fat_count + list_count:
        fat_count += 1
        list_count = -(-max(fat_count - _IN_HEADER, 0) // (_PER_SECTOR - 1))
    return fat_count, list_count


def _place_lists(places: Sequence[int], start: int) -> Iterator[bytes]:
    """Sectors of places of table sectors; each ends with the number of the next: [MS-CFB] 2.5."""
    room = _PER_SECTOR - 1
    for number, first in enumerate(range(0, len(places), room), start=1):
        part = [*places[first : first + room]]
        following = start + number if first + room < len(places) else _END_OF_CHAIN
        yield struct.pack(f"<{_PER_SECTOR}I", *part, *[_FREE] * (room - len(part)), following)
