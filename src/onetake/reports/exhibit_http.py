"""Reads HTTP messages and lists of requests: method, address, status, time, headers and body."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from typing import ClassVar

_REQUEST = re.compile(r"([A-Z]{1,20}) (\S+) HTTP/[0-9.]{1,5}")
_ANSWER = re.compile(r"HTTP/[0-9.]{1,5} (\d{3}.*)")
_HEADER = re.compile(r"([!#$%&'*+.^_`|~0-9A-Za-z-]{1,100}): ?(.*)")
MOST = 100
"""Requests of one list that are shown."""


@dataclass(frozen=True, slots=True)
class Message:
    """A request or an answer; `first` is its method or status, `body` is laid out when JSON."""

    title: str
    first: str
    address: str
    headers: tuple[tuple[str, str], ...]
    body: str
    kind: ClassVar[str] = "message"


@dataclass(frozen=True, slots=True)
class Asked:
    """One request of a page; `status` says what came of it, `bad` that nothing good did."""

    method: str
    address: str
    sort: str
    status: str
    took: str
    bad: bool


@dataclass(frozen=True, slots=True)
class Requests:
    """The requests of a page, of which `left` are not shown."""

    rows: tuple[Asked, ...]
    left: int
    kind: ClassVar[str] = "requests"
    title: ClassVar[str] = "requests of the page"


def message(text: str) -> Message | None:
    """Return the HTTP message that a text is; None when it is none."""
    head, _, body = text.replace("\r\n", "\n").partition("\n\n")
    start, *lines = head.split("\n")
    asked, answered = _REQUEST.fullmatch(start), _ANSWER.fullmatch(start)
    if not asked and not answered:
        return None
    headers = [found for line in lines if (found := _HEADER.fullmatch(line))]
    if len(headers) < len([line for line in lines if line]):
        return None
    pairs = tuple((found[1], found[2]) for found in headers)
    if asked:
        return Message("request", asked[1], asked[2], pairs, pretty(body))
    return Message("answer", answered[1] if answered else "", "", pairs, pretty(body))


def pretty(body: str) -> str:
    """Return JSON with a line per value, and every other text as it is."""
    if body.lstrip()[:1] not in ("{", "["):
        return body
    try:
        return json.dumps(json.loads(body), indent=2, ensure_ascii=False)
    except (ValueError, RecursionError):
        return body


def requests(told: object) -> Requests | None:
    """Return the list of requests that parsed JSON tells; None when it tells something else."""
    if not isinstance(told, list) or not told:
        return None
    rows = [_asked(one) for one in told[:MOST]]
    known = tuple(row for row in rows if row)
    return Requests(known, len(told) - len(known)) if len(known) == len(rows) else None


def _asked(one: object) -> Asked | None:
    if not isinstance(one, dict) or not {"method", "url"} <= one.keys():
        return None
    status, failed = one.get("status"), one.get("failed")
    told = str(failed or status or "no answer")
    bad = bool(failed) or not isinstance(status, int) or status >= 400
    took = f"{one['ms']} ms" if "ms" in one else ""
    return Asked(str(one["method"]), str(one["url"]), str(one.get("kind", "")), told, took, bad)
