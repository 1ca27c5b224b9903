"""Figures of few people: shown as a code where fewer stand behind them than the user's least number."""

from __future__ import annotations

NOTE = (
    "Small groups",
    "A figure is shown as [c] where fewer people of either sex stand behind it than the least number on Inputs; 0 shows "
    "all. Figures that could be worked back from a total are hidden together: a share and its rest to 100 %, and all "
    "four quarters where one is hidden; shares of people also where few are left on the other side. Before you publish, look for the same figure in other places.",
)


def shown(value: str, *heads: str) -> str:
    """The formula of a figure that is hidden where one of `heads`, expressions that count people, is too small.

    Nobody at all hides nothing: a group without people has no figure that could tell about one.
    """
    few = "+".join(f"(N({number})>0)*(N({number})<heads_needed)" for number in heads)
    return f"=IF({few}>0,suppressed,{value})"


def any_few(*blocks: str) -> str:
    """An expression that is above 0 where a cell of one of the blocks counts too few people, but not nobody."""
    return "+".join(f'COUNTIFS({block},">0",{block},"<"&heads_needed)' for block in blocks)
