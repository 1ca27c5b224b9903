"""Native charts in the house's look: finding as title, units on the axes, source line under them, alt text."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from openpyxl.chart import AreaChart, BarChart, LineChart, Reference, ScatterChart, Series
from openpyxl.chart._chart import ChartBase
from openpyxl.chart.data_source import StrRef
from openpyxl.chart.label import DataLabelList
from openpyxl.chart.layout import Layout, ManualLayout
from openpyxl.chart.legend import LegendEntry
from openpyxl.chart.marker import DataPoint
from openpyxl.chart.series import SeriesLabel
from openpyxl.chart.shapes import GraphicalProperties
from openpyxl.chart.text import RichText, Text
from openpyxl.chart.title import Title
from openpyxl.drawing.line import LineProperties
from openpyxl.drawing.text import (
    CharacterProperties,
    Font,
    Paragraph,
    ParagraphProperties,
    RegularTextRun,
    RichTextProperties,
)
from openpyxl.utils import get_column_letter, quote_sheetname

from gapsheet.templates import style
from gapsheet.templates.page import Page

# Centimetres for the labels of the value axis and its title; whole amounts are long.
_SCALED, _UNSCALED = 1.6, 2.4
# So many series fill more than one line of a legend, unless the chart is so many centimetres wide.
_MANY, _WIDE = 6, 20.0
LINE_WIDTH = 28575  # 2.25 points in English Metric Units (12,700 to a point)

Block = tuple[int, int, int]  # column, first row, last row
AxisTitle = str | tuple[int, int]  # words, or the cell that holds them


@dataclass(frozen=True, slots=True)
class Line:
    """One series of a line chart."""

    title: str
    cells: Block
    colour: str = style.GREY
    dashed: bool = False


@dataclass(frozen=True, slots=True)
class Curve:
    """One series of a scatter chart, whose points may stand on another sheet than the chart."""

    title: str
    data: Page
    across: Block
    upward: Block
    colour: str = style.GREY
    dash: str = "solid"
    width: int = LINE_WIDTH
    dots: bool = False  # points without a line
    listed: bool = True  # in the legend


@dataclass(frozen=True, slots=True)
class Frame:
    """Where a chart stands, what its title cell is, and what it says to those who do not see it.

    The title cell may lie beneath the chart that shows it: the sentence is then read once.
    """

    anchor: tuple[int, int]
    title_cell: tuple[int, int]
    alt_text: str
    source: str
    width: float = 15.0  # centimetres
    height: float = 8.5
    source_rows: int = 18  # rows below the anchor at which the source line stands


def _reference(page: Page, block: Block) -> Reference:
    column, first, last = block
    return Reference(page.sheet, min_col=column, min_row=first, max_row=last)


def _address(page: Page, row: int, column: int) -> str:
    return f"{quote_sheetname(page.name)}!${get_column_letter(column)}${row}"


def _characters(page: Page, size: int, colour: str, *, bold: bool = False) -> CharacterProperties:
    """Type for chart text in the font of the book's language; sizes in hundredths of a point."""
    font = Font(typeface=page.book.language.font)
    return CharacterProperties(latin=font, ea=font, sz=size * 100, b=bold, solidFill=colour)


def _rich(page: Page, size: int, colour: str, *, bold: bool = False) -> RichText:
    properties = ParagraphProperties(defRPr=_characters(page, size, colour, bold=bold))
    paragraph = Paragraph(pPr=properties, endParaRPr=_characters(page, size, colour))
    return RichText(bodyPr=RichTextProperties(), p=[paragraph])


def _title_from_cell(page: Page, row: int, column: int) -> Title:
    """A title that follows a formula."""
    title = Title(tx=Text(strRef=StrRef(_address(page, row, column))), overlay=False)
    title.txPr = _rich(page, 11 if page.book.language.is_original else 10, style.INK, bold=True)  # ideographs are wider
    title.layout = Layout(manualLayout=ManualLayout(xMode="edge", yMode="edge", x=0.01, y=0.01))
    return title


def _axis_title(page: Page, said: AxisTitle) -> Title:
    """Words beside an axis; from a cell where the user chooses the unit."""
    if not isinstance(said, str):
        title = Title(tx=Text(strRef=StrRef(_address(page, *said))), overlay=False)
        title.txPr = _rich(page, 9, style.GREY)
        return title
    run = RegularTextRun(rPr=_characters(page, 9, style.GREY), t=said)
    properties = ParagraphProperties(defRPr=_characters(page, 9, style.GREY))
    return Title(
        tx=Text(rich=RichText(bodyPr=RichTextProperties(), p=[Paragraph(pPr=properties, r=[run])])), overlay=False
    )


def _dress(
    page: Page, chart: ChartBase, frame: Frame, category: AxisTitle, value: AxisTitle, number_format: str
) -> None:
    """Titles, axes, grid and legend of any chart."""
    chart.title = _title_from_cell(page, *frame.title_cell)
    chart.width, chart.height = frame.width, frame.height
    chart.x_axis.title, chart.y_axis.title = _axis_title(page, category), _axis_title(page, value)
    for axis in (chart.x_axis, chart.y_axis):
        axis.delete = False
        axis.txPr = _rich(page, 9, style.GREY)
        axis.graphicalProperties = GraphicalProperties(ln=LineProperties(solidFill=style.HAIRLINE))
        axis.majorTickMark = axis.minorTickMark = "none"
    chart.x_axis.majorGridlines = None
    chart.y_axis.majorGridlines.spPr = GraphicalProperties(ln=LineProperties(solidFill=style.HAIRLINE, w=6350))
    chart.y_axis.number_format, chart.y_axis.numFmt.sourceLinked = number_format, False
    chart.graphical_properties = GraphicalProperties(solidFill="FFFFFF", ln=LineProperties(noFill=True))
    chart.display_blanks = "gap"
    if chart.legend is not None:
        _place_legend(page, chart, frame, number_format)


def _place_legend(page: Page, chart: ChartBase, frame: Frame, number_format: str) -> None:
    """The legend close above the lines, below the title; the plot takes the rest. Lines of type are 0.7 cm high."""
    line, side = 0.7 / frame.height, (_UNSCALED if number_format == style.WHOLE else _SCALED) / frame.width
    more = line if len(chart.series) >= _MANY and frame.width < _WIDE else 0.0  # a second line of the legend
    chart.legend.position, chart.legend.txPr = "t", _rich(page, 9, style.GREY)
    chart.legend.layout = _box(side, 1.3 * line, min(18.0 / frame.width, 1 - 2 * side), line + more)
    chart.layout = _box(side, 2.6 * line + more, 1 - side - 0.8 / frame.width, 1 - 4.6 * line - more, inner=True)


def _box(x: float, y: float, wide: float, high: float, *, inner: bool = False) -> Layout:
    """A place inside a chart, in fractions of its size; `inner` leaves the words of the axes outside of it."""
    target = "inner" if inner else None
    return Layout(manualLayout=ManualLayout(layoutTarget=target, xMode="edge", yMode="edge", x=x, y=y, w=wide, h=high))


def _place(page: Page, chart: ChartBase, frame: Frame) -> None:
    row, column = frame.anchor
    page.sheet.add_chart(chart, f"{get_column_letter(column)}{row}")
    page.book.hear(frame.alt_text)
    page.book.chart_texts.setdefault(page.name, []).append(frame.alt_text)
    page.put(row + frame.source_rows, column, frame.source, "Note")


def _series(page: Page, line: Line) -> Series:
    series = Series(_reference(page, line.cells), title=line.title)
    series.smooth = False
    series.marker.symbol = "none"
    stroke = LineProperties(solidFill=line.colour, w=LINE_WIDTH, prstDash="dash" if line.dashed else "solid")
    series.graphicalProperties = GraphicalProperties(ln=stroke)
    return series


def lines(
    page: Page,
    frame: Frame,
    categories: Block,
    series: Sequence[Line],
    *,
    axis_titles: tuple[AxisTitle, AxisTitle],
    number_format: str,
    band: tuple[Block, Block, str] | None = None,
    data: Page | None = None,
) -> None:
    """A line chart; `band` is (lower bound, height above it, title) and is drawn as a pale area behind the lines.

    The numbers and the title's cell stand on `data` where that is another sheet than the chart's.
    """
    data = data or page
    chart = LineChart()
    for line in series:
        chart.series.append(_series(data, line))
    chart.set_categories(_reference(data, categories))
    if band is None:
        _dress(data, chart, frame, *axis_titles, number_format)
        _place(page, chart, frame)
        return
    area = _band(data, band)
    area.set_categories(_reference(data, categories))
    _dress(data, area, frame, *axis_titles, number_format)
    area.legend.legendEntry = [LegendEntry(idx=0, delete=True)]
    area += chart  # both share the axes
    _place(page, area, frame)


def _band(page: Page, band: tuple[Block, Block, str]) -> AreaChart:
    """Two stacked areas: an invisible one up to the lower bound, a pale one above it."""
    lower, height, title = band
    area = AreaChart(grouping="stacked")
    for block, label, fill in ((lower, "lower bound", None), (height, title, style.BAND)):
        series = Series(_reference(page, block), title=label)
        series.graphicalProperties = GraphicalProperties(noFill=fill is None, solidFill=fill)
        series.graphicalProperties.line = LineProperties(noFill=True)
        area.series.append(series)
    return area


def columns(
    page: Page,
    frame: Frame,
    categories: Block,
    values: Line,
    limits: Sequence[Line],
    *,
    axis_titles: tuple[AxisTitle, AxisTitle],
    number_format: str,
) -> None:
    """Upright columns, each with its number, and lines across them for limits; all cells on `page`."""
    chart = BarChart()
    chart.type, chart.gapWidth = "col", 60
    series = Series(_reference(page, values.cells), title=values.title)
    series.graphicalProperties = GraphicalProperties(solidFill=values.colour)
    series.invertIfNegative = False  # or programs leave negative columns white
    series.dLbls = DataLabelList(
        showVal=True, showSerName=False, showCatName=False, showLegendKey=False, showPercent=False
    )
    series.dLbls.spPr = GraphicalProperties(solidFill="FFFFFF")  # a number may lie where a limit runs
    series.dLbls.txPr = _rich(page, 9, style.INK)
    chart.series.append(series)
    chart.set_categories(_reference(page, categories))
    across = LineChart()
    for limit in limits:
        across.series.append(_series(page, limit))
    across.set_categories(_reference(page, categories))
    _dress(page, chart, frame, *axis_titles, number_format)
    chart.x_axis.tickLblPos = "low"  # below the plot, whichever way a column points
    chart += across  # both share the axes
    _place(page, chart, frame)


def bars(
    page: Page,
    frame: Frame,
    categories: Block,
    values: Block,
    *,
    axis_titles: tuple[AxisTitle, AxisTitle],
    number_format: str,
    data: Page | None = None,
    muted: Sequence[int] = (),
    from_zero: bool = True,
) -> None:
    """Horizontal bars of one accent, first row on top, each with its number; `muted` ones (from 0) are grey.

    Amounts start from zero; figures that may be negative leave the start of the axis to the program.
    """
    data = data or page
    chart = BarChart()
    chart.type, chart.gapWidth = "bar", 60
    series = Series(_reference(data, values), title="values")
    series.tx = _series_title(data, axis_titles[1])
    series.graphicalProperties = GraphicalProperties(solidFill=style.ACCENT)
    for position in muted:
        series.dPt.append(DataPoint(idx=position, spPr=GraphicalProperties(solidFill=style.GREY)))
    series.dLbls = DataLabelList(
        showVal=True, showSerName=False, showCatName=False, showLegendKey=False, showPercent=False
    )
    series.dLbls.numFmt = number_format
    series.dLbls.txPr = _rich(data, 9, style.INK)
    chart.series.append(series)
    chart.set_categories(_reference(data, categories))
    chart.legend = None
    # Labels may hide a 0, the axis may not.
    axis_format = number_format if number_format.startswith("[") else number_format.split(";")[0]
    _dress(data, chart, frame, *axis_titles, axis_format)
    chart.y_axis.majorGridlines = None  # every bar has its number, which a line would strike through
    chart.x_axis.scaling.orientation = "maxMin"
    chart.y_axis.crosses = "max"  # the first bar is on top, so the foot of the chart is the axis's far end
    chart.x_axis.tickLblPos = "low"  # beside the plot, whichever way a bar points
    if from_zero:
        chart.y_axis.scaling.min = 0
    _place(page, chart, frame)


def tornado(
    page: Page,
    frame: Frame,
    categories: Block,
    sides: tuple[Block, Block],
    titles: tuple[str, str],
    *,
    axis_titles: tuple[AxisTitle, AxisTitle],
    number_format: str,
) -> None:
    """Bars to both sides of zero, first row on top: what a lower and a higher input change; all cells on `page`."""
    chart = BarChart()
    chart.type, chart.gapWidth, chart.overlap = "bar", 60, 100
    for block, title, colour in zip(sides, titles, (style.GREY, style.ACCENT), strict=True):
        series = Series(_reference(page, block), title=title)
        series.graphicalProperties = GraphicalProperties(solidFill=colour)
        series.invertIfNegative = False  # or programs leave negative bars white
        chart.series.append(series)
    chart.set_categories(_reference(page, categories))
    _dress(page, chart, frame, *axis_titles, number_format.replace('" pp"', ""))  # the axis title names the unit
    line, side = 0.7 / frame.height, 4.0 / frame.width  # room for the words beside the bars
    chart.layout = _box(side, 2.6 * line, 0.97 - side, 1 - 4.6 * line, inner=True)
    chart.x_axis.scaling.orientation = "maxMin"
    chart.y_axis.crosses = "max"
    chart.x_axis.tickLblPos = "low"
    _place(page, chart, frame)


def _series_title(page: Page, said: AxisTitle) -> SeriesLabel:
    return SeriesLabel(v=said) if isinstance(said, str) else SeriesLabel(strRef=StrRef(_address(page, *said)))


def curves(
    page: Page,
    frame: Frame,
    series: Sequence[Curve],
    *,
    axis_titles: tuple[AxisTitle, AxisTitle],
    number_format: str,
) -> None:
    """A chart over a numeric axis: any years fit without changing a reference. Title cells stand on `page`."""
    chart = ScatterChart(scatterStyle="lineMarker")
    for curve in series:
        chart.series.append(_curve(curve))
    _dress(page, chart, frame, *axis_titles, number_format)
    chart.x_axis.number_format, chart.x_axis.numFmt.sourceLinked = "0", False
    chart.legend.legendEntry = [
        LegendEntry(idx=position, delete=True) for position, curve in enumerate(series) if not curve.listed
    ]
    _place(page, chart, frame)


def _curve(curve: Curve) -> Series:
    series = Series(_reference(curve.data, curve.upward), _reference(curve.data, curve.across), title=curve.title)
    series.smooth = False
    stroke = LineProperties(solidFill=curve.colour, w=curve.width, prstDash=curve.dash)
    series.graphicalProperties = GraphicalProperties(ln=LineProperties(noFill=True) if curve.dots else stroke)
    series.marker.symbol = "circle" if curve.dots else "none"
    if curve.dots:
        series.marker.size = 6
        series.marker.graphicalProperties = GraphicalProperties(solidFill=curve.colour)
        series.marker.graphicalProperties.line = LineProperties(noFill=True)
    return series
