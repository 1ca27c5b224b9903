"""The ribbon's tab as customUI: groups, buttons and menus, made from the catalogue and the list of workbooks."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from xml.etree import ElementTree

from gapsheet.entries import Entry

NAMESPACE = "http://schemas.microsoft.com/office/2009/07/customui"  # [MS-CUSTOMUI2] 2.2; Excel 2010 and later
LONGEST = 1024  # [MS-CUSTOMUI2] ST_String: labels, tips and tags
_CALLBACKS = "gapsheet_ribbon"  # named with their module: other add-ins may have callbacks of the same names
_SELFCHECK = "selfcheck"  # the workbook that stands under Help, not among the templates
_FAMILY_IMAGES = {  # names of Excel's own pictures
    "Growth": "FunctionsFinancialInsertGallery",
    "Wages": "FunctionsMathTrigInsertGallery",
    "Invoice": "FunctionsLogicalInsertGallery",
    "Amounts": "FunctionsTextInsertGallery",
    "Explanation": "FunctionsDateTimeInsertGallery",
}
_OTHER_FAMILIES = "FormulaMoreFunctionsMenu"


@dataclass(frozen=True, slots=True)
class _Button:
    """A button: its id, what it shows, the callback it calls and what it hands over."""

    id: str
    label: str
    callback: str
    image: str
    tip: str
    more: str
    tag: str = ""
    large: bool = False

    def attributes(self) -> dict[str, str]:
        """As customUI spells them; an attribute that says nothing is left out."""
        said = {
            "id": self.id,
            "label": _label(self.label),
            "tag": self.tag,
            "size": "large" if self.large else "",
            "imageMso": self.image,
            "onAction": f"{_CALLBACKS}.{self.callback}",
            "screentip": _short(self.tip),
            "supertip": _short(self.more),
        }
        return {name: value for name, value in said.items() if value}


_REPORT = (
    _Button(
        "gapsheetRefresh",
        "Refresh",
        "RefreshReport",
        "RefreshAll",
        "Refresh this workbook",
        "Reads the workbook's sources anew, compares, and enters what changed; the sheets Sources, Headlines and "
        "Changes tell what. Undo does not take it back: the workbook as it was lies in a backup beside it. In a "
        "workbook without sources of its own, queries, pivot tables and connections are refreshed.",
        large=True,
    ),
    _Button(
        "gapsheetRecalculate",
        "Recalculate",
        "Recalculate",
        "CalculateNow",
        "Calculate everything again",
        "Calculates every formula of every open workbook, also after Python could not be reached.",
    ),
    _Button(
        "gapsheetCheckLinks",
        "Check links",
        "CheckLinks",
        "HyperlinkInsert",
        "Tie this workbook to this add-in",
        "Points links to another copy of gapsheet at this one and enters every formula that calls gapsheet again. "
        "Use it when cells show #NAME?, or after opening a plain workbook that was made without Excel.",
    ),
)
_HELP = (
    _Button(
        "gapsheetReference",
        "Function reference",
        "ShowReference",
        "FunctionWizard",
        "All functions of gapsheet",
        "Opens a new workbook that lists every function with its arguments and what it gives.",
    ),
    _Button(
        "gapsheetSelfcheck",
        "Selfcheck",
        "NewFromTemplate",
        "AcceptInvitation",
        "Does everything calculate as it should?",
        "Opens a workbook with every documented example beside the result that it must give.",
        tag=_SELFCHECK,
    ),
    _Button(
        "gapsheetLog",
        "Log",
        "OpenLogFolder",
        "FileOpen",
        "Open the folder of the log",
        "The log says why a cell shows #N/A when Python could not be reached. It holds no figures.",
    ),
    _Button(
        "gapsheetVersion",
        "Version",
        "ShowVersion",
        "Help",
        "Versions of gapsheet, xlwings and Python",
        "Shows what this add-in was built for, what is installed and what answers. Starts Python if it does not run.",
    ),
)


def ribbon_xml(entries: Iterable[Entry], templates: Mapping[str, str]) -> str:
    """The customUI part of the add-in, to be stored as UTF-8.

    Args:
        entries: The functions offered, in reading order.
        templates: Title of each workbook by the name of its file, in reading order; selfcheck stands under Help.
    """
    root = ElementTree.Element("customUI", xmlns=NAMESPACE)
    tabs = ElementTree.SubElement(ElementTree.SubElement(root, "ribbon"), "tabs")
    tab = ElementTree.SubElement(tabs, "tab", id="gapsheetTab", label="gapsheet")
    _functions(_group(tab, "gapsheetFunctions", "Functions"), entries)
    _buttons(_group(tab, "gapsheetReport", "Report"), _REPORT)
    _templates(_group(tab, "gapsheetTemplates", "Templates"), templates)
    _buttons(_group(tab, "gapsheetHelp", "Help"), _HELP)
    ElementTree.indent(root)
    return ElementTree.tostring(root, encoding="unicode") + "\n"


def _functions(group: ElementTree.Element, entries: Iterable[Entry]) -> None:
    """One menu for each family, one button in it for each function."""
    families: dict[str, list[Entry]] = {}
    for entry in entries:
        families.setdefault(entry.family, []).append(entry)
    for family, members in families.items():
        menu = ElementTree.SubElement(
            group,
            "menu",
            id=f"gapsheetFamily{''.join(character for character in family if character.isalnum())}",
            label=_label(family),
            imageMso=_FAMILY_IMAGES.get(family, _OTHER_FAMILIES),
            screentip=f"{family}: functions",
            supertip="Puts the function into the active cell and asks for its arguments.",
        )
        _buttons(menu, (_function(entry) for entry in members))


def _function(entry: Entry) -> _Button:
    return _Button(
        f"gapsheetInsert_{entry.name}",
        entry.name,
        "InsertFunction",
        "FunctionWizard",
        entry.usage,
        entry.summary,
        tag=entry.name,
    )


def _templates(group: ElementTree.Element, templates: Mapping[str, str]) -> None:
    """A menu of the workbooks to start from."""
    menu = ElementTree.SubElement(
        group,
        "menu",
        id="gapsheetNew",
        label="New from template",
        size="large",
        imageMso="FileNew",
        screentip="New workbook from a template",
        supertip="Opens a new workbook; the template itself stays as it is.",
    )
    _buttons(menu, (_template(name, title) for name, title in templates.items() if name != _SELFCHECK))


def _template(name: str, title: str) -> _Button:
    return _Button(
        f"gapsheetNew_{name}",
        title,
        "NewFromTemplate",
        "FileNew",
        title,
        f"Opens a new workbook made from {name}.",
        tag=name,
    )


def _group(tab: ElementTree.Element, identity: str, label: str) -> ElementTree.Element:
    return ElementTree.SubElement(tab, "group", id=identity, label=label)


def _buttons(parent: ElementTree.Element, buttons: Iterable[_Button]) -> None:
    for button in buttons:
        ElementTree.SubElement(parent, "button", button.attributes())


def _label(text: str) -> str:
    """An ampersand marks the key to press: a plain one is written twice."""
    return _short(text.replace("&", "&&"))


def _short(text: str) -> str:
    return text if len(text) < LONGEST else f"{text[: LONGEST - 2]}…"
