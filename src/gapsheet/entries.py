"""What a catalogue entry is, and how it is read off a function's signature and docstring."""

from __future__ import annotations

import ast
import inspect
import types
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from functools import cache, partial
from typing import TYPE_CHECKING, Annotated, Any, Union, get_args, get_origin, get_type_hints

from gapsheet.quantities import Quantity, Shape

if TYPE_CHECKING:
    from docstring_parser.common import Docstring

BROADCASTING = frozenset({Shape.NUMBER, Shape.TEXT})

_PROSE_SECTIONS = ("Source", "Working", "Excel", "Warnings")


def _no_words() -> str:
    return ""


@dataclass(frozen=True, slots=True)
class Argument:
    """One argument of a function, as help texts and hosts need it."""

    name: str
    quantity: Quantity
    required: bool
    default: Any = None
    repeats: bool = False
    describe: Callable[[], str] = field(default=_no_words, compare=False, repr=False)

    @property
    def description(self) -> str:
        """What the docstring says of it."""
        return self.describe()

    @property
    def shape(self) -> Shape:
        """How the argument travels from a cell."""
        return self.quantity.shape


@dataclass(frozen=True, slots=True)
class Example:
    """A call from a docstring with the result printed there."""

    arguments: tuple[Any, ...]
    expected: Any


@dataclass(frozen=True, slots=True)
class Prose:
    """What a function's docstring says."""

    summary: str
    description: str
    arguments: dict[str, str]
    returns: str
    raises: tuple[tuple[str, str], ...]
    source: str
    working: str
    warnings: str
    examples: tuple[Example, ...]
    excel: str


@dataclass(frozen=True, slots=True)
class Entry:
    """One function as every host, reference page and template sees it.

    The docstring is read when something asks for what it says: to calculate, nothing does.
    """

    name: str
    family: str
    function: Callable[..., Any]
    arguments: tuple[Argument, ...]
    result: Quantity

    @property
    def summary(self) -> str:
        """The docstring's first sentence."""
        return _prose(self.function).summary

    @property
    def description(self) -> str:
        """What follows it."""
        return _prose(self.function).description

    @property
    def returns(self) -> str:
        """What comes out."""
        return _prose(self.function).returns

    @property
    def raises(self) -> tuple[tuple[str, str], ...]:
        """The errors by name, and when they come."""
        return _prose(self.function).raises

    @property
    def source(self) -> str:
        """Where the definition is from."""
        return _prose(self.function).source

    @property
    def working(self) -> str:
        """How the working is written out."""
        return _prose(self.function).working

    @property
    def warnings(self) -> str:
        """Where the convention differs from others."""
        return _prose(self.function).warnings

    @property
    def examples(self) -> tuple[Example, ...]:
        """Calls with their results."""
        return _prose(self.function).examples

    @property
    def excel(self) -> str:
        """The same as one expression of Excel's own functions, where there is one."""
        return _prose(self.function).excel

    @property
    def broadcasts(self) -> bool:
        """Whether a range in a scalar argument gives a range out."""
        shapes = {argument.shape for argument in self.arguments} | {self.result.shape}
        return shapes <= BROADCASTING

    @property
    def plain_numbers(self) -> bool:
        """Whether numbers go in and a number comes out, nothing else."""
        return {argument.shape for argument in self.arguments} | {self.result.shape} == {Shape.NUMBER}

    @property
    def most_arguments(self) -> int | None:
        """How many arguments may be given; None where the last one repeats."""
        return None if any(argument.repeats for argument in self.arguments) else len(self.arguments)

    @property
    def usage(self) -> str:
        """The call as help texts show it: NAME(required, [optional])."""
        shown = [argument.name if argument.required else f"[{argument.name}]" for argument in self.arguments]
        return f"{self.name}({', '.join(shown)}{', ...' if self.most_arguments is None else ''})"


def section(family: str, *functions: Callable[..., Any]) -> tuple[Entry, ...]:
    """The entries of one family, in reading order."""
    return tuple(_entry(family, function) for function in functions)


def _entry(family: str, function: Callable[..., Any]) -> Entry:
    """Read one function's signature."""
    hints = get_type_hints(function, include_extras=True)
    arguments = tuple(
        _argument(parameter, hints[parameter.name], partial(_description, function, parameter.name))
        for parameter in inspect.signature(function).parameters.values()
    )
    return Entry(function.__name__.upper(), family, function, arguments, _quantity(hints["return"]))


def _argument(parameter: inspect.Parameter, hint: Any, describe: Callable[[], str]) -> Argument:
    """One parameter of a signature as an argument of the catalogue."""
    repeats = parameter.kind is inspect.Parameter.VAR_POSITIONAL
    required = parameter.default is inspect.Parameter.empty and not repeats
    default = None if required or repeats else parameter.default
    return Argument(parameter.name, _quantity(hint), required, default, repeats, describe)


def _description(function: Callable[..., Any], argument: str) -> str:
    return _prose(function).arguments.get(argument, "")


@cache
def _prose(function: Callable[..., Any]) -> Prose:
    """Read one function's docstring."""
    document = _document(function)
    return Prose(
        summary=_plain(document.short_description),
        description=_plain(document.long_description),
        arguments={item.arg_name: _plain(item.description) for item in document.params},
        returns=_plain(document.returns.description) if document.returns else "",
        raises=tuple((item.type_name or "", _plain(item.description)) for item in document.raises),
        source=_section(document, "source"),
        working=_section(document, "working"),
        warnings=_section(document, "warnings"),
        examples=tuple(_examples(function)),
        excel=_section(document, "excel").replace(" ", ""),
    )


def _document(function: Callable[..., Any]) -> Docstring:
    # Imported here: as much work as the whole catalogue, and for help texts only.
    from docstring_parser.google import DEFAULT_SECTIONS, GoogleParser, Section, SectionType

    known = [section for section in DEFAULT_SECTIONS if section.title not in {"Warns", "Warnings"}]
    own = [Section(title, title.lower(), SectionType.SINGULAR) for title in _PROSE_SECTIONS]
    return GoogleParser(known + own).parse(inspect.getdoc(function) or "")


def _quantity(hint: Any) -> Quantity:
    """The named unit inside an annotation, also inside `Unit | None`."""
    if get_origin(hint) in (Union, types.UnionType):
        hint = next(part for part in get_args(hint) if part is not type(None))
    if get_origin(hint) is Annotated:
        for extra in get_args(hint)[1:]:
            if isinstance(extra, Quantity):
                return extra
    raise TypeError(f"{hint} names no quantity; use one of gapsheet.quantities")


def _section(document: Docstring, key: str) -> str:
    """The text of a free section such as Source."""
    return next((_plain(item.description) for item in document.meta if item.args and item.args[0] == key), "")


def _plain(text: str | None) -> str:
    """The text on one line: help windows show no line breaks."""
    return " ".join((text or "").split())


def _examples(function: Callable[..., Any]) -> Iterable[Example]:
    """The doctest calls of a docstring, as arguments and results."""
    import doctest  # imported here: it brings along all that runs tests

    for example in doctest.DocTestParser().get_examples(inspect.getdoc(function) or ""):
        call = ast.parse(example.source.strip(), mode="eval").body
        if isinstance(call, ast.Call) and getattr(call.func, "id", "") == function.__name__:
            arguments = tuple(ast.literal_eval(argument) for argument in call.args)
            yield Example(arguments, ast.literal_eval(example.want.strip()))
