"""Brings the catalogues up to date: every text that a workbook says, in the order in which readers meet them.

python -m gapsheet.languages.update [--from FILE ...]

New texts are added without a translation, vanished ones leave, translations stay. Files given are JSON objects from
English text to translation. The series that come with gapsheet are written in the language too, as its workbooks hold
their words.
"""

from __future__ import annotations

import argparse
import csv
import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from importlib import import_module
from importlib.resources import files
from io import StringIO
from pathlib import Path

from gapsheet.languages import catalogue
from gapsheet.languages.catalogue import Message
from gapsheet.languages.language import CODES, ENGLISH
from gapsheet.refresh import vocabulary
from gapsheet.templates import TEMPLATES
from gapsheet.templates.scorecard import series
from gapsheet.templates.scorecard.series import shipped
from gapsheet.templates.wording import Place, put_into_words

_ADDRESS = re.compile(r"(?:'[^']*'!)?\$?\b[A-Z]{1,2}\$?\d+\b")


@dataclass(slots=True)
class Spoken:
    """A text and every place where it was said: workbook and place."""

    text: str
    places: list[tuple[str, Place]] = field(default_factory=list)

    @property
    def comments(self) -> tuple[str, ...]:
        """Sheets and kinds without addresses, which change with every row added; what the places of a formula hold."""
        where = dict.fromkeys(" ".join(filter(None, (book, place.sheet, place.kind))) for book, place in self.places)
        operands = self.places[0][1].operands
        held = [f"{{{name}}}: {_ADDRESS.sub('cell', held)}" for name, held in operands.items()]
        return (*where, *held)


def spoken() -> Mapping[str, Spoken]:
    """Every text of every workbook, and those that a refresh writes into one."""
    found: dict[str, Spoken] = {}
    for name, module in TEMPLATES.items():
        for text, place in _said_in(module):
            found.setdefault(text, Spoken(text)).places.append((name, place))
    for text in vocabulary.TEXTS:
        found.setdefault(text, Spoken(text)).places.append(("refresh", Place("cell")))
    return found


def _said_in(module: str) -> Iterator[tuple[str, Place]]:
    """The texts of one workbook, with their places."""
    said: list[tuple[str, Place]] = []

    def ask(text: str, place: Place) -> str:
        said.append((text, place))
        return text

    put_into_words(import_module(module).author(replace(ENGLISH, code="any")), ask)
    yield from said


def updated(code: str, known: Mapping[str, str]) -> bytes:
    """The catalogue of a language as it should be, with the translations known."""
    return catalogue.written(code, [Message(said.text, said.comments) for said in spoken().values()], known)


def shipped_series(code: str, known: Mapping[str, str]) -> dict[Path, str]:
    """The series that come with gapsheet, their words in the language; numbers and heads stay."""
    folder = Path(str(files("gapsheet.refresh"))) / "series"
    return {folder / f"{item.name}_{code}.csv": _in_words(shipped(item.name), known) for item in series.ALL}


def _in_words(rows: list[dict[str, str]], known: Mapping[str, str]) -> str:
    """Rows as CSV."""
    out = StringIO()
    writer = csv.DictWriter(out, rows[0], lineterminator="\n")
    writer.writeheader()
    writer.writerows({head: known.get(text) or text for head, text in row.items()} for row in rows)
    return out.getvalue()


def main() -> None:
    """Rewrite the catalogues in place."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--from", dest="files", nargs="*", type=Path, default=[], help="translations as JSON")
    parser.add_argument("--lang", choices=CODES[1:], default=CODES[1])
    asked = parser.parse_args()
    path = Path(str(catalogue.path(asked.lang)))
    known = catalogue.translations(asked.lang) if path.exists() else {}
    for file in asked.files:
        known |= json.loads(file.read_text(encoding="utf-8"))
    path.write_bytes(updated(asked.lang, known))
    for file, content in shipped_series(asked.lang, catalogue.translations(asked.lang)).items():
        file.write_text(content, encoding="utf-8")


if __name__ == "__main__":
    main()
