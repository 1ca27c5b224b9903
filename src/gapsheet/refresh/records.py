"""What is said about a source in a workbook, what was fetched from it, and how that went."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import pandas as pd  # where data are: it takes long to import, and its memory is not given back

UNIT_WORDS = {"unit", "units", "unit_measure", "単位"}  # what columns of units are called


class Kind(StrEnum):
    """What a source is, as written in the column Kind."""

    CSV = "csv"
    EXCEL = "excel"
    PARQUET = "parquet"
    QUERY = "query"  # SQL through DuckDB: over a DuckDB file, or over the files its location names
    DATABASE = "database"  # SQL over a database that a SQLAlchemy URL reaches
    SDMX = "sdmx"
    ESTAT = "e-stat"
    WORLD_BANK = "world bank"
    HTTP_JSON = "https json"
    HTTP_CSV = "https csv"


class Status(StrEnum):
    """How a source stands after a refresh, as written in the column State."""

    FRESH = "fresh"
    UNCHANGED = "unchanged"
    STALE = "stale"  # read, but its last observation is older than the source is expected to be
    FAILED = "failed: kept old"
    BUILT = "as built"  # the rows that came with the workbook
    NEVER = "never fetched"
    OFF = "off"


class Role(StrEnum):
    """What a column of a source is for."""

    KEY = "key"  # together the key columns tell rows apart
    PERIOD = "period"  # a key column that is time: a year, month, quarter or day
    VALUE = "value"  # a figure: its changes are new observations, revisions or removals
    DEFINITION = "definition"  # a change here is a break in the series, never a revision
    VINTAGE = "vintage"
    TEXT = "text"  # anything else that the source owns


class Type(StrEnum):
    """What the cells of a column hold."""

    NUMBER = "number"
    INTEGER = "integer"
    TEXT = "text"
    DATE = "date"
    BOOLEAN = "boolean"


class Purpose(StrEnum):
    """Whether a source tells what happened or what is aimed at."""

    DATA = "data"
    TARGET = "target"


@dataclass(frozen=True, slots=True)
class Column:
    """A column that a source owns in its table.

    Attributes:
        header: Its header in the workbook's table.
        field: Its name in the data; as the header where the sheet says nothing.
        unit: For people, and compared with the data where they state one.
        low: The smallest plausible value; None for no limit.
        high: The largest plausible value; None for no limit.
        required: Whether a blank is an error.
        constant: What every row holds, in place of a field of the data; "" where a field is read.
    """

    header: str
    field: str
    role: Role
    type: Type
    unit: str = ""
    low: float | None = None
    high: float | None = None
    required: bool = True
    constant: str = ""


@dataclass(frozen=True, slots=True)
class Source:
    """A source as its row on the Sources sheet describes it.

    Attributes:
        id: Its name; unique in the workbook.
        on: Whether a refresh reads it; live official sources are listed switched off.
        location: A path relative to the workbook, a folder, a pattern, an https address, a database URL without
            password, an SDMX provider, or "gapsheet:NAME.csv" for data that come with gapsheet.
        query: SQL, a sheet name, an SDMX key, a JMESPath expression, parameters: what the kind needs.
        secret: The name of a keyring entry or environment variable; "" where none is needed.
        table: The Excel table that it fills.
        expected: How often new data come: daily, weekly, monthly, quarterly, yearly, or never.
        threshold: The share of a revision past which a reason is asked for; None for none.
        reason: The reason for accepting revisions past the threshold, or data that stop short, as the user typed it.
        purpose: Data or targets.
    """

    id: str
    on: bool
    kind: Kind
    location: str
    query: str
    secret: str
    table: str
    expected: str
    columns: tuple[Column, ...]
    threshold: float | None = None
    reason: str = ""
    purpose: Purpose = Purpose.DATA

    @property
    def keys(self) -> tuple[Column, ...]:
        """The columns that tell rows apart."""
        return tuple(column for column in self.columns if column.role in (Role.KEY, Role.PERIOD))

    @property
    def read(self) -> tuple[Column, ...]:
        """The columns that are filled from fields of the data."""
        return tuple(column for column in self.columns if not column.constant)

    @property
    def fingerprint(self) -> str:
        """The hash that an approval covers: kind, location, query and the secret's name."""
        covered = json.dumps([self.kind, self.location, self.query, self.secret], ensure_ascii=False)
        return hashlib.sha256(covered.encode("utf-8")).hexdigest()


@dataclass(frozen=True, slots=True)
class Fetched:
    """What came from a source.

    Attributes:
        frame: The data as they came, one column per field; nothing is filtered yet.
        as_of: What the source says its data are as of, as ISO text; "" where it says nothing.
        vintage: What the source calls this edition of its data; "" where it says nothing.
        retrieved: When the data came, in UTC; of cached data, when they came first.
        digest: SHA-256 of the bytes that came, in hexadecimal.
        is_cached: Whether the server was not asked, or said that nothing changed.
    """

    frame: pd.DataFrame
    as_of: str
    vintage: str
    retrieved: datetime
    digest: str
    is_cached: bool = False


# The control tables of a workbook: their names, and their headers in the English edition. Columns are found by header.
SOURCES = "Sources"
SOURCES_HEADERS = (
    "Source",
    "On",  # yes or no
    "Kind",
    "Location",
    "Query",
    "Secret",
    "Table",
    "Purpose",
    "Frequency",
    "Threshold",
    "Reason",
    "Remark",  # what people should know of the source; never written by a refresh
    # From here on a refresh writes.
    "As of",
    "Vintage",
    "Retrieved (UTC)",
    "Rows",
    "State",
    "Run",
    "Version",
    "Message",
)
SOURCE_COLUMNS = "SourceColumns"
SOURCE_COLUMNS_HEADERS = (
    "Source",
    "Column",
    "Field",
    "Role",
    "Type",
    "Unit",
    "Minimum",
    "Maximum",
    "Required",
    "Constant",  # in place of a field: what the data do not tell of themselves, such as their publisher
)
HEADLINES = "Headlines"
HEADLINES_HEADERS = (
    "Headline",
    "Cell",  # a defined name or Sheet!A1
    # From here on a refresh writes.
    "Before",
    "After",
    "Change",
    "By revision",
    "By removed data",
    "By time passed",
    "By new data",
    "By changed target",
    "By other causes",
    "Why",
)
CHANGES = "Changes"
CHANGES_HEADERS = (
    "Run",
    "Source",
    "What",  # new observation, revised, removed, break: definition changed, unit changed
    "Key",
    "Column",
    "Old",
    "New",
    "Percent",
    "Old vintage",
    "New vintage",
    "Reason",
)
REMOVED_ROWS = "RemovedRows"
REMOVED_ROWS_HEADERS = ("Run", "Source", "Table", "Key", "Column", "Content")
LOG = "RefreshLog"
LOG_HEADERS = ("Run", "Time (UTC)", "Version", "Source", "State", "Rows", "New", "Revised", "Removed", "Message")
# How wide their columns are, in characters.
WIDTHS = {
    CHANGES: (22, 22, 24, 20, 18, 18, 18, 11, 26, 26, 40),
    REMOVED_ROWS: (22, 22, 22, 24, 24, 60),
    LOG: (22, 20, 12, 24, 18, 9, 9, 10, 10, 60),
}
# How their figures are shown, by table and header.
NUMBER_FORMATS = {
    CHANGES: {"Percent": "+0.0%;-0.0%;0.0%"},
    REMOVED_ROWS: {},
    LOG: dict.fromkeys(("Rows", "New", "Revised", "Removed"), "#,##0"),
}
