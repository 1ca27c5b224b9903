"""What the engine cannot calculate: which cells those are, and which of them are only fed by such cells."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from gapsheet.errors import CellError
from gapsheet.package.addresses import CellKey, keys
from gapsheet.quantities import CellValue

if TYPE_CHECKING:
    from gapsheet.hosts.engine import Area, EngineError

Place = tuple[str, CellKey]  # sheet, (row, column)

_FEW = 64  # cells of a range that are looked up one by one

_WORDS = {
    "Name": "a name or function the calculation does not know",
    "NImpl": "a construct the calculation does not know",
    "Error": "a formula the calculation cannot read",
    "Ref": "a reference the calculation cannot follow",
    "Spill": "an array result without room to spill",
    "Circ": "part of a ring of references, calculated by iteration",
}


@dataclass(frozen=True, slots=True)
class Kept:
    """A cell that could not be calculated. It keeps its stored value; a cell that never had one shows an error."""

    sheet: str
    cell: str
    reason: str
    stored: CellValue


def reason(error: EngineError) -> str:
    """An engine error in words."""
    return _WORDS.get(error.kind, f"an error of the calculation ({error.kind})")


def is_gap(error: EngineError, stored: CellValue) -> bool:
    """Whether an error says something about the engine rather than about the figures."""
    match error.kind:
        case "Div" | "Num" | "Na" | "Value" | "Null":
            return False
        case "Name":
            return stored != CellError.NAME
        case "Ref" | "Spill" | "Calc":
            return not isinstance(stored, CellError)
        case _:
            return True


class Feeding:
    """Which cells feed which, among the few that matter."""

    def __init__(self, formula: Callable[[Place], str | None], names: Mapping[str, Area]) -> None:
        self._formula = formula
        self._names = names
        self._areas: dict[Place, tuple[Area, ...]] = {}

    def areas(self, place: Place) -> tuple[Area, ...]:
        """The areas that a cell reads, as far as its formula tells; sheet names in small letters."""
        if place not in self._areas:
            from gapsheet.hosts.engine import references  # takes long to import, and to tell of a gap needs none of it

            text = self._formula(place)
            found = references(text, place[0], self._names) if text else ()
            self._areas[place] = tuple((sheet.casefold(), *corners) for sheet, *corners in found)  # type: ignore[misc]
        return self._areas[place]

    def fed_by(self, place: Place, sources: Mapping[str, Collection[CellKey]]) -> Iterator[Place]:
        """The sources that a cell reads directly."""
        for sheet, top, left, bottom, right in self.areas(place):
            cells = sources.get(sheet, ())
            if (bottom - top + 1) * (right - left + 1) <= _FEW:
                yield from ((sheet, key) for key in keys((top, left, bottom, right)) if key in cells)
            else:
                yield from ((sheet, key) for key in cells if top <= key[0] <= bottom and left <= key[1] <= right)

    def is_fed(self, place: Place, sources: Mapping[str, Collection[CellKey]]) -> bool:
        """Whether a cell reads any of the sources other than itself."""
        own = (place[0].casefold(), place[1])
        return any(source != own for source in self.fed_by(place, sources))

    def roots(self, failing: Collection[Place], unsolved: Collection[Place]) -> list[Place]:
        """The failing cells that fail by themselves, not because a failing or unsolved cell feeds them."""
        rest = self._not_fed(failing, unsolved)
        sources = _by_sheet(rest)
        return [place for place in rest if not self.is_fed(place, sources)] or rest

    def _not_fed(self, failing: Collection[Place], unsolved: Collection[Place]) -> list[Place]:
        """Without the cells that unsolved ones feed, directly or through others."""
        rest, tainted = list(failing), list(unsolved)
        while tainted and rest:
            sources = _by_sheet(tainted)
            tainted = [place for place in rest if self.is_fed(place, sources)]
            rest = [place for place in rest if place not in set(tainted)]
        return rest

    def ring(self, circular: Collection[Place]) -> list[Place]:
        """The cells that lie on a ring, or between two: those left when all that only feed or are only fed are gone."""
        spelled = {(sheet.casefold(), key): (sheet, key) for sheet, key in circular}
        readers: dict[Place, set[Place]] = {place: set() for place in spelled}
        sources = _by_sheet(circular)
        for own, place in spelled.items():
            for source in self.fed_by(place, sources):
                readers[source].add(own)
        rest = _peeled(_peeled(readers))
        return [spelled[place] for place in rest] or list(circular)


def _peeled(edges: dict[Place, set[Place]]) -> dict[Place, set[Place]]:
    """The graph with its ends taken off again and again, edges turned round."""
    edges = {place: set(targets) for place, targets in edges.items()}
    sources: dict[Place, set[Place]] = {place: set() for place in edges}
    for place, targets in edges.items():
        for target in targets:
            sources[target].add(place)
    ends = [place for place, targets in edges.items() if not targets]
    while ends:
        end = ends.pop()
        for source in sources.pop(end):
            edges[source].discard(end)
            if not edges[source]:
                ends.append(source)
        del edges[end]
    return {place: {source for source in sources[place] if source in edges} for place in edges}


def _by_sheet(places: Iterable[Place]) -> dict[str, set[CellKey]]:
    """Cells by sheet; sheet names do not mind capitals."""
    found: dict[str, set[CellKey]] = {}
    for sheet, key in places:
        found.setdefault(sheet.casefold(), set()).add(key)
    return found
