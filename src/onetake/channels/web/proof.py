"""Shows what stood on a page when a step did not pass: picture, tree, console, requests."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Awaitable, Callable
from contextlib import suppress
from typing import TYPE_CHECKING

from onetake.channels.web.a11y import barriers
from onetake.channels.web.hiding import Hiding
from onetake.channels.web.paint import Painter, Unpainted
from onetake.channels.web.recordings import Kinds, Recordings
from onetake.channels.web.tree import difference, tree_of
from onetake.channels.web.watch import Watch
from onetake.words.channel import Place
from onetake.words.trouble import Trouble
from onetake.words.verdict import Verdict

if TYPE_CHECKING:
    from playwright.async_api import Page, Request

_EACH = 3.0
_LONGEST = 4.4
_REQUESTS = 200


class Proof:
    """Puts into a line's evidence what proves a verdict; a piece that cannot be had is left out."""

    def __init__(self, place: Place, watch: Watch, painter: Painter, kinds: Kinds | None) -> None:
        """Prepare for a line; `kinds` are the recordings to make, None where none may be."""
        self._place = place
        self._watch = watch
        self.painter = painter
        self._recordings = Recordings(watch.context, kinds) if kinds else None
        self._number = 0
        self._passing = ""

    @classmethod
    def of(cls, place: Place, watch: Watch, mask: tuple[str, ...], kinds: Kinds) -> Proof:
        """Return the proof of a line; recordings only where the environment allows them."""
        painter = Painter(Hiding(place.memory, place.scrub), mask)
        return cls(place, watch, painter, kinds if place.raw else None)

    async def start(self, page: Page) -> None:
        """Begin to record, if that is allowed; to be called when the first page is open."""
        if self._recordings:
            await self._recordings.start(page)

    def begin(self) -> None:
        """Note that an action begins, so the step before it passed; called before each."""
        self._keep()
        self._number += 1

    async def ended(self, page: Page) -> None:
        """Note how the page is told after an action, in case the step passes.

        That costs some milliseconds, so it is done again only when the last such note is old.
        """
        references = self._place.references
        if references and not references.fresh(self._name):
            with suppress(Trouble):
                self._passing = await tree_of(page)

    async def show(self, page: Page, verdict: Verdict) -> None:
        """Put all that proves a verdict into the evidence; never raises."""
        self._passing = ""
        # Recordings come before what looks at the page, which would stand in them, too.
        until = asyncio.get_running_loop().time() + _LONGEST
        pieces: tuple[Callable[[Page], Awaitable[None]], ...] = (
            self._said, self._requests, self._recorded, self._picture, self._tree, self._barriers,
        )  # fmt: skip
        for piece in pieces:
            await self._try(piece, page, until)

    def close(self) -> None:
        """Keep what passed last, and delete recordings; called when the context is closed."""
        self._keep()
        if self._recordings:
            self._recordings.close()

    @property
    def _name(self) -> str:
        """Return the name of the page's tree after this action, among those of the journey."""
        return f"{self._place.system.name} {self._number}"

    def _keep(self) -> None:
        if self._passing and self._place.references:
            self._place.references.put(self._name, self._place.scrub(self._passing))
        self._passing = ""

    async def _try(
        self, piece: Callable[[Page], Awaitable[None]], page: Page, until: float
    ) -> None:
        """Try to have one piece of evidence; say so when it cannot be had."""
        from playwright.async_api import Error

        try:
            async with asyncio.timeout_at(min(until, asyncio.get_running_loop().time() + _EACH)):
                await piece(page)
        except (Error, Trouble, Unpainted, TimeoutError, OSError, ValueError) as error:
            why = str(error).splitlines()[0] if str(error) else "it took too long"
            name = piece.__name__.strip("_")
            self._place.evidence.put(f"no-{name}.txt", f"there is no {name}: {why}\n".encode())

    async def _picture(self, page: Page) -> None:
        suffix, data = await self.painter.picture(page)
        self._place.evidence.put(f"screen.painted.{suffix}", data)

    async def _tree(self, page: Page) -> None:
        tree = await tree_of(page)
        about = f"# {await page.title()}\n# {page.url}\n"
        self._place.evidence.put("page.tree.txt", (about + tree).encode())
        references = self._place.references
        before = references.get(self._name) if references else None
        if before and (changed := difference(before, self._place.scrub(tree))):
            self._place.evidence.put("tree.diff.txt", changed.encode())

    async def _said(self, page: Page) -> None:
        if self._watch.said.console:
            self._place.evidence.put("console.txt", "\n".join(self._watch.said.console).encode())

    async def _requests(self, page: Page) -> None:
        requests = self._watch.requests(page) or await page.requests()
        told = [_told(request) for request in requests[-_REQUESTS:]]
        self._place.evidence.put("requests.json", json.dumps(told, indent=1).encode())

    async def _barriers(self, page: Page) -> None:
        if found := await barriers(page):
            self._place.evidence.put("a11y.json", json.dumps(found, indent=1).encode())

    async def _recorded(self, page: Page) -> None:
        if self._recordings:
            await self._recordings.put(self._place.evidence, page)


def _told(request: Request) -> dict[str, object]:
    """Return a request as evidence tells it: no headers, no bodies."""
    response = request.existing_response
    timing = request.timing
    told: dict[str, object] = {
        "method": request.method,
        "url": request.url,
        "kind": request.resource_type,
        "status": response.status if response else None,
    }
    if request.failure:
        told["failed"] = request.failure
    if timing["responseEnd"] >= 0:
        told["ms"] = round(timing["responseEnd"])
    return told
