"""A persona's line to a site: walks actions on her page until the line closes."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine, Mapping
from contextlib import suppress
from typing import Any

from playwright.async_api import Error

from onetake.channels.web.actions_look import Dialog
from onetake.channels.web.deeds import DEEDS
from onetake.channels.web.desk import Desk
from onetake.channels.web.gather import gather, refuse_error_page, settle
from onetake.channels.web.looked import Looked
from onetake.channels.web.proof import Proof
from onetake.channels.web.troubles import browser_trouble, busy, network_trouble, unexpected
from onetake.channels.web.watch import Watch
from onetake.words.channel import Action, Memory
from onetake.words.clock import now
from onetake.words.line import Inbox
from onetake.words.trouble import CannotTell, CustomerNotices, Trouble
from onetake.words.verdict import Verdict

_CLOSING = 3.0


class WebLine:
    """An open line; `ended` is called once when it closes."""

    def __init__(self, desk: Desk, watch: Watch, proof: Proof, ended: Callable[[], None]) -> None:
        self.inbox = Inbox()
        self.desk = desk
        self._watch = watch
        self._proof = proof
        self._ended = ended
        self._stuck: asyncio.Task[Any] | None = None

    @property
    def deadline(self) -> float:
        """Until when the next action may take, by the event loop's clock, in seconds."""
        return self.desk.deadline

    @deadline.setter
    def deadline(self, at: float) -> None:
        self.desk.hurry(at)

    async def begin(self) -> None:
        """Open the first page."""
        await self.desk.begin()
        await self._proof.start(self.desk.page)

    async def walk(self, action: Action, memory: Memory, roots: frozenset[str] | None) -> None:
        """Do an action, and put what is seen then into the inbox. Raises Trouble."""
        if self.inbox.closed is not None:
            raise self.inbox.closed
        self._proof.begin()
        desk = self.desk
        try:
            self._stands_in_the_way(action)
            desk.roots, desk.navigated = roots, False
            more = await self._until_news(self._deed(action, memory), action)
            at = now()
            async with asyncio.timeout(desk.left_s()):
                facts = {**await gather(desk, self._watch), **more}
                if desk.dialog is None:
                    await self._proof.ended(desk.page)
        except Error as error:
            raise self._told(error.message) from None
        except TimeoutError:
            raise busy() from None
        self.inbox.put(Looked(facts), at)

    async def prove(self, verdict: Verdict) -> None:
        """Put into the evidence what stands on the page; never raises."""
        if self.inbox.closed is not None:
            return
        desk = self.desk
        if desk.dialog is not None:
            said = f"{desk.dialog.type}: {desk.dialog.message}\n"
            desk.place.evidence.put("message-box.txt", said.encode())
            await desk.answer(accept=False)
        await desk.rest()
        await self._proof.show(desk.page, verdict)

    async def close(self) -> None:
        """Close the browser context; never raises."""
        if self.inbox.closed is not None:
            return
        self.inbox.close(CannotTell("line.closed", "this line is closed"))
        if self._stuck is not None:
            self._stuck.cancel()
        try:
            with suppress(Error, TimeoutError):
                async with asyncio.timeout(_CLOSING):
                    await self.desk.context.close()
        finally:
            self._proof.close()
            self._ended()

    async def _deed(self, action: Action, memory: Memory) -> Mapping[str, object]:
        facts = await DEEDS[type(action)](self.desk, action, memory)
        await settle(self.desk)
        await refuse_error_page(self.desk)
        return facts

    async def _until_news(
        self, deed: Coroutine[Any, Any, Mapping[str, object]], action: Action
    ) -> Mapping[str, object]:
        """Return what a deed gives; a message box, or a way out of bounds, ends it early."""
        desk = self.desk
        answers = isinstance(action, Dialog)
        if not answers:
            desk.forget()
        doing = asyncio.ensure_future(deed)
        try:
            if not answers:
                waiting: set[asyncio.Future[Any]] = {doing, desk.news}
                await asyncio.wait(waiting, return_when=asyncio.FIRST_COMPLETED)
            if desk.left is None and (doing.done() or answers or desk.dialog is None):
                return {**await doing, **await self._go_on()}
        except asyncio.CancelledError:
            doing.cancel()
            raise
        if desk.left is not None:
            doing.cancel()
            left, desk.left = desk.left, None
            raise left
        # The deed waits for the answer to the message box, which is the next step's.
        self._stuck = doing
        doing.add_done_callback(_ignored)
        return {}

    async def _go_on(self) -> Mapping[str, object]:
        """Let a deed end that waited for the answer to a message box, as far as it can."""
        stuck, desk = self._stuck, self.desk
        if stuck is None or desk.dialog is not None:
            return {}
        waiting: set[asyncio.Future[Any]] = {stuck, desk.news}
        await asyncio.wait(
            waiting, timeout=desk.left_ms() / 1000, return_when=asyncio.FIRST_COMPLETED
        )
        if not stuck.done():
            return {}
        self._stuck = None
        return await stuck

    def _stands_in_the_way(self, action: Action) -> None:
        """Raise what keeps the customer from going on with any action but the right one."""
        desk = self.desk
        if desk.left is not None:
            left, desk.left = desk.left, None
            raise left
        if desk.dialog is not None and not isinstance(action, Dialog):
            raise CustomerNotices(
                "web.dialog",
                f"a message box that nobody expected stands in the way: '{desk.dialog.message}'; "
                "if it belongs there, answer it: web.dialog: accept",
            )

    def _told(self, message: str) -> Trouble:
        """Return the trouble an error of the browser stands for."""
        known = browser_trouble(message)
        if known is not None:
            return known
        return network_trouble(message, self.desk.page.url) or unexpected(message)


def _ignored(task: asyncio.Task[Any]) -> None:
    """Take note of what became of a deed that nobody waits for."""
    if not task.cancelled():
        task.exception()
