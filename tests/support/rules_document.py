"""Rules about tables, looks, charts, print and the file as a whole (rules 32 to 45)."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator

from lxml import etree
from openpyxl.cell.cell import Cell
from openpyxl.utils import get_column_letter, range_boundaries

from .review import CHART, TEXT, Review
from .rules_inputs import SOURCED
from .stored import StoredCell

LEAST_CONTRAST = 4.5  # WCAG 2.2, criterion 1.4.3
WIDEST = 60  # characters
WIDEST_PROSE = 110  # where a column holds sentences
MOST_SERIES = 6
_NOTE_MARK = re.compile(r"\[note (\d+)\]")
_NUMBER = re.compile(r"(?!\d{4}$)-?\d+([.,]\d+)?%?")  # but for a year
_BARE_POINT = re.compile(r"\.(?!0)")
_UNSEEN = re.compile(r'"[^"]*"|\\.|\[[^\]]*\]')  # words, single letters and conditions in a number format
_CODES = re.compile(r"\[[a-z]\]")


def tables_are_sound(review: Review) -> list[str]:
    """32: a table has a telling name, one row of unique heads, and ends where its data end."""
    problems = []
    for sheet in review.sheets:
        for table in sheet.tables.values():
            left, top, right, bottom = range_boundaries(table.ref)
            heads = [sheet.cell(top, column).value for column in range(left, right + 1)]
            if re.fullmatch(r"Table\d*", table.name) or table.name != table.displayName:
                problems.append(f"the table's name {table.name} says nothing")
            if not all(isinstance(head, str) and head for head in heads) or len(set(heads)) < len(heads):
                problems.append(f"table {table.name} has the heads {heads}")
            if heads != [column.name for column in table.tableColumns]:
                problems.append(f"table {table.name} lists other columns than its heads")
            if sheet.cell(bottom, left).value is None or sheet.cell(bottom + 1, left).value is not None:
                problems.append(f"table {table.name} does not end with its data")
    return problems


def nothing_is_merged_or_gapped(review: Review) -> list[str]:
    """33: no merged cells, no blank rows or columns inside tables."""
    problems = [f"{sheet.title}: {area} is merged" for sheet in review.sheets for area in sheet.merged_cells.ranges]
    for sheet in review.sheets:
        for table in sheet.tables.values():
            block = list(sheet[table.ref])
            for line in (*block, *zip(*block, strict=True)):
                if all(cell.value is None for cell in line):
                    problems.append(f"table {table.name} has a blank line at {line[0].coordinate}")
    return problems


def numbers_have_formats(review: Review) -> list[str]:
    """34: numbers are numbers; calculated ones have a format of their own; negative ones are not told by red alone.

    Inputs are left out: they show what was typed, in any unit, and may hold a version number as text. Heads are
    text by nature, and so is a period, which may be 2023 here and FY2025 there.
    """
    problems = []
    for cell in review.stored.cells.values():
        shown = review.book[cell.sheet][cell.address]
        if shown.style == "Input" or shown.style.startswith("Column head"):
            continue
        if isinstance(cell.value, float) and shown.number_format == "General":
            problems.append(f"{cell.place} is the number {cell.value} without a format")
        if isinstance(cell.value, str) and cell.formula is None and _NUMBER.fullmatch(cell.value):
            problems.append(f"{cell.place} holds the number {cell.value} as text")
        if "[Red]" in shown.number_format and "-" not in shown.number_format:
            problems.append(f"{cell.place} tells negative numbers by red alone")
    return problems


def no_format_leaves_a_bare_point(review: Review) -> list[str]:
    """45: no format has optional decimals only, which leave a point behind whole numbers; asked of charts, too."""
    parts = ["xl/styles.xml", *(name for name in review.stored.parts if name.startswith("xl/charts/chart"))]
    return [
        f"{name} holds the format {code}"
        for name in parts
        for code in sorted(_format_codes(review.stored.tree(name)))
        if _BARE_POINT.search(_UNSEEN.sub("", code))
    ]


def _format_codes(tree: etree._Element) -> set[str]:
    """The number formats of cells, styles, conditions and charts in a part."""
    told = {str(element.get("formatCode")) for element in tree.iter("{*}numFmt")}
    return told | {element.text or "" for element in tree.iter("{*}formatCode")}


def columns_are_readable(review: Review) -> list[str]:
    """35: columns of figures are at most 60 characters wide; text that is longer wraps or has room beside it."""
    problems = []
    for sheet in review.sheets:
        numeric = {cell.column_letter for cell in review.filled(sheet) if cell.data_type == "n"}
        for key, column in sheet.column_dimensions.items():
            if column.width > (WIDEST if key in numeric else WIDEST_PROSE):
                problems.append(f"{sheet.title}: column {key} is {column.width} characters wide")
        problems += [f"{_place(cell)} is cut off" for cell in review.filled(sheet) if _is_cut(review, cell)]
    return problems


def _is_cut(review: Review, cell: Cell) -> bool:
    """Whether a text does not fit, does not wrap, and meets a filled cell to its right."""
    text = review.value(cell.parent.title, cell.coordinate)
    if not isinstance(text, str) or cell.alignment.wrap_text:
        return False
    wide = cell.parent.column_dimensions[cell.column_letter].width
    beside = cell.parent.cell(cell.row, cell.column + 1).value
    scale = (cell.font.sz or 11) / 11
    return len(text) * scale > wide * 1.15 and beside is not None and cell.alignment.horizontal != "right"


def gaps_are_explained(review: Review) -> list[str]:
    """36: a table has no silently empty cell; each code such as [x] is explained."""
    problems = []
    for sheet in review.sheets:
        for table in sheet.tables.values():
            empty = [cell.coordinate for row in sheet[table.ref] for cell in row if cell.value is None]
            problems += [f"{sheet.title}!{place} is empty in table {table.name}" for place in empty]
    texts = [cell for cell in review.stored.cells.values() if isinstance(cell.value, str)]
    used = {code for cell in texts for code in _CODES.findall(str(cell.value))}
    explained = {code for cell in texts for code in _CODES.findall(str(cell.value)) if _explains(review, cell, code)}
    return problems + [f"{code} is explained nowhere" for code in sorted(used - explained)]


def _explains(review: Review, cell: StoredCell, code: str) -> bool:
    """Whether a cell opens with the code and says, there or in the next cell, what it means."""
    beside = review.value(cell.sheet, f"{get_column_letter(cell.column + 1)}{cell.row}")
    meaning = f"{cell.value} {beside or ''}"
    return meaning.startswith(code) and len(meaning) > len(code) + 8


def notes_are_defined(review: Review) -> list[str]:
    """37: each [note n] that is referred to is defined on a notes sheet, and the reverse."""
    notes = {sheet.title for sheet in review.with_role("notes")}
    cells = [cell for cell in review.stored.cells.values() if isinstance(cell.value, str)]
    defined = {number for cell in cells if cell.sheet in notes for number in _NOTE_MARK.findall(str(cell.value))}
    used = {number for cell in cells if cell.sheet not in notes for number in _NOTE_MARK.findall(str(cell.value))}
    return [f"[note {number}] is not both used and defined" for number in sorted(defined ^ used)]


def heads_stay_in_sight(review: Review) -> list[str]:
    """38: panes are frozen where a sheet is longer than a screen; filters belong to tables."""
    problems = [f"{sheet.title} has a filter outside a table" for sheet in review.sheets if sheet.auto_filter.ref]
    for sheet in review.sheets:
        if review.roles.get(sheet.title) not in ("cover", "notes") and sheet.max_row > 40 and not sheet.freeze_panes:
            problems.append(f"{sheet.title} is {sheet.max_row} rows long and its heads scroll away")
    return problems


def charts_speak(review: Review) -> list[str]:
    """39: charts have alt text, titles, a source line and no lines through their numbers; tables have alt text."""
    problems = []
    for name, chart in review.charts.items():
        problems += [f"{name} {fault}" for fault in _chart_faults(chart)]
    for sheet, drawing in review.drawings():
        for anchor in drawing:
            problems += [f"{sheet.title}: {fault}" for fault in _anchor_faults(review, sheet.title, anchor)]
    for name in review.stored.parts:
        if re.fullmatch(r"xl/tables/table\d+\.xml", name):
            described = review.stored.tree(name).xpath(
                "//*[local-name()='ext']/*[local-name()='table']/@altTextSummary"
            )
            if not described or not str(described[0]).strip():
                problems.append(f"{name} has no alt text")
    return problems


def _chart_faults(chart: etree._Element) -> Iterator[str]:
    title = chart.find(f"{CHART}chart/{CHART}title")
    if title is None or not _words(title):
        yield "has no title"
    for axis in chart.iter(f"{CHART}catAx", f"{CHART}valAx", f"{CHART}dateAx"):
        axis_title = axis.find(f"{CHART}title")
        if axis_title is None or not _words(axis_title):
            yield "has an axis without title"
    for reference in chart.iter(f"{CHART}numRef", f"{CHART}strRef"):
        if not list(reference.iter(f"{CHART}pt")):
            yield f"remembers nothing of {reference.findtext(f'{CHART}f')}"
    told = [label.get("val") for bar in chart.iter(f"{CHART}barChart") for label in bar.iter(f"{CHART}showVal")]
    lying = any(direction.get("val") == "bar" for direction in chart.iter(f"{CHART}barDir"))
    if lying and "1" in told and chart.find(f".//{CHART}valAx/{CHART}majorGridlines") is not None:
        yield "has lines through the numbers beside its bars"


def _words(element: etree._Element) -> str:
    """The text of a title: typed, or remembered of the cell it refers to."""
    return "".join(node.text or "" for node in element.iter(f"{TEXT}t", f"{CHART}v")).strip()


def _anchor_faults(review: Review, sheet: str, anchor: etree._Element) -> Iterator[str]:
    (properties,) = anchor.xpath(".//*[local-name()='cNvPr']")
    described = properties.get("descr", "")
    if sum(2 if letter >= "⺀" else 1 for letter in described) < 40:  # an ideograph says as much as two letters
        yield f"{properties.get('name')} has no alt text worth the name"
    row = int(anchor.xpath("string(*[local-name()='from']/*[local-name()='row'])")) + 1
    below = [cell for cell in review.stored.cells.values() if cell.sheet == sheet and row < cell.row <= row + 40]
    if not any(isinstance(cell.value, str) and cell.value.startswith(("Source", "出典")) for cell in below):
        yield f"{properties.get('name')} has no source line below it"


def colours_can_be_read(review: Review) -> list[str]:
    """40: text stands out from its ground by 4.5 to 1; a chart has at most six series."""
    problems = {}
    for sheet in review.sheets:
        for cell in review.filled(sheet):
            pair = _colour(cell.font.color, "000000"), _ground(cell)
            if contrast(*pair) < LEAST_CONTRAST:
                problems[pair] = f"{_place(cell)}: {pair[0]} on {pair[1]} has a contrast of {contrast(*pair):.2f}"
        for rules in sheet.conditional_formatting:
            for rule in rules.rules:
                ink = _colour(rule.dxf.font.color, "000000") if rule.dxf and rule.dxf.font else "000000"
                if contrast(ink, "FFFFFF") < LEAST_CONTRAST:
                    problems[ink, "FFFFFF"] = f"{sheet.title}: {ink} has a contrast of {contrast(ink, 'FFFFFF'):.2f}"
    for name, chart in review.charts.items():
        if len(list(chart.iter(f"{CHART}ser"))) > MOST_SERIES:
            problems[name, ""] = f"{name} has more than {MOST_SERIES} series"
    return list(problems.values())


def contrast(ink: str, ground: str) -> float:
    """The contrast ratio of two colours by WCAG 2.2."""
    light, dark = sorted((_luminance(ink), _luminance(ground)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def _luminance(colour: str) -> float:
    parts = [int(colour[place : place + 2], 16) / 255 for place in (0, 2, 4)]
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def _colour(colour: object, default: str) -> str:
    value = getattr(colour, "rgb", None)
    return value[-6:] if isinstance(value, str) else default


def _ground(cell: Cell) -> str:
    return _colour(cell.fill.fgColor, "FFFFFF") if cell.fill.fill_type == "solid" else "FFFFFF"


def sheets_print_on_one_width(review: Review) -> list[str]:
    """41: landscape, one page wide, repeated heads where panes are frozen, a footer with file, date and page."""
    problems = []
    for sheet in review.sheets:
        setup, footer = sheet.page_setup, sheet.oddFooter
        texts = " ".join(part.text or "" for part in (footer.left, footer.center, footer.right))
        wanted = {
            "is not landscape": setup.orientation == "landscape",
            "is not fitted to one page in width": bool(sheet.sheet_properties.pageSetUpPr.fitToPage)
            and setup.fitToWidth == 1
            and setup.fitToHeight in (0, 1),
            "has no print area": bool(sheet.print_area),
            "does not repeat its heads": bool(sheet.print_title_rows) or not sheet.freeze_panes,
            "has a footer without file, date or page": all(mark in texts for mark in ("&F", "as of", "&P")),
        }
        problems += [f"{sheet.title} {fault}" for fault, holds in wanted.items() if not holds]
    return problems


def the_document_says_what_it_is(review: Review) -> list[str]:
    """42: title, subject, author, moments and language; as-of date and generator among the custom properties."""
    core = review.stored.tree("docProps/core.xml")
    names = {str(etree.QName(element).localname) for element in core if (element.text or "").strip()}
    wanted = ("title", "subject", "creator", "created", "modified", "language")
    problems = [f"the property {name} is missing" for name in wanted if name not in names]
    return problems + [
        f"the property '{name}' is missing" for name in ("as of", "generator") if name not in review.custom
    ]


def sources_are_listed(review: Review) -> list[str]:
    """43: a table of figures has definition, vintage, publisher, source, date and address for each."""
    wanted = ("Definition", "Vintage", "Publisher", "Source", "Published", "Address")
    if SOURCED not in review.stored.names:
        return []
    heads = {
        column.name
        for sheet in review.with_role("data")
        for table in sheet.tables.values()
        for column in table.tableColumns
    }
    return [f"no column {head} on the sheet of figures" for head in wanted if head not in heads]


def the_package_is_whole(review: Review) -> list[str]:
    """44: the first sheet is active with the cursor at its start; every part has its type, every link its part."""
    problems = [] if review.book.active is review.sheets[0] else ["another sheet than the first opens"]
    for sheet in review.sheets:
        view = sheet.sheet_view
        if not 80 <= (view.zoomScale or 100) <= 120:
            problems.append(f"{sheet.title} opens at {view.zoomScale} %")
        if not view.selection or view.selection[-1].sqref in (None, ""):
            problems.append(f"{sheet.title} opens without a cursor")
    return problems + list(_unregistered(review)) + list(_broken_links(review))


def _unregistered(review: Review) -> Iterator[str]:
    types = review.stored.tree("[Content_Types].xml")
    overrides = [str(entry.get("PartName")).lstrip("/") for entry in types if entry.get("PartName")]
    endings = {entry.get("Extension") for entry in types if entry.get("Extension")} - {"xml"}
    yield from (f"{name} is registered twice" for name in set(overrides) if overrides.count(name) > 1)
    yield from (f"{name} is registered and missing" for name in overrides if name not in review.stored.parts)
    for name in review.stored.parts:
        if name not in overrides and name.rpartition(".")[2] not in endings and name != "[Content_Types].xml":
            yield f"{name} has no content type of its own"


def _broken_links(review: Review) -> Iterator[str]:
    for name in review.stored.parts:
        if name.endswith(".rels"):
            links = list(review.stored.tree(name))
            ids = [link.get("Id") for link in links]
            if len(set(ids)) < len(ids):
                yield f"{name} uses an id twice"
            folder = posixpath.dirname(posixpath.dirname(name))
            for link in links:
                target = str(link.get("Target"))
                part = target[1:] if target.startswith("/") else posixpath.normpath(posixpath.join(folder, target))
                if link.get("TargetMode") != "External" and part not in review.stored.parts:
                    yield f"{name} leads to {part}, which is missing"


def _place(cell: Cell) -> str:
    return f"{cell.parent.title}!{cell.coordinate}"
