"""Mutated data of every form, for a bounded number of tries: they are read, or refused with an error of the house."""

from __future__ import annotations

import random
from collections.abc import Callable
from pathlib import Path

import duckdb
import openpyxl
import pytest

from gapsheet.errors import GapsheetError
from gapsheet.refresh import sources
from gapsheet.refresh.records import Kind, Source, Type
from gapsheet.refresh.sources import https, sdmxdata, worldbank
from support.servers import Page
from support.sources import access, source

TRIES = 300
CSV = "year,pay,note\n2023,1.5,=x\n2024,,賃金\n".encode()
JSON = b'[{"year": 2023, "pay": 1.5, "note": "x"}, {"year": 2024, "pay": null, "note": "\\u8cc3"}]'
BANK = (
    b'[{"page":1,"pages":1,"per_page":"50","total":1,"lastupdated":"2025-07-01"},[{"country":{"id":"JP"},"value":1}]]'
)
SDMX = (Path(__file__).parent / "generic.xml").read_bytes()
TYPES = {"year": Type.INTEGER, "pay": Type.NUMBER, "note": Type.TEXT}


def mutated(content: bytes, chance: random.Random) -> bytes:
    """A few bytes changed, taken out, doubled, or replaced by what parsers fear."""
    made = bytearray(content)
    for _ in range(chance.randint(1, 4)):
        start = chance.randrange(len(made) + 1)
        end = min(len(made), start + chance.randint(0, 12))
        feared = (
            b"",
            bytes([chance.randrange(256)]),
            made[start:end] * 2,
            b'"',
            b"\0",
            b"<!DOCTYPE a>",
            b"9" * 400,
            b"[" * 50,
        )
        made[start:end] = chance.choice(feared)
    return bytes(made)


def outcomes(read: Callable[[bytes], object], content: bytes, tries: int = TRIES) -> tuple[int, int]:
    """How many mutations were read and how many refused; anything else fails the test."""
    chance, done, refused = random.Random(20251122), 0, 0
    for _ in range(tries):
        try:
            read(mutated(content, chance))
            done += 1
        except GapsheetError:
            refused += 1
    return done, refused


def of_file(folder: Path, kind: Kind, name: str, query: str = "") -> Callable[[bytes], object]:
    asked: Source = source(kind, name, query, **TYPES)
    allowed = access(folder, asked)

    def read(content: bytes) -> object:
        (folder / name).write_bytes(content)
        return sources._fetched(asked, allowed, str)  # below the net that catches what nobody foresaw

    return read


def test_csv(tmp_path: Path) -> None:
    done, refused = outcomes(of_file(tmp_path, Kind.CSV, "pay.csv"), CSV)
    assert min(done, refused) > 20


def test_excel(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    for row in (("year", "pay", "note"), (2023, 1.5, "x"), (2024, None, "y")):
        book.active.append(row)
    book.save(tmp_path / "whole.xlsx")
    _, refused = outcomes(of_file(tmp_path, Kind.EXCEL, "pay.xlsx"), (tmp_path / "whole.xlsx").read_bytes())
    assert refused > 100


def test_parquet(tmp_path: Path) -> None:
    duckdb.sql("SELECT 2023 AS year, 1.5 AS pay, 'x' AS note").write_parquet(str(tmp_path / "whole.parquet"))
    whole = (tmp_path / "whole.parquet").read_bytes()
    _, refused = outcomes(of_file(tmp_path, Kind.PARQUET, "pay.parquet"), whole, tries=40)
    assert refused > 10


@pytest.mark.parametrize(
    ("asked", "content", "media"),
    [
        (source(Kind.HTTP_JSON, "https://a.example/x", "", **TYPES), JSON, "application/json"),
        (source(Kind.WORLD_BANK, "https://a.example/x", "country=a indicator=b"), BANK, "application/json"),
        (source(Kind.SDMX, "https://a.example/x", "a/b"), SDMX, "application/vnd.sdmx.genericdata+xml"),
    ],
    ids=["json", "world bank", "sdmx"],
)
def test_answers(asked: Source, content: bytes, media: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from datetime import UTC, datetime

    from gapsheet.refresh.sources.web import Answer

    said = [b""]
    answer = lambda *_: Answer(said[0], media, "", "", datetime.now(UTC), False)  # noqa: E731
    for module in (https, worldbank, sdmxdata):
        monkeypatch.setattr(module, "ask", answer)
    allowed = access(tmp_path, asked)

    def read(body: bytes) -> object:
        said[0] = body
        return sources._fetched(asked, allowed, str)

    read(content)
    done, refused = outcomes(read, content)
    assert done + refused == TRIES
    assert refused > 10


def test_reader_that_fails_in_an_unforeseen_way_ends_in_an_error_of_the_house(
    net: object, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = source(Kind.HTTP_JSON, net.url("/x"), "")  # type: ignore[attr-defined]
    net.pages["/x"] = Page(b"[]", "application/json")  # type: ignore[attr-defined]
    monkeypatch.setattr(https, "parsed", lambda *_: 1 / 0)
    with pytest.raises(GapsheetError, match=r"source pay: it cannot be read \(ZeroDivisionError\)"):
        sources.fetch(asked, net.access(asked))  # type: ignore[attr-defined]
