"""What a refresh asks of servers, and what it takes from them."""

from __future__ import annotations

import contextlib
import gzip
import logging
import socket
import threading
import traceback
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from typing import Any

import pytest

from gapsheet.errors import AccessError, DataError, FetchError, SecretError, SourceError
from gapsheet.refresh.access import is_public
from gapsheet.refresh.configuration import Binding, Limits
from gapsheet.refresh.records import Kind, Source, Type
from gapsheet.refresh.sources import fetch
from support import servers
from support.servers import Page
from support.sources import source

CSV = b"year,pay\n2023,100\n2024,110\n"


def pay(net: Any, path: str = "/pay.csv", host: str = "localhost", **named: str) -> Source:
    return source(Kind.HTTP_CSV, net.url(path, host), **named, year=Type.INTEGER, pay=Type.NUMBER)


def test_csv_comes_over_https(net: Any) -> None:
    net.pages["/pay.csv"] = Page(CSV, headers={"Last-Modified": "Fri, 15 Aug 2025 10:00:00 GMT"})
    asked = pay(net)
    steps: list[str] = []
    fetched = fetch(asked, net.access(asked), steps.append)
    assert fetched.frame.to_dict("list") == {"year": [2023.0, 2024.0], "pay": [100.0, 110.0]}
    assert (fetched.as_of, fetched.is_cached) == ("2025-08-15", False)
    assert steps == ["asking localhost"]
    assert datetime.now(UTC) - fetched.retrieved < timedelta(minutes=5)


def test_unapproved_source_sends_nothing(net: Any) -> None:
    net.pages["/pay.csv"] = Page(CSV)
    with pytest.raises(AccessError, match=r"gapsheet trust report\.xlsx"):
        fetch(pay(net), net.access())
    assert net.pages.requests == []


def test_changed_source_sends_nothing(net: Any) -> None:
    net.pages["/pay.csv"] = Page(CSV)
    allowed = net.access(pay(net))
    with pytest.raises(AccessError, match="not approved"):
        fetch(pay(net, "/pay.csv?send=more"), allowed)
    assert net.pages.requests == []


def test_own_computer_is_out_of_reach_unless_allowed(net: Any) -> None:
    net.pages["/pay.csv"] = Page(CSV)
    asked = pay(net)
    with pytest.raises(AccessError, match=r"localhost:\d+ leads to 127.0.0.1.*private ="):
        fetch(asked, net.access(asked, private_hosts=frozenset()))
    assert net.pages.requests == []


def test_public_name_of_a_private_address_is_out_of_reach(net: Any) -> None:
    net.pages["/pay.csv"] = Page(CSV)
    asked = pay(net, host="data.example.test")
    with pytest.raises(AccessError, match=r"data\.example\.test:.* leads to 127\.0\.0\.1"):
        fetch(asked, net.access(asked))
    assert net.pages.requests == []


def test_name_is_looked_up_once_so_that_it_cannot_change_its_mind(net: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    net.pages["/pay.csv"] = Page(CSV)
    asked = pay(net, host="data.example.test")
    allowed = net.access(asked)
    seen: list[str] = []

    def changing(host: str, port: int, *_: Any, **__: Any) -> Any:
        if not host.endswith("test"):  # a number, when the connection is made
            return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (host, port))]
        seen.append(host)
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", ("8.8.8.8" if len(seen) == 1 else "127.0.0.1", port))]

    connected: list[Any] = []

    def refused(self: socket.socket, address: Any) -> None:
        connected.append(address)
        raise ConnectionRefusedError

    monkeypatch.setattr(socket, "getaddrinfo", changing)
    monkeypatch.setattr(socket.socket, "connect", refused)
    with pytest.raises(AccessError, match=r"127\.0\.0\.1"):  # the second attempt looks the name up anew
        fetch(asked, allowed)
    assert connected == [("8.8.8.8", net.port)]
    assert net.pages.requests == []


@pytest.mark.parametrize(
    "address",
    [
        *("127.0.0.1", "10.1.2.3", "192.168.0.1", "169.254.169.254", "0.0.0.0", "100.64.0.1", "224.0.0.1"),
        *("::1", "fe80::1", "fc00::1", "::ffff:127.0.0.1", "64:ff9b::7f00:1", "2002:7f00:1::"),
    ],
)
def test_address_of_own_network_is_not_public(address: str) -> None:
    assert not is_public(address)


@pytest.mark.parametrize("address", ["8.8.8.8", "2606:4700::1111", "::ffff:8.8.8.8"])
def test_address_of_the_internet_is_public(address: str) -> None:
    assert is_public(address)


def test_plain_http_is_refused_unless_allowed(net: Any) -> None:
    with servers.running(None) as plain:
        plain.pages["/pay.csv"] = Page(CSV)
        asked = source(Kind.HTTP_CSV, f"http://localhost:{plain.port}/pay.csv")
        with pytest.raises(AccessError, match="without encryption"):
            fetch(asked, net.access(asked))
        assert plain.pages.requests == []
        assert len(fetch(asked, net.access(asked, plain_hosts=frozenset({"localhost"}))).frame) == 2


@pytest.mark.parametrize("location", ["ftp://a.example/x", "file:///etc/passwd", "https://", "pay.csv", "https://a b/"])
def test_location_that_is_no_web_address(net: Any, location: str) -> None:
    asked = source(Kind.HTTP_CSV, location)
    with pytest.raises(SourceError, match="is no web address"):
        fetch(asked, net.access(asked))


def test_password_in_a_location_is_refused_and_not_repeated(net: Any) -> None:
    asked = source(Kind.HTTP_CSV, "https://me:hunter2@localhost/pay.csv")
    with pytest.raises(SourceError) as refused:
        fetch(asked, net.access(asked))
    assert "hunter2" not in str(refused.value)


def test_certificate_of_a_stranger_is_refused(net: Any) -> None:
    net.pages["/pay.csv"] = Page(CSV)
    asked = pay(net)
    with pytest.raises(FetchError, match="does not prove who it is"):
        fetch(asked, net.access(asked, certificates=None))
    assert net.pages.requests == []


def test_certificate_is_checked_against_the_name_not_the_number(net: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    net.pages["/pay.csv"] = Page(CSV)
    asked = pay(net, host="wrong.example.test")
    with pytest.raises(FetchError, match="does not prove who it is"):
        fetch(asked, net.access(asked, private_hosts=frozenset({"wrong.example.test"})))
    assert net.pages.requests == []


def test_redirect_on_the_same_host_is_followed(net: Any) -> None:
    net.pages["/pay.csv"] = Page(status=302, headers={"Location": "/new/pay.csv"})
    net.pages["/new/pay.csv"] = Page(CSV)
    asked = pay(net)
    assert len(fetch(asked, net.access(asked)).frame) == 2


def test_redirect_to_another_host_is_refused_unless_allowed(net: Any) -> None:
    net.pages["/pay.csv"] = Page(status=302, headers={"Location": net.url("/moved.csv", "other.example.test")})
    net.pages["/moved.csv"] = Page(CSV)
    asked = pay(net)
    hosts = frozenset({"localhost", "other.example.test"})
    with pytest.raises(AccessError, match=r"redirects to other\.example\.test:"):
        fetch(asked, net.access(asked, private_hosts=hosts))
    assert [path for path, _ in net.pages.requests] == ["/pay.csv"]
    allowed = {"localhost": frozenset({"other.example.test"})}
    assert len(fetch(asked, net.access(asked, private_hosts=hosts, redirects=allowed)).frame) == 2


def test_redirect_to_the_own_computer_is_refused_even_between_allowed_hosts(net: Any) -> None:
    net.pages["/pay.csv"] = Page(status=302, headers={"Location": net.url("/secret", "127.0.0.1")})
    net.pages["/secret"] = Page(CSV)
    asked = pay(net, host="data.example.test")
    allowed = {"data.example.test": frozenset({"127.0.0.1"})}
    settings = {"private_hosts": frozenset({"data.example.test"}), "redirects": allowed}
    with pytest.raises(AccessError, match=r"127.0.0.1:\d+ leads to 127.0.0.1"):
        fetch(asked, net.access(asked, **settings))
    assert [path for path, _ in net.pages.requests] == ["/pay.csv"]


def test_redirect_to_http_is_refused(net: Any) -> None:
    net.pages["/pay.csv"] = Page(status=301, headers={"Location": f"http://localhost:{net.port}/pay.csv"})
    asked = pay(net)
    with pytest.raises(AccessError, match="without encryption"):
        fetch(asked, net.access(asked))


def test_redirects_in_circles_end(net: Any) -> None:
    net.pages["/pay.csv"] = Page(status=302, headers={"Location": "/pay.csv"})
    asked = pay(net)
    with pytest.raises(FetchError, match="redirects in circles"):
        fetch(asked, net.access(asked))
    assert len(net.pages.requests) == 6


def sequence(*pages: Page) -> Any:
    """A page that answers differently each time."""
    left = iter(pages)
    return lambda _: next(left)


def test_busy_server_is_asked_again_after_the_time_that_it_names(net: Any) -> None:
    net.pages["/pay.csv"] = sequence(Page(status=429, headers={"Retry-After": "7"}), Page(status=503), Page(CSV))
    asked = pay(net)
    steps: list[str] = []
    assert len(fetch(asked, net.access(asked), steps.append).frame) == 2
    assert net.pauses == [7.0, 2.0]
    assert "localhost is busy, waiting 7 s" in steps


def test_retry_after_may_be_a_date(net: Any) -> None:
    later = format_datetime(datetime.now(UTC) + timedelta(seconds=30), usegmt=True)
    net.pages["/pay.csv"] = sequence(Page(status=503, headers={"Retry-After": later}), Page(CSV))
    asked = pay(net)
    fetch(asked, net.access(asked))
    assert 20 < net.pauses[0] <= 30


def test_server_that_stays_busy_is_given_up(net: Any) -> None:
    net.pages["/pay.csv"] = Page(status=503)
    asked = pay(net)
    with pytest.raises(FetchError, match="did not give data in 4 attempts: it answers 503 Service Unavailable"):
        fetch(asked, net.access(asked))
    assert net.pauses == [1.0, 2.0, 4.0]


def test_longer_wait_than_allowed_is_not_waited_for(net: Any) -> None:
    net.pages["/pay.csv"] = Page(status=429, headers={"Retry-After": "3600"})
    asked = pay(net)
    with pytest.raises(FetchError, match="asks to wait 3,600 seconds"):
        fetch(asked, net.access(asked))
    assert net.pauses == []


@pytest.mark.parametrize("status", [400, 401, 403, 404, 410, 500])
def test_refusal_is_not_repeated(net: Any, status: int) -> None:
    net.pages["/pay.csv"] = Page(b"<h1>no</h1>", status=status)
    asked = pay(net)
    with pytest.raises(FetchError, match=f"answers {status} "):
        fetch(asked, net.access(asked))
    assert len(net.pages.requests) == 1


def test_answer_cut_short_is_asked_for_again_and_never_taken(net: Any) -> None:
    net.pages["/pay.csv"] = Page(CSV, sent=18)
    asked = pay(net)
    with pytest.raises(FetchError, match="lost before the answer was whole"):
        fetch(asked, net.access(asked))
    assert len(net.pages.requests) == 4
    net.pages["/pay.csv"] = sequence(Page(CSV, sent=18), Page(CSV))
    assert len(fetch(asked, net.access(asked)).frame) == 2


def test_packed_answer_cut_short_is_never_taken(net: Any) -> None:
    packed = gzip.compress(CSV * 100)[:-12]
    net.pages["/pay.csv"] = Page(packed, headers={"Content-Encoding": "gzip"})
    asked = pay(net)
    with pytest.raises(FetchError, match="cut short"):
        fetch(asked, net.access(asked))


def test_csv_of_unknown_length_is_refused(net: Any) -> None:
    net.pages["/pay.csv"] = Page(CSV, says_length=False)
    asked = pay(net)
    with pytest.raises(FetchError, match="does not say how long"):
        fetch(asked, net.access(asked))


def test_packed_answer_is_unpacked(net: Any) -> None:
    net.pages["/pay.csv"] = Page(gzip.compress(CSV), headers={"Content-Encoding": "gzip"})
    asked = pay(net)
    assert len(fetch(asked, net.access(asked)).frame) == 2


def test_few_bytes_that_unpack_to_many_are_refused(net: Any) -> None:
    bomb = gzip.compress(b"0" * 50_000_000)
    assert len(bomb) < 100_000
    net.pages["/pay.csv"] = Page(bomb, headers={"Content-Encoding": "gzip"})
    asked = pay(net)
    with pytest.raises(DataError, match="more than 1 megabytes"):
        fetch(asked, net.access(asked, limits=Limits(megabytes=1)))


def test_other_packing_is_refused(net: Any) -> None:
    net.pages["/pay.csv"] = Page(CSV, headers={"Content-Encoding": "br"})
    asked = pay(net)
    with pytest.raises(FetchError, match="packs its answer as br"):
        fetch(asked, net.access(asked))


def test_page_for_people_is_refused(net: Any) -> None:
    net.pages["/pay.csv"] = Page(b"<html>sign in</html>", "text/html; charset=utf-8")
    asked = pay(net)
    with pytest.raises(FetchError, match="answers with text/html instead of text/csv"):
        fetch(asked, net.access(asked))


def test_server_that_drips_is_given_up(net: Any) -> None:
    enough = threading.Event()

    def dripping(handler: servers.Handler) -> Page:
        handler.wfile.write(b"HTTP/1.1 200 OK\r\nContent-Type: text/csv\r\nContent-Length: 1000000\r\n\r\n")
        with contextlib.suppress(OSError):
            while not enough.wait(0.01):
                handler.wfile.write(b"0")
        return Page()

    net.pages["/pay.csv"] = dripping
    asked = pay(net)
    try:
        with pytest.raises(FetchError, match=r"needs more than 0\.2 seconds"):
            fetch(asked, net.access(asked, limits=Limits(seconds=0.2)))
    finally:
        enough.set()


def test_server_whose_headers_never_end_is_given_up(net: Any) -> None:
    enough = threading.Event()

    def dripping(handler: servers.Handler) -> Page:
        handler.wfile.write(b"HTTP/1.1 200 OK\r\nX-Long: ")
        with contextlib.suppress(OSError):
            while not enough.wait(0.01):
                handler.wfile.write(b"0")
        return Page()

    net.pages["/pay.csv"] = dripping
    asked = pay(net)
    try:
        with pytest.raises(FetchError, match=r"needs more than 0\.2 seconds"):
            fetch(asked, net.access(asked, limits=Limits(seconds=0.2)))
    finally:
        enough.set()


def test_server_that_says_nothing_is_given_up(net: Any) -> None:
    enough = threading.Event()

    def silent(_: servers.Handler) -> Page:
        enough.wait()
        return Page()

    net.pages["/pay.csv"] = silent
    asked = pay(net)
    try:
        with pytest.raises(FetchError, match=r"needs more than 0\.2 seconds"):
            fetch(asked, net.access(asked, limits=Limits(seconds=0.2)))
    finally:
        enough.set()


def chunked(*pieces: bytes) -> Page:
    body = b"".join(b"%x\r\n%s\r\n" % (len(piece), piece) for piece in pieces)
    return Page(body, headers={"Transfer-Encoding": "chunked"}, says_length=False)


def test_answer_in_chunks_is_read_to_its_end(net: Any) -> None:
    asked = pay(net)
    net.pages["/pay.csv"] = chunked(CSV[:10], CSV[10:], b"")
    assert len(fetch(asked, net.access(asked)).frame) == 2


@pytest.mark.parametrize("pieces", [(CSV[:18],), (CSV,)], ids=["in the middle", "without the last chunk"])
def test_answer_in_chunks_that_ends_early_is_never_taken(net: Any, pieces: tuple[bytes, ...]) -> None:
    asked = pay(net)
    net.pages["/pay.csv"] = chunked(*pieces)
    with pytest.raises(FetchError, match="lost before the answer was whole"):
        fetch(asked, net.access(asked))


def test_unchanged_answer_comes_from_the_cache_after_the_server_was_asked(net: Any) -> None:
    def page(handler: servers.Handler) -> Page:
        if handler.headers.get("If-None-Match") == '"1"':
            return Page(status=304)
        return Page(CSV, headers={"ETag": '"1"'})

    net.pages["/pay.csv"] = page
    asked = pay(net)
    first = fetch(asked, net.access(asked))
    second = fetch(asked, net.access(asked))
    assert (first.is_cached, second.is_cached) == (False, True)
    assert (second.retrieved, second.digest) == (first.retrieved, first.digest)
    assert second.frame.equals(first.frame)
    assert len(net.pages.requests) == 2


def test_stale_answer_is_never_passed_off_as_fresh(net: Any) -> None:
    net.pages["/pay.csv"] = Page(CSV, headers={"ETag": '"1"', "Cache-Control": "max-age=86400"})
    asked = pay(net)
    fetch(asked, net.access(asked))
    net.pages["/pay.csv"] = Page(CSV.replace(b"110", b"120"), headers={"ETag": '"2"'})
    assert fetch(asked, net.access(asked)).frame["pay"].tolist() == [100.0, 120.0]
    net.pages["/pay.csv"] = Page(status=503)
    with pytest.raises(FetchError):
        fetch(asked, net.access(asked))


def test_damaged_cache_is_as_good_as_none(net: Any) -> None:
    net.pages["/pay.csv"] = Page(CSV, headers={"ETag": '"1"'})
    asked = pay(net)
    fetch(asked, net.access(asked))
    (kept,) = (net.folder / "cache").iterdir()
    kept.write_bytes(kept.read_bytes().replace(b"110", b"999"))
    assert fetch(asked, net.access(asked)).frame["pay"].tolist() == [100.0, 110.0]
    assert "If-None-Match" not in net.pages.requests[-1][1]


def test_answer_that_may_not_be_kept_is_not_kept(net: Any) -> None:
    net.pages["/pay.csv"] = Page(CSV, headers={"ETag": '"1"', "Cache-Control": "no-store"})
    asked = pay(net)
    fetch(asked, net.access(asked))
    assert not (net.folder / "cache").exists()


# Secrets

SECRET = "s3cret-value"


@pytest.fixture
def key(monkeypatch: pytest.MonkeyPatch) -> str:
    monkeypatch.setenv("PAY_KEY", SECRET)
    return "PAY_KEY"


def bound(*hosts: str, send: str = "bearer") -> dict[str, Binding]:
    return {"PAY_KEY": Binding(hosts, send)}


def test_secret_goes_to_its_host_as_the_configuration_says(net: Any, key: str) -> None:
    net.pages["/pay.csv"] = Page(CSV)
    asked = pay(net, secret=key)
    fetch(asked, net.access(asked, secrets=bound("localhost")))
    fetch(asked, net.access(asked, secrets=bound("localhost", send="header X-Api-Key")))
    fetch(asked, net.access(asked, secrets=bound("localhost", send="parameter key")))
    (_, first), (_, second), (path, _) = net.pages.requests
    assert first["Authorization"] == f"Bearer {SECRET}"
    assert second["X-Api-Key"] == SECRET
    assert path == f"/pay.csv?key={SECRET}"


def test_secret_does_not_leave_for_a_host_to_which_it_is_not_bound(net: Any, key: str) -> None:
    net.pages["/pay.csv"] = Page(CSV)
    asked = pay(net, secret=key)
    for secrets in ({}, bound("api.example.org")):
        with pytest.raises(SecretError, match="PAY_KEY is not bound to localhost"):
            fetch(asked, net.access(asked, secrets=secrets))
    assert net.pages.requests == []


def test_secret_does_not_follow_a_redirect_to_another_host(net: Any, key: str) -> None:
    net.pages["/pay.csv"] = Page(status=302, headers={"Location": net.url("/moved.csv", "other.example.test")})
    net.pages["/moved.csv"] = Page(CSV)
    asked = pay(net, secret=key)
    allowed = net.access(
        asked,
        secrets=bound("localhost"),
        private_hosts=frozenset({"localhost", "other.example.test"}),
        redirects={"localhost": frozenset({"other.example.test"})},
    )
    fetch(asked, allowed)
    assert "Authorization" in net.pages.requests[0][1]
    assert "Authorization" not in net.pages.requests[1][1]


def test_missing_secret_is_named(net: Any) -> None:
    asked = pay(net, secret="PAY_KEY")
    with pytest.raises(SecretError, match=r"there is no secret PAY_KEY.*keyring set gapsheet PAY_KEY"):
        fetch(asked, net.access(asked, secrets=bound("localhost")))


def test_secret_may_lie_in_the_keyring(net: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    import keyring
    from keyring.backend import KeyringBackend

    class Memory(KeyringBackend):
        priority = 1  # type: ignore[assignment]

        def get_password(self, service: str, username: str) -> str | None:
            return SECRET if (service, username) == ("gapsheet", "PAY_KEY") else None

        def set_password(self, service: str, username: str, password: str) -> None:
            raise AssertionError("nothing is written")

    monkeypatch.setattr(keyring.core, "_keyring_backend", Memory())
    net.pages["/pay.csv"] = Page(CSV)
    asked = pay(net, secret="PAY_KEY")
    fetch(asked, net.access(asked, secrets=bound("localhost")))
    assert net.pages.requests[0][1]["Authorization"] == f"Bearer {SECRET}"


@pytest.mark.parametrize("send", ["bearer", "parameter key"])
@pytest.mark.parametrize(
    "page",
    [
        Page(status=403),
        Page(CSV, sent=5),
        Page(CSV, "text/html"),
        Page(status=503, headers={"Retry-After": "9999"}),
        Page(status=302, headers={"Location": "ftp://nowhere"}),
        Page(b"\xff\xfe", "text/csv"),
    ],
    ids=["refused", "cut", "page", "busy", "redirect", "bytes"],
)
def test_secret_is_in_no_message_log_or_cache(
    net: Any, key: str, send: str, page: Page, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    net.pages["/pay.csv"] = page
    asked = pay(net, secret=key)
    allowed = net.access(asked, secrets=bound("localhost", send=send))
    steps: list[str] = []
    with pytest.raises((FetchError, DataError)) as failed:
        fetch(asked, allowed, steps.append)
    told = "".join(traceback.format_exception(failed.value)) + caplog.text + repr(allowed) + "".join(steps)
    assert net.pages.requests
    assert SECRET not in told


def test_answers_to_requests_with_a_secret_are_not_kept(net: Any, key: str) -> None:
    net.pages["/pay.csv"] = Page(CSV, headers={"ETag": '"1"'})
    asked = pay(net, secret=key)
    fetch(asked, net.access(asked, secrets=bound("localhost")))
    assert not (net.folder / "cache").exists()


def test_secret_that_no_header_takes_is_not_repeated(net: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PAY_KEY", f"{SECRET}\nX-Other: 1")
    asked = pay(net, secret="PAY_KEY")
    with pytest.raises(SecretError) as refused:
        fetch(asked, net.access(asked, secrets=bound("localhost")))
    assert SECRET not in "".join(traceback.format_exception(refused.value))
