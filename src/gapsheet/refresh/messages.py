"""What a refresh says of a source in a workbook: sentences, and the patterns that a translator is asked for.

Why data could not be read is told by those who read them, in English.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from gapsheet.refresh.periods import EXPECTED
from gapsheet.refresh.rows import MORE
from gapsheet.refresh.sentences import Say, Sentence, told

STALE = "the last observation is as of {as_of}, though data come {often}"
STALE_EDITION = "the data tell no period that can be read, and their edition is of {as_of}, though data come {often}"
GAPS = "source {source}: the series leaves out {periods}"
GAPS_OF = "source {source}: the series of {series} leaves out {periods}"
MORE_GAPS = ("{count} more series leaves out periods", "{count} more series leave out periods")
_UNREAD = "source {{source}}: column {{column}} of role period holds {{values}}, {}; gaps and age are {}"
UNREAD = tuple(_UNREAD.format(what, "not checked") for what in ("which is no period", "which are no periods"))
UNREAD_BESIDE_OTHERS = (
    _UNREAD.format("which is no period", "checked without it"),
    _UNREAD.format("which are no periods", "checked without them"),
)
EMPTIED = (
    "the data have no figure any more in the column {columns}",
    "the data have no figure any more in the columns {columns}",
)
WITHOUT_FIGURES = "the data have no figure any more for the series {series}"
ALL_OTHER = (
    "source {source}: the data have none of the workbook's {count} rows any more, only others; if they were meant to "
    "go on, see whether the key {key} is written as before"
)
VANISHED = "source {source}: the data no longer have the series {series}"
RESPELLED = "{name} (now spelled '{now}')"
ENDED_EARLIER = "the data end with {new}, the workbook's with {old}"
SERIES_ENDED = "{name} ends with {new}, the workbook's with {old}"
SERIES = "the series {series}"
FEWER_ROWS = "the data have {rows}, less than half of the workbook's {count}"
ROWS = ("{count} row", "{count} rows")
LARGE = "{column} of {key} was revised from {old} to {new}, past the threshold of {threshold}"
LARGE_SHARE = "{column} of {key} was revised from {old} to {new} ({share}), past the threshold of {threshold}"
UNEXPLAINED = (
    "source {source}: {doubts}; if that is right, type a new reason in the column Reason of its row, or give it with "
    '--accept "why"'
)
ACCEPTED = "source {source}: {doubts}; accepted: {reason}"
ODD_THRESHOLD = (
    "source {source}: its threshold is {threshold}, so no usual revision asks for a reason; type 5% or 0.05 for five "
    "percent"
)
LOST_FORMULAS = "data took the place of {formulas} in the column {column}, first in {cell}"
FORMULAS = ("{count} formula", "{count} formulas")

PATTERNS = (
    *(STALE, STALE_EDITION, GAPS, GAPS_OF, *MORE_GAPS, *UNREAD, *UNREAD_BESIDE_OTHERS, *EMPTIED, WITHOUT_FIGURES),
    *(ALL_OTHER, VANISHED, RESPELLED, ENDED_EARLIER, SERIES_ENDED, SERIES, FEWER_ROWS, *ROWS, LARGE, LARGE_SHARE),
    *(UNEXPLAINED, ACCEPTED, ODD_THRESHOLD, LOST_FORMULAS, *FORMULAS, MORE, *EXPECTED),
)


def counted(patterns: tuple[str, ...], count: int, **values: str) -> Sentence:
    """A sentence about one thing or several: the first pattern or the second."""
    return Sentence.of(patterns[count != 1], count=f"{count:,}", **values)


def staleness(as_of: str, expected: str, *, is_observed: bool) -> Sentence:
    """That newer data should have come; of an edition where no observation tells its period."""
    return Sentence.of(STALE if is_observed else STALE_EDITION, as_of=as_of, often=Sentence.of(expected))


def unexplained(source: str, doubts: Iterable[str]) -> Sentence:
    """Why a source is refused that asks for a reason, and where to give one."""
    return Sentence.of(UNEXPLAINED, source=source, doubts=Sentence.joined(doubts, "; "))


def accepted(source: str, doubts: Iterable[str], reason: str) -> Sentence:
    """What was taken over for a reason."""
    return Sentence.of(ACCEPTED, source=source, doubts=Sentence.joined(doubts, "; "), reason=reason)


def was_accepted(reason: str, message: str, say: Say) -> bool:
    """Whether a message of an earlier refresh, in English or the workbook's language, says so for this reason."""
    ends = (pattern.partition("{doubts}")[2].partition("{reason}")[0] for pattern in (ACCEPTED, say(ACCEPTED)))
    return any(f"{end}{reason};" in f"{message};" for end in ends)


def in_one(texts: Sequence[str], say: Say, longest: int) -> str:
    """Several messages as one that a cell holds."""
    text = "; ".join(told(text, say) for text in texts if text)
    return text if len(text) <= longest else f"{text[: longest - 1]}…"
