"""How a sheet looks: colours, fonts and the named cell styles, told once."""

from __future__ import annotations

from copy import copy
from decimal import Decimal

from openpyxl.styles import Alignment, Border, Font, NamedStyle, PatternFill, Protection, Side
from openpyxl.utils.indexed_list import IndexedList
from openpyxl.workbook import Workbook

INK, GREY, HAIRLINE, ACCENT = "1F2933", "616E7C", "CBD2D9", "0B6E99"
INPUT_INK, INPUT_FILL = "1F4E9E", "FFF8E1"
GOOD, CAUTION, BAD = "2E7D32", "A65F00", "B3261E"  # never alone: a symbol and words stand beside the colour
BAND = "D6E6EE"  # the interval behind a line

FONT = "Calibri"
SYMBOL_FONT = "Segoe UI Symbol"  # Calibri lacks most of the verdicts' symbols; this has all, in one weight

# Number formats: amounts are stored in yen; the format alone shows them in larger units.
TRILLION = "#,##0.0,,,,"
TRILLION_3 = "#,##0.000,,,,"
BILLION = "#,##0.0,,,"
THOUSAND = "#,##0,"
WHOLE = "#,##0"
# Amounts of any kind: as many decimals as there are; whole numbers lose the first one (gapsheet.templates.wholes).
PLAIN = "#,##0.0#"
PLAIN_FINE = "#,##0.0#####"
BARS = "[<100]General;#,##0"  # amounts of any kind in a chart, which knows no conditions but these; round them first
YEAR = "0"
PERCENT = "0.0%"
POINTS = '+0.0" pp";-0.0" pp";0.0" pp"'
MULTIPLE = '0.00"×"'
YEARS = "0.0"
# Where a cell beside the figure names the unit, the figure does not repeat it.
BESIDE_UNIT = {MULTIPLE: "0.00", POINTS: "+0.0;-0.0;0.0"}
DATE = "yyyy-mm-dd"
TRUTH = '"TRUE";"TRUE";"FALSE"'  # some programs show a stored TRUE as 1
TEXT = "@"
GENERAL = "General"

_STRONG = Side(style="medium", color=INK)
_THIN = Side(style="thin", color=HAIRLINE)
# Words are indented to keep them off the number before; LibreOffice forgets some indents of what stands right.
_MIDDLE = Alignment(vertical="center", horizontal="left", indent=1)
_WRAP = Alignment(vertical="center", horizontal="left", indent=1, wrap_text=True)
_TOP = Alignment(vertical="top", horizontal="left", indent=1, wrap_text=True)
_RIGHT = Alignment(vertical="center", horizontal="right")
_RIGHT_WRAP = Alignment(vertical="center", horizontal="right", wrap_text=True)
_CENTRE = Alignment(vertical="center", horizontal="center")
_UNLOCKED = Protection(locked=False)


def _font(size: int = 11, color: str = INK, *, bold: bool = False, italic: bool = False) -> Font:
    return Font(name=FONT, size=size, color=color, bold=bold, italic=italic)


def _symbol_font() -> Font:
    return Font(name=SYMBOL_FONT, size=12, color=INK)


def _style(name: str, font: Font, alignment: Alignment = _MIDDLE, *, rule: Side | None = None) -> NamedStyle:
    style = NamedStyle(name=name, font=font, alignment=alignment)
    if rule is not None:
        style.border = Border(bottom=rule)
    return style


def _input() -> NamedStyle:
    style = _style("Input", _font(color=INPUT_INK), _RIGHT, rule=_THIN)
    style.fill = PatternFill("solid", fgColor=INPUT_FILL)
    style.protection = _UNLOCKED
    return style


def named_styles() -> tuple[NamedStyle, ...]:
    """The styles of every workbook: what a cell is, told by its style and not by colour alone."""
    return (
        _style("Sheet title", _font(18, bold=True)),
        _style("Lead", _font(10, GREY)),
        _style("Status", _font(10, GREY), Alignment(vertical="center", horizontal="right")),
        _style("Section", _font(12, bold=True)),
        _style("Reading", _font()),
        _style(
            "Column head",
            _font(10, bold=True),
            Alignment(vertical="bottom", horizontal="left", indent=1, wrap_text=True),
            rule=_STRONG,
        ),
        _style(
            "Column head right",
            _font(10, bold=True),
            Alignment(vertical="bottom", horizontal="right", wrap_text=True),
            rule=_STRONG,
        ),
        _style("Label", _font(), _WRAP, rule=_THIN),
        _style("Aside", _font(color=GREY), _WRAP, rule=_THIN),
        _style("Calculated", _font(), _RIGHT, rule=_THIN),
        _style("Calculated text", _font(), _WRAP, rule=_THIN),
        _style("Case text", _font(), _RIGHT_WRAP, rule=_THIN),
        _style("Case name", _font(9, GREY), _RIGHT_WRAP, rule=_THIN),
        _style("Case verdict", _font(bold=True), _RIGHT_WRAP, rule=_THIN),
        _style("Symbol", _symbol_font(), _CENTRE, rule=_THIN),
        _style("Case symbol", _symbol_font(), _RIGHT, rule=_THIN),
        _style("Sign", Font(name=SYMBOL_FONT, size=11, color=INK), _MIDDLE, rule=_THIN),
        _style("Link", _font(color=ACCENT), _WRAP, rule=_THIN),
        _style("Linked number", _font(), _RIGHT, rule=_THIN),
        _style("Check", _font(bold=True), _RIGHT, rule=_THIN),
        _style("Verdict", _font(bold=True), _WRAP, rule=_THIN),
        _style("Prose", _font(), _TOP),
        _style("Long text", _font(10), _WRAP, rule=_THIN),
        _style("Note", _font(9, GREY, italic=True)),
        _style("Note wrapped", _font(9, GREY, italic=True), _TOP),
        _input(),
    )


def by_value(number: float) -> str:
    """The format for a number that stays as it is: with the decimals that it has."""
    decimals = max(0, -int(Decimal(repr(number)).normalize().as_tuple().exponent))
    return f"{WHOLE}.{'0' * decimals}" if decimals else WHOLE


def register(workbook: Workbook, font: str = FONT) -> None:
    """Give a workbook the named styles and the body font of its language as its default."""
    if font != FONT:
        workbook._fonts = IndexedList([_named(_font(), font)])  # the first font is that of cells without a style
    for style in named_styles():
        style.font = _named(style.font, font)
        workbook.add_named_style(style)
    workbook._named_styles["Normal"].font = _named(_font(), font)  # openpyxl has no public way


def _named(like: Font, font: str) -> Font:
    """The font of a language in place of the body font; symbols keep their own."""
    made = copy(like)
    made.name = font if like.name == FONT else like.name
    return made
