"""What the engine loads of a workbook: the file as it is, or a copy without what would stand in the engine's way."""

from __future__ import annotations

from collections.abc import Sequence

from gapsheet.hosts.sheets import SheetCalculation
from gapsheet.hosts.tablecolumns import Tables
from gapsheet.hosts.unread import unread_sheets
from gapsheet.package.archive import Archive
from gapsheet.package.changed import changed
from gapsheet.package.dimensions import with_true_dimension
from gapsheet.package.members import with_members
from gapsheet.package.sheetxml import SheetXml, with_formulas
from gapsheet.package.structure import iterates, without_iteration

_MANY = 20_000  # formulas of a sheet; with fewer the copy that a true range needs takes longer than it saves
_EMPTY = b'<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData/></worksheet>'


def engine_source(archive: Archive, sheets: Sequence[SheetCalculation], tables: Tables) -> str | bytes:
    """What the engine loads: the file, or a copy in memory without what would stand in its way.

    Values that an array formula filled would count as obstacles; permitted rings would be calculated from zero;
    structured references are not known; a range stated too small, or not at all, makes a large sheet slow. Where a
    copy is made anyway, sheets that no formula can read are empty in it.
    """
    replaced = {sheet.part: xml.content for sheet in sheets if (xml := _for_engine(sheet, tables)) is not sheet.xml}
    if iterates(archive):
        replaced[archive.workbook_part] = without_iteration(archive)
    if replaced or not _is_file(archive):
        replaced |= dict.fromkeys(unread_sheets(archive, sheets, tables.by_name.values()), _EMPTY)
    if not replaced:
        return archive.content or str(archive.path)
    copy = changed(archive, {part: (content,) for part, content in replaced.items()})
    return copy.content or b""


def _is_file(archive: Archive) -> bool:
    """Whether the workbook lies there as a file; one with changes laid over it is put together for the engine."""
    return type(archive) is Archive


def _for_engine(sheet: SheetCalculation, tables: Tables) -> SheetXml:
    """The part of one sheet as the engine takes it; the same where nothing is in its way."""
    xml = sheet.xml
    if tables.by_name and xml.content.find(b"[", xml.start, xml.end) >= 0:
        xml = with_formulas(xml, tables.loaded(sheet.cells, sheet.name))
    if xml is not sheet.xml or len(sheet.cells) > _MANY:
        # The engine puts what lies beyond the range that a sheet states into a store that takes squared time to read.
        xml = with_true_dimension(xml)
    if any(value is not None for value in sheet.stored_members.values()):
        xml = with_members(xml, dict.fromkeys(sheet.stored_members))
    return xml
