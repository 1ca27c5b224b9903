"""A brief as a page: Markdown, and the lines of a sheet that is printed to one page."""

from __future__ import annotations

import math
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, replace

from gapsheet.publishing.brief import Brief, Point
from gapsheet.publishing.smallbook import Drawn, Line, Look, one_sheet

_INK, _GREY = "1F2933", "616E7C"
_TITLE, _LEAD, _POINT, _BEHIND = range(4)
_COLUMN = 540.0  # points: how wide the sheet's column is
_PAGE = 775.0  # points: how high an A4 page is between its margins
_LEADING, _WIDE_LEADING = 1.25, 1.5  # of a line, in its size; the second where signs are as wide as high
_LETTER, _WIDE_LETTER, _WIDE_SIGN = 0.42, 0.6, 1.02  # mean widths in the size; the second is of letters in such fonts
_BOLD = 1.05
_CHART_AT = 3  # the row of the chart
_MOST_SPARE = 90.0  # points by which the chart may grow into what the texts leave free
_GAP = 4.0  # points above a point


@dataclass(frozen=True, slots=True)
class Fit:
    """How much is put on the page, and how large."""

    points: int
    size: float  # of the sentences
    definitions: bool
    chart: float  # height in points


FITS = (
    Fit(99, 9.5, True, 250.0),
    Fit(99, 9.0, True, 230.0),
    Fit(99, 8.5, True, 220.0),
    Fit(99, 8.0, True, 200.0),
    Fit(99, 7.5, True, 180.0),
    Fit(10, 8.0, True, 180.0),
    Fit(6, 8.0, True, 180.0),
    Fit(6, 8.0, False, 180.0),
)


def markdown(brief: Brief) -> str:
    """The brief as Markdown, without the chart."""
    lines = [f"# {brief.title}", "", brief.lead, ""]
    for point in brief.points:
        lines.append(f"- **{point.sentence}**")
        lines += [f"  - {text}" for text in _behind(brief, point, definitions=True)]
    return "\n".join([*lines, ""])


def page(brief: Brief, chart: Drawn | None) -> dict[str, bytes]:
    """The parts of a workbook that prints the brief on one page: as much and as large as fits."""
    for fit in FITS:
        lines = list(_lines(brief, fit, chart is not None))
        if sum(line.height for line in lines) <= _PAGE:
            break
    spare = min(max(_PAGE - sum(line.height for line in lines), 0.0), _MOST_SPARE) if chart is not None else 0.0
    lines[_CHART_AT - 1] = replace(lines[_CHART_AT - 1], height=lines[_CHART_AT - 1].height + spare)
    size = (_COLUMN, fit.chart + spare)
    return one_sheet("Brief", lines, _looks(fit), brief.tongue.font, chart, _CHART_AT, size)


def _looks(fit: Fit) -> tuple[Look, ...]:
    return (
        Look(16, _INK, bold=True),
        Look(fit.size, _GREY),
        Look(fit.size, _INK, bold=True, rule=True),
        Look(fit.size - 1.3, _GREY),
    )


def _lines(brief: Brief, fit: Fit, has_chart: bool) -> Iterator[Line]:
    """The rows of the page: title, lead, chart, and two for each point."""
    looks = _looks(fit)

    def line(text: str, look: int, more: float = 0.0) -> Line:
        return Line(text, look, _height(text, looks[look], wide=not brief.tongue.is_original) + more)

    yield line(brief.title, _TITLE, 4)
    yield line(brief.lead, _LEAD, 6)
    yield Line("", _LEAD, fit.chart + 10 if has_chart else 1)
    told = ""
    for point in brief.points[: fit.points]:
        yield line(point.sentence, _POINT, 1)
        known = replace(point, definition=brief.words["above"]) if point.definition == told and told else point
        behind = " · ".join(_behind(brief, known, fit.definitions))
        told = point.definition
        yield line(behind, _BEHIND, _GAP)
    if (rest := len(brief.points) - fit.points) > 0:
        yield line(brief.words["more"].format(count=rest, sheet=brief.sheets[0]), _BEHIND)


def _behind(brief: Brief, point: Point, definitions: bool) -> Iterator[str]:
    """What stands behind a point, each with its label; the caveat first."""
    told = {"caveat": point.caveat, "definition": point.definition if definitions else "", "source": point.source}
    for label, text in told.items():
        if text:
            yield brief.words[label] + brief.words["colon"] + text


def _height(text: str, look: Look, *, wide: bool) -> float:
    """The height that a text takes in the column, in points."""
    letter, leading = (_WIDE_LETTER, _WIDE_LEADING) if wide else (_LETTER, _LEADING)
    signs = sum(_WIDE_SIGN if unicodedata.east_asian_width(sign) in "WF" else letter for sign in text)
    width = signs * look.size * (_BOLD if look.bold else 1)
    return max(1, math.ceil(width / (_COLUMN * 0.97))) * look.size * leading
