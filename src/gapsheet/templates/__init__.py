"""The workbooks by name, and how one is built; nothing heavy is loaded before a workbook is asked for."""

from __future__ import annotations

from pathlib import Path
from typing import Literal

Host = Literal["any", "windows"]  # any program that reads workbooks, or Excel on Windows with the functions inside

# Name of the workbook: the module whose `author()` writes it.
TEMPLATES = {
    "japan_policy_scorecard": "gapsheet.templates.scorecard",
    "growth_target": "gapsheet.templates.growth_target",
    "target_scenarios": "gapsheet.templates.target_scenarios",
    "wage_gap": "gapsheet.templates.wage_gap",
    "invoice_system": "gapsheet.templates.invoice_system",
    "pay_gap_uk": "gapsheet.templates.pay_gap_uk",
    "pay_gap_japan": "gapsheet.templates.pay_gap_japan",
    "pay_gap_eu": "gapsheet.templates.pay_gap_eu",
    "pay_equity": "gapsheet.templates.pay_equity",
    "selfcheck": "gapsheet.templates.selfcheck",
}


def build(name: str, directory: Path, language: str = "en", host: Host = "any") -> Path:
    """Author, calculate and finish one workbook.

    Args:
        name: One of TEMPLATES.
        directory: Where the file is written, atomically, as `name`.xlsx, for Windows as `name`.xlsm.
        language: The code of the edition: "en" for English, "ja" for Japanese.
        host: "windows" for a workbook that brings its functions along, to be calculated by Excel through xlwings.

    Raises:
        KeyError: No workbook has this name.
        LanguageError: There is no edition in this language.
        WorkbookError: The file cannot be calculated or written, or xlwings lacks what its macros are made from.
    """
    from gapsheet.languages.language import language as named
    from gapsheet.templates.building import build_from

    return build_from(TEMPLATES[name], name, directory, named(language), host)
