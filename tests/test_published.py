"""Figures that others have published or that follow from published ones, at the digits they are shown with."""

from __future__ import annotations

import pytest

from support.published import as_shown, called, figures

FIGURES = figures("figures")


@pytest.mark.parametrize("figure", FIGURES, ids=lambda figure: figure["formula"])
def test_published_figure_comes_out(figure: dict[str, str]) -> None:
    assert as_shown(called(figure["formula"]), figure) == figure["shown"]


def test_trend_of_overseas_sales_has_the_published_interval() -> None:
    [[growth, low, high, n, first, last]] = called(
        "TREND_SUMMARY([4.534, 4.6882, 5.7769, 6.008], [2021, 2022, 2023, 2024])"
    )
    assert (f"{growth:.1%}", f"{low:.0%}", f"{high:.0%}") == ("11.1%", "0%", "23%")
    assert (n, first, last) == (4, 2021, 2024)


def test_every_published_figure_names_its_source() -> None:
    assert all(figure["source"] and figure["what"] for figure in FIGURES)
