"""One question to one server: the only place where a refresh speaks to the network, but for databases."""

from __future__ import annotations

import logging
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from http import HTTPStatus
from typing import Any
from urllib.parse import urlencode

import requests
import tenacity
import urllib3

from gapsheet import __version__
from gapsheet.errors import FetchError, SecretError
from gapsheet.refresh.access import Access
from gapsheet.refresh.records import Source
from gapsheet.refresh.sources.address import Address, address_of, checked_addresses, next_address
from gapsheet.refresh.sources.cache import Cache, Kept
from gapsheet.refresh.sources.connection import ToNumber
from gapsheet.refresh.sources.content import Tell, shown
from gapsheet.refresh.sources.files import too_large
from gapsheet.refresh.sources.packed import PackedError, TooLargeError, gathered, unpacked

_ATTEMPTS = 4
_REDIRECTS = 5
_CHUNK = 1 << 16
_TREE = 4  # by which the limit is divided for JSON and XML, which take many times their size in memory
_CONNECT, _READ = 10.0, 30.0  # seconds without a sign of life
_PASSING = frozenset({429, 502, 503, 504})
_MOVED = frozenset({301, 302, 303, 307, 308})
_REFUSED = {
    401: "it wants a key; name a secret for the source",
    403: "it refuses this request; check the secret, or whether the data are public",
    404: "it has nothing there; check location and query",
}

pause = time.sleep  # between two attempts


@dataclass(frozen=True, slots=True)
class Question:
    """What is asked of a server.

    Attributes:
        url: The address, without what is secret.
        parameters: What is added to it.
        accept: The kinds of answer that are understood, as the header Accept says them.
        media: The kinds of content that are taken for such an answer.
        send: How a secret is sent; "" for what the configuration says.
        ends_itself: Whether the format shows where it ends, so that a lost rest is noticed.
    """

    url: str
    accept: str
    media: tuple[str, ...]
    parameters: Mapping[str, str] | None = None
    send: str = ""
    ends_itself: bool = True

    @property
    def whole_url(self) -> str:
        """The address with its parameters."""
        if not self.parameters:
            return self.url
        return f"{self.url}{'&' if '?' in self.url else '?'}{urlencode(self.parameters)}"


@dataclass(frozen=True, slots=True)
class Answer:
    """What a server answered."""

    body: bytes
    media: str
    charset: str
    modified: str  # the day since which the data are as they are, ISO; "" where the server says nothing
    retrieved: datetime
    is_cached: bool


class _PassingError(Exception):
    """The server may answer later."""

    def __init__(self, reason: str, wait: float | None = None) -> None:
        super().__init__(reason)
        self.wait = wait


def ask(source: Source, access: Access, question: Question, tell: Tell) -> Answer:
    """Ask a server, several times if it is busy; its answer is whole, of the expected kind and within the limits.

    Raises:
        SourceError, AccessError, SecretError: The request may not be made.
        FetchError: The server did not answer, or not with data.
        DataError: There is too much of it.
    """
    address = address_of(source, access, question.whole_url)
    asking = _Asking(source, access, question, address, tell)
    return asking.answer()


class _Asking:
    """The attempts at one question."""

    def __init__(self, source: Source, access: Access, question: Question, address: Address, tell: Tell) -> None:
        self._source, self._access, self._question, self._address, self._tell = source, access, question, address, tell
        self._secret = access.secret(source, address.authority)
        self._kept = None if self._secret else Cache(access.cache).find(address.url, question.accept)
        self._deadline = time.monotonic() + access.limits.seconds
        self._attempt = 0

    def answer(self) -> Answer:
        retrying = tenacity.Retrying(
            retry=tenacity.retry_if_exception_type(_PassingError),
            stop=tenacity.stop_after_attempt(_ATTEMPTS),
            wait=self._wait,
            sleep=self._pause,
            reraise=True,
        )
        try:
            with _unlogged(self._secret):
                return retrying(self._once)
        except _PassingError as fault:
            raise FetchError(
                f"source {self._source.id}: {self._address.shown} did not give data in {self._attempt} attempts: "
                f"{fault}; try again later"
            ) from None

    def _wait(self, state: tenacity.RetryCallState) -> float:
        """How long to wait: as long as the server asks for, otherwise twice as long each time."""
        fault = state.outcome.exception() if state.outcome else None
        asked = fault.wait if isinstance(fault, _PassingError) else None
        seconds = float(2 ** (state.attempt_number - 1)) if asked is None else asked
        if seconds > self._access.limits.wait:
            raise FetchError(
                f"source {self._source.id}: {self._address.host} asks to wait {seconds:,.0f} seconds ({fault}); "
                "try again after that"
            )
        if time.monotonic() + seconds > self._deadline:
            raise self._too_slow()
        return seconds

    def _pause(self, seconds: float) -> None:
        self._tell(f"{self._address.host} is busy, waiting {seconds:.0f} s")
        pause(seconds)

    def _once(self) -> Answer:
        """One attempt, redirects included."""
        self._attempt += 1
        self._tell(f"asking {self._address.host}")
        address = self._address
        for _ in range(_REDIRECTS + 1):
            with self._response(address) as response:
                self._refuse_late()  # headers that were cut look like headers
                target = response.headers.get("Location")
                if response.status_code not in _MOVED or not target:
                    return self._read(address, response)
            address = next_address(self._source, self._access, address, target)
        raise FetchError(f"source {self._source.id}: {self._address.shown} redirects in circles; check the location")

    @contextmanager
    def _response(self, address: Address) -> Iterator[requests.Response]:
        """The server's answer, its content not read yet; what goes wrong on the way is worded without the address."""
        numbers = checked_addresses(self._source, self._access, address)
        number = numbers[(self._attempt - 1) % len(numbers)]
        remaining = max(self._deadline - time.monotonic(), 0.1)
        with requests.Session() as session:
            session.trust_env = False  # no passwords out of .netrc, no proxy that nobody named
            adapter = ToNumber(address.scheme, address.host, number)
            session.mount(f"{address.scheme}://", adapter)
            try:
                with (
                    adapter.until(remaining),
                    session.send(
                        self._request(session, address),
                        stream=True,
                        allow_redirects=False,
                        timeout=(min(_CONNECT, remaining), min(_READ, remaining)),
                        verify=self._certificates(),
                    ) as response,
                ):
                    yield response
            except (requests.RequestException, urllib3.exceptions.HTTPError) as fault:
                raise self._worded(fault, address) from None  # the fault's own text may hold the secret

    def _certificates(self) -> str | bool:
        certificates = self._access.configuration.certificates
        return True if certificates is None else str(certificates)

    def _request(self, session: requests.Session, address: Address) -> requests.PreparedRequest:
        headers = {
            "Host": address.authority,
            "User-Agent": f"gapsheet/{__version__}",
            "Accept": self._question.accept,
            "Accept-Encoding": "gzip",
            "Connection": "close",
        }
        if self._kept is not None:
            headers |= {"If-None-Match": self._kept.etag} if self._kept.etag else {}
            headers |= {"If-Modified-Since": self._kept.modified} if self._kept.modified else {}
        parameters = {}
        if self._secret and address.authority == self._address.authority and address.scheme == self._address.scheme:
            how, _, name = (self._question.send or self._sending()).partition(" ")
            if how == "parameter":
                parameters[name] = self._secret
            elif not (self._secret.isascii() and self._secret.isprintable()):
                raise SecretError(
                    f"source {self._source.id}: the secret {self._source.secret} holds signs that no header takes, "
                    "such as the end of a line; store it anew"
                )
            else:
                headers[name or "Authorization"] = self._secret if name else f"Bearer {self._secret}"
        return session.prepare_request(requests.Request("GET", address.url, headers=headers, params=parameters))

    def _sending(self) -> str:
        return self._access.configuration.secrets[self._source.secret].send

    def _read(self, address: Address, response: requests.Response) -> Answer:
        """The content of an answer that is one."""
        status = response.status_code
        if status == HTTPStatus.NOT_MODIFIED and self._kept is not None:
            return _again(self._kept)
        if status in _PASSING:
            raise _PassingError(f"it answers {_phrase(status)}", _seconds(response.headers.get("Retry-After")))
        if status != HTTPStatus.OK:
            cure = _REFUSED.get(status, "check location and query")
            raise FetchError(f"source {self._source.id}: {address.shown} answers {_phrase(status)}: {cure}")
        media, charset = _media(response.headers.get("Content-Type", ""))
        if media not in self._question.media:
            kind = shown(media) or "content of no kind"
            raise FetchError(
                f"source {self._source.id}: {address.shown} answers with {kind} instead of {self._question.media[0]}; "
                "it may be a page for people: check the location"
            )
        body = self._body(address, response)
        edition = response.headers.get("Last-Modified", "")
        now = datetime.now(UTC)
        kept = Kept(body, response.headers.get("ETag", ""), edition, media, charset, now.isoformat())
        if not self._secret and "no-store" not in response.headers.get("Cache-Control", ""):
            Cache(self._access.cache).keep(self._address.url, self._question.accept, kept)
        return Answer(body, media, charset, _day(edition), now, is_cached=False)

    def _body(self, address: Address, response: requests.Response) -> bytes:
        """The whole content, unpacked; what was lost on the way is noticed."""
        packing = response.headers.get("Content-Encoding", "identity").strip().lower()
        if packing not in ("identity", "gzip", ""):
            raise FetchError(
                f"source {self._source.id}: {address.shown} packs its answer as {shown(packing)}, not gzip"
            )
        says_length = "Content-Length" in response.headers or "Transfer-Encoding" in response.headers
        if not (says_length or packing == "gzip" or self._question.ends_itself):
            raise FetchError(
                f"source {self._source.id}: {address.shown} does not say how long its answer is, so a lost rest would "
                "not be noticed; download the file in a browser and give it as a file"
            )
        pieces = self._pieces(response.raw)
        megabytes = self._access.limits.megabytes / (_TREE if self._question.ends_itself else 1)
        try:
            return gathered(unpacked(pieces) if packing == "gzip" else pieces, int(megabytes * 1024**2))
        except TooLargeError:
            raise too_large(f"source {self._source.id}: the answer of {address.shown}", megabytes) from None
        except PackedError:
            raise _PassingError("its answer was cut short or damaged") from None

    def _pieces(self, raw: Any) -> Iterator[bytes]:
        """The bytes as they come, with progress, no longer than allowed."""
        total = 0
        while piece := raw.read1(
            _CHUNK, decode_content=False
        ):  # what is there: a server that drips does not hold it up
            self._refuse_late()
            if total >> 20 != (total := total + len(piece)) >> 20:
                self._tell(f"{self._address.host}: {total >> 20:,} MB")
            yield piece

    def _worded(self, fault: Exception, address: Address) -> Exception:
        """What a fault of the connection means; its own words name the address with what is secret."""
        host = f"source {self._source.id}: {address.authority}"
        if isinstance(fault, requests.exceptions.SSLError):
            return FetchError(
                f"{host} does not prove who it is: its certificate is not accepted; check the location, or name your "
                "organisation's authority with certificates in your configuration"
            )
        if isinstance(fault, requests.Timeout | urllib3.exceptions.TimeoutError):
            return _PassingError("it does not answer in time")
        if isinstance(fault, requests.ConnectionError | urllib3.exceptions.ProtocolError):
            return _PassingError("the connection was refused, or lost before the answer was whole")
        return FetchError(f"{host} does not speak HTTP as it should; check the location")

    def _refuse_late(self) -> None:
        if time.monotonic() > self._deadline:
            raise self._too_slow()

    def _too_slow(self) -> FetchError:
        return FetchError(
            f"source {self._source.id}: {self._address.host} needs more than {self._access.limits.seconds:,g} "
            "seconds; ask for less with the query, or raise seconds under [limits] in your configuration"
        )


@contextmanager
def _unlogged(secret: str) -> Iterator[None]:
    """No line of the log that names a request, as long as a secret is part of it."""
    logger = logging.getLogger("urllib3.connectionpool")

    def refuse(record: logging.LogRecord) -> bool:
        return False

    if secret:
        logger.addFilter(refuse)
    try:
        yield
    finally:
        logger.removeFilter(refuse)


def _again(kept: Kept) -> Answer:
    """What came before, after the server said that it is still so."""
    retrieved = datetime.fromisoformat(kept.retrieved)
    return Answer(kept.body, kept.media, kept.charset, _day(kept.modified), retrieved, is_cached=True)


def _phrase(status: int) -> str:
    try:
        return f"{status} {HTTPStatus(status).phrase}"
    except ValueError:
        return str(status)


def _media(header: str) -> tuple[str, str]:
    """The kind of content and its character set, in small letters."""
    kind, *settings = (part.strip().lower() for part in header.split(";"))
    charset = next((part.removeprefix("charset=").strip("\"'") for part in settings if part.startswith("charset=")), "")
    return kind, charset


def _seconds(header: str | None) -> float | None:
    """How long Retry-After asks to wait: it holds seconds, or a date."""
    if header is None:
        return None
    if header.strip().isdigit():
        return float(header)
    moment = _moment(header)
    return None if moment is None else max((moment - datetime.now(UTC)).total_seconds(), 0.0)


def _day(header: str) -> str:
    moment = _moment(header)
    return "" if moment is None else moment.date().isoformat()


def _moment(header: str) -> datetime | None:
    try:
        moment = parsedate_to_datetime(header)
    except (TypeError, ValueError):
        return None
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)
