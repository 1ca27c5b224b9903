"""The rules that a program can decide, walked for every workbook; those waived are named with the reason."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

from gapsheet.templates import TEMPLATES
from support import rules_document as document
from support import rules_formulas as formulas
from support import rules_inputs as inputs
from support import rules_structure as structure
from support.review import Review

Rule = Callable[[Review], list[str]]

RULES: Mapping[int, Rule] = {
    1: structure.sheets_have_roles,
    2: structure.sheet_names_are_fit,
    3: structure.the_cover_tells_what_the_book_is,
    4: structure.inputs_and_formulas_are_apart,
    5: structure.values_flow_one_way,
    6: structure.nothing_points_outside_or_nowhere,
    8: structure.sheets_open_with_title_and_lead,
    9: structure.nothing_is_hidden,
    10: formulas.neighbours_agree,
    11: formulas.no_figures_inside_formulas,
    12: formulas.no_word_is_looked_up,
    13: formulas.formulas_are_short,
    14: formulas.links_lead_straight,
    15: formulas.calculation_never_iterates,
    16: formulas.no_volatile_functions,
    17: formulas.no_errors_are_stored,
    18: formulas.matches_say_how,
    19: formulas.sums_cover_their_block,
    20: formulas.newer_functions_are_spelled_as_stored,
    21: formulas.arrays_are_stored_as_arrays,
    22: formulas.every_formula_has_its_value,
    23: formulas.functions_used_are_listed,
    24: inputs.inputs_are_labelled,
    25: inputs.inputs_are_validated,
    26: inputs.inputs_look_like_inputs,
    27: inputs.names_are_sound,
    28: inputs.workings_are_protected,
    29: inputs.checks_are_formulas,
    30: inputs.the_master_check_passes,
    31: inputs.old_figures_are_noticed,
    32: document.tables_are_sound,
    33: document.nothing_is_merged_or_gapped,
    34: document.numbers_have_formats,
    35: document.columns_are_readable,
    36: document.gaps_are_explained,
    37: document.notes_are_defined,
    38: document.heads_stay_in_sight,
    39: document.charts_speak,
    40: document.colours_can_be_read,
    41: document.sheets_print_on_one_width,
    42: document.the_document_says_what_it_is,
    43: document.sources_are_listed,
    44: document.the_package_is_whole,
    45: document.no_format_leaves_a_bare_point,
}

WAIVED: Mapping[int, str] = {
    7: "each calculation sheet treats a subject of its own, in columns of its own; within a sheet they are the same",
}

# Cells that need not keep a rule in one workbook, as a pattern, and why.
EXCEPTED: Mapping[tuple[str, int], tuple[str, str]] = {
    ("japan_policy_scorecard", 27): (
        r"refresh_(time|run|version)|claim_\d_(latest|multiple|required|trend|verdict)",
        "stamps that a refresh writes and headlines that it watches, found by their names",
    ),
    ("japan_policy_scorecard", 32): (
        r"table (Changes|RemovedRows|RefreshLog)",
        "empty until the first refresh writes them; Excel keeps one empty row in a table",
    ),
    ("japan_policy_scorecard", 33): (
        r"table (Changes|RemovedRows|RefreshLog)",
        "empty until the first refresh writes them; Excel keeps one empty row in a table",
    ),
    ("japan_policy_scorecard", 36): (
        r"(Sources|Source columns|Headlines|Changes|Removed rows|Refresh log)!\w+",
        "blank says none: no secret, no limit, nothing refreshed yet; a refresh reads and fills these cells",
    ),
    ("growth_target", 34): (
        r"Result!E10|Result!E12|Path!C7|Path!C8",
        "amounts in whatever unit the user types: General is the one format that shows them all as typed",
    ),
    ("selfcheck", 34): (
        r"(Data|Selfcheck)!\w+",
        "arguments and results of all functions in one column: General shows each as its docstring has it",
    ),
}


def test_every_rule_is_checked_or_waived() -> None:
    assert sorted([*RULES, *WAIVED]) == list(range(1, 46))


@pytest.fixture(scope="module")
def reviews() -> dict[Path, Review]:
    """The workbooks that were opened already."""
    return {}


@pytest.mark.parametrize("number", RULES)
@pytest.mark.parametrize("name", TEMPLATES)
def test_the_rule_is_kept(name: str, number: int, built: dict[str, Path], reviews: dict[Path, Review]) -> None:
    if (path := built[name]) not in reviews:
        reviews[path] = Review.of(path)
    problems = RULES[number](reviews[path])
    pattern, _ = EXCEPTED.get((name, number), ("", ""))
    excepted = [problem for problem in problems if re.match(f"({pattern}) ", problem)]
    assert bool(excepted) == bool(pattern), "an exception is out of date"
    assert [problem for problem in problems if problem not in excepted] == [], RULES[number].__doc__
