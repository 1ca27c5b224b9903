"""Which formulas live on in a copy without gapsheet, as what, and which inputs they still follow."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from gapsheet.package.addresses import CellKey, Corners
from gapsheet.package.archive import Archive
from gapsheet.package.sheetxml import SheetXml
from gapsheet.publishing.mentions import Gone
from gapsheet.publishing.withheld import Withheld


@dataclass(slots=True)
class Live:
    """The formulas of the copy by sheet and cell; "" where a formula stays as it stands."""

    formulas: dict[str, dict[CellKey, str]] = field(default_factory=dict)
    fixed: int = 0
    _driving: dict[str, list[Corners]] = field(default_factory=dict)

    @classmethod
    def nothing(cls, names: Mapping[str, str]) -> Live:
        """No formula lives on."""
        return cls()

    @classmethod
    def of(
        cls,
        archive: Archive,
        sheets: Mapping[str, SheetXml],
        strings: Sequence[str],
        names: Mapping[str, str],
        gone: Gone,
        left_out: Withheld,
    ) -> Live:
        """TODO."""
        return cls()

    def formula(self, sheet: str, key: CellKey) -> str | None:
        """The formula of a cell in the copy, "" for its old one, None where only the value stays."""
        return self.formulas.get(sheet, {}).get(key)

    def drives(self, sheet: str, key: CellKey) -> bool:
        """Whether a live formula reads a cell."""
        return self.drives_any(sheet, (*key, *key))

    def drives_any(self, sheet: str, corners: Corners) -> bool:
        """Whether a live formula reads any cell of an area."""
        top, left, bottom, right = corners
        return any(
            first <= bottom and top <= last and west <= right and left <= east
            for first, west, last, east in self._driving.get(sheet.lower(), ())
        )
