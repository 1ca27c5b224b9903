"""Which VBA modules a macro-enabled workbook and the add-in hold, filled in for the xlwings that is installed.

What happens when such a file is opened
---------------------------------------
A macro-enabled workbook (.xlsm) with macros switched off shows every figure that is stored in it; nothing runs.
With macros on, `Workbook_Open` asks Excel to call `RegisterFunctions` as soon as it is idle. That hands Excel the
descriptions for its function window. Nothing is calculated, no file is read, no process is started.

The add-in (gapsheet.xlam) does the same when Excel loads it, and looks at every workbook that is open or is opened
later. A workbook's links to another copy of gapsheet.xlam are pointed at this one, silently, and the book is not marked
as changed by that. Its formulas are entered again only where a call of gapsheet already shows #NAME?, for there the
figure is lost anyhow; the book then counts as changed. A book that shows its stored figures is left as it is: entering
its formulas again would start Python, calculate, and make Excel ask whether to save a book that was only read. A book
with links to other files or programs is left as it is, too: entering a formula follows its links without asking, which
opening the book does not. The ribbon's "Check links" does both on request, and asks first where links lead elsewhere.

Python starts when a cell first calls a function, not before. The user's own configuration file names the interpreter;
it is read once. No sheet, no file beside a workbook and no environment variable but USERPROFILE and LOCALAPPDATA has a
say: who sends a workbook must not choose what runs. The interpreter is started by xlwings' DLL, directly and not by way
of cmd.exe, with a command line that is the same for every workbook, so there is one Python for all of them; Windows
ends it together with Excel. When it cannot be reached, cells show #N/A, one line in the log says why, and for 15
seconds no further start is tried, so that a column of 10,000 cells does not wait 10,000 times.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cache
from importlib import resources

from gapsheet import __version__
from gapsheet.entries import Entry
from gapsheet.hosts.vba import registration, wrappers
from gapsheet.hosts.vba.registration import registration_text
from gapsheet.hosts.vba.ribbon import ribbon_xml
from gapsheet.hosts.vba.wrappers import functions_text
from gapsheet.package.macros import Macros
from gapsheet.package.vba import Module, ModuleKind, seed
from gapsheet.package.vba.project import code_of

EVERYWHERE = (  # the stored modules of every file
    "gapsheet_cells",
    "gapsheet_excel",
    "gapsheet_connection",
    "gapsheet_settings",
    "gapsheet_log",
    "gapsheet_dll",
)
ADD_IN_ONLY = ("gapsheet_formulas", "gapsheet_links", "gapsheet_protection", "gapsheet_ribbon")
_NAMES_IN_A_LINE = 8


@cache
def source(file: str) -> str:
    """A stored text of VBA with the versions filled in.

    Raises:
        MacroError: The installed xlwings lacks the file whose version counts.
    """
    text = resources.files(__package__).joinpath(file).read_text(encoding="ascii")
    return text.replace("{{XLWINGS_VERSION}}", seed().xlwings_version).replace("{{GAPSHEET_VERSION}}", __version__)


def names_code(entries: Iterable[Entry]) -> str:
    """The names of the functions as VBA looks for them: between bars, in capitals."""
    names = [entry.name for entry in entries]
    runs = (names[start : start + _NAMES_IN_A_LINE] for start in range(0, len(names), _NAMES_IN_A_LINE))
    lines = (f'    CatalogueNames = CatalogueNames & "{"|".join(run)}|"' for run in runs)
    return "\n".join(
        (
            "'The names of the functions, as the catalogue lists them.",
            "",
            "Option Explicit",
            "Option Private Module",
            "",
            "Public Function CatalogueNames() As String",
            '    CatalogueNames = "|"',
            *lines,
            "End Function",
            "",
        )
    )


def workbook_macros(entries: Sequence[Entry]) -> Macros:
    """What a macro-enabled workbook runs.

    Args:
        entries: The functions that its formulas call.

    Raises:
        MacroError: A function that VBA would not take, or an xlwings without its files.
    """
    return Macros(tuple(_modules(entries)), "gapsheet_workbook", _code("thisworkbook_workbook.cls"))


def add_in_macros(entries: Sequence[Entry], templates: Mapping[str, str]) -> Macros:
    """What the add-in runs, and its ribbon.

    Args:
        entries: All functions, in reading order.
        templates: Title of each workbook by the name of its file, in reading order.

    Raises:
        MacroError: As for `workbook_macros`.
    """
    own = (*(_stored(name) for name in ADD_IN_ONLY), _standard("gapsheet_names", names_code(entries)))
    code = _code("thisworkbook_addin.cls")
    return Macros((*_modules(entries), *own), "gapsheet_addin", code, ribbon_xml(entries, templates))


def _modules(entries: Sequence[Entry]) -> Iterator[Module]:
    """The functions, their descriptions, and what stands between them and Python."""
    yield _standard(wrappers.MODULE, functions_text(entries))
    yield _standard(registration.MODULE, registration_text(entries))
    yield from (_stored(name) for name in EVERYWHERE)


def _stored(name: str) -> Module:
    return _standard(name, source(f"{name}.bas"))


def _standard(name: str, text: str) -> Module:
    """A standard module; the header that the editor would put at its head is written with the file."""
    return Module(name, ModuleKind.STANDARD, code_of(text))


def _code(file: str) -> str:
    return code_of(source(file))
