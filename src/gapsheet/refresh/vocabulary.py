"""Every text that a refresh writes into a workbook: what a translator is asked for besides the workbooks' own texts."""

from __future__ import annotations

from gapsheet.package.tabledata import Holding
from gapsheet.refresh.comparison import What
from gapsheet.refresh.logs import FIRST, MORE, TITLES
from gapsheet.refresh.messages import PATTERNS
from gapsheet.refresh.outcome import short
from gapsheet.refresh.periods import Frequency
from gapsheet.refresh.records import Status
from gapsheet.refresh.splitting import Step, length
from gapsheet.refresh.wording import BLANK, POINTS, in_words

TEXTS = tuple(
    dict.fromkeys(
        (
            *(text for texts in TITLES.values() for text in texts),
            *(status.value for status in Status),
            *(short(status) for status in Status),
            *(what.value for what in What),
            *PATTERNS,
            FIRST,
            MORE,
            *(step.value for step in Step),
            POINTS,
            BLANK,
            Holding.COMMENT.value,
            *(in_words(length(count, frequency)) for frequency in Frequency for count in (1, 2)),
        )
    )
)
