"""Which of Excel's own settings, and of the administrator's, keep macros from running.

The places in the registry are those of Microsoft's administrative templates for Office 2016 and later (16.0).
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from gapsheet.counting import number_of
from gapsheet.install.findings import Finding, Status
from gapsheet.install.machine import Machine

_OFFICE = r"Microsoft\Office\16.0"
_TRUSTED = r"Excel\Security\Trusted Locations"
_SIGNED_ONLY, _NONE = 3, 4  # values of VBAWarnings; 1 runs all, 2 asks
_MACRO_SETTINGS = "in Excel: File, Options, Trust Center, Trust Center Settings, Macro Settings"
_LOCATION_SETTINGS = "in Excel: File, Options, Trust Center, Trust Center Settings, Trusted Locations"


def examine(machine: Machine, xlstart: Path) -> Iterator[Finding]:
    """The findings on macros, trusted folders, files from the internet and disabled add-ins."""
    yield _macros(machine, xlstart)
    yield _internet(machine)
    yield _disabled(machine)


def _policy(machine: Machine, key: str, name: str) -> object | None:
    """What the administrator has set; the user cannot change it."""
    keys = [(hive, rf"Software\Policies\{_OFFICE}\{key}") for hive in ("HKCU", "HKLM")]
    values = [machine.registry(hive, path).get(name) for hive, path in keys]
    return next((value for value in values if value is not None), None)


def _chosen(machine: Machine, key: str, name: str) -> object | None:
    """What the user has chosen in Excel."""
    return machine.registry("HKCU", rf"Software\{_OFFICE}\{key}").get(name)


def _macros(machine: Machine, xlstart: Path) -> Finding:
    """XLSTART is a trusted location from the start: there macros run whatever the macro setting is."""
    if _policy(machine, "Common", "vbaoff") == 1:
        return Finding("macros", Status.FAIL, "the administrator has switched VBA off", "ask the administrator for VBA")
    blocked, macro_cure = _blocked(machine)
    untrusted, location_cure = _untrusted(machine, xlstart)
    if untrusted and blocked:
        return Finding("macros", Status.FAIL, f"{untrusted}, and {blocked}", location_cure)
    if untrusted:
        return Finding("macros", Status.WARN, f"{untrusted}; Excel asks whether the add-in may run", location_cure)
    if blocked:
        detail = f"{blocked}; the add-in runs, as its folder is trusted, and workbooks with macros elsewhere do not"
        return Finding("macros", Status.WARN, detail, macro_cure)
    return Finding("macros", Status.OK, "neither Excel's settings nor a policy forbid them")


def _blocked(machine: Machine) -> tuple[str, str]:
    """Whether macros outside trusted folders never run, and the cure."""
    words = {_SIGNED_ONLY: "only signed macros may run", _NONE: "no macros may run"}
    policy = _policy(machine, r"Excel\Security", "vbawarnings")
    if policy is not None:
        blocked = words.get(policy) if isinstance(policy, int) else None
        return (f"a policy says that {blocked}", "ask the administrator") if blocked else ("", "")
    chosen = _chosen(machine, r"Excel\Security", "vbawarnings")
    blocked = words.get(chosen) if isinstance(chosen, int) else None
    return (f"Excel is set so that {blocked}", f"{_MACRO_SETTINGS}: with notification") if blocked else ("", "")


def _untrusted(machine: Machine, xlstart: Path) -> tuple[str, str]:
    """Whether Excel's start folder is not trusted as it usually is, and the cure."""
    ask = f"ask the administrator to make {xlstart} a trusted location"
    if _policy(machine, _TRUSTED, "alllocationsdisabled") == 1:
        return "a policy switches trusted locations off", ask
    if _policy(machine, r"Common\Security\Trusted Locations", "allow user locations") == 0:
        return "a policy trusts only the administrator's locations", ask
    if _chosen(machine, _TRUSTED, "alllocationsdisabled") == 1:
        return "Excel is set so that no location is trusted", f"{_LOCATION_SETTINGS}: do not disable all of them"
    return "", ""


def _internet(machine: Machine) -> Finding:
    if _policy(machine, r"Excel\Security", "blockcontentexecutionfrominternet") == 1:
        return Finding(
            "files from the internet",
            Status.WARN,
            "a policy blocks macros in files from the internet; the add-in was made here and is not concerned",
            "for a workbook: gapsheet doctor FILE",
        )
    return Finding("files from the internet", Status.OK, "no policy; Excel itself blocks macros in marked files")


def _disabled(machine: Machine) -> Finding:
    """Excel puts an add-in during which it crashed on a list, and leaves it out from then on."""
    items = machine.registry("HKCU", rf"Software\{_OFFICE}\Excel\Resiliency\DisabledItems").values()
    texts = [item.decode("utf-16-le", errors="ignore").lower() for item in items if isinstance(item, bytes)]
    if any("gapsheet.xlam" in text for text in texts):
        return Finding(
            "disabled add-ins",
            Status.FAIL,
            "Excel has disabled gapsheet.xlam after a crash",
            "in Excel: File, Options, Add-ins, Manage: Disabled Items, Go, choose gapsheet.xlam, Enable; restart Excel",
        )
    others = number_of(len(texts), "other is", "others are") if texts else "none"
    return Finding("disabled add-ins", Status.OK, f"gapsheet is not among them ({others})")
