"""Tables with one row per case: where their cells stand, told in the way of a block with one column per case."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from openpyxl.utils import get_column_letter

from gapsheet.templates.cases import Placed

# A figure's confidence as a number from 1 (primary) to 5, by its name on Facts in the cell or line {0}.
RANK = "INDEX(confidence_rank,MATCH(INDEX(fact_confidence,MATCH({0},fact_name,0)),confidence_word,0))"


@dataclass(frozen=True, slots=True)
class Listed(Placed):
    """Cells of a table by measure and case; `names` says which case is which figure."""

    cells: Mapping[str, tuple[tuple[int, int], ...]]
    names: tuple[str, ...]

    @classmethod
    def of(cls, sheet: str, columns: Mapping[str, tuple[int, int]], names: tuple[str, ...], end: int) -> Listed:
        """The table of the named cases; `columns` gives each measure's first row and its column."""
        cells = {
            key: tuple((first + case, column) for case in range(len(names))) for key, (first, column) in columns.items()
        }
        return cls(sheet, {}, (), end, cells, names)

    def with_cell(self, key: str, cell: tuple[int, int]) -> Listed:
        """The same table with one cell that all cases share."""
        return replace(self, cells={**self.cells, key: (cell,) * len(self.names)})

    def at(self, key: str, case: int = 0) -> tuple[int, int]:
        """Row and column of a measure of a case."""
        return self.cells[key][case]

    def ref(self, key: str, case: int = 0) -> str:
        """The same as a reference that other sheets can use."""
        row, column = self.at(key, case)
        return f"'{self.sheet}'!${get_column_letter(column)}${row}"
