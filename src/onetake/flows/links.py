"""Asks for the addresses that a site's links lead to, a few at a time, reading nothing of them."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Callable, Iterable, Sequence
from urllib.parse import urldefrag, urlsplit

from onetake.words.visit import Answered, Visit, Way

MOST = 60
"""At most so many links are asked for."""

_AT_ONCE, _PATIENCE = 8, 8.0
_ACTS = re.compile(
    r"log-?out|sign-?out|abmelden|delete|remove|unsubscribe|add[-_]?to|cart/add|/cancel",
    re.IGNORECASE,
)


async def ask(
    visits: Sequence[Visit], agent: str, told: Callable[[], None] = lambda: None
) -> list[Answered]:
    """Return what each link of some pages answers, those of the site itself first.

    A link whose address sounds like doing something is left alone. `told` is called after each.
    """
    from aiohttp import ClientSession, ClientTimeout, DummyCookieJar, TCPConnector

    places = asyncio.Semaphore(_AT_ONCE)
    async with ClientSession(
        connector=TCPConnector(limit_per_host=4),
        cookie_jar=DummyCookieJar(),
        headers={"user-agent": agent},
        timeout=ClientTimeout(total=_PATIENCE),
    ) as session:

        async def one(way: Way, page: str) -> Answered:
            async with places:
                answered = await _ask(session, way, page)
            told()
            return answered

        return await asyncio.gather(*(one(way, page) for way, page in to_ask(visits)))


def to_ask(visits: Sequence[Visit]) -> list[tuple[Way, str]]:
    """Return the links to ask for, each address once, with the page it was found on."""
    known = {urldefrag(visit.url).url for visit in visits}
    found: dict[str, tuple[Way, str]] = {}
    for visit in visits:
        for way in visit.ways:
            address = urldefrag(way.url).url
            if address not in known and not _ACTS.search(address):
                found.setdefault(address, (way, visit.url))
    own = _hosts(visits)
    ordered = sorted(found.items(), key=lambda item: urlsplit(item[0]).netloc not in own)
    return [pair for _, pair in ordered[:MOST]]


def _hosts(visits: Iterable[Visit]) -> set[str]:
    return {urlsplit(visit.url).netloc for visit in visits}


async def _ask(session, way: Way, page: str) -> Answered:
    from aiohttp import ClientError

    try:
        for method in ("HEAD", "GET"):
            async with session.request(method, way.url, allow_redirects=True) as answer:
                if method == "HEAD" and answer.status >= 400:
                    continue
                return Answered(way, page, answer.status)
    except TimeoutError:
        return Answered(way, page, trouble=f"it does not answer within {_PATIENCE:g} s")
    except (ClientError, OSError, ValueError) as error:
        return Answered(way, page, trouble=f"nobody answers ({type(error).__name__})")
    return Answered(way, page)
