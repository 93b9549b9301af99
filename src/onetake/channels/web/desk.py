"""What stands before a customer: the page she is on, her other tabs, a message box."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import suppress
from typing import TYPE_CHECKING, Any, TypeVar

from playwright.async_api import Error
from playwright.async_api import TimeoutError as TooLate

from onetake.channels.web.addresses import Addresses
from onetake.channels.web.diagnosis import ambiguous, failed
from onetake.channels.web.guard import Guard
from onetake.channels.web.locate import Finder
from onetake.channels.web.logins import Logins
from onetake.channels.web.paint import Painter
from onetake.channels.web.persona import Manner
from onetake.channels.web.targets import Target
from onetake.words.channel import Memory, Place
from onetake.words.clock import now
from onetake.words.trouble import Trouble

if TYPE_CHECKING:
    from playwright.async_api import BrowserContext, Dialog, FrameLocator, Locator, Page
    from playwright.async_api import Frame as PageFrame

_T = TypeVar("_T")
_RESERVE = 1.0
_UNHURRIED = 30.0
_LAST_MOMENT = 0.05
_SEVERAL = "strict mode violation"


class Desk:
    """A browser context with its pages; deeds work on `page`, inside `frame` when one was entered.

    `deadline` is by the event loop's clock; `news` is done as soon as something stands in the way.
    """

    def __init__(
        self,
        place: Place,
        context: BrowserContext,
        addresses: Addresses,
        manner: Manner,
        logins: Logins,
        *,
        painter: Painter,
    ) -> None:
        self.place = place
        self.context = context
        self.addresses = addresses
        self.logins = logins
        self.painter = painter
        self.device, self.scheme = manner.device, manner.scheme
        self.deadline = self._limit = 0.0
        self.roots: frozenset[str] | None = None
        self.frame: FrameLocator | None = None
        self.tabs: list[Page] = []
        self.opened = asyncio.Event()
        self.dialog: Dialog | None = None
        self.left: Trouble | None = None
        self.navigated = False
        self.document = 0.0
        self.news: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._guard = Guard(context, addresses, manner.network, self._leaves)
        self._watching: set[asyncio.Future[None]] = set()
        self.page: Page

    async def begin(self) -> None:
        """Open the first page, which is empty."""
        self.context.on("dialog", self._asks)
        self.page = await self.context.new_page()
        self._listen(self.page)
        await self._guard.watch(self.page)
        self.context.on("page", self._tab)

    def asks(self, root: str) -> bool:
        """Tell if the step under way asks for a fact that is not among the plain ones."""
        return self.roots is not None and root in self.roots

    def left_s(self) -> float:
        """Return the seconds until shortly before the deadline, at least a little while."""
        remaining = self.deadline - now() if self.deadline else _UNHURRIED
        return max(remaining - _LAST_MOMENT, _LAST_MOMENT)

    def hurry(self, deadline: float) -> None:
        """Set until when the next action may take, by the event loop's clock, in seconds."""
        left = max(deadline - now(), 0.0)
        self.deadline, self._limit = deadline, deadline - min(_RESERVE, left / 4) - _LAST_MOMENT

    def left_ms(self) -> float:
        """Return the milliseconds an action may still take, so that it can be told why it failed.

        Never 0, which would mean for ever.
        """
        return max((self._limit - now()) * 1000, 1.0) if self.deadline else _UNHURRIED * 1000

    def finder(self) -> Finder:
        """Return what finds elements where the customer is."""
        return Finder(self.page, self.frame)

    async def use(
        self,
        target: Target,
        kind: str,
        memory: Memory,
        act: Callable[[Locator], Awaitable[_T]],
    ) -> _T:
        """Do something with an element; what several fit is told apart, if it can be.

        Raises Trouble in a customer's words.
        """
        locator = self.finder().find(target, kind, memory)
        try:
            return await act(locator)
        except Error as error:
            if _SEVERAL not in error.message:
                await self._blame(error, target, kind, memory)
                raise
        chosen = await self._chosen(locator, target, kind, memory)
        try:
            return await act(chosen)
        except Error as error:
            await self._blame(error, target, kind, memory)
            raise

    async def evaluate(self, script: str, given: object = None) -> Any:
        """Return what a script finds in the page, or in the frame the customer is in.

        Raises TimeoutError when the page does not answer in time.
        """
        async with asyncio.timeout(self.left_s()):
            if self.frame is None:
                return await self.page.evaluate(script, given)
            root = self.frame.locator(":root")
            return await root.evaluate(f"(root, given) => ({script})(given)", given)

    async def rest(self) -> None:
        """Stop what is still loading, so that the page can be looked at."""
        with suppress(Error, TimeoutError):
            async with asyncio.timeout(_RESERVE):
                await self._guard.stop(self.page)

    async def enter(self, page: Page) -> None:
        """Go to a tab."""
        self.page, self.frame = page, None
        with suppress(Error):
            await page.bring_to_front()

    async def answer(self, *, accept: bool, text: str | None = None) -> None:
        """Answer the message box."""
        dialog, self.dialog = self.dialog, None
        if dialog is None:
            return
        self.forget()
        with suppress(Error):
            await (dialog.accept(text) if accept and text is not None else
                   dialog.accept() if accept else dialog.dismiss())  # fmt: skip

    def forget(self) -> None:
        """Wait for news anew."""
        if self.news.done():
            self.news = asyncio.get_running_loop().create_future()

    async def _chosen(self, locator: Locator, target: Target, kind: str, memory: Memory) -> Locator:
        """Return the one of several that a person would take. Raises CannotTell for none."""
        told = target.told(target.value.text(memory))
        for way in self.finder().ways(target, kind, memory):
            seen = way.filter(visible=True)
            count = await seen.count()
            if count == 1:
                return seen
            if count:
                raise await ambiguous(seen, told)
        raise await ambiguous(locator, told)

    async def _blame(self, error: Error, target: Target, kind: str, memory: Memory) -> None:
        """Raise what a customer would say of an error; return when it is not about the element."""
        if not isinstance(error, TooLate):
            return
        if self.dialog is None and self.left is None:
            value = target.value.text(memory)
            raise await failed(self.evaluate, target, value, kind, error.message) from None

    def _listen(self, page: Page) -> None:
        self.tabs.append(page)
        page.on("framenavigated", self._navigated)
        page.on("close", self._closed)

    def _tab(self, page: Page) -> None:
        self._listen(page)
        self.opened.set()
        watching = asyncio.ensure_future(self._guard.watch(page))
        self._watching.add(watching)
        watching.add_done_callback(self._watched)

    def _watched(self, watching: asyncio.Future[None]) -> None:
        """Forget a tab's beginning; one that was closed at once needs no guard."""
        self._watching.discard(watching)
        if not watching.cancelled():
            watching.exception()

    def _navigated(self, frame: PageFrame) -> None:
        if frame.parent_frame is not None:
            return
        self.navigated = True
        if frame.page is self.page:
            self.frame = None
        if not self.addresses.declared(frame.url) and not frame.url.startswith("chrome-error:"):
            self._leaves(frame.url)

    def _closed(self, page: Page) -> None:
        if page in self.tabs:
            self.tabs.remove(page)
        if page is self.page and self.tabs:
            self.page, self.frame = self.tabs[-1], None

    def _leaves(self, address: str) -> None:
        self.left = self.left or self.addresses.left(address)
        self._tell()

    def _asks(self, dialog: Dialog) -> None:
        self.dialog = dialog
        self._tell()

    def _tell(self) -> None:
        if not self.news.done():
            self.news.set_result(None)
