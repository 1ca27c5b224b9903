"""A copy of a workbook with values in the place of formulas, and without what must not leave."""

from __future__ import annotations

import os
from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

from lxml import etree

from gapsheet.counting import number_of
from gapsheet.errors import CellError, PublishingError
from gapsheet.package.addresses import CellKey, Corners, area, cell_name
from gapsheet.package.archive import Archive, SheetPart, open_archive, write_archive
from gapsheet.package.atomic import refuse_unwritable
from gapsheet.package.damage import damage_told
from gapsheet.package.sheetxml import SheetXml
from gapsheet.package.structure import Table, tables
from gapsheet.publishing import metadata, sheets, workbookpart
from gapsheet.publishing.cells import Cell, calculated, constant, restyled, rewritten, without_metadata
from gapsheet.publishing.copywords import WORDS
from gapsheet.publishing.drawings import frozen_chart, frozen_drawing
from gapsheet.publishing.individuals import individual_cells
from gapsheet.publishing.inputs import Formats
from gapsheet.publishing.live import Book, Live, living
from gapsheet.publishing.mentions import Gone
from gapsheet.publishing.parts import Parts, elements, local
from gapsheet.publishing.references import Reader, readers_tables
from gapsheet.publishing.scrubbing import Scrub
from gapsheet.publishing.withheld import EMPLOYEES, Shown, Withheld, band, register_sources, strings, withheld
from gapsheet.quantities import CellValue

FROZEN_NOTE = "frozen_note"  # the name of the cell that tells a reader what the copy is
_DROPPED_KINDS = frozenset({
    "calcChain", "vbaProject", "vbaProjectSignature", "vbaProjectSignatureAgile", "vbaProjectSignatureV3",
    "wordVbaData", "attachedToolbars", "extensibility", "ui/extensibility", "customXml",
    "connections", "queryTable", "externalLink", "externalLinkPath", "pivotTable",
    "pivotCacheDefinition", "pivotCacheRecords", "slicer", "slicerCache", "timeline",
    "timelineCache", "powerPivotData", "threadedComment", "person", "printerSettings",
    "control", "activeXControlBinary", "ctrlProp", "oleObject", "package",
    "xmlMaps", "customProperty", "thumbnail", "revisionHeaders", "revisionLog",
    "usernames", "volatileDependencies", "webextension", "webextensiontaskpanes", "model",
    "xlMacrosheet", "xlIntlMacrosheet", "dialogsheet", "classificationlabels", "origin",
})  # fmt: skip
_OF_RECORDS = ("sheetMetadata", "rd", "richStyles")  # what dynamic arrays and records from data services need


@dataclass(frozen=True, slots=True)
class Frozen:
    """What freezing did."""

    out: Path
    values: int  # formulas that became their values
    live: int  # formulas that stayed, or became Excel's own
    sheets: tuple[str, ...]  # left out
    names: int  # left out
    tables: tuple[str, ...]  # emptied
    inputs: int  # cells that lost the look of an input
    removed: int  # texts from which something was taken
    notes: tuple[str, ...] = ()

    def as_dict(self) -> dict[str, object]:
        """For JSON."""
        return {
            "out": str(self.out),
            "formulas_to_values": self.values,
            "live_formulas": self.live,
            "sheets_removed": list(self.sheets),
            "names_removed": self.names,
            "tables_emptied": list(self.tables),
            "inputs_made_plain": self.inputs,
            "texts_cleaned": self.removed,
            "notes": list(self.notes),
        }


def freeze(
    path: str | os.PathLike[str],
    out: str | os.PathLike[str],
    *,
    native: bool = False,
    drop_tables: Collection[str] = (),
    made: datetime | None = None,
) -> Frozen:
    """Write a copy of a workbook for people without gapsheet.

    Args:
        path: The workbook, .xlsx or .xlsm; it is only read.
        out: The copy, .xlsx.
        native: Keep Excel's own formulas, and turn gapsheet's into Excel's where one expression says the same.
        drop_tables: Tables whose rows go, besides Employees.
        made: The moment the copy states; the machine's clock when left out.

    Raises:
        PublishingError: A formula has no value yet, a table does not exist, no sheet is visible, or `out` is `path`.
        WorkbookError: The workbook cannot be read, or the copy not be written.
    """
    source, target = Path(path), Path(out)
    _refuse_places(source, target)
    with open_archive(source) as archive, damage_told(source):
        freezing = Freezing(archive, native, drop_tables, made or datetime.now(UTC))
        parts = freezing.run()
        write_archive(parts, target)
    return freezing.report(target)


def _refuse_places(source: Path, target: Path) -> None:
    if target.suffix.lower() != ".xlsx":
        raise PublishingError(f"{target} has to end in .xlsx: a frozen copy holds no macros")
    if source.exists() and target.exists() and os.path.samefile(source, target):
        raise PublishingError(f"{target} is the workbook itself; give the copy another name with --out")
    refuse_unwritable(target)


@dataclass(slots=True)
class Freezing:
    """One workbook while its copy is made."""

    archive: Archive
    native: bool
    drop_tables: Collection[str]
    made: datetime
    parts: Parts = field(init=False)
    scrub: Scrub = field(init=False)
    left_out: Withheld = field(init=False)
    formats: Formats = field(init=False)
    live: Live = field(init=False)
    _gone: Gone = field(init=False)
    _sheets: list[SheetPart] = field(init=False)
    _strings: list[str] = field(init=False)
    _used: set[int] = field(default_factory=set)
    _note_at: dict[str, CellKey] = field(default_factory=dict)
    _counts: dict[str, int] = field(default_factory=lambda: {"values": 0, "live": 0, "inputs": 0, "names": 0})
    _notes: list[str] = field(default_factory=list)
    _dropped_sheets: list[str] = field(default_factory=list)
    _emptied: list[Table] = field(default_factory=list)
    _errors: int = 0

    def run(self) -> dict[str, bytes]:
        """Every step, in order; gives the parts of the copy."""
        self.parts = Parts(self.archive)
        self.scrub = Scrub(WORDS[metadata.language_of(self.parts)].removed)
        self._strings = strings(self.parts)
        styles = next(iter(self.parts.linked(self.parts.workbook, "styles")), None)
        self.formats = Formats(self.parts.tree(styles) if styles else None)
        locations = self._find_what_goes()
        self._cut_links(locations)
        self.live = self._find_what_lives()
        for sheet in self._sheets:
            self._freeze_sheet(sheet)
        self._clean_the_rest()
        return self.parts.written()

    def report(self, out: Path) -> Frozen:
        """What was done."""
        names, emptied = tuple(self._dropped_sheets), tuple(table.name for table in self._emptied)
        counts = self._counts
        if self._errors:
            shown = number_of(self._errors, "cell shows an error", "cells show an error")
            self._notes.append(f"{shown}; 'gapsheet recalc' may cure what says #NAME?")
        return Frozen(
            out, counts["values"], counts["live"], names, counts["names"], emptied, counts["inputs"],
            self.scrub.count, tuple(self._notes),
        )  # fmt: skip

    def _find_what_goes(self) -> set[str]:
        """Sheets, tables, names and texts that are left out; gives the sources' locations."""
        found = list(tables(self.archive))
        wanted = {EMPLOYEES.lower(), *(name.lower() for name in self.drop_tables)}
        known = {table.name.lower() for table in found}
        if unknown := [name for name in self.drop_tables if name.lower() not in known]:
            listed = ", ".join(table.name for table in found) or "none"
            raise PublishingError(f"{self.archive.path} has no table {', '.join(unknown)}; its tables: {listed}")
        where = {sheet.name: sheet.part for sheet in self.archive.sheets}
        locations = register_sources(self.scrub, self.parts, where, found)
        self.left_out = withheld(self.parts, where, found, wanted)
        self.scrub.add_people(self.left_out.people)
        self._emptied = [table for table in found if table.name.lower() in wanted]
        self._dropped_sheets = workbookpart.hidden_sheets(self.parts)
        hidden = frozenset(name.lower() for name in self._dropped_sheets)
        on_hidden = {table.name.lower() for table in found if table.sheet.lower() in hidden}
        words = frozenset(on_hidden | {table.name.lower() for table in self._emptied})
        self._gone = Gone(hidden, words, frozenset(map(str.lower, where)))
        self._sheets = [sheet for sheet in self.archive.sheets if sheet.name.lower() not in hidden]
        self._mask_individuals(Reader(self._names(), readers_tables(found)))
        return locations

    def _mask_individuals(self, reader: Reader) -> None:
        """Let cells that show one person's data say that something was removed."""
        contents = {sheet.name: SheetXml.of(self.parts.contents[sheet.part]) for sheet in self._sheets}
        count = 0
        for sheet, key in individual_cells(contents, self._strings, reader, self.left_out):
            self.left_out.masked.setdefault(sheet, {})[key] = Shown.REMOVED
            count += 1
        if count:
            emptied = number_of(count, "cell that shows", "cells that show")
            become = "is" if count == 1 else "are"
            self._notes.append(f"{emptied} one person's data {become} emptied; look at what rests on that")

    def _names(self) -> dict[str, str]:
        """What each name of the workbook stands for, by the name in lower case."""
        found = elements(self.parts.tree(self.parts.workbook), "definedName")
        return {item.get("name", "").lower(): (item.text or "") for item in found}

    def _cut_links(self, locations: set[str]) -> None:
        """Take out sheets, names, settings, and links to what does not stay."""
        root = self.parts.tree(self.parts.workbook)
        before = len(elements(root, "definedName"))
        workbookpart.without_sheets(self.parts, self._dropped_sheets)
        workbookpart.without_settings(root)
        self._gone = workbookpart.without_names(root, self._gone, live=self.native)
        self._counts["names"] = before - len(elements(root, "definedName"))
        self.parts.set_type(self.parts.workbook, workbookpart.MAIN_TYPE)
        refuse = workbookpart.unwanted(locations, _DROPPED_KINDS)
        self.parts.unlink("", refuse)
        is_plain = self._is_plain()
        self.parts.unlink(
            self.parts.workbook, lambda link: refuse(link) or (is_plain and link.kind.startswith(_OF_RECORDS))
        )
        for part in self.parts.reachable():
            if part == self.parts.workbook or not self.parts.links(part):
                continue
            is_sheet = any(part == sheet.part for sheet in self._sheets)
            if is_sheet:
                self.parts.unlink(part, refuse)
            else:
                sheets.cleaned_links(self.parts, part, self.parts.tree(part), refuse)

    def _is_plain(self) -> bool:
        """Whether no cell needs the list of cell metadata: nothing spills any more, and no cell is a record."""
        return not self.native and not any(b" vm=" in self.parts.contents[sheet.part] for sheet in self._sheets)

    def _find_what_lives(self) -> Live:
        names = self._names()
        if FROZEN_NOTE in names:
            sheet, _, ref = names[FROZEN_NOTE].rpartition("!")
            self._note_at[sheet.strip("'").replace("''", "'")] = area(ref)[:2]
        contents = {sheet.name: SheetXml.of(self.parts.contents[sheet.part]) for sheet in self._sheets}
        if not self.native:
            return Live()
        live = living(Book.of(self.archive, contents, self._strings, names, self._gone, self.left_out))
        if live.differing:
            differing = number_of(live.differing, "expression")
            self._notes.append(f"{differing} gave another value than is stored; what is stored stays")
        return live

    def _freeze_sheet(self, sheet: SheetPart) -> None:
        xml = SheetXml.of(self.parts.contents[sheet.part])
        bands = self.left_out.bands.get(sheet.name, [])
        rows = rewritten(xml, self._strings, lambda cell: self._changed(sheet, cell))
        shell = sheets.Shell.of(xml, rows, f"{self.archive.path}: {sheet.name}")
        refuse = workbookpart.unwanted((), ())
        sheets.cleaned_links(self.parts, sheet.part, shell.root, lambda link: refuse(link) and link.kind != "hyperlink")
        sheets.cleaned_shell(shell.root, self._gone, bands, lambda corners: self._drives(sheet.name, corners))
        self.scrub.tree(shell.root)
        hidden = [item for name in ("col", "row") for item in elements(shell.root, name) if item.get("hidden") == "1"]
        if hidden or b' hidden="1"' in rows:
            self._notes.append(f"{sheet.name} has hidden rows or columns, and they are still in the copy")
        self.parts.contents[sheet.part] = shell.joined()
        self._freeze_linked(sheet, bands)

    def _freeze_linked(self, sheet: SheetPart, bands: list[tuple[int, int]]) -> None:
        """Tables, comments and old shapes of a sheet."""
        for part in self.parts.linked(sheet.part, "table"):
            root = self.parts.tree(part)
            cleared = any(root.get("displayName") == table.name for table in self._emptied)
            sheets.cleaned_table(
                root, cleared=cleared, keeps=lambda formula: self.native and self._gone.spares(formula)
            )
        for part in self.parts.linked(sheet.part, "comments"):
            sheets.cleaned_comments(self.parts.tree(part), bands)
        for part in self.parts.linked(sheet.part, "vmlDrawing"):
            sheets.cleaned_shapes(self.parts.tree(part), bands)
        for part in self.parts.linked(sheet.part, "drawing"):
            frozen_drawing(self.parts.tree(part), bands)

    def _changed(self, sheet: SheetPart, cell: Cell) -> bytes | None:
        """A cell of the copy; None where it stays as it is."""
        if self.left_out.is_cleared(sheet.name, cell.row):
            return constant(cell, None)
        if self._note_at.get(sheet.name) == cell.key:
            return constant(cell, self.note)
        style = self._style(sheet.name, cell)
        masked = self.left_out.masked.get(sheet.name, {}).get(cell.key)
        if masked is not None:
            return self._masked(cell, masked, style)
        if cell.has_formula:
            return self._changed_formula(sheet, cell, style)
        value = cell.value
        if type(value) is str and (cleaned := self.scrub.text(value)) != value:
            return constant(cell, cleaned, style)
        if (shared := cell.shared_string) is not None:
            self._used.add(shared)
        if style is not None:
            return restyled(cell, style)
        return without_metadata(cell) if b"cm" in cell.attributes and not self.native else None

    def _masked(self, cell: Cell, shown: Shown, style: int | None) -> bytes:
        """A cell that shows something else than it held."""
        if shown is Shown.OFF:
            return constant(cell, WORDS[metadata.language_of(self.parts)].off, style)
        self.scrub.count += 1
        return constant(cell, self.scrub.word if shown is Shown.REMOVED else None, style)

    def _changed_formula(self, sheet: SheetPart, cell: Cell, style: int | None) -> bytes | None:
        """A formula's value, or the formula that lives on."""
        value = self._value(sheet, cell)
        formula = self.live.formula(sheet.name, cell.key)
        if formula is not None and not self.scrub.holds(formula or cell.formula):
            self._counts["live"] += 1
            if (shared := cell.shared_string) is not None:
                self._used.add(shared)
            return calculated(cell, formula, value, style) if formula else None
        self._counts["values"] += 1
        self._errors += isinstance(value, CellError)
        return constant(cell, value, style)

    def _value(self, sheet: SheetPart, cell: Cell) -> CellValue:
        """What a formula cell shows, without what must not leave."""
        if not cell.has_value:
            place = f"{sheet.name}!{cell_name(*cell.key)}"
            raise PublishingError(
                f"{self.archive.path}: the formula in {place} has no value yet; "
                "calculate the workbook first with 'gapsheet recalc'"
            )
        value = cell.value
        if value in self.left_out.people:
            self.scrub.count += 1
            return self.scrub.word
        return self.scrub.text(value) if type(value) is str else value

    def _style(self, sheet: str, cell: Cell) -> int | None:
        """Another format for an input that nothing live depends on; None for no change."""
        if cell.style not in self.formats.inputs or self.live.drives(sheet, cell.key):
            return None
        self._counts["inputs"] += 1
        return self.formats.plain(cell.style)

    def _drives(self, sheet: str, corners: Corners) -> bool:
        return self.live.drives_any(sheet, corners)

    @property
    def note(self) -> str:
        """What the copy says it is."""
        words = WORDS[metadata.language_of(self.parts)]
        day = f"{self.made:%Y-%m-%d}"
        return words.native.format(day, self.live.fixed) if self.native else words.values.format(day)

    def _clean_the_rest(self) -> None:
        """Everything but the cells: charts, shared texts, properties, texts in drawings."""
        done = {sheet.part for sheet in self._sheets}
        metadata.without_people(self.parts, self.made, self.scrub)
        if not metadata.noted(self.parts, self.note, set(self._dropped_sheets), self.scrub):
            metadata.described(self.parts, self.note)
        self._clean_strings()
        for part in self.parts.reachable():
            if part in done or not part.lower().endswith((".xml", ".vml")):
                continue
            root = self.parts.tree(part)
            if local(root) == "chartSpace":
                frozen_chart(root, self._gone, self._hides)
            elif local(root) == "chartsheet":
                sheets.cleaned_shell(root, self._gone, (), lambda corners: False)
            self.scrub.tree(root)

    def _clean_strings(self) -> None:
        """Shared texts that no cell shows any more become empty; the others keep their places."""
        for part in self.parts.linked(self.parts.workbook, "sharedStrings"):
            for place, item in enumerate(list(self.parts.tree(part).iterchildren("{*}si"))):
                if place not in self._used:
                    space = etree.QName(item).namespace
                    item.clear()
                    etree.SubElement(item, f"{{{space}}}t")

    def _hides(self, reference: str) -> bool:
        """Whether a chart's reference leads to rows that are emptied."""
        if any(table.name.lower() in reference.lower().split("[")[0] for table in self._emptied if "[" in reference):
            return True
        sheet, _, cells = reference.rpartition("!")
        name = sheet.strip("'").replace("''", "'")
        if name not in self.left_out.bands or not cells:
            return False
        try:
            top, _, bottom, _ = area(cells)
        except ValueError:
            return True
        return any(first <= bottom and top <= last for first, last in map(band, self._on(name)))

    def _on(self, sheet: str) -> list[Table]:
        return [table for table in self._emptied if table.sheet == sheet]
