"""One measurement in a process of its own: `python measure.py NAME [ARGUMENT ...]` prints seconds and peak memory."""

from __future__ import annotations

import json
import subprocess
import sys
import time
from collections.abc import Callable, Mapping
from pathlib import Path

from peak import peak_memory, peak_of_children


def recalc(path: str) -> None:
    """What `gapsheet recalc` does, imports included."""
    from gapsheet.recalc import recalculate

    report = recalculate(path, Path(path).with_suffix(".out.xlsx"))
    assert not report.kept


def bare(path: str) -> None:
    """The engine alone, as it comes: load, calculate; the function a plain lambda."""
    import formualizer

    workbook = formualizer.Workbook.load_path(path)
    workbook.register_function("WAGE_GAP", lambda group, reference: (reference - group) / reference)
    workbook.evaluate_all()


def bare_one_thread(path: str) -> None:
    """The engine alone without its threads, which wait for each other when formulas call Python."""
    import formualizer

    settings = formualizer.EvaluationConfig()
    settings.enable_parallel = False
    workbook = formualizer.Workbook.load_path(path, config=formualizer.WorkbookConfig(eval_config=settings))
    workbook.register_function("WAGE_GAP", lambda group, reference: (reference - group) / reference)
    workbook.evaluate_all()


def libreoffice(path: str) -> None:
    """LibreOffice converting the same file, which has no values yet; the functions are unknown to it."""
    folder = Path(path).parent / "office"
    profile = f"-env:UserInstallation=file://{folder}/profile"
    command = ["soffice", profile, "--headless", "--convert-to", "xlsx", "--outdir", str(folder), path]
    subprocess.run(command, check=True, capture_output=True, timeout=600)


def formulas(path: str) -> None:
    """The package `formulas` on the same file."""
    import formulas as package

    package.get_functions()["WAGE_GAP"] = lambda group, reference: (reference - group) / reference
    package.ExcelModel().loads(path).finish().calculate()


def border() -> dict[str, float]:
    """Seconds a call takes, through the border and without it."""
    from timeit import repeat

    from gapsheet.hosts.engine import catalogue_functions
    from gapsheet.wages import wage_gap

    calls = 200_000
    bound = catalogue_functions()["WAGE_GAP"]
    return {
        "plain": min(repeat(lambda: wage_gap(1966.0, 2730.0), number=calls, repeat=9)) / calls,
        "bound": min(repeat(lambda: bound(1966.0, 2730.0), number=calls, repeat=9)) / calls,
    }


def ranges() -> dict[str, float]:
    """Seconds for a range of 100,000 rows, through the border and as a numpy expression with both conversions."""
    from timeit import repeat

    import numpy as np

    from gapsheet.hosts.engine import catalogue_functions

    group = [[1000.0 + n] for n in range(100_000)]
    reference = [[1500.0 + 2 * n] for n in range(100_000)]
    bound = catalogue_functions()["WAGE_GAP"]

    def expression() -> list[list[float]]:
        pay, yardstick = np.array(group), np.array(reference)
        return ((yardstick - pay) / yardstick).tolist()  # type: ignore[no-any-return]

    assert bound(group, reference) == expression()
    return {
        "plain": min(repeat(expression, number=1, repeat=15)),
        "bound": min(repeat(lambda: bound(group, reference), number=1, repeat=15)),
    }


def flagship(path: str) -> dict[str, float]:
    """Seconds of a second recalculation, as in a program that stays open, with no fan remembered from the first."""
    from gapsheet import uncertainty
    from gapsheet.recalc import recalculate

    out = Path(path).with_suffix(".out.xlsx")
    recalculate(path, out)
    uncertainty._kept_fan.cache_clear()
    start = time.perf_counter()
    recalculate(path, out)
    return {"seconds": time.perf_counter() - start, "peak": 0.0}


def bootstrap() -> dict[str, float]:
    """Seconds for 100,000 futures of 10 years: the function through the border, and bare numpy doing the same draws."""
    from timeit import repeat

    import numpy as np

    from gapsheet.hosts.engine import catalogue_functions

    paths, years, block, target = 100_000, 10, 2, 4.0
    values = [[1.07**year * (1 + 0.05 * (year % 3))] for year in range(12)]
    bound = catalogue_functions()["TARGET_PROBABILITY_HISTORY"]

    def bare() -> float:
        logs = np.diff(np.log(np.array(values).ravel()))
        bits, choices = np.random.PCG64(1), np.uint64(logs.size - block + 1)
        growth = np.zeros(paths)
        for _ in range(years // block):
            starts = ((bits.random_raw(paths) >> np.uint64(32)) * choices >> np.uint64(32)).astype(np.int64)
            for offset in range(block):
                growth += logs[starts + offset]
        return float(np.mean(values[-1][0] * np.exp(growth) >= target * (1 - 1e-12)))

    assert bound(values, target, float(years), float(paths), 1.0, float(block)) == bare()
    return {
        "plain": min(repeat(bare, number=1, repeat=25)),
        "bound": min(
            repeat(lambda: bound(values, target, float(years), float(paths), 1.0, float(block)), number=1, repeat=25)
        ),
    }


def simulating() -> dict[str, float]:
    """Seconds of one cell with the default number of futures and with the largest, over nine years."""
    from timeit import repeat

    from gapsheet.hosts.engine import catalogue_functions

    values = [[1.07**year * (1 + 0.05 * (year % 3))] for year in range(10)]
    functions = catalogue_functions()
    chance, fan = functions["TARGET_PROBABILITY_HISTORY"], functions["FAN_PATH"]
    seeds = iter(range(1000))  # a fan asked for twice is remembered
    return {
        "chance": min(repeat(lambda: chance(values, 4.0, 9.0), number=1, repeat=15)),
        "fan": min(repeat(lambda: fan(values, 2024.0, 2033.0, None, None, float(next(seeds))), number=1, repeat=15)),
        "chance_most": min(repeat(lambda: chance(values, 4.0, 9.0, 1e6), number=1, repeat=3)),
        "fan_most": min(repeat(lambda: fan(values, 2024.0, 2033.0, None, 1e6, float(next(seeds))), number=1, repeat=3)),
    }


def excel() -> dict[str, float]:
    """Seconds that xlwings' Python half takes, for gapsheet's function and for trivial ones: one call, one long range.

    xlwings runs as on Windows, with stand-ins for COM; what Excel and COM add is the same for both.
    """
    sys.path.append(str(Path(__file__).parent.parent / "tests"))
    from support.pywin32stub import HOST, windows_xlwings

    column = tuple((1000.0 + n,) for n in range(100_000))
    with windows_xlwings() as windows:
        call = windows.udfs.call_udf
        calls = {
            "call": lambda: call(HOST, "wage_gap", (1966.0, 2730.0)),
            "trivial call": lambda: call("trivial", "add", (1966.0, 2730.0)),
        }
        with_blanks = tuple(row if n % 7 else (None,) for n, row in enumerate(column))
        ranges = {
            "range with blanks": lambda: call(HOST, "wage_gap", (with_blanks, 2730.0)),
            "range": lambda: call(HOST, "wage_gap", (column, 2730.0)),
            "trivial range": lambda: call("trivial", "same", (column,)),
            "raw range": lambda: call("trivial", "same_raw", (column,)),
        }
        return {**in_turn(calls, 10_000), **in_turn(ranges, 1)}


def in_turn(actions: Mapping[str, Callable[[], object]], number: int, rounds: int = 15) -> dict[str, float]:
    """Least seconds of each action, taken in turn so that they share the machine's moods."""
    from timeit import timeit

    times: dict[str, list[float]] = {name: [] for name in actions}
    for _ in range(rounds):
        for name, action in actions.items():
            times[name].append(timeit(action, number=number) / number)
    return {name: min(found) for name, found in times.items()}


MEASURES: dict[str, Callable[..., dict[str, float] | None]] = {
    function.__name__: function
    for function in (
        recalc,
        bare,
        bare_one_thread,
        libreoffice,
        formulas,
        border,
        ranges,
        excel,
        flagship,
        bootstrap,
        simulating,
    )
}


def main(name: str, *arguments: str) -> None:
    start = time.perf_counter()
    result = MEASURES[name](*arguments)
    seconds = time.perf_counter() - start
    peak = peak_of_children() if name == "libreoffice" else peak_memory()
    print(json.dumps(result or {"seconds": seconds, "peak": peak}))


if __name__ == "__main__":
    main(*sys.argv[1:])
