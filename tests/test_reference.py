"""The generated reference and the README say what the code does."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest

from gapsheet import catalog, reference
from gapsheet.answers import shown
from gapsheet.entries import Entry, Example
from gapsheet.errors import CellError
from gapsheet.hosts.headless import evaluate

ROOT = Path(__file__).parents[1]
EXAMPLES = [(entry, example) for entry in catalog.FUNCTIONS for example in entry.examples]


def test_committed_reference_is_current() -> None:
    committed = (ROOT / "addin" / "FUNCTIONS.md").read_text(encoding="utf-8")
    assert committed == reference.markdown(), "run: gapsheet functions --markdown > addin/FUNCTIONS.md"


def test_reference_has_every_function_in_reading_order() -> None:
    headings = re.findall(r"^### (\w+)$", reference.markdown(), re.MULTILINE)
    assert headings == [entry.name for entry in catalog.FUNCTIONS]


@pytest.mark.parametrize("entry", catalog.FUNCTIONS, ids=lambda entry: entry.name)
def test_a_section_tells_all_there_is_to_know(entry: Entry) -> None:
    section = reference.function_markdown(entry)
    told = [entry.usage, entry.summary, entry.returns, entry.working, entry.source, entry.result.unit]
    told += [argument.quantity.unit for argument in entry.arguments]
    assert [text for text in told if text.replace("|", "\\|") not in section] == []


def test_documented_errors_are_error_values_of_a_cell() -> None:
    values = {value for entry in catalog.FUNCTIONS for value, _ in reference.cell_errors(entry)}
    assert values <= {*map(str, CellError), "the same error"}


def as_rows(value: Any) -> Any:
    """A result as the calculation gives it: a series is a column."""
    if not isinstance(value, list):
        return value
    return [row if isinstance(row, list) else [row] for row in value]


@pytest.mark.parametrize(("entry", "example"), EXAMPLES, ids=lambda item: getattr(item, "name", None))
def test_an_example_typed_as_printed_gives_the_printed_result(entry: Entry, example: Example) -> None:
    value = evaluate(f"={reference.call(entry, example)}").value
    assert json_numbers(value) == json_numbers(as_rows(example.expected))


def json_numbers(value: Any) -> Any:
    """Numbers to twelve digits: processors differ in the last bits of exp and log."""
    if isinstance(value, list):
        return [json_numbers(cell) for cell in value]
    return f"{value:.12g}" if isinstance(value, float) else value


def test_literals_are_what_excel_reads() -> None:
    assert reference.literal([[1.0, None], ['say "a"', True]]) == '{1,"";"say ""a""",TRUE}'
    assert reference.literal(0.1) == "0.1"


def test_json_names_every_function_and_argument() -> None:
    records = json.loads(reference.as_json())
    assert [(record["name"], [argument["name"] for argument in record["arguments"]]) for record in records] == [
        (entry.name, [argument.name for argument in entry.arguments]) for entry in catalog.FUNCTIONS
    ]


def readme() -> str:
    return (ROOT / "README.md").read_text(encoding="utf-8")


def test_readme_and_continuous_integration_run_the_same_test_command() -> None:
    command = 'python3 -m venv .venv && .venv/bin/pip install -e ".[test]" && .venv/bin/pytest'
    assert [line.strip() for line in readme().splitlines()].count(command) == 1
    assert command in [line.strip() for line in (ROOT / ".ci" / "run").read_text(encoding="utf-8").splitlines()]


def test_readme_has_the_command_that_builds_the_workbooks() -> None:
    command = "python3 -m venv .venv && .venv/bin/pip install -e . && .venv/bin/gapsheet build"
    assert command in readme().splitlines()


def test_readme_formulas_give_the_results_shown() -> None:
    rows = re.findall(r"^\| `=(.+?)` \| ([\d,.]*\d)", readme(), re.MULTILINE)
    assert len(rows) == 3
    for formula, result in rows:
        digits = len(result.partition(".")[2])
        assert f"{evaluate(formula).value:,.{digits}f}" == result


def test_readme_names_the_templates_there_are() -> None:
    from gapsheet.templates import TEMPLATES

    assert re.findall(r"^\| `(\w+)\.xlsx` \|", readme(), re.MULTILINE) == list(TEMPLATES)


def test_tables_are_shown_row_by_row() -> None:
    assert shown([[2024.0, 6.5, None], ["a", True, CellError.NA]]) == "2024\t6.5\t\na\tTRUE\t#N/A"
