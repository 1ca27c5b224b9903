"""A VBA project as its modules, and the streams that Excel expects for them: source only, nothing compiled."""

from __future__ import annotations

import re
import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum

from gapsheet.errors import MacroError
from gapsheet.package.vba.compound import compound_file
from gapsheet.package.vba.compression import compressed
from gapsheet.package.vba.identifiers import refuse_name, refuse_text
from gapsheet.package.vba.protection import unprotected
from gapsheet.package.vba.records import PROJECT_NAME, Directory, Record, module_records
from gapsheet.package.vba.shipped import Seed

_NO_CACHE = bytes.fromhex("cc61ffff000100")  # [MS-OVBA] 2.3.4.1 and 3.1.1: version 0xFFFF, no performance cache
_HOST = "&H00000001={3832D640-CF90-11CF-8E43-00A0C911005A};VBE;&H00000000"  # [MS-OVBA] 2.3.1: HostExtenders
_COMPATIBLE = "393222000"  # [MS-OVBA] 2.3.1.14 ProjectVersionCompat32
_IDENTITIES = uuid.UUID("7c1f3c0e-1a2b-5d0f-9a53-5c1d0f4d7b26")  # names are turned into project identities under this
_HEADER_LINE = re.compile(r"(?i)(?:VERSION\s+1\.0\s+CLASS|BEGIN|END|\s+MultiUse\s*=.*|Attribute\s+VB_\w+\s*=.*)\s*\Z")


class ModuleKind(Enum):
    """What a module belongs to: its line in PROJECT, its base class, whether it is predeclared, exposed, extensible."""

    STANDARD = ("Module={}", "", False, False, False)  # [MS-OVBA] 2.3.1.5 ProjectStdModule
    CLASS = ("Class={}", "FCFB3D2A-A0FA-1068-A738-08002B3371B5", False, False, False)  # [MS-OVBA] 2.3.1.6
    WORKBOOK = ("Document={}/&H00000000", "00020819-0000-0000-C000-000000000046", True, True, True)  # 2.3.1.4
    WORKSHEET = ("Document={}/&H00000000", "00020820-0000-0000-C000-000000000046", True, True, True)  # Excel's CLSIDs
    CHARTSHEET = ("Document={}/&H00000000", "00020821-0000-0000-C000-000000000046", True, True, True)

    @property
    def is_document(self) -> bool:
        """Whether such a module belongs to the workbook or to one of its sheets."""
        return self in (ModuleKind.WORKBOOK, ModuleKind.WORKSHEET, ModuleKind.CHARTSHEET)

    def listed(self, name: str) -> str:
        """The line that lists such a module in the PROJECT stream."""
        return self.value[0].format(name)

    def header(self, name: str) -> list[str]:
        """The attributes at the head of such a module: [MS-VBAL] 4.2."""
        _, base, predeclared, exposed, customizable = self.value
        lines = [f'Attribute VB_Name = "{name}"']
        if base:
            lines += [
                f'Attribute VB_Base = "0{{{base}}}"',
                "Attribute VB_GlobalNameSpace = False",
                "Attribute VB_Creatable = False",
                f"Attribute VB_PredeclaredId = {predeclared}",
                f"Attribute VB_Exposed = {exposed}",
                "Attribute VB_TemplateDerived = False",
                f"Attribute VB_Customizable = {customizable}",
            ]
        return lines


@dataclass(frozen=True, slots=True)
class Module:
    """A module: its name, what it belongs to, its code without the attributes that stand at its head.

    Raises:
        MacroError: A name or a line that VBA does not take.
    """

    name: str
    kind: ModuleKind
    code: str = ""

    def __post_init__(self) -> None:
        refuse_name(self.name, "module")
        refuse_text(self.name, self._lines())

    @property
    def text(self) -> str:
        """The module as stored: attributes, then the code, each line ended as VBA ends lines."""
        return "".join(f"{line}\r\n" for line in (*self.kind.header(self.name), *self._lines()))

    def _lines(self) -> list[str]:
        lines = re.split(r"\r\n|\r|\n", self.code)
        return lines if lines[-1] else lines[:-1]


def code_of(text: str) -> str:
    """The code of a module's exported text (.bas, .cls), without the lines that the editor puts at its head."""
    lines = text.splitlines(keepends=True)
    first = next((number for number, line in enumerate(lines) if not _HEADER_LINE.match(line)), len(lines))
    return "".join(lines[first:])


@dataclass(frozen=True, slots=True)
class VbaProject:
    """A project: its name, its modules in the order that the editor keeps, and what it takes from the seed.

    Raises:
        MacroError: Two modules of one name, a module called as the project or as a library that it refers to, or no
            module for the workbook.
    """

    name: str
    modules: tuple[Module, ...]
    seed: Seed

    def __post_init__(self) -> None:
        refuse_name(self.name, "project")
        taken = {word.lower(): f"the library {word}" for word in ("VBA", "Excel", "stdole", *self.seed.libraries)}
        taken[self.name.lower()] = f"the project {self.name}"
        for module in self.modules:
            if owner := taken.get(module.name.lower()):
                raise MacroError(f"the module name {module.name} is that of {owner}; choose another")
            taken[module.name.lower()] = f"the module {module.name}"
        if [module.kind for module in self.modules].count(ModuleKind.WORKBOOK) != 1:
            raise MacroError(f"the VBA project {self.name} needs one module of the workbook, no more")

    @property
    def identity(self) -> str:
        """The project's GUID in braces, made of its name: [MS-OVBA] 2.3.1.2 ProjectId."""
        return f"{{{uuid.uuid5(_IDENTITIES, self.name)}}}".upper()

    def to_bytes(self) -> bytes:
        """The content of vbaProject.bin; the same for the same project."""
        sources = {module.name: compressed(module.text.encode("ascii")) for module in self.modules}
        own = {"_VBA_PROJECT": _NO_CACHE, "dir": compressed(self._directory().serialised())}
        return compound_file({"PROJECT": self._project(), "PROJECTwm": self._names(), "VBA": {**own, **sources}})

    def _directory(self) -> Directory:
        """The `dir` stream: the seed's information and references, this project's name and modules."""
        named = Record(PROJECT_NAME, self.name.encode("ascii"))
        return Directory(
            information=tuple(named if record.id == PROJECT_NAME else record for record in self.seed.information),
            references=self.seed.references,
            modules=tuple(
                module_records(module.name, procedural=module.kind is ModuleKind.STANDARD) for module in self.modules
            ),
        )

    def _project(self) -> bytes:
        """The PROJECT stream: [MS-OVBA] 2.3.1."""
        lines: Sequence[str] = [
            f'ID="{self.identity}"',
            *(module.kind.listed(module.name) for module in self.modules),
            f'Name="{self.name}"',
            'HelpContextID="0"',
            f'VersionCompatible32="{_COMPATIBLE}"',
            *(f'{key}="{value}"' for key, value in unprotected(self.identity).items()),
            "",
            "[Host Extender Info]",
            _HOST,
            "",
            "[Workspace]",
            *(
                f"{module.name}=0, 0, 0, 0, C" for module in self.modules
            ),  # [MS-OVBA] 2.3.1: ProjectWorkspace; C, closed
        ]
        return "".join(f"{line}\r\n" for line in lines).encode("ascii")

    def _names(self) -> bytes:
        """The PROJECTwm stream: each name in the code page and in UTF-16. [MS-OVBA] 2.3.3"""
        names = [module.name for module in self.modules]
        return b"".join(name.encode("ascii") + b"\0" + f"{name}\0".encode("utf-16-le") for name in names) + b"\0\0"
