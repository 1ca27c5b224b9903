"""A workbook that is open in Excel, edited through xlwings: everything or nothing, with Excel's own work paused."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterator
from typing import Any

from gapsheet.errors import CellError, RewriteError
from gapsheet.package.addresses import CellKey, area
from gapsheet.package.structure import Table
from gapsheet.refresh.edits import Block, Content, Edits, Formula

Entered = str | float | bool


def carry_out(book: Any, edits: Edits) -> None:
    """Make the edits in the open workbook; whatever fails, what was done is taken back.

    Args:
        book: The workbook, an xlwings Book.
        edits: What to do.

    Raises:
        RewriteError: A sheet is protected, or Excel refused; the workbook is as it was.
    """
    refuse_protected(book, edits)
    done: list[Callable[[], object]] = []
    with paused(book.app):
        try:
            for undo in _steps(book, edits):
                done.append(undo)
        except Exception as fault:
            left = _taken_back(done)
            raise RewriteError(
                f"Excel refused a change ({str(fault)[:200]}); "
                + (left or "everything done before it was taken back: the workbook is as it was")
            ) from fault
    book.app.calculate()


def refuse_protected(book: Any, edits: Edits) -> None:
    """Refuse before any change where Excel would refuse in the middle."""
    touched = {block.sheet for block in edits.blocks} | {table.sheet for _, table in edits.tables} | set(edits.notes)
    for name in sorted(touched - set(edits.sheets)):
        if book.sheets[name].api.ProtectContents:
            raise RewriteError(f"the sheet '{name}' is protected; take its protection off (Review > Unprotect Sheet)")


@contextlib.contextmanager
def paused(app: Any) -> Iterator[None]:
    """Excel without calculating, drawing and events; each is as it was afterwards, whatever happens."""
    settings = ("screen_updating", "enable_events", "calculation")
    known = {setting: getattr(app, setting) for setting in settings}
    try:
        for setting, off in zip(settings, (False, False, "manual"), strict=True):
            setattr(app, setting, off)
        yield
    finally:
        for setting in reversed(settings):
            with contextlib.suppress(Exception):  # one that fails must not keep the others from being set
                setattr(app, setting, known[setting])


def _steps(book: Any, edits: Edits) -> Iterator[Callable[[], object]]:
    """Each edit as it is made, with what takes it back."""
    for name in edits.sheets:
        sheet = book.sheets.add(name, after=book.sheets[len(book.sheets) - 1])
        yield sheet.delete
    for old, new in edits.tables:
        if old is not None:
            yield _resized(book, old, new)
    for block in edits.blocks:
        yield _entered(book, block)
    for old, new in edits.tables:
        if old is None:
            yield _made(book, new)
    for name, sheet, reference in edits.names:
        yield _renamed(book, name, sheet, reference)
    for name, notes in edits.notes.items():
        yield _annotated(book.sheets[name], notes)


def _taken_back(done: list[Callable[[], object]]) -> str:
    """Take every step back, the last first; says what could not be."""
    failed = ""
    for undo in reversed(done):
        try:
            undo()
        except Exception as fault:
            failed = failed or f"and not everything could be taken back ({str(fault)[:100]}): close without saving"
    return failed


def _resized(book: Any, old: Table, new: Table) -> Callable[[], object]:
    """Give a table its new area; a totals row is put away meanwhile, since it ends what may grow."""
    table = book.sheets[new.sheet].tables[new.name]

    def resize(state: Table) -> None:
        with _without_totals(table):
            table.resize(_range(book, state.sheet, _without_totals_row(state)))

    resize(new)
    return lambda: resize(old)


@contextlib.contextmanager
def _without_totals(table: Any) -> Iterator[None]:
    shown = bool(table.show_totals)
    if shown:
        table.show_totals = False
    try:
        yield
    finally:
        if shown:
            table.show_totals = True


def _without_totals_row(table: Table) -> tuple[int, int, int, int]:
    top, left, bottom, right = area(table.ref)
    return top, left, bottom - table.totals_rows, right


def _entered(book: Any, block: Block) -> Callable[[], object]:
    """Enter a block of cells in one go."""
    _enter(book, block)
    return lambda: _enter(book, block.reversed())


def _enter(book: Any, block: Block) -> None:
    bottom, right = block.top + len(block.after) - 1, block.left + len(block.after[0]) - 1
    cells = _range(book, block.sheet, (block.top, block.left, bottom, right))
    rows = tuple(tuple(entered(content) for content in row) for row in block.after)
    try:
        cells.formula2 = rows
    except AttributeError:  # an Excel that does not spill
        cells.formula = rows


def entered(content: Content) -> Entered:
    """What is typed so that a cell holds this, and nothing else: a text stays a text whatever it looks like."""
    if content is None:
        return ""
    if isinstance(content, Formula):
        return content.text
    if isinstance(content, CellError):
        return content.value
    return f"'{content}" if isinstance(content, str) else content


def _made(book: Any, table: Table) -> Callable[[], object]:
    sheet = book.sheets[table.sheet]
    made = sheet.tables.add(source=_range(book, table.sheet, area(table.ref)), name=table.name, has_headers=True)
    return lambda: made.api.Unlist()


def _renamed(book: Any, name: str, sheet: str, reference: str) -> Callable[[], object]:
    """Let a name refer to something else; Excel may have done so already as its table grew."""
    names = book.sheets[sheet].names if sheet else book.names
    if name.startswith("_xlnm."):  # as a file spells Excel's own names
        name = name.removeprefix("_xlnm.")
    found = names[name]
    old = found.refers_to
    found.refers_to = reference

    def back() -> None:
        found.refers_to = old

    return back


def _annotated(sheet: Any, notes: dict[CellKey, str | None] | Any) -> Callable[[], object]:
    """Move notes: those that go first, since a cell holds one."""
    old: dict[CellKey, str | None] = {key: _note(sheet, key) for key in notes}

    def annotate(wanted: dict[CellKey, str | None]) -> None:
        for key in wanted:
            if (note := sheet.range(key).note) is not None:
                note.delete()
        for key, text in wanted.items():
            if text is not None:
                sheet.range(key).add_note(text)

    annotate(dict(notes))
    return lambda: annotate(old)


def _note(sheet: Any, key: CellKey) -> str | None:
    note = sheet.range(key).note
    return None if note is None else str(note.text)


def _range(book: Any, sheet: str, corners: tuple[int, int, int, int]) -> Any:
    top, left, bottom, right = corners
    return book.sheets[sheet].range((top, left), (bottom, right))
