"""What the engine loads of a workbook: the file as it is, or a copy without what would stand in the engine's way."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import partial
from typing import BinaryIO

from gapsheet.hosts.nameless import nameless
from gapsheet.hosts.sheets import SheetCalculation
from gapsheet.hosts.tablecolumns import Tables
from gapsheet.hosts.unread import unread_sheets
from gapsheet.package.archive import Archive
from gapsheet.package.dimensions import with_true_dimension
from gapsheet.package.members import with_members
from gapsheet.package.packed import Packed, deflated
from gapsheet.package.sheetxml import SheetXml, with_formulas
from gapsheet.package.structure import iterates, without_iteration
from gapsheet.package.workers import mapped
from gapsheet.package.zipfiles import ZipWriter

_MANY = 20_000  # formulas of a sheet; with fewer the copy that a true range needs takes longer than it saves
_EMPTY = b'<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData/></worksheet>'
_WORTH = 4  # the engine takes so many times as long for a byte of a sheet as it takes to copy a byte of a file


@contextmanager
def engine_source(archive: Archive, sheets: Sequence[SheetCalculation], tables: Tables) -> Iterator[str | bytes]:
    """What the engine loads, by its path or as bytes: the file, or a copy without what would stand in its way.

    Values that an array formula filled would count as obstacles; permitted rings would be calculated from zero;
    structured references are not known; a range stated too small, or not at all, makes a large sheet slow; a sheet
    that no formula can read is loaded for nothing, and is empty in the copy.
    """
    replaced = {sheet.part: xml.content for sheet in sheets if (xml := _for_engine(sheet, tables)) is not sheet.xml}
    if iterates(archive):
        replaced[archive.workbook_part] = without_iteration(archive)
    has_to_be_copied = bool(replaced) or type(archive) is not Archive  # what has changes laid over it is no file
    unread = unread_sheets(archive, sheets, tables.by_name.values())
    replaced |= dict.fromkeys(unread, _EMPTY)
    if has_to_be_copied or _is_worth_it(archive, unread):
        with nameless(partial(_lay_out, archive, replaced)) as copy:
            yield copy
    else:
        yield archive.content or str(archive.path)


def _is_worth_it(archive: Archive, spared: Iterable[str]) -> bool:
    """Whether a copy of a file that the engine could load takes less time than it spares."""
    packed = sum(info.compress_size for info in archive.infos.values())
    return sum(archive.infos[part].file_size for part in spared) * _WORTH > packed


def _lay_out(archive: Archive, replaced: Mapping[str, bytes], stream: BinaryIO) -> None:
    """Write the copy. What stays is taken over as it is packed: the engine would notice what does not unpack."""
    parts = ((name, _packing(archive, name, replaced.get(name))) for name in archive.names)
    with ZipWriter(stream) as container:
        for name, packed in mapped(lambda part: (part[0], part[1]()), parts):
            container.add(name, archive.infos[name].date_time, packed)


def _packing(archive: Archive, name: str, new: bytes | None) -> Callable[[], Packed]:
    """What packs a part of the copy, on any thread; the archive is read here and now."""
    if new is not None:
        return partial(deflated, (new,))
    packed = archive.packed(name) or deflated((archive.read(name),))
    return lambda: packed


def _for_engine(sheet: SheetCalculation, tables: Tables) -> SheetXml:
    """The part of one sheet as the engine takes it; the same where nothing is in its way."""
    xml = sheet.xml
    if tables.by_name and xml.content.find(b"[", xml.start, xml.end) >= 0:
        xml = with_formulas(xml, tables.loaded(sheet.cells, sheet.name))
    if xml is not sheet.xml or xml.formulas > _MANY:
        # The engine puts what lies beyond the range that a sheet states into a store that takes squared time to read.
        xml = with_true_dimension(xml)
    if any(value is not None for value in sheet.stored_members.values()):
        xml = with_members(xml, dict.fromkeys(sheet.stored_members))
    return xml
