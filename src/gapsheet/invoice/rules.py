"""The dated rules of the Invoice System, read from invoice_rules.csv, and which of them holds for a case."""

from __future__ import annotations

import csv
import datetime as dt
import unicodedata
from dataclasses import dataclass
from functools import cache
from importlib import resources

from gapsheet.errors import DomainError, RuleError, UnknownLabelError
from gapsheet.guards import clipped

METHODS = {  # in reading order, each with its Japanese name
    "exempt": "免税",
    "two-tenths": "2割特例",
    "three-tenths": "3割特例",
    "simplified": "簡易課税",
    "standard": "本則課税",
}
_ALSO = {"2割": "two-tenths", "二割特例": "two-tenths", "3割": "three-tenths", "三割特例": "three-tenths"}
_ALSO |= {"簡易": "simplified", "簡易課税制度": "simplified", "免税事業者": "exempt"}
_ALSO |= dict.fromkeys(("本則", "一般課税", "原則課税"), "standard")
_NOT_READ = {"Zs", "Cc", "Cf", "Pd", "Pc"}  # kinds of signs: spaces, line ends, invisible ones, dashes, underlines
_LIKE_DASHES = "\u2212\u30fc"  # the minus sign, and the long vowel that Japanese keyboards put where a hyphen is

_EPOCH = dt.date(1899, 12, 30)  # serial day 0 of the 1900 date system, from 1 March 1900 on
LAST_SERIAL = 2_958_465  # 31 December 9999, the last day of a spreadsheet


@dataclass(frozen=True, slots=True)
class Rule:
    """One row of the table; dates as serial numbers of a cell, money in yen.

    `first` and `last` bound the ends of a seller's tax periods or the days of a buyer's purchases. `rate` is the
    percentage of output tax that a seller keeps, or of input tax that a buyer credits; None = what invoices show.
    """

    rule: str
    method: str
    who: str
    business_type: int | None
    first: int
    last: int | None
    rate: int | None
    limit: int | None
    condition: str
    source: str
    publisher: str
    url: str
    published: str
    confidence: str
    note: str

    @property
    def span(self) -> str:
        """The dates between which the rule holds."""
        return f"from {day(self.first)}" + (f" to {day(self.last)}" if self.last else "")

    @property
    def told(self) -> str:
        """The rule in one sentence, with what a reader must know about it."""
        return self.condition + (f" ({self.note})" if self.note else "")


@dataclass(frozen=True, slots=True)
class Seller:
    """What decides which rules a seller may use in a tax period."""

    tax_period_end: float
    base_sales: float
    is_individual: bool
    business_type: int

    @property
    def who(self) -> str:
        """The word for it in the table."""
        return "individual" if self.is_individual else "company"


@cache
def table() -> tuple[Rule, ...]:
    """All rules, in the order of the file."""
    with resources.files(__package__).joinpath("invoice_rules.csv").open(encoding="utf-8") as text:
        return tuple(_rule(row) for row in csv.DictReader(text))


@cache
def rules_of(method: str) -> tuple[Rule, ...]:
    """The rules of a method, the earliest first."""
    return tuple(rule for rule in table() if rule.method == method)


def first_day() -> int:
    """The first day on which the Invoice System's rules hold."""
    return rules_of("system")[0].first


def method_called(name: str) -> str:
    """The method of an English or Japanese name, whatever its width, capitals, hyphens and spaces.

    Raises:
        UnknownLabelError: There is no such method.
    """
    found = _names().get(_plain(name))
    if found is None:
        known = ", ".join(f"{method} ({japanese})" for method, japanese in METHODS.items())
        raise UnknownLabelError(f"method is '{clipped(name)}', which is not among {known}")
    return found


def rule_for(method: str, seller: Seller) -> Rule:
    """The rule by which a seller may use a method.

    Raises:
        RuleError: The method is closed to this seller or to this tax period; the message quotes the rule.
    """
    rule = rule_nearest(method, seller)
    closed = obstacle(rule, seller)
    if closed:
        quoted = f"{rule.told}; tax periods that end {rule.span}"
        raise RuleError(f"{method} ({METHODS[method]}) is closed: {closed}. The rule: {quoted}")
    return rule


def rule_nearest(method: str, seller: Seller) -> Rule:
    """The rule of a method that is meant for sellers of this kind; the first one if none is."""
    rules = [rule for rule in rules_of(method) if rule.business_type in (None, seller.business_type)]
    return next((rule for rule in rules if rule.who in ("anyone", seller.who)), rules[0])


def obstacle(rule: Rule, seller: Seller) -> str:
    """Why a rule does not hold for a seller, "" if it does."""
    if rule.who not in ("anyone", seller.who):
        return f"is_individual is {str(seller.is_individual).upper()}, the rule is for an {rule.who}"
    if not rule.first <= seller.tax_period_end < (rule.last or LAST_SERIAL) + 1:
        return f"tax_period_end is {day(seller.tax_period_end)}, not {rule.span}"
    if rule.limit is not None and seller.base_sales > rule.limit:
        return f"base_period_sales is {seller.base_sales:,.12g} yen, above {rule.limit:,}"
    return ""


def refuse_unknown_law(name: str, serial: float) -> None:
    """Raise where a date lies before the Invoice System, or is none.

    Raises:
        DomainError: The number lies past the last day of a spreadsheet.
        RuleError: The date lies before the first day of the rules.
    """
    if serial >= LAST_SERIAL + 1:
        raise DomainError(f"{name} is {serial:,.12g}, which is no date")
    if serial < first_day():
        raise RuleError(f"{name} is {day(serial)}; the rules known here begin on {day(first_day())}")


def day(serial: float) -> str:
    """A serial number as a date, year first; as the number where the sheet's calendar has no such day."""
    if not 61 <= serial < LAST_SERIAL + 1:
        return f"{serial:,.12g} (as a date serial)"
    return (_EPOCH + dt.timedelta(days=int(serial))).isoformat()


@cache
def _names() -> dict[str, str]:
    """Every spelling of a method that is understood."""
    pairs = [*_ALSO.items(), *((japanese, method) for method, japanese in METHODS.items())]
    return {_plain(name): method for name, method in [*pairs, *((method, method) for method in METHODS)]}


def _plain(name: str) -> str:
    """A name without what people write differently."""
    narrow = unicodedata.normalize("NFKC", name).casefold()
    kept = (sign for sign in narrow if sign not in _LIKE_DASHES and unicodedata.category(sign) not in _NOT_READ)
    return "".join(kept)


def _rule(row: dict[str, str]) -> Rule:
    """A row of the file as a rule."""
    return Rule(
        business_type=_whole(row.pop("business_type")),
        first=_serial(row.pop("from")),
        last=_serial(end) if (end := row.pop("to")) else None,
        rate=_whole(row.pop("rate")),
        limit=_whole(row.pop("limit")),
        **row,
    )


def _whole(text: str) -> int | None:
    return int(text) if text else None


def _serial(text: str) -> int:
    return (dt.date.fromisoformat(text) - _EPOCH).days
