"""Formulas for figures that may be missing: what rests on one then says so, in place of an error."""

from __future__ import annotations

from collections.abc import Sequence


def known(formula: str, proof: str, otherwise: str = "not_available") -> str:
    """A formula where its proof is a number, else a word; all are parts of formulas, without equals signs.

    The proof is arithmetic over the cells needed: text makes it fail, a zero where it divides, too. "b/a" proves that
    there is a base, "SQRT(b/a)" that both lie on one side of zero, "LN(b/a)" that growth leads from one to the other.
    Arithmetic takes a blank for 0, so an input that may be emptied is proved by its bare name, or divided by its COUNT.
    """
    return f"IF(ISNUMBER({proof}),{formula},{otherwise})"


def worked_out(arithmetic: str) -> str:
    """Arithmetic that is its own proof."""
    return known(arithmetic, arithmetic)


def of_share(name: str) -> str:
    """The proof that a cell holds a share, from 0 to 1; an empty one passes as 0."""
    return f"SQRT({name}*(1-{name}))"


def of_day(name: str) -> str:
    """The proof that a cell holds a day that the functions of dates can move by some years.

    Those are the thousandth to the millionth of the calendar, 1902 to 4637; a blank, a text and any other number fail.
    """
    return f"SQRT(({name}-1000)*(1000^2-{name}))"


def day_told(name: str, otherwise: str = "not_available") -> str:
    """A typed day in words, where it is one."""
    return known(f'TEXT({name},"yyyy-mm-dd")', of_day(name), otherwise)


def numbers_given(names: Sequence[str], may_be_empty: Sequence[str] = ()) -> tuple[str, str]:
    """How many numbers the named inputs hold, and how many they should: one a row, or as many as cells are filled.

    Counting what should be there by the filled cells alone would let an emptied input pass.
    """
    expected = "+".join(f"ROWS({name})" for name in names)
    filled = f"+COUNTA({','.join(may_be_empty)})" if may_be_empty else ""
    return f"COUNT({','.join((*names, *may_be_empty))})", expected + filled
