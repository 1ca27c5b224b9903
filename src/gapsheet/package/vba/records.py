"""The `dir` stream of a VBA project: its records, which of them describe project, references and modules."""

from __future__ import annotations

import struct
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from gapsheet.errors import MacroError

PROJECT_NAME = 0x0004  # [MS-OVBA] 2.3.4.2.1.6 PROJECTNAME
PROJECT_VERSION = 0x0009  # [MS-OVBA] 2.3.4.2.1.11 PROJECTVERSION
REFERENCE_NAME = 0x0016  # [MS-OVBA] 2.3.4.2.2.2 REFERENCENAME
REFERENCE_CONTROL = 0x002F  # [MS-OVBA] 2.3.4.2.2.3 REFERENCECONTROL; a second name may follow inside
MODULES = 0x000F  # [MS-OVBA] 2.3.4.2.3 PROJECTMODULES: how many follow
PROJECT_COOKIE = 0x0013  # [MS-OVBA] 2.3.4.2.3.1 PROJECTCOOKIE
MODULE_NAME = 0x0019  # [MS-OVBA] 2.3.4.2.3.2.1 MODULENAME
MODULE_NAME_UNICODE = 0x0047  # [MS-OVBA] 2.3.4.2.3.2.2 MODULENAMEUNICODE
MODULE_STREAM = 0x001A  # [MS-OVBA] 2.3.4.2.3.2.3 MODULESTREAMNAME
MODULE_STREAM_UNICODE = 0x0032  # [MS-OVBA] 2.3.4.2.3.2.3, its second half
MODULE_DOCUMENTATION = 0x001C  # [MS-OVBA] 2.3.4.2.3.2.4 MODULEDOCSTRING
MODULE_DOCUMENTATION_UNICODE = 0x0048  # [MS-OVBA] 2.3.4.2.3.2.4, its second half
MODULE_OFFSET = 0x0031  # [MS-OVBA] 2.3.4.2.3.2.5 MODULEOFFSET: where the source begins behind the cache
MODULE_HELP_CONTEXT = 0x001E  # [MS-OVBA] 2.3.4.2.3.2.6 MODULEHELPCONTEXT
MODULE_COOKIE = 0x002C  # [MS-OVBA] 2.3.4.2.3.2.7 MODULECOOKIE
MODULE_PROCEDURAL = 0x0021  # [MS-OVBA] 2.3.4.2.3.2.8 MODULETYPE: a standard module
MODULE_OTHER = 0x0022  # [MS-OVBA] 2.3.4.2.3.2.8 MODULETYPE: document or class
MODULE_END = 0x002B  # [MS-OVBA] 2.3.4.2.3.2 MODULE: Terminator
END = 0x0010  # [MS-OVBA] 2.3.4.2 dir stream: Terminator

_COOKIE = b"\xff\xff"  # [MS-OVBA] 2.3.4.2.3.1 and 2.3.4.2.3.2.7: to be written so
_VERSION_SIZE = 6  # [MS-OVBA] 2.3.4.2.1.11: the size field says 4 and counts only the first number of two


@dataclass(frozen=True, slots=True)
class Record:
    """One record: its kind and its content."""

    id: int
    data: bytes = b""


@dataclass(frozen=True, slots=True)
class Directory:
    """What a `dir` stream says: about the project, its references (each a run of records), its modules."""

    information: tuple[Record, ...]
    references: tuple[tuple[Record, ...], ...]
    modules: tuple[tuple[Record, ...], ...]

    @classmethod
    def of(cls, stream: bytes) -> Directory:
        """The decompressed stream taken apart.

        Raises:
            MacroError: It is cut short, or its parts are missing.
        """
        every = tuple(_records(stream))
        kinds = [record.id for record in every]
        if MODULES not in kinds or kinds[-1] != END:
            raise MacroError("the VBA project has no list of modules; it is damaged")
        modules = kinds.index(MODULES)
        references = kinds.index(REFERENCE_NAME) if REFERENCE_NAME in kinds[:modules] else modules
        return cls(
            information=every[:references],
            references=tuple(_runs(every[references:modules], REFERENCE_NAME)),
            modules=tuple(_runs([record for record in every[modules:-1] if record.id not in _LEADS], MODULE_NAME)),
        )

    def serialised(self) -> bytes:
        """The stream, not yet compressed."""
        count = len(self.modules).to_bytes(2, "little")
        lead = (Record(MODULES, count), Record(PROJECT_COOKIE, _COOKIE))
        runs = (self.information, *self.references, lead, *self.modules, (Record(END),))
        return b"".join(_written(record) for run in runs for record in run)


_LEADS = (MODULES, PROJECT_COOKIE)


def module_records(name: str, *, procedural: bool) -> tuple[Record, ...]:
    """The records of a module that is stored as source only, in a stream of its own name."""
    narrow, wide = name.encode("ascii"), name.encode("utf-16-le")
    return (
        Record(MODULE_NAME, narrow),
        Record(MODULE_NAME_UNICODE, wide),
        Record(MODULE_STREAM, narrow),
        Record(MODULE_STREAM_UNICODE, wide),
        Record(MODULE_DOCUMENTATION),
        Record(MODULE_DOCUMENTATION_UNICODE),
        Record(MODULE_OFFSET, bytes(4)),
        Record(MODULE_HELP_CONTEXT, bytes(4)),
        Record(MODULE_COOKIE, _COOKIE),
        Record(MODULE_PROCEDURAL if procedural else MODULE_OTHER),
        Record(MODULE_END),
    )


def content_of(run: Iterable[Record], kind: int) -> bytes:
    """The content of the run's first record of a kind; empty if it has none."""
    return next((record.data for record in run if record.id == kind), b"")


def _records(stream: bytes) -> Iterator[Record]:
    position = 0
    while position < len(stream):
        if position + 6 > len(stream):
            raise MacroError("the VBA project's list of records is cut short; it is damaged")
        kind, size = struct.unpack_from("<HI", stream, position)
        size = _VERSION_SIZE if kind == PROJECT_VERSION else size
        data = stream[position + 6 : position + 6 + size]
        if len(data) < size:
            raise MacroError(f"the VBA project's record 0x{kind:04x} is cut short; it is damaged")
        yield Record(kind, data)
        position += 6 + size


def _written(record: Record) -> bytes:
    size = 4 if record.id == PROJECT_VERSION else len(record.data)
    return struct.pack("<HI", record.id, size) + record.data


def _runs(records: Iterable[Record], first: int) -> Iterator[tuple[Record, ...]]:
    """Records grouped: each group begins with the kind `first`, but not inside a reference to a control."""
    run: list[Record] = []
    for record in records:
        if record.id == first and run and run[-1].id != REFERENCE_CONTROL:
            yield tuple(run)
            run = []
        run.append(record)
    if run:
        yield tuple(run)
