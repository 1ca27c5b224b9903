"""Which names and which text VBA takes: identifiers, reserved words, lengths of lines."""

from __future__ import annotations

import re

from gapsheet.errors import MacroError

LONGEST_NAME = 31  # [MS-OVBA] 2.3.4.2.3.2.3 with [MS-CFB] 2.6.1: a module's name is that of its stream
LONGEST_LINE = 1023  # [MS-VBAL] 3.2.1: characters of a physical line
MOST_LINES = 65534  # of a module, in the editor
MOST_CONTINUATIONS = 24  # [MS-VBAL] 3.2.2: " _" at the ends of lines in succession
_IDENTIFIER = re.compile(r"[A-Za-z][A-Za-z0-9_]*")
_CONTINUED = re.compile(r"[ \t]_\Z")
_ATTRIBUTE = re.compile(r"(?i)\s*Attribute\s+VB_(?:Name|Base|GlobalNameSpace|Creatable|PredeclaredId|Exposed)\b")
# [MS-VBAL] 3.3.5.2: words that cannot be a name.
_WORDS = """
call case close const declare defbool defbyte defcur defdate defdbl defint deflng deflnglng deflngptr defobj defsng
defstr defvar dim do else elseif end endif enum erase event exit for friend function get global gosub goto if
implements input let lock loop lset next on open option print private public put raiseevent redim resume return
rset seek select set static stop sub type unlock wend while with write rem any as byref byval each in new shared
until withevents optional paramarray preserve spc tab then to addressof and eqv imp is like mod not or typeof xor
abs cbool cbyte ccur cdate cdbl cdec cint clng clnglng clngptr csng cstr cvar cverr date debug doevents fix int len
lenb me pset scale sgn string array circle inputb lbound ubound boolean byte currency double integer long longlong
longptr single variant true false nothing empty null attribute cdecl decimal defdec
"""
RESERVED = frozenset(_WORDS.split())


def refuse_name(name: str, what: str) -> None:
    """Raise unless VBA takes the name.

    Raises:
        MacroError: The name is too long, not an identifier, or a word of the language.
    """
    if len(name) > LONGEST_NAME:
        raise MacroError(f"the {what} name {name} has {len(name)} characters; {LONGEST_NAME} is the most")
    if not _IDENTIFIER.fullmatch(name):
        raise MacroError(f"the {what} name {name!r} is not a VBA name: a letter, then letters, digits and underscores")
    if name.lower() in RESERVED:
        raise MacroError(f"the {what} name {name} is a word of the VBA language; choose another")


def refuse_text(name: str, lines: list[str]) -> None:
    """Raise unless VBA takes these lines as a module's code.

    Raises:
        MacroError: A character beyond ASCII, a line too long, too many lines, a header that is written here anyway.
    """
    if len(lines) > MOST_LINES:
        raise MacroError(f"module {name} has {len(lines):,} lines; {MOST_LINES:,} is the most")
    continued = 0
    for number, line in enumerate(lines, start=1):
        _refuse_line(name, number, line)
        continued = continued + 1 if _CONTINUED.search(line) else 0
        if continued > MOST_CONTINUATIONS:
            raise MacroError(f"module {name}, line {number}: more than {MOST_CONTINUATIONS} continued lines")


def _refuse_line(name: str, number: int, line: str) -> None:
    where = f"module {name}, line {number}"
    if len(line) > LONGEST_LINE:
        raise MacroError(f"{where} has {len(line):,} characters; {LONGEST_LINE:,} is the most, continue it with ' _'")
    if not line.isascii():
        stranger = next(character for character in line if not character.isascii())
        raise MacroError(f"{where} holds {stranger!r}; VBA text here is ASCII, write ChrW({ord(stranger)}) instead")
    if not line.replace("\t", "").isprintable():
        raise MacroError(f"{where} holds a control character; remove it")
    if _ATTRIBUTE.match(line):
        raise MacroError(f"{where} is an attribute of the module ({line.strip()[:40]}); leave it out")
