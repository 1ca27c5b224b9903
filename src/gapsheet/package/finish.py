"""What turns a workbook as openpyxl writes it into the finished file: which parts change, and nothing else does."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from pathlib import Path

from gapsheet.package.addresses import CellKey
from gapsheet.package.alttext import described_charts, described_tables
from gapsheet.package.archive import Archive, open_archive, write_archive
from gapsheet.package.chartcaches import Figures, SheetValues, with_caches
from gapsheet.package.fonts import ordered_fonts
from gapsheet.package.patching import patched
from gapsheet.package.properties import dated
from gapsheet.package.spills import Size, metadata_parts, spilled_places, with_spills


def finish(
    authored: bytes | Path,
    out: Path,
    *,
    values: SheetValues,
    spills: Mapping[str, Mapping[CellKey, Size]] | None = None,
    chart_texts: Mapping[str, Sequence[str]] | None = None,
    table_texts: Mapping[str, str] | None = None,
    timestamp: datetime | date,
) -> None:
    """Write the finished workbook.

    Args:
        authored: The workbook as openpyxl saved it: its bytes or its file.
        out: The file to write.
        values: For each sheet the calculated values by (row, column), those of spilled cells included.
        spills: For each sheet the anchors of formulas that may return an array, with the rows and columns they fill.
        chart_texts: For each sheet the descriptions of its charts, in the order in which they were added.
        table_texts: The description of each table by its name.
        timestamp: The moment that the file's properties and its parts give as theirs.

    Raises:
        ValueError: A chart or table without description, or the reverse; a sheet that does not exist; a spill
            without room or without formula.
        UnwritableFileError: The file could not be written; what stood at `out` is as it was.
    """
    content = authored if isinstance(authored, bytes) else authored.read_bytes()
    with open_archive(out, content=content) as archive:
        _refuse_unknown_sheets(archive, [*values, *(spills or {})])
        replaced: dict[str, Iterable[bytes]] = {
            **_whole(described_charts(archive, chart_texts or {})),
            **_whole(described_tables(archive, table_texts or {})),
            **_whole(with_caches(archive, Figures(content, values))),
            **_whole(ordered_fonts(archive)),
            **_whole(dated(archive, timestamp)),
            **_calculated(archive, values, spills or {}),
        }
        write_archive(archive, out, replaced, timestamp)


def _calculated(
    archive: Archive, values: SheetValues, spills: Mapping[str, Mapping[CellKey, Size]]
) -> dict[str, Iterable[bytes]]:
    """The sheets with their values; with the mark of dynamic arrays where one spills."""
    parts: dict[str, Iterable[bytes]] = {}
    for sheet in archive.sheets:
        own, spilling = values.get(sheet.name, {}), spills.get(sheet.name, {})
        xml = with_spills(archive, sheet, spilling, own) if spilling else archive.read(sheet.part)
        filled = spilled_places(spilling)
        parts[sheet.part] = patched(xml, {place: value for place, value in own.items() if place not in filled})
    if any(spills.values()):
        parts.update(_whole(metadata_parts(archive)))
    return parts


def _refuse_unknown_sheets(archive: Archive, names: Iterable[str]) -> None:
    known = {sheet.name for sheet in archive.sheets}
    if unknown := sorted(set(names) - known):
        raise ValueError(f"values for sheets that do not exist: {', '.join(unknown)}")


def _whole(parts: Mapping[str, bytes]) -> dict[str, Iterable[bytes]]:
    return {name: (content,) for name, content in parts.items()}
