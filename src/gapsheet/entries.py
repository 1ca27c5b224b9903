"""What a catalogue entry is, and how it is read off a function's signature and docstring."""

from __future__ import annotations

import ast
import doctest
import inspect
import types
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Annotated, Any, Union, get_args, get_origin, get_type_hints

from docstring_parser.common import Docstring
from docstring_parser.google import DEFAULT_SECTIONS, GoogleParser, Section, SectionType

from gapsheet.quantities import Quantity, Shape

BROADCASTING = frozenset({Shape.NUMBER, Shape.TEXT})

_PROSE_SECTIONS = ("Source", "Working", "Excel", "Warnings")
_PARSER = GoogleParser(
    [section for section in DEFAULT_SECTIONS if section.title not in {"Warns", "Warnings"}]
    + [Section(title, title.lower(), SectionType.SINGULAR) for title in _PROSE_SECTIONS]
)


@dataclass(frozen=True, slots=True)
class Argument:
    """One argument of a function, as help texts and hosts need it."""

    name: str
    description: str
    quantity: Quantity
    required: bool
    default: Any = None
    repeats: bool = False

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
class Entry:
    """One function as every host, reference page and template sees it."""

    name: str
    family: str
    function: Callable[..., Any]
    summary: str
    description: str
    arguments: tuple[Argument, ...]
    result: Quantity
    returns: str
    raises: tuple[tuple[str, str], ...]
    source: str
    working: str
    warnings: str
    examples: tuple[Example, ...]
    excel: str = ""  # the same as one expression of Excel's own functions, where there is one

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
    """Read one function's signature and docstring."""
    document = _PARSER.parse(inspect.getdoc(function) or "")
    hints = get_type_hints(function, include_extras=True)
    descriptions = {item.arg_name: _plain(item.description) for item in document.params}
    arguments = tuple(
        _argument(parameter, hints[parameter.name], descriptions.get(parameter.name, ""))
        for parameter in inspect.signature(function).parameters.values()
    )
    return Entry(
        name=function.__name__.upper(),
        family=family,
        function=function,
        summary=_plain(document.short_description),
        description=_plain(document.long_description),
        arguments=arguments,
        result=_quantity(hints["return"]),
        returns=_plain(document.returns.description) if document.returns else "",
        raises=tuple((item.type_name or "", _plain(item.description)) for item in document.raises),
        source=_prose(document, "source"),
        working=_prose(document, "working"),
        warnings=_prose(document, "warnings"),
        examples=tuple(_examples(function)),
        excel=_prose(document, "excel").replace(" ", ""),
    )


def _argument(parameter: inspect.Parameter, hint: Any, description: str) -> Argument:
    """One parameter of a signature as an argument of the catalogue."""
    repeats = parameter.kind is inspect.Parameter.VAR_POSITIONAL
    required = parameter.default is inspect.Parameter.empty and not repeats
    default = None if required or repeats else parameter.default
    return Argument(parameter.name, description, _quantity(hint), required, default, repeats)


def _quantity(hint: Any) -> Quantity:
    """The named unit inside an annotation, also inside `Unit | None`."""
    if get_origin(hint) in (Union, types.UnionType):
        hint = next(part for part in get_args(hint) if part is not type(None))
    if get_origin(hint) is Annotated:
        for extra in get_args(hint)[1:]:
            if isinstance(extra, Quantity):
                return extra
    raise TypeError(f"{hint} names no quantity; use one of gapsheet.quantities")


def _prose(document: Docstring, key: str) -> str:
    """The text of a free section such as Source."""
    return next((_plain(item.description) for item in document.meta if item.args and item.args[0] == key), "")


def _plain(text: str | None) -> str:
    """The text on one line: help windows show no line breaks."""
    return " ".join((text or "").split())


def _examples(function: Callable[..., Any]) -> Iterable[Example]:
    """The doctest calls of a docstring, as arguments and results."""
    for example in doctest.DocTestParser().get_examples(inspect.getdoc(function) or ""):
        call = ast.parse(example.source.strip(), mode="eval").body
        if isinstance(call, ast.Call) and getattr(call.func, "id", "") == function.__name__:
            arguments = tuple(ast.literal_eval(argument) for argument in call.args)
            yield Example(arguments, ast.literal_eval(example.want.strip()))
