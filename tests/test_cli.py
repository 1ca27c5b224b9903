"""The command line as a user meets it: what it prints, where, and with which status."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
from openpyxl import Workbook, load_workbook
from typer.testing import CliRunner

from gapsheet import __version__, catalog, reference
from gapsheet.cli import app
from gapsheet.templates import TEMPLATES

ROOT = Path(__file__).parents[1]
run = CliRunner()


def book(path: Path, *formulas: str) -> Path:
    """A workbook as a person would make it: inputs in column A, formulas in column B."""
    workbook = Workbook()
    sheet = workbook.active
    sheet["A1"], sheet["A2"] = 1966, 2730
    for row, formula in enumerate(formulas, start=1):
        sheet.cell(row, 2, formula)
    workbook.save(path)
    return path


def in_a_process(*arguments: str, folder: Path | None = None) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-c", "from gapsheet.cli import main; main()", *arguments]
    return subprocess.run(command, capture_output=True, encoding="utf-8", cwd=folder, timeout=120, check=False)


@pytest.mark.parametrize(
    "command",
    [[], ["build"], ["recalc"], ["eval"], ["functions"], ["freeze"], ["diff"], ["export"]],
    ids=lambda words: " ".join(words),
)
def test_help_shows_an_example(command: list[str]) -> None:
    result = run.invoke(app, [*command, "--help"])
    assert result.exit_code == 0
    assert re.search(r"Example: gapsheet \w+", result.stdout)


def test_version_is_the_package_version() -> None:
    assert run.invoke(app, ["--version"]).stdout == f"gapsheet {__version__}\n"


@pytest.mark.parametrize(
    ("formula", "printed"),
    [
        ("WAGE_GAP(1966, 2730)", "0.27985347985347986"),
        ("=WAGE_GAP(1966, 2730)", "0.27985347985347986"),
        ("-2*SUM(1,2)", "-6"),
        ("ROUND(WAGE_GAP(GROWTH_MULTIPLE(1,2), 4), 1)", "0.5"),
        ('AMOUNT_VALUE("1兆2,387億円")', "1238700000000"),
        ("WAGE_GAP({1;3},4)", "0.75\n0.25"),
        ('IF(1>2,"yes","no")', "no"),
        ("1>2", "FALSE"),
    ],
)
def test_eval_prints_the_value(formula: str, printed: str) -> None:
    result = run.invoke(app, ["eval", formula])
    assert (result.exit_code, result.stdout, result.stderr) == (0, f"{printed}\n", "")


@pytest.mark.parametrize(
    ("formula", "error", "reason"),
    [
        ("WAGE_GAP(1966, 0)", "#DIV/0!", "WAGE_GAP: reference_pay is 0"),
        ("WAGE_GAP(1, GROWTH_MULTIPLE(0, 1))", "#DIV/0!", "GROWTH_MULTIPLE: start_value is 0"),
        ('SUM(1, AMOUNT_VALUE("about 5"))', "#VALUE!", "AMOUNT_VALUE: "),
        ("WAGE_GAP(1)", "#VALUE!", "WAGE_GAP: reference_pay is missing"),
        ("1/0", "#DIV/0!", "divided by zero"),
        ("LET(x, 0, WAGE_GAP(1, x))", "#DIV/0!", "divided by zero"),
        ("NO_SUCH_FUNCTION(1)", "#NAME?", "NO_SUCH_FUNCTION"),
        ("WAGE_GAP(no_such_name, 2)", "#NAME?", "a name or function the calculation does not know"),
        ('HOW("WAGE_GAP", 1, 0)', "#DIV/0!", "HOW: reference_pay is 0"),
    ],
)
def test_eval_gives_an_error_its_reason(formula: str, error: str, reason: str) -> None:
    result = run.invoke(app, ["eval", formula])
    assert (result.exit_code, result.stdout) == (1, f"{error}\n")
    assert reason in result.stderr


def test_eval_shows_the_working_of_every_function() -> None:
    result = run.invoke(app, ["eval", "--how", "WAGE_GAP(1966, GROWTH_MULTIPLE(1, 2730))"])
    assert result.stdout.splitlines()[1:] == [
        "GROWTH_MULTIPLE: 2,730 / 1 = 2,730",
        "WAGE_GAP: (2,730 - 1,966) / 2,730 = 28.0 %",
    ]


@pytest.mark.parametrize(
    "formula", ["A1*2", "SUM(Sheet1!B2:B9)", "SUM(A:A)", "SUM(Pay[monthly])", "[@pay]*2", "SUM(A1:.A9)"]
)
def test_eval_has_no_cells_to_refer_to(formula: str) -> None:
    result = run.invoke(app, ["eval", formula])
    assert result.exit_code == 2
    assert "there is no sheet here" in result.stderr


@pytest.mark.parametrize("formula", ["SUM(1,", ")(", "", "(" * 5000])
def test_eval_of_what_is_no_formula_ends_without_a_traceback(formula: str) -> None:
    result = run.invoke(app, ["eval", formula])
    assert result.exit_code == 1
    assert result.stderr.count("\n") == 1


def test_readme_shows_what_the_commands_print() -> None:
    block = re.search(r"```console\n(.+?)```", (ROOT / "README.md").read_text(encoding="utf-8"), re.DOTALL)
    assert block is not None
    for session in block[1].split("$ gapsheet ")[1:]:
        line, printed = session.split("\n", 1)
        words = [word.strip('"') for word in re.findall(r'"[^"]*"|\S+', line)]
        assert run.invoke(app, words).output == printed


def test_functions_lists_every_function_by_family() -> None:
    lines = run.invoke(app, ["functions"]).stdout.splitlines()
    assert [line.split()[0] for line in lines if line.startswith("  ")] == [entry.name for entry in catalog.FUNCTIONS]
    assert [line for line in lines if line and not line.startswith("  ")] == list(
        dict.fromkeys(entry.family for entry in catalog.FUNCTIONS)
    )


def test_functions_shows_the_help_of_one_however_it_is_written() -> None:
    result = run.invoke(app, ["functions", "wage_gap"])
    assert result.stdout.startswith("WAGE_GAP(group_pay, reference_pay)\n")
    assert "#DIV/0!" in result.stdout


def test_functions_as_json_and_markdown_are_the_reference() -> None:
    assert run.invoke(app, ["functions", "--markdown"]).stdout == reference.markdown()
    (one,) = json.loads(run.invoke(app, ["functions", "CAGR", "--json"]).stdout)
    assert one["name"] == "CAGR"
    both = run.invoke(app, ["functions", "--json", "--markdown"])
    assert both.exit_code == 2


def test_an_unknown_function_is_told_with_the_nearest_name() -> None:
    result = run.invoke(app, ["functions", "WAGEGAP"])
    assert result.exit_code == 2
    assert "WAGE_GAP" in result.stderr


def test_recalc_writes_the_values_into_the_file(tmp_path: Path) -> None:
    path = book(tmp_path / "pay.xlsx", "=WAGE_GAP(A1,A2)", "=B1*100")
    result = run.invoke(app, ["recalc", str(path)])
    assert (result.exit_code, result.stderr) == (0, "")
    assert result.stdout == f"{path}: 2 of 2 formulas calculated\n"
    assert load_workbook(path, data_only=True).active["B2"].value == pytest.approx(27.985347985347986, rel=1e-12)


def test_recalc_to_another_file_leaves_the_first_alone(tmp_path: Path) -> None:
    path = book(tmp_path / "pay.xlsx", "=WAGE_GAP(A1,A2)")
    before = path.read_bytes()
    assert run.invoke(app, ["recalc", str(path), "--out", str(tmp_path / "new.xlsx")]).exit_code == 0
    assert path.read_bytes() == before
    assert load_workbook(tmp_path / "new.xlsx", data_only=True).active["B1"].value == pytest.approx(0.279853479853)


def test_recalc_lists_the_cells_it_cannot_calculate(tmp_path: Path) -> None:
    path = book(tmp_path / "pay.xlsx", "=WAGE_GAP(A1,A2)", "=SOMEBODYS_FUNCTION(A1)")
    result = run.invoke(app, ["recalc", str(path)])
    assert result.exit_code == 2
    assert re.search(r"^Sheet!B2: .*SOMEBODYS_FUNCTION", result.stderr, re.MULTILINE)
    assert load_workbook(path, data_only=True).active["B1"].value == pytest.approx(0.279853479853)


@pytest.mark.parametrize("content", [None, b"", b"no workbook"], ids=["missing", "empty", "text"])
def test_recalc_of_a_bad_file_is_one_clear_line(tmp_path: Path, content: bytes | None) -> None:
    path = tmp_path / "bad.xlsx"
    if content is not None:
        path.write_bytes(content)
    result = run.invoke(app, ["recalc", str(path)])
    assert result.exit_code == 1
    assert result.stderr.count("\n") == 1
    assert "bad.xlsx" in result.stderr
    assert not path.exists() if content is None else path.read_bytes() == content


def test_build_writes_the_workbook_asked_for(tmp_path: Path) -> None:
    result = run.invoke(app, ["build", "wage_gap", "--out", str(tmp_path / "new folder")])
    path = tmp_path / "new folder" / "wage_gap.xlsx"
    assert (result.exit_code, result.stdout) == (0, f"{path}\n")
    assert load_workbook(path, read_only=True).sheetnames[0] == "Cover"


def test_build_of_an_unknown_workbook_lists_those_there_are(tmp_path: Path) -> None:
    result = run.invoke(app, ["build", "wagegap", "--out", str(tmp_path / "out")])
    assert result.exit_code == 2
    assert [name for name in TEMPLATES if name not in result.stderr] == []
    assert not (tmp_path / "out").exists()


def test_build_in_japanese_has_a_folder_of_its_own(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    result = run.invoke(app, ["build", "wage_gap", "--lang", "ja"])
    path = Path("workbooks", "ja", "wage_gap.xlsx")
    assert (result.exit_code, result.stdout) == (0, f"{path}\n")
    assert load_workbook(path, read_only=True).properties.language == "ja-JP"


def test_build_in_an_unknown_language_lists_those_there_are(tmp_path: Path) -> None:
    result = run.invoke(app, ["build", "--lang", "fr", "--out", str(tmp_path / "out")])
    assert (result.exit_code, result.stderr) == (2, "there is no edition in the language 'fr'; there are en, ja\n")
    assert not (tmp_path / "out").exists()


def test_build_into_a_file_is_one_clear_line(tmp_path: Path) -> None:
    (tmp_path / "taken").write_text("not a folder")
    result = run.invoke(app, ["build", "wage_gap", "--out", str(tmp_path / "taken")])
    assert result.exit_code == 1
    assert "taken" in result.stderr
    assert "choose another place with --out" in result.stderr
    assert result.stderr.count("\n") == 1


def test_nothing_but_the_answer_goes_into_a_pipe(tmp_path: Path) -> None:
    path = book(tmp_path / "pay.xlsx", "=WAGE_GAP(A1,A2)")
    result = in_a_process("recalc", "pay.xlsx", folder=tmp_path)
    assert (result.returncode, result.stdout, result.stderr) == (0, f"{path.name}: 1 of 1 formula calculated\n", "")


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no pseudo-terminals to test with")
def test_a_terminal_is_told_what_is_being_done(tmp_path: Path) -> None:
    import pty

    book(tmp_path / "pay.xlsx", "=WAGE_GAP(A1,A2)")
    ours, theirs = pty.openpty()
    command = [sys.executable, "-c", "from gapsheet.cli import main; main()", "recalc", "pay.xlsx"]
    environment = {**os.environ, "TERM": "xterm-256color", "COLUMNS": "80"}
    environment.pop("NO_COLOR", None)
    result = subprocess.run(
        command, stdout=subprocess.PIPE, stderr=theirs, cwd=tmp_path, env=environment, timeout=120, check=True
    )
    os.close(theirs)
    shown = os.read(ours, 65536).decode()
    os.close(ours)
    assert "pay.xlsx: writing" in shown
    assert result.stdout.decode() == "pay.xlsx: 1 of 1 formula calculated\n"


def test_errors_reach_the_shell_as_status_and_one_line() -> None:
    result = in_a_process("eval", 'AMOUNT_VALUE("約550億円")')
    assert (result.returncode, result.stdout) == (1, "#VALUE!\n")
    assert "約" in result.stderr
    assert result.stderr.count("\n") == 1


def test_help_loads_nothing_heavy() -> None:
    heavy = "{'numpy', 'openpyxl', 'formualizer', 'pandas', 'lxml', 'scipy', 'rich'}"
    program = f"import sys, gapsheet.cli; print(sorted({heavy} & set(sys.modules)))"
    result = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, timeout=60, check=True)
    assert result.stdout == "[]\n"


def test_the_module_runs_as_the_command_does() -> None:
    run = subprocess.run(
        [sys.executable, "-m", "gapsheet", "eval", "WAGE_RATIO(1, 4)"], capture_output=True, text=True, check=True
    )
    assert run.stdout == "0.25\n"
