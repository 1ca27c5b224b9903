"""What becomes of formulas when the tables they speak of grow, shrink or change their order."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from gapsheet.package.addresses import cell_name
from gapsheet.package.references import Reference, translated, with_references
from gapsheet.package.tablemoves import Reach, TableMoves

Tell = Callable[[str], None]


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
        doubtful: list[Reference] = []

        def moved(reference: Reference) -> Reference | None:
            new, is_doubtful = self.moves.reference(sheet, reference, reach)
            if is_doubtful and (reference.first.fixed_row or not rowwise):
                doubtful.append(reference)
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
                self._note(place, [reference], sheet)
            return new if fixed else reference

        return with_references(formula, moved)

    def copied(self, formula: str, sheet: str, rows: int) -> str:
        """A formula of a table's row that goes with its row: as copying, and fixed areas grow and shrink."""

        def moved(reference: Reference) -> Reference | None:
            if not (reference.first.fixed_row and reference.last.fixed_row):
                return reference
            return self.moves.reference(sheet, reference, Reach.FORMULA)[0]

        return translated(with_references(formula, moved), rows)

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
        doubtful: list[Reference] = []

        def moved(reference: Reference) -> Reference | None:
            is_fixed = reference.first.fixed_row
            if is_fixed == reference.last.fixed_row and (is_fixed or self._is_whole(reference, sheet)):
                new, is_doubtful = self.moves.reference(sheet, reference, Reach.FORMULA)
                doubtful.extend([reference] if is_doubtful else [])
                return new
            if rows and not is_fixed and reference.corners[0] != row and self._meets(reference, sheet):
                doubtful.append(reference)
            return reference.moved(rows)

        new = with_references(formula, moved)
        if doubtful:
            self._note(place, doubtful, sheet)
        return new

    def _is_whole(self, reference: Reference, sheet: str) -> bool:
        """Whether a reference covers all rows of a table."""
        moves = self.moves.on(reference.sheet or sheet)
        corners = reference.corners
        return reference.is_range and any(move.meets(corners) and move.covers(corners) for move in moves)

    def _meets(self, reference: Reference, sheet: str) -> bool:
        return any(move.meets(reference.corners) for move in self.moves.on(reference.sheet or sheet))

    def _note(self, place: str, references: list[Reference], sheet: str) -> None:
        named = ", ".join(dict.fromkeys(reference.written + self._since(reference, sheet) for reference in references))
        self.notes.append(f"{place} refers to {named}, where another row may stand now; look whether it still should")

    def _since(self, reference: Reference, sheet: str) -> str:
        """Where the row of a single cell went; "" where it stays, and of several cells."""
        name, corners = reference.sheet or sheet, reference.corners
        move = next((move for move in self.moves.on(name) if move.meets(corners)), None)
        if reference.is_range or move is None or (row := move.row(corners[0])) == corners[0]:
            return ""
        return " (its row is gone)" if row is None else f" (its row is now {row})"


def place_of(sheet: str, row: int, column: int) -> str:
    """A cell as notes name it."""
    return f"'{sheet}'!{cell_name(row, column)}"
