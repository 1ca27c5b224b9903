"""What becomes of formulas when the tables they speak of grow, shrink or change their order."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import NamedTuple

from gapsheet.package.addresses import cell_name
from gapsheet.package.references import Reference, with_references
from gapsheet.package.tablemoves import Reach, TableMove, TableMoves

Tell = Callable[[str], None]


class _Doubt(NamedTuple):
    """A reference that may now speak of another row."""

    old: Reference
    new: Reference | None


@dataclass(slots=True)
class FormulaMoves:
    """Formulas rewritten for all moves of a workbook, and a note of each that may now speak of another row.

    Attributes:
        moves: The moves.
        notes: Sentences about formulas whose meaning may have changed.
        is_still: Whether every row of every table keeps its place, so that no formula changes.
    """

    moves: TableMoves
    notes: list[str] = field(default_factory=list)
    is_still: bool = field(init=False)

    def __post_init__(self) -> None:
        self.is_still = all(move.stays for moves in self.moves.sheets.values() for move in moves)

    def elsewhere(
        self, formula: str, sheet: str, place: str, reach: Reach = Reach.FORMULA, *, rowwise: bool = False
    ) -> str:
        """A formula that keeps its place: what covers a table's rows grows and shrinks with it.

        Args:
            formula: The formula, without its equals sign.
            sheet: The sheet on which it stands; "" for a name of the workbook.
            place: How a note calls it.
            reach: How its references follow.
            rowwise: Whether it is applied row by row, so that a row without dollar sign is the row itself.
        """
        doubtful: list[_Doubt] = []

        def moved(reference: Reference) -> Reference | None:
            new, is_doubtful = self.moves.reference(sheet, reference, reach)
            if is_doubtful and (reference.first.fixed_row or not rowwise):
                doubtful.append(_Doubt(reference, new))
            return new

        new = with_references(formula, moved)
        if doubtful:
            self._note(place, doubtful, sheet)
        return new

    def shared(self, formula: str, sheet: str, place: str) -> str:
        """A formula that several rows share: only what is the same in all of them may change."""

        def moved(reference: Reference) -> Reference | None:
            new, is_doubtful = self.moves.reference(sheet, reference, Reach.FORMULA)
            fixed = reference.first.fixed_row and reference.last.fixed_row
            if is_doubtful or (new is not reference and not fixed):
                self._note(place, [_Doubt(reference, reference)], sheet)
            return new if fixed else reference

        return with_references(formula, moved)

    def copied(self, formula: str, sheet: str, place: str = "", row: int = 0) -> str:
        """A formula that fills a table's column down and goes with its rows; fixed areas grow and shrink.

        Args:
            formula: The formula.
            sheet: Its sheet.
            place: How a note calls it; "" where none is wanted.
            row: The row that it is spelled for.
        """
        doubtful: list[_Doubt] = []

        def moved(reference: Reference) -> Reference | None:
            if reference.first.fixed_row and reference.last.fixed_row:
                new, is_doubtful = self.moves.reference(sheet, reference, Reach.FORMULA)
            else:
                is_own = reference.corners[0] == reference.corners[2] == row
                new, is_doubtful = reference, not is_own and self._reorders(reference, sheet)
            if is_doubtful:
                doubtful.append(_Doubt(reference, new))
            return new

        new = with_references(formula, moved)
        if doubtful and place:
            self._note(place, doubtful, sheet)
        return new

    def carried(self, formula: str, sheet: str, place: str, row: int, rows: int) -> str:
        """A single formula in a table's row, or beside it, that goes with its row.

        Areas over all rows of a table grow and shrink with it; everything else moves as in copying.

        Args:
            formula: The formula.
            sheet: Its sheet.
            place: How a note calls it.
            row: Its row before.
            rows: By how many rows it moves.
        """
        doubtful: list[_Doubt] = []

        def moved(reference: Reference) -> Reference | None:
            is_fixed = reference.first.fixed_row
            if is_fixed == reference.last.fixed_row and (is_fixed or self._is_whole(reference, sheet)):
                new, is_doubtful = self.moves.reference(sheet, reference, Reach.FORMULA)
            else:
                new = reference.moved(rows)
                is_mixed = is_fixed != reference.last.fixed_row
                is_doubtful = (
                    self._reorders(reference, sheet) if is_mixed else self._leaves(_Doubt(reference, new), sheet)
                )
            if is_doubtful:
                doubtful.append(_Doubt(reference, new))
            return new

        new = with_references(formula, moved)
        if doubtful:
            self._note(place, doubtful, sheet)
        return new

    def _is_whole(self, reference: Reference, sheet: str) -> bool:
        """Whether a reference covers all rows of a table."""
        moves = self.moves.on(reference.sheet or sheet)
        corners = reference.corners
        return reference.is_range and any(move.meets(corners) and move.covers(corners) for move in moves)

    def _met(self, reference: Reference, sheet: str) -> Iterator[TableMove]:
        """The tables of whose rows a reference names some."""
        return (move for move in self.moves.on(reference.sheet or sheet) if move.meets(reference.corners))

    def _leaves(self, moved: _Doubt, sheet: str) -> bool:
        """Whether a reference that moved with its formula's row no longer names the rows that it named."""
        if moved.new is None:
            return any(self._met(moved.old, sheet))
        (top, _, bottom, _), (new_top, _, new_bottom, _) = moved.old.corners, moved.new.corners
        return any((move.row(top), move.row(bottom)) != (new_top, new_bottom) for move in self._met(moved.old, sheet))

    def _reorders(self, reference: Reference, sheet: str) -> bool:
        """Whether the rows of which a reference names some come in another order."""
        return any(move.reorders for move in self._met(reference, sheet))

    def _note(self, place: str, doubts: list[_Doubt], sheet: str) -> None:
        named = ", ".join(
            dict.fromkeys((doubt.new or doubt.old).written + self._since(doubt.old, sheet) for doubt in doubts)
        )
        self.notes.append(f"{place} refers to {named}, where another row may stand now; look whether it still should")

    def _since(self, reference: Reference, sheet: str) -> str:
        """Where the row of a single cell went; "" where it stays, and of several cells."""
        move, old = next(self._met(reference, sheet), None), reference.corners[0]
        if reference.is_range or move is None or (row := move.row(old)) == old:
            return ""
        return " (its row is gone)" if row is None else f" (its row is now {row})"


def place_of(sheet: str, row: int, column: int) -> str:
    """A cell as notes name it."""
    return f"'{sheet}'!{cell_name(row, column)}"
