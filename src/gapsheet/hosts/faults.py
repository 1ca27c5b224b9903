"""Known faults of the engine that show in a formula's text: constructs for which it gives a wrong value, not an error.

Found by comparing thirty thousand formulas with a second spreadsheet program and with the functions' descriptions.
A test for each fault fails as soon as the engine is mended, so that its line here can go.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass

from gapsheet.formula_tree import Piece, Pieces, parsed, written
from gapsheet.package.addresses import area

Arguments = tuple[Pieces, ...]


def _names_in(text: str) -> frozenset[str]:
    return frozenset(text.split())


# Functions that take single values in all of their arguments. Given a range or an array they should give an array.
_SINGLE_VALUES = _names_in(
    """
    ABS ACOS ACOSH ACOT ADDRESS ARABIC ASIN ASINH ATAN ATANH BASE BIN2DEC BITAND BITLSHIFT BITOR BITRSHIFT
    BITXOR CEILING CEILING.MATH CEILING.PRECISE CHAR CLEAN CODE COLUMN COMBIN COMBINA CONCATENATE CONVERT COSH
    COT COTH CSC DATE DATEDIF DATEVALUE DAY DAYS DAYS360 DB DDB DEC2BIN DEC2HEX DEC2OCT DECIMAL DEGREES DELTA
    DOLLAR EDATE EFFECT EOMONTH ERF ERFC ERROR.TYPE EVEN EXACT EXP FACT FACTDOUBLE FIND FISHER FISHERINV FIXED
    FLOOR FLOOR.MATH FLOOR.PRECISE FV GAMMA GAMMALN GAUSS GESTEP HEX2DEC HOUR HYPERLINK IFS INDIRECT INT IPMT
    ISBLANK ISERR ISERROR ISEVEN ISFORMULA ISLOGICAL ISNA ISNONTEXT ISNUMBER ISODD ISOWEEKNUM ISTEXT LEFT LEN
    LENB LN LOG LOG10 LOWER MID MINUTE MOD MONTH MROUND N NOMINAL NORM.DIST NORM.INV NORM.S.DIST NORM.S.INV
    NORMDIST NORMINV NORMSDIST NORMSINV NOT NPER NUMBERVALUE OCT2DEC ODD PERMUT PHI PMT POISSON POISSON.DIST
    POWER PPMT PROPER PV QUOTIENT RADIANS RATE REPLACE REPT RIGHT ROMAN ROUND ROUNDDOWN ROUNDUP ROW SEARCH SEC
    SECOND SIGN SINH SLN SQRT SQRTPI STANDARDIZE SUBSTITUTE SWITCH SYD T T.DIST T.DIST.2T T.DIST.RT T.INV
    T.INV.2T TANH TDIST TEXT TIME TIMEVALUE TINV TRIM TRUNC UNICHAR UNICODE UPPER VALUE WEEKDAY WEEKNUM YEAR
    YEARFRAC BINOMDIST BINOM.DIST BINOM.INV CHISQ.DIST CHISQ.INV CHIDIST CHIINV F.DIST F.INV FDIST FINV
    EXPONDIST EXPON.DIST BETA.DIST BETA.INV GAMMA.DIST GAMMA.INV LOGNORM.DIST LOGNORM.INV WEIBULL WEIBULL.DIST
    """
)
_SOME_SINGLE = {  # and those that do so in these arguments only, counted from 0
    **dict.fromkeys(("COUNTIF", "SUMIF", "AVERAGEIF", "LARGE", "SMALL", "FORMULATEXT"), (1,)),
    **dict.fromkeys(("PERCENTILE", "PERCENTILE.INC", "PERCENTILE.EXC", "QUARTILE", "QUARTILE.INC"), (1,)),
    **dict.fromkeys(("QUARTILE.EXC", "PERCENTRANK", "PERCENTRANK.INC", "PERCENTRANK.EXC"), (1,)),
    **dict.fromkeys(("RANK", "RANK.EQ", "RANK.AVG", "LOOKUP", "XLOOKUP", "XMATCH", "CHOOSE", "NPV"), (0,)),
    **dict.fromkeys(("FORECAST", "FORECAST.LINEAR"), (0,)),
    **dict.fromkeys(("VLOOKUP", "HLOOKUP"), (0, 2, 3)),
    **dict.fromkeys(("NETWORKDAYS", "NETWORKDAYS.INTL", "WORKDAY", "WORKDAY.INTL"), (0, 1)),
    "COUNTIFS": tuple(range(1, 254, 2)),
    **dict.fromkeys(("SUMIFS", "AVERAGEIFS", "MAXIFS", "MINIFS"), tuple(range(2, 255, 2))),
    "MATCH": (0, 2),
    "INDEX": (1, 2),
    "OFFSET": (1, 2, 3, 4),
}
_PASSES_ARRAYS = _names_in("IF IFERROR IFNA SIN COS TAN ATAN2 CHOOSE")
_MAKES_ARRAYS = _names_in(
    """
    TRANSPOSE FILTER SORT SORTBY UNIQUE SEQUENCE FREQUENCY LINEST LOGEST TREND GROWTH MMULT MUNIT RANDARRAY TAKE
    DROP VSTACK HSTACK TOCOL TOROW WRAPROWS WRAPCOLS CHOOSECOLS CHOOSEROWS EXPAND TEXTSPLIT
    """
)
_SUMS = _names_in("AVERAGE MAX MIN PRODUCT MEDIAN STDEV STDEV.S STDEVP STDEV.P VAR VAR.S VARP VAR.P")
_NO_REFERENCE = re.compile(r"[-+*/^%]")


@dataclass(frozen=True, slots=True)
class Fault:
    """A construct that the engine gets wrong."""

    functions: frozenset[str]
    what: str  # follows "it has ..." in the list of kept cells
    is_in: Callable[[Arguments], bool]


def _always(arguments: Arguments) -> bool:
    return True


def _number(argument: Pieces) -> float | None:
    try:
        return float(written(argument))
    except ValueError:
        return None


def _is_zero_at(place: int) -> Callable[[Arguments], bool]:
    return lambda arguments: len(arguments) > place and _number(arguments[place]) == 0


def _is_negative_at(place: int) -> Callable[[Arguments], bool]:
    return lambda arguments: len(arguments) > place and written(arguments[place]).strip().startswith("-")


def _pays_in_advance(arguments: Arguments) -> bool:
    return len(arguments) > 5 and written(arguments[5]).strip().upper() not in ("", "0", "FALSE")


def _is_compared(argument: Pieces) -> bool:
    """Whether an argument is nothing but a comparison, with or without brackets around it."""
    pieces = [piece for piece in argument if piece.kind != "space"]
    if len(pieces) == 1 and pieces[0].kind == "group" and not pieces[0].text and pieces[0].brackets[0] == "(":
        return len(pieces[0].arguments) == 1 and _is_compared(pieces[0].arguments[0])
    signs = {piece.text for piece in pieces if piece.kind == "sign"}
    return bool(signs & {"<", ">", "="})


def _is_true_or_false(argument: Pieces) -> bool:
    return _is_compared(argument) or written(argument).strip().upper() in ("TRUE", "FALSE", "TRUE()", "FALSE()")


def _is_calculated(argument: Pieces) -> bool:
    """Whether an argument is worked out in the formula, so that it can be an error without standing in a cell."""
    calls = any(piece.kind == "group" and piece.text and piece.text.upper() not in _REFERRING for piece in argument)
    return calls or any(piece.kind == "sign" and piece.text == "/" for piece in argument)


def _has_calculated(arguments: Arguments) -> bool:
    return any(map(_is_calculated, arguments))


_REFERRING = _names_in("INDEX OFFSET INDIRECT CHOOSE IF IFERROR IFNA") | _MAKES_ARRAYS


def _plain_words(argument: Pieces) -> bool:
    """Whether an argument is a text that is no number, written in the formula."""
    pieces = [piece for piece in argument if piece.kind != "space"]
    if len(pieces) != 1 or pieces[0].kind != "text":
        return False
    try:
        float(pieces[0].text[1:-1].rstrip("%"))
    except ValueError:
        return True
    return False


def _uneven(first: int) -> Callable[[Arguments], bool]:
    """Finds ranges of different sizes among the first argument and the ranges to be tested."""
    return lambda arguments: len(set(_sizes((*arguments[:1], *arguments[first::2])))) > 1


def _sizes(arguments: Arguments) -> Iterator[tuple[int, int]]:
    for argument in arguments:
        reference = "".join(piece.written for piece in argument if piece.kind not in ("sheet", "space"))
        if re.fullmatch(r"\$?[A-Za-z]{1,3}\$?\d+(?::\$?[A-Za-z]{1,3}\$?\d+)?", reference):
            top, left, bottom, right = area(reference.replace("$", "").upper())
            yield bottom - top, right - left


def _vector_is_worked_out(arguments: Arguments) -> bool:
    """Whether LOOKUP searches results such as 1/(A1:A9="x"), most of them errors."""
    return len(arguments) > 1 and bool(_NO_REFERENCE.search("".join(p.text for p in arguments[1] if p.kind == "sign")))


def _searches_the_end(arguments: Arguments) -> bool:
    """Whether a value larger than all others is looked for, to find the last one."""
    sought = written(arguments[0]).strip()
    is_last = (_number(arguments[0]) or 0) >= 1e99 or sought.casefold().startswith(('"zz', 'rept("z'))
    return is_last and not (len(arguments) > 2 and written(arguments[2]).strip().upper() in ("0", "FALSE"))


def _seeks_other_letters(arguments: Arguments) -> bool:
    return any(not sign.isascii() and sign.upper() != sign.lower() for sign in written(arguments[0]))


def _has_one_number_for_two(arguments: Arguments) -> bool:
    return len(arguments) == 2 and any(height and width for height, width in _sizes(arguments[:1]))


FAULTS = (
    Fault(_names_in("IPMT PPMT"), "payments at the beginning of a period in IPMT or PPMT", _pays_in_advance),
    Fault(_names_in("DB"), "DB with a month", lambda arguments: len(arguments) > 4),
    Fault(_names_in("ISFORMULA"), "ISFORMULA, always FALSE in the calculation", _always),
    Fault(_names_in("FORMULATEXT"), "FORMULATEXT, which loses how a formula is written", _always),
    Fault(
        _names_in("CEILING.MATH FLOOR.MATH"),
        "CEILING.MATH or FLOOR.MATH with a mode or a significance of 0",
        lambda arguments: len(arguments) > 2 or _is_zero_at(1)(arguments),
    ),
    Fault(_names_in("CEILING FLOOR"), "CEILING or FLOOR to a negative multiple", _is_negative_at(1)),
    Fault(_names_in("CEILING"), "CEILING to a multiple of 0", _is_zero_at(1)),
    Fault(_names_in("CHOOSE"), "CHOOSE by TRUE or FALSE", lambda arguments: _is_true_or_false(arguments[0])),
    Fault(
        _names_in("COUNT"),
        "COUNT of a result that may be an error",
        _has_calculated,
    ),
    Fault(
        _names_in("TYPE"),
        "TYPE of a result that may be an error",
        _has_calculated,
    ),
    Fault(
        _names_in("LEFT RIGHT REPT CODE"),
        "TRUE or FALSE taken apart as a text, in small letters",
        lambda arguments: _is_true_or_false(arguments[0]),
    ),
    Fault(_names_in("SEARCH"), "SEARCH for letters beyond A to Z, whose capitals count", _seeks_other_letters),
    Fault(_names_in("INDEX"), "INDEX of rows and columns with one number", _has_one_number_for_two),
    Fault(_names_in("LOOKUP"), "LOOKUP in results worked out on the way", _vector_is_worked_out),
    Fault(_names_in("LOOKUP MATCH"), "a search for the last value by a very large one", _searches_the_end),
    Fault(
        _names_in("SUMPRODUCT"),
        "SUMPRODUCT of a comparison, which Excel counts as 0",
        lambda arguments: any(map(_is_compared, arguments)),
    ),
    Fault(_SUMS, "a text that is no number among the values", lambda arguments: any(map(_plain_words, arguments))),
    Fault(_names_in("SUMIFS AVERAGEIFS MAXIFS MINIFS"), "ranges of different sizes", _uneven(1)),
    Fault(_names_in("COUNTIFS"), "ranges of different sizes", _uneven(2)),
)
_BY_FUNCTION: dict[str, list[Fault]] = {}
for _fault in FAULTS:
    for _function in _fault.functions:
        _BY_FUNCTION.setdefault(_function, []).append(_fault)

FUNCTIONS = frozenset(_BY_FUNCTION) - _SUMS  # whose calls have to be looked at every time; texts are in any case
_TAKE_SINGLE = "|".join(re.escape(name) for name in sorted(_SINGLE_VALUES | set(_SOME_SINGLE), key=len, reverse=True))
_MAY_SPREAD = re.compile(rf"(?<![\w.])(?:_xlfn\.)?(?:{_TAKE_SINGLE})\s*\(".encode(), re.IGNORECASE)


def may_spread(formula: bytes) -> bool:
    """Whether a formula, as bytes of the file, has both a range or an array and a function of single values."""
    return (b":" in formula or b"{" in formula) and _MAY_SPREAD.search(formula) is not None


def fault(formula: str, ranges: Collection[str] = ()) -> str:
    """What of a formula the engine gets wrong, as far as its text tells; "" if nothing known.

    Args:
        formula: The formula.
        ranges: Names, in lower case, that stand for several cells.
    """
    return next(_faults(parsed(formula), frozenset(ranges)), "")


def _faults(pieces: Pieces, ranges: frozenset[str]) -> Iterator[str]:
    for piece in pieces:
        if piece.kind != "group":
            continue
        if piece.text:
            yield from _faults_of_call(piece, ranges)
        names = ranges | _array_parameters(piece, ranges)
        for argument in piece.arguments:
            yield from _faults(argument, names)


def _faults_of_call(call: Piece, ranges: frozenset[str]) -> Iterator[str]:
    name = plain_name(call)
    yield from (known.what for known in _BY_FUNCTION.get(name, ()) if known.is_in(call.arguments))
    places = range(len(call.arguments)) if name in _SINGLE_VALUES else _SOME_SINGLE.get(name, ())
    given = (call.arguments[place] for place in places if place < len(call.arguments))
    if any(is_array(argument, ranges) for argument in given):
        yield f"a range or an array where {name} takes one value"


def plain_name(call: Piece) -> str:
    """The name of a function as typed, in capitals."""
    return call.text.upper().removeprefix("_XLFN.").removeprefix("_XLWS.")


def _array_parameters(call: Piece, ranges: frozenset[str]) -> frozenset[str]:
    """The names that a LET gives to ranges and arrays."""
    if plain_name(call) != "LET":
        return frozenset()
    pairs = zip(call.arguments[:-1:2], call.arguments[1::2], strict=False)
    return frozenset(written(name).strip().casefold() for name, value in pairs if is_array(value, ranges))


def is_array(argument: Pieces, ranges: frozenset[str]) -> bool:
    """Whether an argument stands for several values, as far as its text tells."""
    single = False  # after @, which takes one cell of a range
    for before, piece, after in zip((None, *argument), argument, (*argument[1:], None), strict=False):
        single = piece.text == "@" or (single and (piece.kind in ("sheet", "word") or piece.text == ":"))
        if single:
            continue
        if piece.text == ":" and before is not None and after is not None and before.written != after.written:
            return True
        if piece.text == ":" and before is not None and not any(sign.isdigit() for sign in before.text):
            return True  # a whole column
        if piece.kind == "trim" or (piece.kind == "word" and piece.text.casefold() in ranges):
            return True
        if piece.kind == "group" and _gives_array(piece, ranges):
            return True
    return False


def _gives_array(group: Piece, ranges: frozenset[str]) -> bool:
    name = plain_name(group)
    if group.brackets[0] == "{" or name in _MAKES_ARRAYS:
        return True
    if not name or name in _PASSES_ARRAYS:
        return any(is_array(argument, ranges) for argument in group.arguments)
    if name == "OFFSET":
        return len(group.arguments) > 3
    if name == "INDIRECT":
        return any(piece.kind == "text" and ":" in piece.text for piece in group.arguments[0])
    return name == "INDEX" and any(written(argument).strip() in ("", "0") for argument in group.arguments[1:])
