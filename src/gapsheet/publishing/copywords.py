"""What a frozen copy says in each language: in the place of what is removed, and of what it is."""

from __future__ import annotations

from typing import NamedTuple


class Words(NamedTuple):
    """The words of one language."""

    removed: str  # without the signs of file patterns, [ ] among them: as a location it must fit no file
    off: str
    values: str  # the note of a copy with values only
    native: str  # the note of one with formulas


WORDS = {
    "en": Words(
        "(removed)",
        "no",
        "Frozen copy: values only, made on {}.",
        "Copy without gapsheet, made on {}; Excel's formulas follow a changed input; fixed values: {:,}.",
    ),
    "ja": Words(
        "（削除）",
        "いいえ",
        "固定版：値のみ、{}作成。",
        "gapsheetなしの版、{}作成。入力を変えるとExcelの数式は再計算されますが、{:,}個の数字は固定値です。",
    ),
}
