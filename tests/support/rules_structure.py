"""Rules about sheets: what each is for, what may stand in it, and how one leads to another (rules 1 to 9)."""

from __future__ import annotations

import re

from openpyxl.worksheet.worksheet import Worksheet

from .calls import tokens
from .review import Review

# Between cover and checks a workbook is in its own order of reading: findings first, or inputs first; data stand
# wherever they are out of the way.
ORDER = {"cover": 0, "output": 1, "calc": 1, "inputs": 1, "checks": 2, "notes": 3, "log": 4}
ON_THE_COVER = ("purpose", "owner", "version", "as of", "generat", "contact", "limits")
_FLOW = {"inputs": 0, "data": 0, "calc": 1, "output": 2, "checks": 3, "cover": 4, "notes": 4, "log": 4}


def sheets_have_roles(review: Review) -> list[str]:
    """1: every sheet has a role; the cover comes first, checks and notes last."""
    names = [sheet.title for sheet in review.sheets]
    problems = [f"{name} has no role" for name in names if review.roles.get(name) not in (*ORDER, "data")]
    ranks = [ORDER[review.roles[name]] for name in names if review.roles.get(name) in ORDER]
    if list(review.roles) != names:
        problems.append(f"the manifest lists {list(review.roles)}, the file {names}")
    if ranks != sorted(ranks) or ranks[:1] != [0]:
        problems.append(f"the order of roles is {[review.roles.get(name) for name in names]}")
    return problems


def sheet_names_are_fit(review: Review) -> list[str]:
    """2: names are short, meaningful and unique, whatever their case; no sheet is blank."""
    names = [sheet.title for sheet in review.sheets]
    problems = [f"{name} is too long or says nothing" for name in names if len(name) > 31 or _is_default(name)]
    if len({name.lower() for name in names}) < len(names):
        problems.append("two sheets have one name")
    return problems + [f"{sheet.title} is blank" for sheet in review.sheets if not any(review.filled(sheet))]


def _is_default(name: str) -> bool:
    return re.fullmatch(r"Sheet ?\d*", name) is not None


def the_cover_tells_what_the_book_is(review: Review) -> list[str]:
    """3: purpose, owner, version, dates, contact and limits; a link to every other sheet."""
    covers = review.with_role("cover")
    if len(covers) != 1:
        return [f"{len(covers)} covers"]
    (cover,) = covers
    words = " ".join(str(cell.value) for cell in review.filled(cover)).lower()
    problems = [f"the cover does not tell: {topic}" for topic in ON_THE_COVER if topic not in words]
    linked = _linked_sheets(cover)
    others = [sheet for sheet in review.sheets if sheet.title != cover.title]
    return problems + [f"the cover does not link to {sheet.title}" for sheet in others if _unlinked(sheet, linked)]


def _linked_sheets(cover: Worksheet) -> str:
    """Everything that links on the cover lead to, in one text."""
    cells = [cell for row in cover.iter_rows() for cell in row]
    links = [cell.hyperlink.location or cell.hyperlink.target or "" for cell in cells if cell.hyperlink]
    formulas = [cell.value for cell in cells if isinstance(cell.value, str) and "HYPERLINK(" in cell.value]
    return " ".join((*links, *formulas))


def _unlinked(sheet: Worksheet, linked: str) -> bool:
    title = sheet.title.replace("'", "''")
    return f"'{title}'!" not in linked and f"{title}!" not in linked


def inputs_and_formulas_are_apart(review: Review) -> list[str]:
    """4: no formula in an input; no typed number where things are calculated or shown, but in inputs."""
    problems = [
        f"{cell.parent.title}!{cell.coordinate} is an input and holds a formula"
        for cell in review.inputs
        if cell.data_type == "f"
    ]
    for sheet in review.with_role("calc", "output"):
        for cell in review.filled(sheet):
            if cell.data_type in ("n", "d") and cell.style != "Input":
                problems.append(f"{sheet.title}!{cell.coordinate} holds the typed number {cell.value}")
    return problems


def values_flow_one_way(review: Review) -> list[str]:
    """5: inputs and data feed calculations, these feed findings and checks; the status line in the heads excepted."""
    problems = []
    for cell in review.formulas():
        rank = _FLOW[review.roles.get(cell.sheet, "log")]
        for other in review.sheets_referred_to(cell):
            if _FLOW[review.roles.get(other, "log")] > rank and cell.row > 3:
                problems.append(f"{cell.place} takes from {other}, which comes after it")
    return problems


def nothing_points_outside_or_nowhere(review: Review) -> list[str]:
    """6: no link to another workbook, no #REF! in formulas, names, validations, formats or charts."""
    problems = [f"{name} links to another workbook" for name in review.stored.parts if "externalLink" in name]
    problems += [f"{cell.place} refers to another workbook" for cell in review.formulas() if _is_outside(cell.formula)]
    for name, content in review.stored.parts.items():
        without_values = re.sub(rb"<v[^>]*>[^<]*</v>|<t[^>]*>[^<]*</t>", b"", content)
        if name.endswith(".xml") and b"#REF!" in without_values:
            problems.append(f"{name} holds #REF!")
    return problems


def _is_outside(formula: str | None) -> bool:
    return any(re.match(r"'?[^!]*\[[^\]]+\][^!]*!", token.value) for token in tokens(formula or ""))


def sheets_open_with_title_and_lead(review: Review) -> list[str]:
    """8: the title stands at the top left in its style, below it what the sheet is for."""
    problems = []
    for sheet in review.sheets:
        title, lead = sheet["B1"], sheet["B2"]
        if title.value is None or title.style != "Sheet title":
            problems.append(f"{sheet.title}!B1 is no title")
        if lead.value is None or lead.style != "Lead":
            problems.append(f"{sheet.title}!B2 does not say what the sheet is for")
    return problems


def nothing_is_hidden(review: Review) -> list[str]:
    """9: no hidden sheets, rows or columns."""
    problems = [f"{sheet.title} is hidden" for sheet in review.sheets if sheet.sheet_state != "visible"]
    for sheet in review.sheets:
        lines = [*sheet.row_dimensions.items(), *sheet.column_dimensions.items()]
        problems += [f"{sheet.title}: {key} is hidden" for key, line in lines if line.hidden]
    return problems
