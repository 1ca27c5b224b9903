"""Charts remember values: after a recalculation they remember the new ones, and untouched charts keep their bytes."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import pytest
from lxml import etree

from gapsheet.package.archive import open_archive
from gapsheet.package.chartpoints import refreshed_charts
from gapsheet.recalc import recalculate
from support.books import read_parts
from support.edits import with_cell

CHART = "http://schemas.openxmlformats.org/drawingml/2006/chart"


@pytest.fixture
def growth_target(built: Mapping[str, Path], tmp_path: Path) -> Path:
    path = tmp_path / "growth_target.xlsx"
    path.write_bytes(built["growth_target"].read_bytes())
    return path


def title_of(parts: Mapping[str, bytes]) -> str:
    """The remembered title of the first chart."""
    root = etree.fromstring(parts["xl/charts/chart1.xml"])
    return str(root.findtext(f".//{{{CHART}}}title//{{{CHART}}}strCache/{{{CHART}}}pt/{{{CHART}}}v"))


def test_a_title_that_states_a_finding_follows_an_edited_input(growth_target: Path) -> None:
    before = title_of(read_parts(growth_target))
    edited = with_cell(growth_target, "target_amount", 40.0)
    assert title_of(read_parts(edited)) == before
    recalculate(edited)
    # (40 / 6.008) ^ (1 / 9) - 1 = 23.4 %
    assert "23.4" in title_of(read_parts(edited))
    assert "23.4" not in before


def test_charts_of_unchanged_values_keep_their_bytes(growth_target: Path) -> None:
    before = read_parts(growth_target)
    recalculate(growth_target)
    assert read_parts(growth_target) == before


def points(xml: bytes) -> dict[str, str]:
    """The first number cache of a chart: position to text."""
    cache = etree.fromstring(xml).find(f".//{{{CHART}}}numCache")
    assert cache is not None
    return {str(point.get("idx")): str(point.findtext(f"{{{CHART}}}v")) for point in cache.iterfind(f"{{{CHART}}}pt")}


def first_numbers(path: Path) -> tuple[str, list[tuple[int, int]], dict[str, str]]:
    """Sheet and cells of the first plain number reference of the first chart, with what it remembers."""
    from openpyxl.utils import range_boundaries

    xml = read_parts(path)["xl/charts/chart1.xml"]
    reference = etree.fromstring(xml).find(f".//{{{CHART}}}numRef")
    assert reference is not None
    sheet, _, area = str(reference.findtext(f"{{{CHART}}}f")).rpartition("!")
    left, top, right, bottom = range_boundaries(area)
    cells = [(row, column) for row in range(top, bottom + 1) for column in range(left, right + 1)]
    return sheet.strip("'"), cells, points(xml)


def test_points_change_appear_in_their_place_and_go(growth_target: Path) -> None:
    sheet, cells, before = first_numbers(growth_target)
    values = {sheet: {cells[0]: -7.5, cells[1]: None, cells[-1]: "no number"}}
    with open_archive(growth_target) as archive:
        changed = refreshed_charts(archive, values)
    after = points(changed["xl/charts/chart1.xml"])
    last = str(len(cells) - 1)
    assert after == {key: text for key, text in {**before, "0": "-7.5"}.items() if key not in {"1", last}}
    assert list(after) == sorted(after, key=int)


def test_references_that_are_no_plain_range_are_left_alone(growth_target: Path) -> None:
    with open_archive(growth_target) as archive:
        assert refreshed_charts(archive, {"No such sheet": {(1, 1): 3.0}}) == {}
