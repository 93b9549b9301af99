"""Opens lines: a browser context as the persona's, with one empty page."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Iterable, Mapping
from fnmatch import translate
from typing import TYPE_CHECKING

from onetake.channels.web.addresses import Addresses
from onetake.channels.web.desk import Desk
from onetake.channels.web.launch import Browsers, Shared
from onetake.channels.web.line import WebLine
from onetake.channels.web.logins import Kept, Logins
from onetake.channels.web.persona import manner_of
from onetake.channels.web.proof import Proof
from onetake.channels.web.recordings import Kinds
from onetake.channels.web.settings import Settings
from onetake.channels.web.troubles import browser_trouble, unexpected
from onetake.channels.web.watch import Watch
from onetake.words.channel import Place
from onetake.words.trouble import CannotTell

if TYPE_CHECKING:
    from playwright.async_api import BrowserContext, Route


class Opener:
    """Opens the lines of one channel; they share browsers and kept log-ins."""

    def __init__(self) -> None:
        self._browsers = Browsers()
        self._kept = Kept()

    async def open(self, place: Place, roots: frozenset[str]) -> WebLine:
        """Open a line; `roots` are the facts that its steps may ask for. Raises Trouble."""
        held = place.system.settings
        settings = held if isinstance(held, Settings) else Settings()
        also = [text.text(place.memory) for text in settings.also]
        addresses = Addresses.parse(place.system.name, place.address, also)
        shared = self._browsers.of(settings.browser)
        try:
            async with asyncio.timeout(settings.timeout):
                await shared.take()
        except TimeoutError:
            raise CannotTell(
                "browser.start", f"the browser did not start within {settings.timeout:g} s"
            ) from None
        try:
            line = await self._line(place, shared, addresses, roots)
        except BaseException:
            shared.give_back()
            raise
        return line

    async def _line(
        self, place: Place, shared: Shared, addresses: Addresses, roots: frozenset[str]
    ) -> WebLine:
        from playwright.async_api import Error

        held = place.system.settings
        settings = held if isinstance(held, Settings) else Settings()
        marks = place.marks()
        manner = manner_of(place.memory, shared.agent)
        options = dict(manner.options)
        options["user_agent"] += _suffix(marks)
        assert shared.browser is not None
        try:
            context = await shared.browser.new_context(**options)
            await _prepare(context, settings, addresses, place)
            mask = tuple(text.text(place.memory) for text in settings.mask)
            watch = Watch(context, [place.address, *(map(str, _sites(addresses)))], roots)
            await watch.start()
            kinds = Kinds(**settings.evidence.model_dump())
            proof = Proof.of(place, watch, mask, kinds)
            desk = Desk(
                place, context, addresses, manner, Logins(self._kept), painter=proof.painter
            )
            line = WebLine(desk, watch, proof, shared.give_back)
            await line.begin()
        except Error as error:
            raise browser_trouble(str(error)) or unexpected(str(error)) from None
        return line


def _sites(addresses: Addresses) -> Iterable[str]:
    return (f"https://{host}" + (f":{port}" if port else "") for host, port in addresses.also)


def _suffix(marks: Mapping[str, str]) -> str:
    """Return what a user agent says of us: that it is a test's, and which run's."""
    told = "; ".join(f"{name}: {value}" for name, value in marks.items())
    return f" onetake ({told})"


async def _prepare(
    context: BrowserContext, settings: Settings, addresses: Addresses, place: Place
) -> None:
    """Refuse hosts that are never asked, and mark requests by headers where that is wanted."""
    for text in settings.block:
        await context.route(
            _hosts(text.text(place.memory)), lambda route: route.abort("blockedbyclient")
        )
    if settings.marks == "headers":

        def is_declared(url: str) -> bool:
            return addresses.declared(url)

        async def mark(route: Route) -> None:
            await route.continue_(headers={**route.request.headers, **place.marks()})

        await context.route(is_declared, mark)


def _hosts(pattern: str) -> re.Pattern[str]:
    """Return an expression for the addresses on hosts that a wildcard fits."""
    host = translate(pattern.lower()).removeprefix("(?s:").removesuffix(r")\Z")
    bare = host.removeprefix(r".*\.")
    host = rf"(?:[^/]*\.)?{bare}" if bare != host else host.replace(".*", "[^/]*")
    return re.compile(rf"^https?://{host}(?::\d+)?(?:/|$)", re.IGNORECASE)
