"""Finds what tells a sender that a mail was read or a link clicked."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from urllib.parse import unquote, urlsplit

from onetake.channels.email.html import Link, Page

_REMOTE = ("http://", "https://")
_INSIDE = re.compile(r"https?(?:://|:/(?!/))[^\s&\"'<>]+", re.IGNORECASE)
_COUNTING_HOST = re.compile(r"^(?:clicks?|clk|trk|track|tracking|tracker|ct)\d*\.", re.IGNORECASE)
_COUNTING_PATH = re.compile(
    r"/(?:ls|wf|track|c|CL0|e3t|trk)/(?:click|open|c\b|https?:|[\w+=-]{40,})"
)
_ADDRESS = re.compile(r"^(?:https?://)?((?:[\w-]+\.)+[a-z]{2,})(?:[/?#:].*)?$", re.IGNORECASE)


def trackers_in(page: Page) -> Iterator[dict[str, str]]:
    """Yield pixels (pictures nobody sees) and redirects (links by way of another host).

    `to` is where a redirect goes on to, as far as its address or its words tell.
    """
    for picture in page.pictures:
        if picture.tiny and picture.url.lower().startswith(_REMOTE):
            yield {"kind": "pixel", "url": picture.url, "to": ""}
    yield from _redirects(page.links)


def _redirects(links: Iterable[Link]) -> Iterator[dict[str, str]]:
    for link in links:
        host = host_of(link.url)
        if not host:
            continue
        goal = _goal(link, host)
        parts = urlsplit(link.url)
        if goal or _COUNTING_HOST.match(host) or _COUNTING_PATH.search(parts.path):
            yield {"kind": "redirect", "url": link.url, "to": goal}


def _goal(link: Link, host: str) -> str:
    """Return the other host's address that a link holds, or that its words promise."""
    _, _, behind = link.url.partition(host)
    inside = _INSIDE.search(unquote(unquote(behind)))
    if inside and _differs(host_of(inside[0]), host):
        return inside[0]
    promised = _ADDRESS.match(link.text.strip())
    return promised[0] if promised and _differs(promised[1].lower(), host) else ""


def host_of(url: str) -> str:
    """Return the host of an address on the web, or nothing."""
    if not url.lower().startswith(_REMOTE):
        return ""
    try:
        return (urlsplit(url).hostname or "").lower()
    except ValueError:
        return ""


def _differs(one: str, other: str) -> bool:
    """Tell if two hosts are not of one house: www.bank.example and bank.example are."""
    return bool(one and other) and not (
        one == other or one.endswith("." + other) or other.endswith("." + one)
    )
