"""Formulas for figures that may be missing: what rests on one then says so, in place of an error."""

from __future__ import annotations


def known(formula: str, proof: str, otherwise: str = "not_available") -> str:
    """A formula where its proof is a number, else a word; all are parts of formulas, without equals signs.

    The proof is arithmetic over the cells needed: text makes it fail, a zero where it divides, too. "b/a" proves that
    there is a base, "SQRT(b/a)" that both lie on one side of zero, "LN(b/a)" that growth leads from one to the other.
    """
    return f"IF(ISNUMBER({proof}),{formula},{otherwise})"


def worked_out(arithmetic: str) -> str:
    """Arithmetic that is its own proof."""
    return known(arithmetic, arithmetic)
