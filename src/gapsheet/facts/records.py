"""What one sourced figure is: its fields, the few words they may hold, and the sentence that cites it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from gapsheet.phrases import Amount, Kept, Phrase

AS_OF = date(2026, 11, 22)  # the day the figures were compiled; every timestamp in a generated file is this day


class Bound(StrEnum):
    """Whether the source states a level, or only that the figure lies above, below or near it."""

    NONE = ""
    LOWER = "lower"
    UPPER = "upper"
    ABOUT = "about"


class Confidence(StrEnum):
    """How close to its origin a figure was read."""

    PRIMARY = "primary"  # the issuing body's own page or release, or a mirror that the record names
    SECONDARY = "secondary"  # press or a third party quoting it
    DERIVED = "derived"  # arithmetic on figures of the first two kinds
    ARTICLE_ONLY = "article only"  # nothing but the audited article
    COULD_NOT_VERIFY = "could not verify"


class Use(StrEnum):
    """What a figure may be used for; the record's note says why."""

    FREE = ""
    DO_NOT_USE = "do not use"  # superseded, misprinted or contradicted
    DO_NOT_CHAIN = "do not chain"  # never beside another definition or vintage in a growth calculation
    BOUND_ONLY = "bound only"  # a bound is known, a level is not


_WORDS = {
    Bound.NONE: "{figure}",
    Bound.LOWER: "more than {figure}",
    Bound.UPPER: "less than {figure}",
    Bound.ABOUT: "about {figure}",
}


@dataclass(frozen=True, slots=True)
class Unit:
    """A unit as published, and the factor that turns it into its base unit."""

    unit: str
    factor: str  # decimal text, so that conversion is exact
    base: str
    words: str


@dataclass(frozen=True, slots=True)
class Fact:
    """One figure with everything needed to defend it.

    `value` is in the base unit (yen, won, a fraction for per cent), `stated_value` the number as published, in `unit`.
    """

    id: str
    name: str
    series: str
    title: str
    period: str
    value: float
    base_unit: str
    stated_value: float
    unit: str
    bound: Bound
    definition: str
    vintage: str
    source: str
    publisher: str
    url: str
    published: str
    confidence: Confidence
    use: Use
    note: str

    @property
    def year(self) -> int | None:
        """The first year that the period names; None where the source gives no period."""
        found = re.search(r"\d{4}", self.period)
        return int(found.group()) if found else None

    @property
    def stated(self) -> Phrase:
        """The figure as a reader would quote it: "about 6.008 tn JPY"."""
        return Phrase(_WORDS[self.bound], figure=Amount(self.stated_value, self.unit, self.value, self.base_unit))

    @property
    def citation(self) -> Phrase:
        """One sentence to paste: what, when, how much, who says so, where and when it was published."""
        first, _, last = self.published.partition("/")
        when = Phrase("{first} to {last}", first=Kept(first), last=Kept(last)) if last else Kept(first)
        known = {"when": when} if self.published != "not stated" else {}
        known |= {"address": Kept(self.url)} if self.url else {}
        return Phrase(
            "{title}, {period}: {figure} ({origin}, “{source}”" + "".join(f", {{{name}}}" for name in known) + ").",
            title=self.title,
            period=self.period,
            figure=self.stated,
            origin=self._origin,
            source=Kept(self.source),
            **known,
        )

    @property
    def _origin(self) -> str:
        """The publisher, with a word of warning unless the figure stands there as it is."""
        match self.confidence:
            case Confidence.DERIVED:
                return Phrase("derived from {publisher}", publisher=self.publisher)
            case Confidence.ARTICLE_ONLY:
                return Phrase("stated only by {publisher}", publisher=self.publisher)
            case Confidence.COULD_NOT_VERIFY:
                return Phrase("not verified, after {publisher}", publisher=self.publisher)
            case _:
                return self.publisher
