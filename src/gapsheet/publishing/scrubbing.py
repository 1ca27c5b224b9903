"""Texts that must not leave: paths of one machine, where sources lie, what they are asked, and who is on the staff."""

from __future__ import annotations

import re
from collections.abc import Iterable

from lxml import etree

from gapsheet.publishing.parts import Element

_LOCAL = re.compile(
    r"(?:\b[A-Za-z]:[\\/](?![\\/\s])[^\s\"<>|*?]*"  # C:\Users\...
    r"|\\\\[\w.$-]+\\[^\s\"<>|*?]*"  # \\server\share
    r"|\bfile:/+[^\s\"<>]*"
    r"|(?<![\w:/.\\-])/(?:home|Users|root|mnt|media|tmp|var|Volumes|srv|opt|private)/[^\s\"<>]+)"
)
_PLACES = re.compile(r"[\\/]|://|\.\w{2,8}$")
_LONG_QUERY, _LONG_SECRET, _SHORTEST_NAME = 20, 6, 3


class Scrub:
    """Replaces in texts whatever must not leave by one word that says so, and counts."""

    def __init__(self, word: str) -> None:
        self.word = word
        self.count = 0
        self._terms: set[str] = set()
        self._pattern: re.Pattern[str] | None = None

    def add_source(self, location: str, query: str, secret: str) -> None:
        """Let a source's address, question and secret vanish wherever they stand; public web addresses may stay."""
        is_public = location.lower().startswith(("https://", "http://")) and "@" not in location
        if location and not is_public and not location.startswith("gapsheet:") and _PLACES.search(location):
            self._terms.add(location)
        self._terms.update(text for text, least in ((query, _LONG_QUERY), (secret, _LONG_SECRET)) if len(text) >= least)
        self._compile()

    def add_people(self, texts: Iterable[str]) -> None:
        """Let the names and numbers by which people are known vanish wherever they stand as whole words."""
        self._terms.update(text for text in texts if len(text) >= _SHORTEST_NAME and not text.isdigit())
        self._compile()

    def holds(self, text: str) -> bool:
        """Whether a text holds what must not leave."""
        return bool((self._pattern and self._pattern.search(text)) or _LOCAL.search(text))

    def text(self, text: str) -> str:
        """A text without what must not leave."""
        cleaned = self._pattern.sub(self.word, text) if self._pattern is not None else text
        if "/" in cleaned or "\\" in cleaned:
            cleaned = _LOCAL.sub(self.word, cleaned)
        self.count += cleaned != text
        return cleaned

    def tree(self, root: Element) -> None:
        """A part's texts and attributes without what must not leave."""
        for element in root.iter():
            if not isinstance(element.tag, str) or element.tag.endswith("}formatCode"):
                continue  # number formats are full of backslashes
            if element.text and element.text.strip():
                self._set(element, self.text(element.text))
            for name, value in element.attrib.items():
                if name != "formatCode" and (cleaned := self.text(str(value))) != value:
                    element.set(name, cleaned)

    @staticmethod
    def _set(element: etree._Element, text: str) -> None:
        if text != element.text:
            element.text = text

    def _compile(self) -> None:
        listed = "|".join(re.escape(term) for term in sorted(self._terms, key=len, reverse=True))
        self._pattern = re.compile(rf"(?<!\w)(?:{listed})(?!\w)") if listed else None
