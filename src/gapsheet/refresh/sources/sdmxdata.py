"""SDMX, the standard of statistical offices: the address of a service's data, and its answers as rows.

Location: the short name under which sdmx1 knows a service (OECD, ESTAT, ECB, ILO, IMF_DATA, BIS ...), or the https
address of another one's REST interface. Query: FLOW/KEY and parameters, as in EXR/M.USD.EUR.SP00.A?startPeriod=2015.
Fields: the dimensions and attributes by their ids, TIME_PERIOD and OBS_VALUE. CSV and XML are asked for; of the few
services that answer in JSON alone, sdmx1 does not read the attributes of whole series, so those fields are lacking.
"""

from __future__ import annotations

import io
import logging
import re
from contextlib import redirect_stdout
from dataclasses import replace
from typing import Any
from urllib.parse import parse_qsl, quote

import pandas as pd

from gapsheet.errors import DataError, FetchError, SourceError
from gapsheet.refresh.access import Access
from gapsheet.refresh.records import Source
from gapsheet.refresh.sources.content import Content, Tell, shown
from gapsheet.refresh.sources.csvtext import OPTIONS, csv_frame
from gapsheet.refresh.sources.https import CSV_MEDIA, content_of
from gapsheet.refresh.sources.web import Question, ask

_XML = (
    "application/vnd.sdmx.genericdata+xml",
    "application/vnd.sdmx.structurespecificdata+xml",
    "application/xml",
    "text/xml",
)
_CSV = ("application/vnd.sdmx.data+csv", *CSV_MEDIA)
_JSON = ("application/vnd.sdmx.data+json",)
_ACCEPT = (
    "application/vnd.sdmx.data+csv;version=1.0.0, application/vnd.sdmx.genericdata+xml;version=2.1;q=0.9, "
    "application/vnd.sdmx.structurespecificdata+xml;version=2.1;q=0.8, application/xml;q=0.5"
)
_QUERY = re.compile(r"[^\s?#/]+(?:/[^\s?#/]*)?(?:\?[^\s#]*)?")
_DOCTYPE = re.compile(rb"<!(?:DOCTYPE|ENTITY)", re.IGNORECASE)
_DECLARATION = re.compile(rb"""<\?xml[^>]*\bencoding\s*=\s*["']([^"']+)""")


def read(source: Source, access: Access, tell: Tell) -> Content:
    """The observations of a data flow."""
    answer = ask(source, access, question(source), tell)
    if answer.media in _CSV:
        return content_of(answer, csv_frame(source, "SDMX-CSV", answer.body, access.limits, OPTIONS))
    is_xml = answer.media in _XML
    if is_xml:
        refuse_entities(source, answer.body)
    tell(f"reading {len(answer.body):,} bytes of SDMX")
    message = _message(source, answer.body, "XML" if is_xml else "JSON")
    content = content_of(answer, _frame(source, message))
    prepared = getattr(message.header, "prepared", None)
    edition = prepared.date().isoformat() if prepared is not None else content.vintage
    return replace(content, as_of=edition, vintage=edition)


def question(source: Source) -> Question:
    """What is asked for.

    Raises:
        SourceError: The query is no SDMX query, or no service has the location's name.
    """
    url, accept = _address_and_format(source)
    return Question(url, accept, (*_CSV, *_XML, *_JSON))


def _address_and_format(source: Source) -> tuple[str, str]:
    """The address of a source's data, and the kinds of answer its service gives."""
    query = source.query.strip()
    if not _QUERY.fullmatch(query):
        raise SourceError(
            f"source {source.id}: '{shown(query)}' is no SDMX query; write FLOW/KEY?startPeriod=YEAR, as in "
            "EXR/M.USD.EUR.SP00.A?startPeriod=2015"
        )
    path, _, parameters = query.partition("?")
    flow, _, key = path.partition("/")
    if "://" in source.location:
        safe = f"{quote(flow, safe=',.@:+*')}/{quote(key or 'all', safe=',.@:+*')}"
        return f"{source.location.rstrip('/')}/data/{safe}" + (f"?{parameters}" if parameters else ""), _ACCEPT
    return _of_service(source, flow, key, dict(parse_qsl(parameters)))


def _of_service(source: Source, flow: str, key: str, parameters: dict[str, str]) -> tuple[str, str]:
    """The address as sdmx1 makes it for a service that it knows; nothing is sent."""
    import requests
    import sdmx

    known = sdmx.list_sources()
    if source.location not in known:
        raise SourceError(
            f"source {source.id}: no SDMX service is called {shown(source.location)}; there are {', '.join(known)}, or "
            "write the https address of another"
        )
    with requests.Session() as session:
        client = sdmx.Client(source.location, session=session)
        prepared = client.get(
            "data", resource_id=flow, key=key or None, params=parameters, dry_run=True, headers={}, force=True
        )
    wanted = prepared.headers.get("Accept", "*/*")
    return prepared.url, _ACCEPT if wanted == "*/*" else wanted


def refuse_entities(source: Source, body: bytes) -> None:
    """Refuse XML that brings definitions of its own: they can read files, call hosts and grow without end.

    Only UTF-8 is taken, because another encoding could hide them from this search.

    Raises:
        DataError: It has such, or is in another encoding.
    """
    declared = _DECLARATION.match(body.removeprefix(b"\xef\xbb\xbf"))
    is_other = declared is not None and declared[1].lower() not in (b"utf-8", b"us-ascii")
    if is_other or body[:2] in (b"\xff\xfe", b"\xfe\xff") or b"\0" in body[:256]:
        raise DataError(f"source {source.id}: the answer is XML in another encoding than UTF-8, which is not read")
    if _DOCTYPE.search(body):
        raise DataError(
            f"source {source.id}: the answer is XML with a document type or entities, which no statistical service "
            "sends and which could read files; check the location"
        )


def _message(source: Source, body: bytes, kind: str) -> Any:
    """sdmx1's reading of an answer; whatever it stumbles over, the answer is not SDMX as it should be."""
    import sdmx

    logging.getLogger("sdmx").addHandler(logging.NullHandler())  # its remarks are for programmers
    try:
        with redirect_stdout(io.StringIO()):  # where it writes what it was doing when it stumbled
            message = sdmx.read_sdmx(io.BytesIO(body), format=kind)
    except Exception as fault:
        raise FetchError(
            f"source {source.id}: the answer cannot be read as SDMX ({type(fault).__name__}); it may have been cut "
            "short, or hold only a message: check the query"
        ) from fault
    if not getattr(message, "data", None):
        raise FetchError(f"source {source.id}: the answer holds no data set; check flow and key in the query")
    return message


def _frame(source: Source, message: Any) -> pd.DataFrame:
    """Observations one below the other, with dimensions and attributes beside them."""
    import sdmx

    frames = []
    for dataset in message.data:
        if not len(dataset.obs):
            continue
        converted = sdmx.to_pandas(dataset, attributes="osgd")
        frame = converted.to_frame("value") if isinstance(converted, pd.Series) else converted
        frames.append(frame.reset_index().rename(columns={"value": "OBS_VALUE"}))
    if not frames:
        raise FetchError(f"source {source.id}: the answer holds no observation; check the key in the query")
    return pd.concat(frames, ignore_index=True)
