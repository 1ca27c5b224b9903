"""The sheet Notes text: what the notes (説明欄) of the disclosure have to say, put together from the inputs."""

from __future__ import annotations

from collections.abc import Sequence

from gapsheet.phrases import Kept
from gapsheet.templates import sheets
from gapsheet.templates.book import Book
from gapsheet.templates.page import FIRST, TOP, Page
from gapsheet.templates.staff.elements import ELEMENTS
from gapsheet.templates.staff.instructions import NOTICE

NAME = "Notes text"
MOST_ELEMENTS = 40  # that the notes can name
_DAYS = {"first": "period_start", "last": "period_end"}

_ENGLISH: tuple[tuple[str, str, str], ...] = (
    ("Period (対象期間)", '="Business year from "&TEXT(period_start,"yyyy-mm-dd")&" to "&TEXT(period_end,"yyyy-mm-dd")&"."',
     '="対象期間："&{first}&"から"&{last}&"まで。"'),
    ("Ratio (男女の賃金の差異)", "Women's average annual pay as a percentage of men's, the second decimal rounded half up.",
     "男性の平均年間賃金に対する女性の平均年間賃金の割合（小数点第2位を四捨五入）。"),
    ("Total pay (総賃金)", '="Total pay includes: "&{included}&"."', '="総賃金に含むもの："&{included}&"。"'),
    ("Left out (除外した手当)", '=IF({excluded}="","Nothing is left out of total pay.","Left out of total pay: "&{excluded}&".")',
     '=IF({excluded}="","総賃金から除外した手当等はない。","総賃金から除外した手当等："&{excluded}&"。")'),
    ("Heads (人員数)", '="Heads are the average of "&months_used&" months, counted "&counted_on&", women and men alike."',
     '="人員数："&INDEX(countings_in_japanese,MATCH(counted_on,countings,0))&"の人員数の"&months_used&"か月平均（男女同じ方法）。"'),
    ("Conversion (人員数の換算)",
     '=IF(is_converted=1,"Part-timers count by their hours against "&regular_hours&" hours a week of a regular worker.",{unconverted})',
     '=IF(is_converted=1,"パートタイム労働者は、正規雇用労働者の所定労働時間（週"&regular_hours&"時間）で換算した。",{unconverted})'),
    ("Regular workers (正規雇用労働者)", '="Regular workers: "&regular_scope&"."', '="正規雇用労働者："&regular_scope_ja&"。"'),
    ("Non-regular workers (非正規雇用労働者)", '="Non-regular workers: "&other_scope&"."', '="非正規雇用労働者："&other_scope_ja&"。"'),
    ("Dispatched workers (派遣労働者)",
     '=IF(says_dispatched=INDEX(yes_no,1),"Dispatched workers count with the employer that dispatches them.","")',
     '=IF(says_dispatched=INDEX(yes_no,1),"派遣労働者は派遣元の労働者として数え、ここには含まない。","")'),
    ("Changes (変更点)", '=IF(change_said="","",change_said&".")', '=IF(change_said_ja="","",change_said_ja&"。")'),
    ("Remarks (補足)", '=IF(more_said="","",more_said&".")', '=IF(more_said_ja="","",more_said_ja&"。")'),
)  # fmt: skip


def write_notes_text(book: Book) -> Page:
    """Write the sheet: the text as a whole, line by line, and the pay elements it names."""
    bilingual = book.language.is_original
    page = Page(book, NAME, "output", (40, 76, 76) if bilingual else (40, 110))
    page.head("Notes to publish (説明欄)", f"{NOTICE} Read every line before you publish it; each follows from Inputs and Pay elements.")
    heads = ("Subject", "In words", "In Japanese (公表用)")
    row = page.heads(TOP, heads if bilingual else heads[:2])
    words = row + len(_ENGLISH) + 3  # where the parts stand
    parts = {"included": f"$C${words}", "excluded": f"$C${words + 1}", "unconverted": f"$C${words + 2}"}
    for label, english, japanese in _ENGLISH:
        page.put(row, FIRST, label, "Label")
        page.put(row, FIRST + 1, _filled(english, parts), "Calculated text")
        if bilingual:
            in_japanese = {**{key: cell.replace("C", "D") for key, cell in parts.items()}, **_days()}
            page.put(row, FIRST + 2, _japanese(_filled(japanese, in_japanese)), "Calculated text")
        page.height(row, 34)
        row += 1
    page.put(row, FIRST, "All together", "Label")
    for column in range(FIRST + 1, FIRST + 2 + bilingual):
        letter = "CD"[column - FIRST - 1]
        joined = '&" "&' if letter == "C" else "&"
        together = joined.join(f"{letter}{line}" for line in range(row - len(_ENGLISH), row))
        page.put(row, column, f"=TRIM({together})", "Calculated text")
    page.height(row, 190)
    _parts(page, words, bilingual=bilingual)
    page.freeze(TOP + 1)
    page.close(words + 4 + MOST_ELEMENTS)
    return page


def _filled(text: str, parts: dict[str, str]) -> str:
    """A formula with its places filled."""
    for key, cell in parts.items():
        text = text.replace("{" + key + "}", cell)
    return text


def _days() -> dict[str, str]:
    return {key: f'YEAR({day})&"年"&MONTH({day})&"月"&DAY({day})&"日"' for key, day in _DAYS.items()}


def _japanese(text: str) -> str:
    return text if text.startswith("=") else Kept(text)


def _parts(page: Page, row: int, *, bilingual: bool) -> None:
    """What the lines above are put together from: pay elements by treatment, each a line, with the list so far."""
    first = row + 5
    last = first + MOST_ELEMENTS - 1
    page.section(row - 1, "Parts of the text")
    columns: Sequence[tuple[int, str, str]] = ((FIRST + 1, "C", "Heads are not converted."), (FIRST + 2, "D", "人員数の換算は行っていない。"))
    for column, _, unconverted in columns[: 1 + bilingual]:
        for offset in range(2):
            page.put(row + offset, column, f"=named", "Calculated text")
        page.put(row + 2, column, unconverted if column == FIRST + 1 else Kept(unconverted), "Calculated text")
    del first, last
