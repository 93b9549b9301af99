"""Opens a browser for a person and tells every deed, until the browser is closed."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable, Mapping
from importlib.resources import files
from typing import TYPE_CHECKING, Any

from onetake.channels.web.visiting import why_no_page
from onetake.words.deeds import Deed
from onetake.words.trouble import CannotTell

if TYPE_CHECKING:
    from playwright.async_api import BrowserContext, Dialog, Download, Frame, Page

_BINDING = "__onetake_deed"


class Watching:
    """One browser context being watched; `tell` is given each deed as it happens.

    Dialogs are accepted, since a browser that is driven shows none of them.
    """

    def __init__(self, tell: Callable[[Deed], None]) -> None:
        self._tell = tell
        self._pages = 0
        self._closed = asyncio.Event()

    async def begin(self, context: BrowserContext, url: str) -> Page:
        """Watch a context from its first page on, opened at `url`."""
        await context.expose_binding(_BINDING, self._told)
        script = files(__package__).joinpath("deeds.js").read_text("utf-8")
        await context.add_init_script(script)
        context.on("page", self._page)
        page = await context.new_page()
        await page.goto(url)
        return page

    async def end(self) -> None:
        """Wait until the last page is closed."""
        await self._closed.wait()

    async def _told(self, source: Mapping[str, Any], given: Mapping[str, object]) -> None:
        """Take a deed from a page; anything there may call this, so nothing of it is believed."""
        if isinstance(given, Mapping) and isinstance(given.get("kind"), str):
            self._tell(Deed.told(given, await _frame_name(source["frame"])))

    def _page(self, page: Page) -> None:
        self._pages += 1
        if self._pages > 1:
            self._tell(Deed("new_tab", url=page.url, at=time.time()))
        page.on("close", self._gone)
        page.on("dialog", self._dialog)
        page.on("download", self._download)

    def _gone(self, _page: Page) -> None:
        self._pages -= 1
        if self._pages <= 0:
            self._closed.set()

    async def _dialog(self, dialog: Dialog) -> None:
        self._tell(Deed("dialog", value=dialog.message, at=time.time()))
        await dialog.accept()

    def _download(self, download: Download) -> None:
        self._tell(Deed("download", value=download.suggested_filename, at=time.time()))


async def _frame_name(frame: Frame) -> str:
    """Return how a person would name the frame a deed was done in; nothing for the page itself."""
    if frame.parent_frame is None:
        return ""
    element = await frame.frame_element()
    return await element.get_attribute("title") or frame.name or frame.url


async def watch(
    context: BrowserContext,
    url: str,
    tell: Callable[[Deed], None],
    act: Callable[[Page], Awaitable[None]] | None = None,
) -> None:
    """Tell every deed in a context, beginning at `url`, until its last page is closed.

    `act` is given the page and acts in a person's stead. Raises CannotTell when there is no page.
    """
    from playwright.async_api import Error

    watching = Watching(tell)
    try:
        page = await watching.begin(context, url)
    except Error as error:
        raise CannotTell("browser.nowhere", why_no_page(str(error))) from None
    if act is not None:
        await act(page)
        await page.close()
    await watching.end()
