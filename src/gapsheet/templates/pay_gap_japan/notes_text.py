"""The sheet Notes text: what the notes (説明欄) of the disclosure have to say, put together from the inputs."""

from __future__ import annotations

from openpyxl.styles import Alignment

from gapsheet.phrases import Kept, Phrase
from gapsheet.templates import style
from gapsheet.templates.book import Book
from gapsheet.templates.page import FIRST, TOP, Page
from gapsheet.templates.staff.elements import ELEMENTS
from gapsheet.templates.staff.instructions import NOTICE

NAME = "Notes text"
MOST_ELEMENTS = 40  # that the notes can name
_LAST_OF_ONE = 4  # the columns after it hold lists
_DAYS = {"first": "year_begins", "last": "period_end"}

# Subject, the line in words, the line in Japanese.
LINES: tuple[tuple[str, str, str], ...] = (
    ("Period (対象期間)", '="Business year from "&TEXT(year_begins,"yyyy-mm-dd")&" to "&TEXT(period_end,"yyyy-mm-dd")&"."',
     '="対象期間："&{first}&"から"&{last}&"まで。"'),
    (Phrase("Ratio ({form})", form=Kept("男女の賃金の差異")), "Women's average annual pay as a percentage of men's, the second decimal rounded half up.",
     "男性の平均年間賃金に対する女性の平均年間賃金の割合（小数点第2位を四捨五入）。"),
    ("Total pay (総賃金)", '="Total pay includes: "&counted_names&"."', '="総賃金に含むもの："&counted_codes&"。"'),
    ("Left out (除外した手当)", '=IF(left_out_names="","Nothing is left out of total pay.","Left out of total pay: "&left_out_names&".")',
     '=IF(left_out_codes="","総賃金から除外した手当等はない。","総賃金から除外した手当等："&left_out_codes&"。")'),
    ("Heads (人員数)", '="Heads are the average of "&months_used&" months, counted "&counted_on&", women and men alike."',
     '="人員数："&INDEX(countings_in_japanese,counting_place)&"の人員数の"&months_used&"か月平均（男女同じ方法）。"'),
    ("Conversion (人員数の換算)",
     '=IF(converting=1,"Part-timers count by their hours against "&regular_hours&" hours a week of a regular worker.","Heads are not converted.")',
     '=IF(converting=1,"パートタイム労働者は、正規雇用労働者の所定労働時間（週"&regular_hours&"時間）で換算した。","人員数の換算は行っていない。")'),
    ("Regular workers (正規雇用労働者)", '=IF(regular_scope="","","Regular workers: "&regular_scope&".")', '=IF(regular_scope_ja="","","正規雇用労働者："&regular_scope_ja&"。")'),
    ("Non-regular workers (非正規雇用労働者)", '=IF(other_scope="","","Non-regular workers: "&other_scope&".")', '=IF(other_scope_ja="","","非正規雇用労働者："&other_scope_ja&"。")'),
    ("Dispatched workers (派遣労働者)",
     '=IF(says_dispatched=INDEX(yes_no,1),"Dispatched workers count with the employer that dispatches them.","")',
     '=IF(says_dispatched=INDEX(yes_no,1),"派遣労働者は派遣元の労働者として数え、ここには含まない。","")'),
    ("Changes (変更点)", '=IF(change_said="","",change_said&".")', '=IF(change_said_ja="","",change_said_ja&"。")'),
    ("Remarks (補足)", '=IF(more_said="","",more_said&".")', '=IF(more_said_ja="","",more_said_ja&"。")'),
)  # fmt: skip


def write_notes_text(book: Book) -> Page:
    """Write the sheet: every line in the language of the book and in Japanese, then all together."""
    page = Page(book, NAME, "output", (40, 74, 74))
    page.head(
        "Notes to publish (説明欄)",
        f"{NOTICE} Read every line before you publish it; each follows from Inputs, Months and Pay elements.",
    )
    row = top = page.heads(TOP, ("Subject", "In sentences", "For publication (公表用)"))
    for label, english, japanese in LINES:
        page.put(row, FIRST, label, "Label")
        page.put(row, FIRST + 1, english, "Calculated text")
        page.put(row, FIRST + 2, _japanese(japanese), "Calculated text")
        page.height(row, 36)
        row += 1
    page.put(row, FIRST, "All together", "Label")
    for column, letter, between in ((FIRST + 1, "C", '&" "&'), (FIRST + 2, "D", "&")):
        together = between.join(f"{letter}{line}" for line in range(top, row))
        page.put(row, column, f"=TRIM({together})", "Calculated text")
    page.height(row, 230)
    page.freeze(TOP + 1)
    page.close(row)
    return page


def _japanese(text: str) -> str:
    """Japanese words, which stay as they are; days are written with year, month and day."""
    for key, day in _DAYS.items():
        text = text.replace("{" + key + "}", f'YEAR(N({day}))&"年"&MONTH(N({day}))&"月"&DAY(N({day}))&"日"')
    return text if text.startswith("=") else Kept(text)


def write_named(page: Page, row: int) -> int:
    """The pay elements as the notes name them, one a line with the list so far; the row after them."""
    row = page.section(row, "Pay elements for the notes")
    heads = ("Name", "Code", "Reason", "Place", "Treatment", "Counted", "Left out", "Counted, codes", "Left out, codes")
    top = page.heads(row, heads, right=(3, 4))
    last = top + MOST_ELEMENTS - 1
    for line in range(top, last + 1):
        _named(page, line, top)
    page.book.define("named_places", page.sheet, (top, FIRST + 3), (last, FIRST + 3))
    for offset, name in enumerate(("counted_names", "left_out_names", "counted_codes", "left_out_codes"), start=5):
        page.book.define(name, page.sheet, (last, FIRST + offset))
    return last + 1


def _named(page: Page, row: int, top: int) -> None:
    """One pay element: what the notes call it, and the four lists with it."""
    place, treated = f"ROWS(A${top}:A{row})", f"INDEX({ELEMENTS}[Treatment],E{row})"
    cells = [f'=IF(ISNUMBER(E{row}),INDEX({ELEMENTS}[{head}],E{row})&"",dash)' for head in ("Name", "Code", "Reason")]
    cells.append(f"=IF({place}<=ROWS({ELEMENTS}[Code]),{place},dash)")
    cells.append(f"=IF(ISNUMBER(E{row}),({treated}=INDEX(treatments,1))+2*({treated}=INDEX(treatments,2)),0)")
    named = (f"B{row}", f'B{row}&" ("&D{row}&")"', f"C{row}", f"C{row}")
    commas = ('", "', '", "', '"、"', '"、"')
    for letter, name, comma, number in zip("GHIJ", named, commas, (1, 2, 1, 2), strict=True):
        before = f'REPT({comma},1*({letter}{row - 1}<>""))&' if row > top else ""
        so_far = f"{letter}{row - 1}&" if row > top else ""
        cells.append(f'={so_far}IF(F{row}={number},{before}{name},"")')
    for offset, formula in enumerate(cells):
        is_number = offset in (3, 4)
        style_name, number_format = ("Calculated", style.YEAR) if is_number else ("Aside", None)
        cell = page.put(row, FIRST + offset, formula, style_name, number_format)
        if offset > _LAST_OF_ONE:  # the first line shows; the notes show it whole
            cell.alignment = Alignment(horizontal="left", vertical="top", wrap_text=True, indent=1)
    page.height(row, 14 if page.book.language.is_original else 18)
