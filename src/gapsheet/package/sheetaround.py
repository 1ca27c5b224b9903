"""What stands around the cells of a sheet and speaks of areas: formats, validations, links, sparklines, filters."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from gapsheet.errors import RewriteError
from gapsheet.package.addresses import AREA, AREAS, CellKey, Corners, area, area_name
from gapsheet.package.celltext import escaped, unescaped
from gapsheet.package.formulamoves import FormulaMoves
from gapsheet.package.references import Reference, with_references
from gapsheet.package.tablemoves import Reach, TableMove

_INSIDE = rb"(?:[^<>\"']|\"[^\"]*\"|'[^']*')*?"
_AREAS = re.compile(
    rb"(<(?:[\w.-]+:)?(?:conditionalFormatting|dataValidation|ignoredError|protectedRange|autoFilter|sortState"
    rb"|sortCondition)\s" + _INSIDE + rb"(?<=\s)(?:sqref|ref)\s*=\s*[\"'])(" + AREAS + rb")(?=[\"'])"
)
_EXTENSION_AREAS = re.compile(rb"(<(?:[\w.-]+:)?sqref>)(" + AREAS + rb")(?=</)")
_FORMULA = re.compile(rb"(<(?:[\w.-]+:)?(?:formula|formula1|formula2|f)(?:\s[^<>]*)?>)([^<]+)(?=</)")
_THRESHOLD = re.compile(rb"(<(?:[\w.-]+:)?cfvo\s" + _INSIDE + rb"(?<=\s)val\s*=\s*\")([^\"]+)")
_SPARKLINE = re.compile(
    rb"<((?:[\w.-]+:)?)sparkline>\s*<((?:[\w.-]+:)?)f>([^<]*)</\2f>\s*<\2sqref>("
    + AREA
    + rb")</\2sqref>\s*</\1sparkline>"
)
_SPARKLINE_PLACE = re.compile(
    rb"</(?:[\w.-]+:)?f>\s*<(?:[\w.-]+:)?sqref>(" + AREA + rb")</(?:[\w.-]+:)?sqref>\s*</[^<>]*sparkline>"
)
_LINK_PLACE = re.compile(rb"<(?:[\w.-]+:)?hyperlink\s" + _INSIDE + rb"(?<=\s)ref\s*=\s*[\"'](" + AREA + rb")[\"']")
_NO_SPARKLINES = re.compile(
    rb"<((?:[\w.-]+:)?)sparklineGroup(?=[\s>])(?:(?!</\1sparklineGroup>).)*?<\1sparklines>\s*</\1sparklines>\s*"
    rb"</\1sparklineGroup>",
    re.DOTALL,
)
_NO_GROUPS = re.compile(
    rb"<((?:[\w.-]+:)?)ext\s[^<>]*>\s*<((?:[\w.-]+:)?)sparklineGroups[^<>]*>\s*</\2sparklineGroups>\s*</\1ext>"
)
_LINK = re.compile(rb"<(?:[\w.-]+:)?hyperlink\s" + _INSIDE + rb"/>")
_NO_LINKS = re.compile(rb"<((?:[\w.-]+:)?)hyperlinks>\s*</\1hyperlinks>")
_REF = re.compile(rb"(\sref\s*=\s*[\"'])(" + AREA + rb")(?=[\"'])")
_LOCATION = re.compile(rb"(\slocation\s*=\s*\")([^\"]*)")
_MERGED = re.compile(rb"<(?:[\w.-]+:)?mergeCell\s+ref\s*=\s*[\"'](" + AREA + rb")[\"']\s*/>")


_SPEAKING = re.compile(rb"formula|cfvo|hyperlink|parkline|<(?:[\w.-]+:)?f[\s>]")


def speaks_of_cells(xml: bytes) -> bool:
    """Whether what follows the rows of a sheet may speak of cells of other sheets."""
    return _SPEAKING.search(xml) is not None


@dataclass(frozen=True, slots=True)
class Around:
    """The parts of a worksheet outside its rows, brought in line with the tables.

    Attributes:
        sheet: The sheet's name.
        formula_moves: What becomes of formulas and areas.
    """

    sheet: str
    formula_moves: FormulaMoves

    def moved(self, xml: bytes) -> bytes:
        """What follows the rows of the sheet."""
        if self.formula_moves.is_still:
            return xml
        pieces, done = [], 0
        spread = self._spread(xml)
        for match in _SPARKLINE.finditer(xml):
            pieces += [self._plain(xml[done : match.start()]), self._sparkline(match), *self._copies(match, spread)]
            done = match.end()
        whole = b"".join([*pieces, self._plain(xml[done:])])
        return _NO_GROUPS.sub(b"", _NO_SPARKLINES.sub(b"", whole)) if pieces else whole

    def _plain(self, xml: bytes) -> bytes:
        """Everything but sparklines."""
        xml = _NO_LINKS.sub(b"", _LINK.sub(self._link, xml))
        for pattern in (_AREAS, _EXTENSION_AREAS):
            xml = pattern.sub(self._areas, xml)
        for pattern in (_FORMULA, _THRESHOLD):
            xml = pattern.sub(self._formula, xml)
        return xml

    def _area(self, ref: str) -> Corners:
        """An area that formats or validations cover, at its new size."""
        moved = self.formula_moves.moves.area(self.sheet, area(ref), Reach.SPAN).corners
        return moved or area(ref)

    def _areas(self, match: re.Match[bytes]) -> bytes:
        refs = match[2].decode("ascii").split(" ")
        new = [ref if not ref or self._area(ref) == area(ref) else area_name(self._area(ref)) for ref in refs]
        return match[1] + " ".join(new).encode("ascii")

    def _formula(self, match: re.Match[bytes]) -> bytes:
        text = unescaped(match[2])
        new = self.formula_moves.elsewhere(text, self.sheet, f"a format or validation on '{self.sheet}'", rowwise=True)
        return match[0] if new == text else match[1] + escaped(new).replace(b'"', b"&quot;")

    def _row(self, corners: Corners) -> int | None:
        """The new row of an area within one row; None if the row vanishes."""
        for move in self.formula_moves.moves.on(self.sheet):
            if move.meets(corners):
                return move.row(corners[0])
        return corners[0]

    def _link(self, match: re.Match[bytes]) -> bytes:
        """A link follows its cell, and what it leads to; it vanishes with its row."""
        ref = _REF.search(match[0])
        if ref is None:
            return match[0]
        corners = area(ref[2].decode("ascii"))
        row = self._row(corners)
        if corners[0] != corners[2]:
            new = self._area(ref[2].decode("ascii"))
        elif row is None:
            return b""
        else:
            new = (row, corners[1], row, corners[3])
        moved = match[0] if new == corners else _REF.sub(rb"\g<1>" + area_name(new).encode("ascii"), match[0], count=1)
        return _LOCATION.sub(self._location, moved)

    def _location(self, match: re.Match[bytes]) -> bytes:
        text = unescaped(match[2])
        new = self.formula_moves.elsewhere(text, self.sheet, f"a link on '{self.sheet}'", Reach.NAME)
        return match[0] if new == text or "#REF!" in new else match[1] + escaped(new).replace(b'"', b"&quot;")

    def _sparkline(self, match: re.Match[bytes]) -> bytes:
        """A sparkline in a table's row follows it with what it draws; elsewhere it grows with what it draws."""
        corners = area(match[4].decode("ascii"))
        row = self._row(corners) if corners[0] == corners[2] else corners[0]
        return b"" if row is None else self._drawn_at(match, row)

    def _drawn_at(self, match: re.Match[bytes], row: int) -> bytes:
        """A sparkline in another row."""
        (top, left, bottom, right), drawn = area(match[4].decode("ascii")), unescaped(match[3])
        new = with_references(drawn, lambda reference: self._drawn(reference, top, row))
        if row == top and new == drawn:
            return match[0]
        place = area_name((row, left, row + bottom - top, right)).encode("ascii")
        group, main = match[1], match[2]
        return b"<%bsparkline><%bf>%b</%bf><%bsqref>%b</%bsqref></%bsparkline>" % (
            group, main, escaped(new), main, main, place, main, group,
        )  # fmt: skip

    def _drawn(self, reference: Reference, old: int, row: int) -> Reference | None:
        name = reference.sheet or self.sheet
        in_row = reference.corners[0] == reference.corners[2] == old and name.casefold() == self.sheet.casefold()
        if in_row and any(move.meets(reference.corners) for move in self.formula_moves.moves.on(self.sheet)):
            return reference if row == old else reference.with_rows(row, row)
        return self.formula_moves.moves.reference(self.sheet, reference, Reach.SPAN)[0]

    def _spread(self, xml: bytes) -> dict[CellKey, list[int]]:
        """The sparklines that new rows take over, with those rows: where each old row has one in the column."""
        filled = {area(ref.decode("ascii")) for ref in _SPARKLINE_PLACE.findall(xml)}
        spread: dict[CellKey, list[int]] = {}
        for move in self.formula_moves.moves.on(self.sheet) if filled else ():
            block = move.block
            data = range(block.top, block.bottom + 1)
            whole = [column for column in block.columns if all((row, column, row, column) in filled for row in data)]
            for place, look in enumerate(move.looks()) if whole else ():
                for column in whole if move.origins[place] is None else ():
                    spread.setdefault((look, column), []).append(block.top + place)
        return spread

    def _copies(self, match: re.Match[bytes], spread: Mapping[CellKey, Sequence[int]]) -> list[bytes]:
        """A sparkline for each new row that takes this one over."""
        return [self._drawn_at(match, row) for row in spread.get(area(match[4].decode("ascii"))[:2], ())]


def hung_cells(xml: bytes) -> Iterator[CellKey]:
    """The cells in which, after the rows of the sheet, a link or a sparkline is told."""
    for ref in [*_SPARKLINE_PLACE.findall(xml), *_LINK_PLACE.findall(xml)]:
        yield area(ref.decode("ascii"))[:2]


def merged_areas(xml: bytes) -> list[Corners]:
    """The merged cells of a sheet."""
    return [area(ref.decode("ascii")) for ref in _MERGED.findall(xml)]


def refuse_disturbed(moves: Sequence[TableMove], areas: Sequence[Corners], what: str) -> None:
    """Make sure that areas which cannot be taken apart stay together.

    Raises:
        RewriteError: A table moves rows that such an area joins, or grows over it.
    """
    for move in moves:
        for corners in areas:
            if _disturbs(move, corners):
                raise RewriteError(
                    f"the rows of the table '{move.block.table.name}' cannot be moved: '{move.block.sheet.name}'!"
                    f"{area_name(corners)} {what}; take it apart, or leave a blank column between it and the table"
                )


def _disturbs(move: TableMove, corners: Corners) -> bool:
    top, left, bottom, right = corners
    block = move.block
    if left > block.last or right < block.first:
        return False
    rows = range(max(top, block.top), min(bottom, max(block.end, move.new_end)) + 1)
    return any(move.row(row) != row or row > block.end for row in rows)
