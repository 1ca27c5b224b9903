"""The ribbon keeps the rules of customUI, and every button calls a procedure that is there."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path

import pytest
from lxml import etree

from gapsheet.catalog import FUNCTIONS
from gapsheet.hosts.vba.modules import source
from gapsheet.hosts.vba.ribbon import NAMESPACE, ribbon_xml
from gapsheet.templates import TEMPLATES

TITLES = {name: f"The title of {name}" for name in TEMPLATES}
RULES = etree.XMLSchema(etree.parse(Path(__file__).parents[1] / "support" / "customui.xsd"))
# Names from Microsoft's lists "Office Fluent User Interface Control Identifiers", Excel: controls, all with pictures.
PICTURES = {
    "AcceptInvitation",
    "CalculateNow",
    "FileNew",
    "FileOpen",
    "FormulaMoreFunctionsMenu",
    "FunctionWizard",
    "FunctionsDateTimeInsertGallery",
    "FunctionsFinancialInsertGallery",
    "FunctionsLogicalInsertGallery",
    "FunctionsMathTrigInsertGallery",
    "FunctionsTextInsertGallery",
    "Help",
    "HyperlinkInsert",
    "RefreshAll",
}
ON_ACTION = re.compile(r"^Public Sub (\w+)\(control As IRibbonControl\)$", re.MULTILINE)


@pytest.fixture(scope="module")
def ribbon() -> etree._Element:
    return etree.fromstring(ribbon_xml(FUNCTIONS, TITLES))


def named(ribbon: etree._Element, name: str) -> list[etree._Element]:
    return list(ribbon.iter(f"{{{NAMESPACE}}}{name}"))


def test_the_ribbon_keeps_the_rules_of_customui(ribbon: etree._Element) -> None:
    assert RULES.validate(ribbon), RULES.error_log


def test_the_rules_can_fail(ribbon: etree._Element) -> None:
    for break_one in (
        lambda button: button.set("id", "gapsheetTab"),
        lambda button: button.set("screentip", "x" * 1025),
        lambda button: button.set("onClick", "x"),
        lambda button: button.attrib.pop("onAction"),
    ):
        broken = etree.fromstring(etree.tostring(ribbon))
        break_one(named(broken, "button")[0])
        assert not RULES.validate(broken)


def test_every_button_calls_a_procedure_of_the_form_that_excel_asks(ribbon: etree._Element) -> None:
    there = {f"gapsheet_ribbon.{name}" for name in ON_ACTION.findall(source("gapsheet_ribbon.bas"))}
    assert {button.get("onAction") for button in named(ribbon, "button")} == there


def test_every_function_is_offered_once_in_the_menu_of_its_family(ribbon: etree._Element) -> None:
    offered = [
        (menu.get("label"), button.get("tag"))
        for menu in named(ribbon, "menu")
        for button in menu
        if button.get("onAction") == "gapsheet_ribbon.InsertFunction"
    ]
    assert offered == [(entry.family, entry.name) for entry in FUNCTIONS]


def test_every_template_can_be_opened(ribbon: etree._Element) -> None:
    buttons = [b for b in named(ribbon, "button") if b.get("onAction") == "gapsheet_ribbon.NewFromTemplate"]
    assert {button.get("tag") for button in buttons} == set(TEMPLATES)
    assert {button.get("label") for button in buttons} == {*TITLES.values(), "Selfcheck"} - {TITLES["selfcheck"]}


def test_every_picture_is_one_of_excels(ribbon: etree._Element) -> None:
    assert {element.get("imageMso") for element in ribbon.iter() if element.get("imageMso")} <= PICTURES


def test_groups_stand_in_reading_order(ribbon: etree._Element) -> None:
    assert [group.get("label") for group in named(ribbon, "group")] == ["Functions", "Report", "Templates", "Help"]


def test_refresh_says_that_reports_carry_no_sources_yet(ribbon: etree._Element) -> None:
    (refresh,) = (button for button in named(ribbon, "button") if button.get("id") == "gapsheetRefresh")
    assert "no data sources of their own yet" in refresh.get("supertip", "")


def test_long_texts_and_ampersands_are_made_to_fit() -> None:
    entry = replace(FUNCTIONS[0], summary="x" * 3000, family="R&D")
    ribbon = etree.fromstring(ribbon_xml([entry], {"growth_target": "Wages & growth"}))
    assert RULES.validate(ribbon), RULES.error_log
    labels = [element.get("label") for element in ribbon.iter()]
    assert "R&&D" in labels
    assert "Wages && growth" in labels
