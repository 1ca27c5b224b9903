"""Which sources of a workbook a refresh asks, and what they answer."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from gapsheet.errors import AccessError, GapsheetError, SourceError
from gapsheet.refresh.access import Access
from gapsheet.refresh.answers import Answer, Answered, slim
from gapsheet.refresh.apart import Tell
from gapsheet.refresh.book import Book, Described
from gapsheet.refresh.controls import spelled
from gapsheet.refresh.records import Fetched, Source

Fetch = Callable[[Source, Access, Tell | None], Fetched]


def chosen(book: Book, ids: Sequence[str]) -> list[Described]:
    """The sources to ask, in the order of the sheet.

    Raises:
        SourceError: An id is no source's, or that of one that is switched off.
    """
    wanted = {spelled(id) for id in ids}
    known = {spelled(item.id): item for item in book.described}
    for id in ids:
        item = known.get(spelled(id))
        if item is None:
            there = ", ".join(item.id for item in book.described)
            raise SourceError(f"the workbook has no source {id}; it has {there or 'none'}")
        if item.source is not None and not item.source.on:
            raise SourceError(f"source {item.id} is switched off; write yes into its cell in the column On")
    return [
        item
        for item in book.described
        if (spelled(item.id) in wanted if wanted else item.source is None or item.source.on)
    ]


def refuse_unapproved(items: Sequence[Described], access: Access) -> None:
    """Stop before anything is asked.

    Raises:
        AccessError: A source is not approved.
    """
    lacking = [item.id for item in items if item.source is not None and not access.is_approved(item.source)]
    if lacking:
        raise AccessError(
            f"{access.workbook} asks for sources that nobody has approved, or that have changed since: "
            f"{', '.join(lacking)}; see what they do with 'gapsheet trust {access.workbook.name}', nothing was sent"
        )


def asked(items: Sequence[Described], fetch: Fetch, access: Access, tell: Tell, *, dates_1904: bool) -> list[Answer]:
    """What each source answers, or why it does not; the frames are let go one by one.

    Args:
        items: The sources, found approved.
        fetch: Asks one.
        access: What they may touch.
        tell: Is told which is asked.
        dates_1904: Whether the workbook counts dates from 1904.
    """
    return [(item, _answer(item, fetch, access, tell, dates_1904)) for item in items]


def _answer(item: Described, fetch: Fetch, access: Access, tell: Tell, dates_1904: bool) -> Answered | GapsheetError:
    if item.source is None:
        return SourceError(item.fault)
    tell(item.id)
    try:
        fetched = fetch(item.source, access, tell)
        return _answered(item.source, fetched, dates_1904)
    except GapsheetError as problem:
        problem.args = (access.without_folders(str(problem)),)
        return problem


def _answered(source: Source, fetched: Fetched, dates_1904: bool) -> Answered:
    """What was fetched, as the workbook takes it.

    Raises:
        DataError: It is not what the workbook says it is.
    """
    from gapsheet.refresh.validation import validated  # which imports pandas: where nothing is asked, nobody needs it

    checked = validated(source, fetched.frame, dates_1904=dates_1904)
    return Answered(
        slim(checked.columns),
        checked.warnings,
        fetched.as_of,
        fetched.vintage,
        fetched.retrieved,
        fetched.is_cached,
    )
