"""The flagship's sources, those shipped and the live official ones, and the outputs that a refresh watches."""

from __future__ import annotations

from collections.abc import Iterator

from gapsheet.facts import Confidence
from gapsheet.refresh.records import Column, Kind, Purpose, Role, Source, Type
from gapsheet.templates import refreshing, style
from gapsheet.templates.book import Book
from gapsheet.templates.refreshing import Listed, Watched, live
from gapsheet.templates.scorecard import series
from gapsheet.templates.scorecard.scorecard import Claim, watched_name

_DEFINITION = "Definition"
_THRESHOLD = 0.05  # a revision of more asks for a reason
_MORE = "+#,##0.0,,,,;-#,##0.0,,,,;0.0,,,,"  # trillions
_TIMES_MORE = '+0.00"×";-0.00"×";0.00"×"'
_SHIPPED = "Comes with gapsheet; read without network."
_NO_INTERFACE = (
    "Comes with gapsheet; the publisher offers no interface, so new years arrive with gapsheet or by your own file."
)


def write(book: Book, claims: tuple[Claim, ...]) -> None:
    """Write the sheets of the refresh."""
    refreshing.write(book, [*_shipped(), *_live()], list(_headlines(claims)))


def _shipped() -> Iterator[Listed]:
    for item in series.ALL:
        rows = item.rows()
        target = item is series.TARGETS
        yield Listed(
            Source(
                id=item.name,
                on=True,
                kind=Kind.CSV,
                location=f"gapsheet:{item.name}.csv",
                query="",
                secret="",
                table=item.table,
                expected="never" if target else "yearly",
                columns=item.columns,
                threshold=_THRESHOLD,
                purpose=Purpose.TARGET if target else Purpose.DATA,
            ),
            as_of=str(max(int(str(row[0])) for row in rows)),
            vintage=str(rows[-1][4]),
            rows=len(rows),
            remark=_SHIPPED if item is series.DOLLAR else _NO_INTERFACE,
        )


def _live() -> Iterator[Listed]:
    """Official sources of the same figures; each fills every column of the table, so that no row keeps the words of another."""
    bank = "World Bank, PA.NUS.FCRF, after the IMF"
    for name, kind, location, query, columns, remark in (
        (
            "jpy_per_usd_world_bank",
            Kind.WORLD_BANK,
            "https://api.worldbank.org/v2",
            "country=JPN indicator=PA.NUS.FCRF date=2021:2030",
            _columns("date", "value", Column(_DEFINITION, "indicator_name", Role.DEFINITION, Type.TEXT), bank),
            "World Bank, official exchange rate, average of the period. To use it: switch jpy_per_usd off, this on, and approve it.",
        ),
        (
            "jpy_per_usd_bis",
            Kind.SDMX,
            "BIS",
            "WS_XRU/A.JP.JPY.A?startPeriod=2021",
            _columns(
                "TIME_PERIOD",
                "OBS_VALUE",
                _constant(_DEFINITION, "BIS, average of the year", Role.DEFINITION),
                "BIS, WS_XRU",
            ),
            "Bank for International Settlements, US dollar exchange rates, average of the year. Switched on as the line above.",
        ),
    ):
        yield live(
            Source(name, False, kind, location, query, "", series.DOLLAR.table, "yearly", columns, _THRESHOLD), remark
        )


def _columns(period: str, value: str, definition: Column, publisher: str) -> tuple[Column, ...]:
    """What a live source fills: two fields of its own, and what it does not tell of itself.

    No unit is expected, as the publishers have words of their own for it; the range tells yen from anything else. A
    year that is listed before it has a figure is no fault. The edition stands on Sources, and beside each change.
    """
    return (
        Column("Year", period, Role.PERIOD, Type.INTEGER, low=1900, high=2200),
        Column("Value", value, Role.VALUE, Type.NUMBER, "", series.DOLLAR.low, series.DOLLAR.high, required=False),
        _constant("Confidence", Confidence.SECONDARY.value),
        definition,
        _constant("Vintage", "edition told on Sources"),
        _constant("Source", publisher),
    )


def _constant(header: str, text: str, role: Role = Role.TEXT) -> Column:
    """A column with the same words in every row."""
    return Column(header, header, role, Type.TEXT, constant=text)


def _headlines(claims: tuple[Claim, ...]) -> Iterator[Watched]:
    """What the Scorecard shows of each claim with a path, in its order."""
    for number, claim in enumerate(claims, start=1):
        if claim.has_path:
            for what, said, shown, difference in (
                ("latest", f"latest, {claim.unit}", claim.number_format, _MORE),
                ("multiple", "multiple", style.MULTIPLE, _TIMES_MORE),
                ("required", "required a year", style.PERCENT, style.POINTS),
                ("trend", "trend a year", style.PERCENT, style.POINTS),
                ("verdict", "verdict", None, None),
            ):
                yield Watched(f"{claim.text}: {said}", watched_name(number, what), shown, difference)
