"""The fact base in memory: looks figures up, and refuses the uses that their records forbid."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from datetime import date
from difflib import get_close_matches
from typing import TYPE_CHECKING

from gapsheet.errors import FactError
from gapsheet.facts.records import AS_OF, Confidence, Fact, Use

if TYPE_CHECKING:
    import pandas as pd


@dataclass(frozen=True, slots=True)
class FactBase:
    """All figures, in the order of the file; one instance serves everybody."""

    facts: tuple[Fact, ...]
    _index: Mapping[str, Fact]  # by id and by name

    @classmethod
    def of(cls, facts: tuple[Fact, ...]) -> FactBase:
        """The base that holds these figures."""
        return cls(facts, {key: fact for fact in facts for key in (fact.id, fact.name)})

    @property
    def as_of(self) -> date:
        """The day the figures were compiled."""
        return AS_OF

    def fact(self, id_or_name: str, *, even_unusable: bool = False) -> Fact:
        """One figure by its id or name.

        Args:
            id_or_name: Such as "OS04" or "overseas_sales_2024".
            even_unusable: Hand out figures marked "do not use" as well, for lists that show them as such.

        Raises:
            FactError: There is no such figure, or its record says not to use it.
        """
        fact = self._index.get(id_or_name)
        if fact is None:
            raise FactError(f"no figure is called {id_or_name!r}{_nearest(id_or_name, self._index)}")
        if not even_unusable:
            _refuse_unusable(fact)
        return fact

    def series(self, name: str) -> list[Fact]:
        """The figures of one series by period: one definition and one vintage, so growth between them has a meaning.

        Raises:
            FactError: No series has this name, or the name covers several definitions or vintages, or its figures
                are bounds or must not be used.
        """
        members = [fact for fact in self.facts if fact.series == name]
        if not members:
            raise FactError(self._no_such_series(name))
        for fact in members:
            _refuse_as_point(fact)
        return sorted(members, key=lambda fact: (fact.year or 0, fact.period))

    def chain(self, *ids_or_names: str) -> list[Fact]:
        """Figures, in the order given, between which a growth or a multiple may be calculated.

        Different series may meet here, as a level and a target do, unless one of them is marked "do not chain".

        Raises:
            FactError: A figure may not stand beside the others; the message says which and why.
        """
        chained = [self.fact(key) for key in ids_or_names]
        for fact in chained:
            _refuse_as_point(fact)
            others = sorted({other.name for other in chained if other.series != fact.series})
            if others and fact.use is Use.DO_NOT_CHAIN:
                raise FactError(f"{fact.name} ({fact.id}) cannot be chained with {', '.join(others)}: {fact.note}")
        return chained

    def frame(self) -> pd.DataFrame:
        """All figures as a table, one row each, with year and citation; figures not to be used are marked in `use`."""
        import pandas as pd

        rows = [asdict(fact) | {"year": fact.year, "citation": fact.citation} for fact in self.facts]
        return pd.DataFrame(rows).astype({"year": "Int64"})

    def counts(self, used: Iterable[str] = ()) -> dict[Confidence, int]:
        """How many figures there are of each confidence, all words listed.

        Args:
            used: Ids or names to count; without any, all figures but those not to be used.
        """
        usable = [fact for fact in self.facts if fact.use is not Use.DO_NOT_USE]
        found = Counter(fact.confidence for fact in ([self.fact(key) for key in used] or usable))
        return {word: found[word] for word in Confidence}

    def _no_such_series(self, name: str) -> str:
        """Why there is no series of that name: it covers several, or none comes near."""
        names = sorted({fact.series for fact in self.facts})
        covered = [series for series in names if series.startswith(f"{name}_")]
        if covered:
            return (
                f"{name!r} is not one series but {len(covered)} of different definitions or vintages, "
                f"which must not be joined; choose one of {', '.join(covered)}"
            )
        return f"no series is called {name!r}{_nearest(name, names)}"


def _refuse_unusable(fact: Fact) -> None:
    """Raise where the record says not to use a figure."""
    if fact.use is Use.DO_NOT_USE:
        raise FactError(f"{fact.name} ({fact.id}) must not be used: {fact.note}")


def _refuse_as_point(fact: Fact) -> None:
    """Raise where a figure cannot be a point of a path."""
    _refuse_unusable(fact)
    if fact.use is Use.BOUND_ONLY:
        raise FactError(f"{fact.name} ({fact.id}) is only a bound, not a level: {fact.note}")


def _nearest(name: str, known: Mapping[str, Fact] | list[str]) -> str:
    """A hint at names that were perhaps meant."""
    near = get_close_matches(name, list(known), n=3)
    return f"; near it: {', '.join(near)}" if near else ""
