"""Keeps pages on the declared sites, and slows their network where the persona's is slow.

Only the documents of a page are held up for this, so what they load takes its usual way.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any
from weakref import WeakKeyDictionary

from onetake.channels.web.addresses import Addresses

if TYPE_CHECKING:
    from playwright.async_api import BrowserContext, CDPSession, Page

_DOCUMENTS = {"patterns": [{"urlPattern": "*", "resourceType": "Document"}]}
_BYTES_OF_KBIT = 125


class Guard:
    """Lets a line's pages go to declared sites; tells `left` the address of any other."""

    def __init__(
        self,
        context: BrowserContext,
        addresses: Addresses,
        network: tuple[float, float, float] | None,
        left: Callable[[str], None],
    ) -> None:
        self._context = context
        self._addresses = addresses
        self._network = network
        self._left = left
        self._sending: set[asyncio.Future[Any]] = set()
        self._sessions: WeakKeyDictionary[Page, CDPSession] = WeakKeyDictionary()

    async def watch(self, page: Page) -> None:
        """Watch a page; one that has been somewhere already is asked which frame is its main."""
        session, main = await self._context.new_cdp_session(page), ""
        self._sessions[page] = session
        if page.url != "about:blank":
            tree = await session.send("Page.getFrameTree")
            main = tree["frameTree"]["frame"]["id"]
        known = [main] if main else []
        session.on("Fetch.requestPaused", lambda event: self._paused(session, event, known))
        await session.send("Fetch.enable", _DOCUMENTS)
        if self._network is not None:
            down, up, latency = self._network
            await session.send("Network.enable")
            await session.send("Network.emulateNetworkConditions", {
                "offline": False, "latency": latency,
                "downloadThroughput": down * _BYTES_OF_KBIT or -1,
                "uploadThroughput": up * _BYTES_OF_KBIT or -1,
            })  # fmt: skip

    async def stop(self, page: Page) -> None:
        """Stop what a page is loading. Raises Playwright's Error when it is gone."""
        if (session := self._sessions.get(page)) is not None:
            await session.send("Page.stopLoading")

    def _paused(self, session: CDPSession, event: Mapping[str, Any], known: list[str]) -> None:
        """Let a document be asked for, unless the page itself would leave the declared sites."""
        if not known:
            known.append(event["frameId"])
        request, url = {"requestId": event["requestId"]}, event["request"]["url"]
        if event["frameId"] == known[0] and not self._addresses.declared(url):
            self._send(session, "Fetch.failRequest", {**request, "errorReason": "Aborted"})
            self._left(url)
        else:
            self._send(session, "Fetch.continueRequest", request)

    def _send(self, session: CDPSession, method: str, params: dict[str, str]) -> None:
        sending = asyncio.ensure_future(session.send(method, params))
        self._sending.add(sending)
        sending.add_done_callback(self._sent)

    def _sent(self, sending: asyncio.Future[Any]) -> None:
        """Forget what was sent; a request that was given up meanwhile needs no answer."""
        self._sending.discard(sending)
        if not sending.cancelled():
            sending.exception()
