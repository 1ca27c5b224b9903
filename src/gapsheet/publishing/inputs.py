"""The cells a reader may change: how they are told from others, and how they lose that look."""

from __future__ import annotations

from copy import deepcopy

from gapsheet.publishing.parts import Element, elements, forget

INPUT_STYLE, PLAIN_STYLE = "input", "calculated"  # cell styles, in lower case
HEAD_STYLES = ("column head", "column head right")
_BUILT_IN_INPUT = "20"  # the same style whatever language Excel speaks
_BUILT_IN = {"1": "0", "2": "0.00", "3": "#,##0", "4": "#,##0.00", "9": "0%", "10": "0.00%", "14": "yyyy-mm-dd"}
_LOOKS = ("fontId", "fillId", "borderId")


class Formats:
    """The list of cell formats, and which of them belong to inputs."""

    def __init__(self, styles: Element | None) -> None:
        self._formats = next(iter(elements(styles, "cellXfs")), None) if styles is not None else None
        self._named = _style_formats(styles) if styles is not None else {}
        self._bases = elements(elements(styles, "cellStyleXfs")[0], "xf") if styles is not None and self._named else []
        self._plain: dict[int, int] = {}
        self._codes = (
            {item.get("numFmtId"): item.get("formatCode", "") for item in elements(styles, "numFmt")}
            if styles is not None
            else {}
        )
        found = list(self._formats) if self._formats is not None else []
        self._numbers = [item.get("numFmtId", "0") for item in found]
        self.inputs = {place for place, item in enumerate(found) if item.get("xfId") in self._input_bases(styles)}
        heads = {self._named[name] for name in HEAD_STYLES if name in self._named}
        self.heads = {place for place, item in enumerate(found) if item.get("xfId") in heads}
        self.unlocked = {place for place, item in enumerate(found) if _is_unlocked(item)}

    def number_format(self, place: int) -> str:
        """The number format of a cell with this format, as a code."""
        number = self._numbers[place] if place < len(self._numbers) else "0"
        return self._codes.get(number) or _BUILT_IN.get(number, "General")

    def plain(self, place: int) -> int:
        """The format that an input's cell has when it is none any more: made when first asked for."""
        if place not in self._plain and self._formats is not None:
            base = self._named.get(PLAIN_STYLE, "0")
            made = deepcopy(self._formats[place])
            made.set("xfId", base)
            for look in _LOOKS:
                made.set(look, self._bases[int(base)].get(look, "0") if int(base) < len(self._bases) else "0")
            for protection in elements(made, "protection"):
                made.remove(protection)
            forget(made, "applyProtection")
            self._formats.append(made)
            self._formats.set("count", str(len(self._formats)))
            self._plain[place] = len(self._formats) - 1
        return self._plain.get(place, place)

    @staticmethod
    def _input_bases(styles: Element | None) -> set[str | None]:
        if styles is None:
            return set()
        return {item.get("xfId") for item in elements(styles, "cellStyle") if _is_input(item)}


def _style_formats(styles: Element) -> dict[str, str]:
    """The position of each named style's format, by the name in lower case."""
    return {item.get("name", "").lower(): item.get("xfId", "0") for item in elements(styles, "cellStyle")}


def _is_input(item: Element) -> bool:
    return item.get("name", "").lower() == INPUT_STYLE or item.get("builtinId") == _BUILT_IN_INPUT


def _is_unlocked(item: Element) -> bool:
    return any(protection.get("locked") in ("0", "false") for protection in elements(item, "protection"))
