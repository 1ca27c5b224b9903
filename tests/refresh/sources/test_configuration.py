"""The user's configuration: what it says, and that a slip in it is refused rather than passed over."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest

from gapsheet.errors import AccessError
from gapsheet.refresh.access import Access
from gapsheet.refresh.configuration import Binding, Configuration, configuration, configuration_path

WHOLE = """
folders = ["/data/statistics"]
certificates = "/etc/ssl/company.pem"

[hosts]
private = ["DB.intranet.example."]
plain = ["old.intranet.example:8080"]

[redirects]
"Data.example.org" = ["files.example.org"]

[secrets]
ESTAT_APP_ID = ["api.e-stat.go.jp"]
[secrets.STOCK_KEY]
hosts = ["api.example.org"]
send = "header X-Api-Key"

[limits]
rows = 5000
megabytes = 0.5

[databases]
dialects = ["snowflake"]
"""


def read(tmp_path: Path, text: str) -> Configuration:
    path = tmp_path / "config.toml"
    path.write_text(text, encoding="utf-8")
    return configuration(path)


def test_whole_file(tmp_path: Path) -> None:
    said = read(tmp_path, WHOLE)
    assert said.folders == (Path("/data/statistics"),)
    assert said.certificates == Path("/etc/ssl/company.pem")
    assert said.private_hosts == {"db.intranet.example"}
    assert said.plain_hosts == {"old.intranet.example:8080"}
    assert said.redirects == {"data.example.org": {"files.example.org"}}
    assert said.secrets["ESTAT_APP_ID"] == Binding(("api.e-stat.go.jp",), "bearer")
    assert said.secrets["STOCK_KEY"] == Binding(("api.example.org",), "header X-Api-Key")
    assert (said.limits.rows, said.limits.bytes, said.limits.seconds) == (5000, 524_288, 120)
    assert said.dialects == {"snowflake"}


def test_nothing_is_allowed_without_a_file(tmp_path: Path) -> None:
    said = configuration(tmp_path / "none.toml")
    assert said == Configuration()
    assert [*said.folders, *said.private_hosts, *said.plain_hosts, *said.redirects, *said.secrets] == []
    assert said.limits.rows == 1_000_000


def test_example_of_the_module_is_understood(tmp_path: Path) -> None:
    from gapsheet.refresh import configuration as module

    lines = (module.__doc__ or "").splitlines()
    example = "\n".join(line[4:] for line in lines if line.startswith("    "))
    assert read(tmp_path, example).redirects == {"data.example.org": {"files.example.org"}}


def test_documentation_shows_the_same_example() -> None:
    from gapsheet.refresh import configuration as module

    page = (Path(__file__).parents[3] / "docs" / "sources.md").read_text(encoding="utf-8")
    shown = tomllib.loads(page.split("```toml")[1].split("```")[0])
    lines = (module.__doc__ or "").splitlines()
    assert shown == tomllib.loads("\n".join(line[4:] for line in lines if line.startswith("    ")))


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("folder = []", "folder means nothing; known: folders"),
        ("[hosts]\nprivat = []", "hosts.privat means nothing"),
        ("[limits]\nrow = 5", "limits.row means nothing"),
        ("[secrets.KEY]\nhost = []", "secrets.KEY.host means nothing"),
        ('folders = "/data"', "folders is to be a list of texts"),
        ('folders = ["data"]', '"data" is to be a path from the root'),
        ("folders = [1]", "folders is to be text"),
        ('hosts = ["a"]', "hosts is to be a table"),
        ("[limits]\nrows = 0", "limits.rows is to be a number above 0"),
        ("[limits]\nrows = true", "limits.rows is to be a number above 0"),
        ("[limits]\nseconds = nan", "limits.seconds is to be a number above 0"),
        ('[secrets]\nKEY = "host"', "secrets.KEY is to be a list of hosts"),
        ('[secrets.KEY]\nsend = "cookie"', 'secrets.KEY.send is to be "bearer"'),
        ('[secrets.KEY]\nsend = "header"', 'secrets.KEY.send is to be "bearer"'),
        ('[redirects]\na = "b"', "a is to be a list of texts"),
        ("certificates = 1", "certificates is to be text"),
        ("folders = [", "cannot be read"),
    ],
)
def test_slip_is_named(tmp_path: Path, text: str, said: str) -> None:
    with pytest.raises(AccessError, match=said.replace(".", r"\.")):
        read(tmp_path, text)


def test_other_place_may_be_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "mine.toml"
    path.write_text('folders = ["/data"]', encoding="utf-8")
    monkeypatch.setenv("GAPSHEET_CONFIG", str(path))
    assert configuration_path() == path
    assert Access.of(tmp_path / "report.xlsx").configuration.folders == (Path("/data"),)


def test_place_that_is_named_must_exist(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GAPSHEET_CONFIG", str(tmp_path / "none.toml"))
    with pytest.raises(AccessError, match=r"GAPSHEET_CONFIG names .* which does not exist"):
        configuration()


@pytest.mark.parametrize(
    ("allowed", "host", "answer"),
    [
        ("db.example", "db.example", True),
        ("db.example", "DB.Example.", True),
        ("db.example", "db.example:5433", True),
        ("db.example:5433", "db.example:5433", True),
        ("db.example:5433", "db.example", False),
        ("db.example:5433", "db.example:5434", False),
        ("example", "db.example", False),
        ("db.example", "xdb.example", False),
        ("[::1]", "[::1]:5432", True),
    ],
)
def test_host_is_allowed_by_its_whole_name(tmp_path: Path, allowed: str, host: str, answer: bool) -> None:
    from support.sources import access

    assert access(tmp_path, private_hosts=frozenset({allowed})).is_private_host(host) is answer
