"""What a brief says: each headline as a sentence, with definition, source, date and what to beware of."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from gapsheet.errors import PublishingError
from gapsheet.languages.language import Language, language
from gapsheet.package.addresses import CellKey, area
from gapsheet.package.structure import Table
from gapsheet.publishing.snapshot import Item, Snapshot, place_of
from gapsheet.quantities import CellValue
from gapsheet.refresh import records
from gapsheet.refresh.periods import FIRST_SERIAL, LAST_SERIAL, day_of
from gapsheet.refresh.stamps import AS_OF
from gapsheet.refresh.wording import figure, is_date, rounded

_FACTS = "Facts"
_DEEPEST = 5  # steps from a headline back to the figures it rests on
_DIFFERS, _BREAK = "What differs", "Break in the series"
_LATE = "▲"  # beside a source whose figures are stale or failed
_LEAD_ROW = 2  # of a sheet of the house, below its title
_CHECKS = "checks_line"  # the name of the line about checks
_NO_SOURCE, _UNLIKE = "○", "≠"
_ABSENT = Item(None, "", False)
_WORDS = {
    "en": {
        "level": "{claim}: {latest} {unit}{latest_year}, against {target} {unit}{year}{multiple}.",
        "year": " ({})",
        "multiple": ", a multiple of {}",
        "path": " It takes {required} a year; the trend is {trend} a year{latest_change}.",
        "latest_change": " and the latest year brought {}",
        "verdict": " {verdict}.",
        "value": "{claim}: {latest}.",
        "moved": " It was {before} before the last refresh.",
        "late": "Its source is overdue or failed: {source}. ",
        "unverified": "Only the article has the figure; its origin was not found, so it carries no verdict.",
        "interval": "The trend rests on {n} annual figures; its interval is {interval} a year.",
        "few": "The trend rests on {n} figures, too few for an interval.",
        "none": "Comparable annual figures: {n}, too few for a trend.",
        "confidence": "The weakest source is {source}.",
        "definition": "Definition", "source": "Source", "caveat": "Caveat", "as_of": "As of {}.",
        "data": "as of {}",
        "above": "as above", "colon": ": ", "parts": "; ",
        "more": "{count} more on the sheet {sheet}.",
        "stop": ". ",
    },
    "ja": {
        "level": "{claim}：{latest}{unit}{latest_year}、比較の相手は{target}{unit}{year}{multiple}。",
        "year": "（{}）",
        "multiple": "、{}倍",
        "path": "必要な伸びは年{required}、過去の傾向は年{trend}{latest_change}。",
        "latest_change": "、直近1年は{}",
        "verdict": "{verdict}。",
        "value": "{claim}：{latest}。",
        "moved": "前回更新の前は{before}。",
        "late": "出所の更新が遅れているか、取得に失敗している：{source}。",
        "unverified": "この数字は記事にしかなく、出所が確認できないため判定しない。",
        "interval": "傾向は年次の{n}個の数字による。その区間は年{interval}。",
        "few": "傾向は{n}個の数字により、区間を出すには少なすぎる。",
        "none": "比較できる年次の数字は{n}個で、傾向を出すには少なすぎる。",
        "confidence": "最も弱い出所：{source}。",
        "definition": "定義", "source": "出所", "caveat": "注意", "as_of": "{}時点。",
        "data": "{}時点",
        "above": "上と同じ", "colon": "：", "parts": "；",
        "more": "ほか{count}件はシート{sheet}にある。",
        "stop": "。",
    },
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Point:
    """A headline with what stands behind it."""

    sentence: str
    definition: str
    source: str
    caveat: str


@dataclass(frozen=True, slots=True)
class Brief:
    """One page about a workbook."""

    title: str
    lead: str
    points: tuple[Point, ...]
    words: Mapping[str, str]
    tongue: Language
    sheets: tuple[str, ...]  # where a chart is looked for, in order


def brief_of(book: Snapshot) -> Brief:
    """The brief of a workbook with a Scorecard or a table of headlines.

    Raises:
        PublishingError: It has neither.
    """
    tongue = language("ja" if book.properties.get("language", "").lower().startswith("ja") else "en")
    words = _WORDS[tongue.code]
    found = _scorecard(book, tongue)
    if found is not None:
        sheet, points = found[0], tuple(_claims(book, tongue, *found))
    elif records.HEADLINES in book.tables:
        sheet, points = book.tables[records.HEADLINES].sheet, tuple(_headlines(book, tongue))
    else:
        raise PublishingError(
            f"{book.path} has neither a Scorecard nor a table {records.HEADLINES}, so it is not known what a brief "
            f"would say; add a table {records.HEADLINES} with the columns Headline and Cell"
        )
    outputs = [name for name, role in book.roles.items() if role == "output" and name != sheet]
    title = book.properties.get("title") or book.path.stem
    return Brief(title, _lead(book, words, sheet), points, words, tongue, (sheet, *outputs, *book.pages))


def _lead(book: Snapshot, words: Mapping[str, str], sheet: str) -> str:
    """The first lines of the sheet, and the date."""
    page = book.pages[sheet]
    is_of_table = any(
        table.sheet == sheet and area(table.ref)[0] <= _LEAD_ROW <= area(table.ref)[2] for table in book.tables.values()
    )
    columns = [] if is_of_table else page.rows.get(_LEAD_ROW, [])[:1]
    texts = [page.cells.get((_LEAD_ROW, column), _ABSENT).value for column in columns]
    day = max(book.properties.get("as of", ""), _refreshed(book))
    shown = [text for text in texts if type(text) is str] + ([words["as_of"].format(day)] if day else [])
    return " ".join([*shown, *_troubled(book)]).replace("。 ", "。")  # a Japanese full stop brings its own space


def _refreshed(book: Snapshot) -> str:
    """As of when the last refresh stands; "" where the workbook does not say."""
    serial = _named(book, AS_OF)
    return day_of(serial).isoformat() if type(serial) is float and FIRST_SERIAL <= serial < LAST_SERIAL else ""


def _troubled(book: Snapshot) -> Iterator[str]:
    """The line about checks and sources at the head of every sheet, unless all is well."""
    told = _named(book, _CHECKS)
    if type(told) is str and not told.endswith("✓"):
        yield told


def _named(book: Snapshot, name: str) -> CellValue:
    """The value of the cell with this name; None where there is none."""
    places = list(book.reader.places(name, ""))
    sheets = {title.lower(): page for title, page in book.pages.items()}
    if not places or places[0][0] not in sheets:
        return None
    return sheets[places[0][0]].cells.get(places[0][1][:2], _ABSENT).value


def _scorecard(book: Snapshot, tongue: Language) -> tuple[str, int, dict[str, int]] | None:
    """The sheet with the heads of a Scorecard, their row, and the column of each by its English name."""
    for name, page in book.pages.items():
        for row, columns in page.rows.items():
            heads = {page.cells[row, column].value: column for column in columns}
            found = {english: heads[tongue.say(english)] for english in _HEADS if tongue.say(english) in heads}
            if {"Claim", "Verdict", "Latest", "Target or yardstick"} <= set(found):
                return name, row, found
    return None


_HEADS = (
    "Claim", "Unit", "Latest", "Latest year", "Target or yardstick", "Year", "Multiple", "Required a year",
    "Trend a year", "Interval of the trend", "n", "Latest change", "Verdict", "Weakest source",
)  # fmt: skip


def _claims(book: Snapshot, tongue: Language, sheet: str, top: int, heads: dict[str, int]) -> Iterator[Point]:
    """The rows of a Scorecard."""
    page, row = book.pages[sheet], top + 1
    while type(page.cells.get((row, heads["Verdict"]), _ABSENT).value) is str:
        cells = {head: page.cells.get((row, column), _ABSENT) for head, column in heads.items()}
        symbol = page.cells.get((row, heads["Verdict"] - 1), _ABSENT).value
        traced = [
            item for head in ("Target or yardstick", "Latest") for item in _trace(book, sheet, (row, heads[head]))
        ]
        latest = _fact(book, _trace(book, sheet, (row, heads["Latest"])))
        target = _fact(book, _trace(book, sheet, (row, heads["Target or yardstick"])))
        sentence = _sentence(cells, _WORDS[tongue.code])
        caveat = _caveat(book, tongue, cells, str(symbol or ""), traced, latest or target)
        yield Point(sentence, _said(latest, "Definition"), _sources(tongue, latest, target), caveat)
        row += 1


def _sentence(cells: Mapping[str, Item], words: Mapping[str, str]) -> str:
    """A claim in words; what does not apply is left out."""
    said = {head: shown(item) for head, item in cells.items()}
    years = {
        head: words["year"].format(said[head]) if _is_number(cells, head) else "" for head in ("Latest year", "Year")
    }
    multiple = f"{cells['Multiple'].value:.2f}" if _is_number(cells, "Multiple") else ""
    text = words["level"].format(
        claim=said["Claim"], latest=said["Latest"], unit=said.get("Unit", ""), latest_year=years["Latest year"],
        target=said["Target or yardstick"], year=years["Year"],
        multiple=words["multiple"].format(multiple) if multiple else "",
    )  # fmt: skip
    if _is_number(cells, "Required a year") and _is_number(cells, "Trend a year"):
        latest = words["latest_change"].format(said["Latest change"]) if _is_number(cells, "Latest change") else ""
        text += words["path"].format(required=said["Required a year"], trend=said["Trend a year"], latest_change=latest)
    return text + words["verdict"].format(verdict=said["Verdict"])


def _caveat(
    book: Snapshot,
    tongue: Language,
    cells: Mapping[str, Item],
    symbol: str,
    traced: list[tuple[str, CellKey]],
    fact: Mapping[str, CellValue] | None,
) -> str:
    """The strongest thing to beware of: no source, unlike things, a break, few figures, then what else is remarked.

    That a source is late stands before it: the mark follows that of the source.
    """
    words, source = _WORDS[tongue.code], shown(cells.get("Weakest source", _ABSENT))
    if _LATE in source:
        weakest = cells["Weakest source"]._replace(value=source.partition(_LATE)[0].strip())
        known = {**cells, "Weakest source": weakest}
        return words["late"].format(source=source) + _caveat(book, tongue, known, symbol, traced, fact)
    if source.startswith(_NO_SOURCE):
        return words["unverified"]
    differs = next((text for item in traced if (text := _remarked(book, tongue, _DIFFERS, *item))), "")
    if differs and (symbol == _UNLIKE or not _is_number(cells, "n")):
        return differs
    broken = next((text for item in traced if (text := _remarked(book, tongue, _BREAK, *item))), "")
    if broken:
        return f"{broken[0].upper()}{broken[1:]}{words['stop']}{_trend(cells, words)}".strip()
    return _trend(cells, words) or _said(fact, "Remark") or words["confidence"].format(source=source)


def _trend(cells: Mapping[str, Item], words: Mapping[str, str]) -> str:
    """How many figures a trend rests on; "" where none is asked for."""
    if not _is_number(cells, "n"):
        return ""
    interval = shown(cells.get("Interval of the trend", _ABSENT))
    has_interval = any(sign.isdigit() for sign in interval)
    said = words["interval" if has_interval else "few" if _is_number(cells, "Trend a year") else "none"]
    return said.format(n=shown(cells["n"]), interval=interval)


def _remarked(book: Snapshot, tongue: Language, label: str, sheet: str, key: CellKey) -> str:
    """What a working sheet says under a label, as of what differs between two sides, in the figure's column or row."""
    page, (row, column) = book.pages[sheet], key
    heads = {tongue.say(text) for text in (label, *(text for text in tongue.texts if text.startswith(label)))}
    for (other, place), item in page.cells.items():
        if type(item.value) is not str or not (item.value in heads or item.value.startswith(label)):
            continue
        at = (other, column) if place < column and abs(other - row) < 6 else (row, place) if other < row else None
        text = page.cells.get(at, _ABSENT).value if at is not None and at != (other, place) else None
        if type(text) is str and len(text) > 1:
            return text
    return ""


def _trace(book: Snapshot, sheet: str, key: CellKey) -> list[tuple[str, CellKey]]:
    """The single cells that a cell rests on, nearest first, itself included."""
    spelled = {name.lower(): name for name in book.pages}
    reader, found = book.reader, [(sheet, key)]
    start = 0
    for _ in range(_DEEPEST):
        reached = found[start:]
        start = len(found)
        for home, cell in reached:
            formula = book.pages[home].cells.get(cell, _ABSENT).formula
            for place, corners in reader.places(formula, home, cell[0]) if formula else ():
                item = (spelled.get(place, ""), corners[:2])
                if item[0] and corners[:2] == corners[2:] and item not in found:
                    found.append(item)
    return found


def _fact(book: Snapshot, traced: list[tuple[str, CellKey]]) -> dict[str, CellValue] | None:
    """The first figure of the fact base among some cells, else the latest row of the series that they read."""
    table = book.tables.get(_FACTS)
    if table is not None:
        top, left, bottom, right = area(table.ref)
        for sheet, (row, column) in traced:
            if sheet == table.sheet and top < row <= bottom and left <= column <= right:
                return _row(book, table, row)
    return _latest(book, traced)


def _row(book: Snapshot, table: Table, row: int) -> dict[str, CellValue]:
    """A row of a table by English headers."""
    tongue, left = language("ja"), area(table.ref)[1]
    english = {text: text for text in _FACT_HEADS} | {tongue.say(text): text for text in _FACT_HEADS}
    page = book.pages[table.sheet]
    cells = ((header, page.cells.get((row, left + place))) for place, header in enumerate(table.headers))
    return {english.get(header, header): item.value if item else None for header, item in cells}


def _latest(book: Snapshot, traced: list[tuple[str, CellKey]]) -> dict[str, CellValue] | None:
    """The last row of a table with definitions that a formula among some cells reads as a whole column."""
    for home, cell in traced:
        formula = book.pages[home].cells.get(cell, _ABSENT).formula
        for sheet, corners in book.reader.places(formula, home, cell[0]) if formula else ():
            for table in book.tables.values():
                top, left, bottom, right = area(table.ref)
                covers = (top + 1, bottom) == corners[::2] and left <= corners[1] <= corners[3] <= right
                if covers and table.sheet.lower() == sheet and "Definition" in (row := _row(book, table, bottom)):
                    return row | {"Publisher": row.get("Source"), "Published": None}
    return None


_FACT_HEADS = ("Figure", "Period", "Publisher", "Published", "Definition", "Source", "Remark", "Confidence")


def _said(fact: Mapping[str, CellValue] | None, header: str) -> str:
    value = fact.get(header) if fact is not None else None
    return value if type(value) is str and len(value) > 1 else ""


def _sources(tongue: Language, *facts: Mapping[str, CellValue] | None) -> str:
    """Who published the figures, and when; each once."""
    published = [(_said(fact, "Publisher"), _said(fact, "Published")) for fact in facts]
    lines = [tongue.comma.join(filter(None, said)) for said in published]
    return _WORDS[tongue.code]["parts"].join(dict.fromkeys(line for line in lines if line))


def _headlines(book: Snapshot, tongue: Language) -> Iterator[Point]:
    """The rows of the table of headlines, with the sources whose tables they read."""
    words, spelled = _WORDS[tongue.code], {name.lower(): name for name in book.pages}
    for row in book.rows_of(records.HEADLINES):
        claim, where = (book.said(records.HEADLINES, row, head) for head in ("Headline", "Cell"))
        places = list(book.reader.places(where, ""))
        if not claim or not places or places[0][0] not in spelled:
            continue
        sheet, key = spelled[places[0][0]], places[0][1][:2]
        item = book.pages[sheet].cells.get(key, _ABSENT)
        sentence = words["value"].format(claim=claim, latest=shown(item))
        before = next((value for header, value in row.items() if header in ("Before", tongue.say("Before"))), None)
        if isinstance(before, float) and before != item.value:
            sentence += words["moved"].format(before=shown(item._replace(value=before)))
        why = book.said(records.HEADLINES, row, "Why")
        fact = _fact(book, _trace(book, sheet, key))
        source = _sources(tongue, fact) or words["parts"].join(_data_behind(book, tongue, sheet, key))
        yield Point(sentence, _said(fact, "Definition"), source or place_of(sheet, key), why or _said(fact, "Remark"))


def _data_behind(book: Snapshot, tongue: Language, sheet: str, key: CellKey) -> Iterator[str]:
    """The sources of the tables that a cell reads, with their dates."""
    if records.SOURCES not in book.tables:
        return
    words = _WORDS[tongue.code]
    read = {
        table.name
        for home, cell in _trace(book, sheet, key)
        for place, corners in book.reader.places(book.pages[home].cells.get(cell, _ABSENT).formula, home, cell[0])
        for table in book.tables.values()
        if table.sheet.lower() == place and _meets(area(table.ref), corners)
    }
    for row in book.rows_of(records.SOURCES):
        if book.said(records.SOURCES, row, "Table") in read:
            source, day, state = (book.said(records.SOURCES, row, head) for head in ("Source", "As of", "State"))
            yield tongue.comma.join(filter(None, (source, day and words["data"].format(day), state)))


def _meets(one: tuple[int, int, int, int], other: tuple[int, int, int, int]) -> bool:
    return one[0] <= other[2] and other[0] <= one[2] and one[1] <= other[3] and other[1] <= one[3]


def _is_number(cells: Mapping[str, Item], head: str) -> bool:
    return type(cells.get(head, _ABSENT).value) is float


def shown(item: Item) -> str:
    """A value as its cell shows it: a date, percent, scaled by commas, rounded; other formats as plain numbers."""
    if type(item.value) is not float:
        return "" if item.value is None else str(item.value)
    if is_date(item.number_format):
        return figure(item.value, item.number_format)
    code = re.sub(r'"[^"]*"|\[[^\]]*\]|\\.', "", item.number_format.split(";")[0])
    number = item.value * 100 if "%" in code else item.value
    core = re.search(r"[#0][#0,]*(?:\.([0#]+))?(,*)", code)
    if core is None:
        return f"{number:,.10g}"
    scaled = number / 1000 ** len(core[0]) if not core[0].strip(",") else number / 1000 ** _commas(core[0])
    decimals = core[1] or ""
    grouped = "," in core[0].rstrip(",").partition(".")[0]
    text = f"{rounded(scaled, len(decimals)):{',' if grouped else ''}.{len(decimals)}f}"
    if "#" in decimals:  # shown only where there are any
        text = text.rstrip("0").rstrip(".")
    return f"{text} %" if "%" in code else text


def _commas(core: str) -> int:
    return len(core) - len(core.rstrip(","))
