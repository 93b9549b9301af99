"""Starts browsers and shares them: one process for each event loop and kind of browser.

A browser that no line uses any more is kept a little while, since another run may follow at once.
"""

from __future__ import annotations

import asyncio
import os
from collections.abc import AsyncGenerator
from contextlib import suppress
from typing import TYPE_CHECKING, Any
from weakref import WeakKeyDictionary

from playwright.async_api import Error, async_playwright

from onetake.channels.web.browser import find_browser
from onetake.channels.web.ffmpeg import found_by_the_driver
from onetake.words.trouble import CannotTell

if TYPE_CHECKING:
    from playwright.async_api import Browser

LINGER = 5.0
"""Seconds that an unused browser is kept."""

_ENDING = 5.0
ARGUMENTS = (
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
)


class Shared:
    """A browser in use by some lines, with the driver that steers it."""

    def __init__(self, kind: str) -> None:
        self.kind = kind
        self.users = 0
        self.agent = ""
        self.browser: Browser | None = None
        self._driver: Any = None
        self._starting = asyncio.Lock()
        self._timer: asyncio.TimerHandle | None = None
        self._ending: asyncio.Task[None] | None = None
        self._last: AsyncGenerator[None, None] | None = None

    async def take(self) -> Browser:
        """Return the browser, started if it does not run. Raises CannotTell."""
        self.users += 1
        try:
            async with self._starting:
                if self._timer is not None:
                    self._timer.cancel()
                if self.browser is None or not self.browser.is_connected():
                    await self._end()
                    self.browser = await self._start()
                return self.browser
        except BaseException:
            self.give_back()
            raise

    def give_back(self) -> None:
        """Note that a line no longer uses the browser."""
        self.users -= 1
        if not self.users and self.browser is not None:
            self._timer = asyncio.get_running_loop().call_later(LINGER, self._idle)

    async def _start(self) -> Browser:
        path = find_browser(self.kind)
        # A browser of root's has no sandbox; any other keeps it.
        sandbox = hasattr(os, "geteuid") and os.geteuid() != 0
        try:
            self._driver = async_playwright()
            self._last = self._with_the_loop()
            await anext(self._last)
            with found_by_the_driver():
                playwright = await self._driver.start()
            browser = await playwright.chromium.launch(
                executable_path=path,
                args=ARGUMENTS,
                chromium_sandbox=sandbox,
                handle_sigint=False,
                handle_sigterm=False,
                handle_sighup=False,
            )
            await self._learn_agent(browser)
        except Error as error:
            await self._end()
            why = next((line for line in str(error).splitlines() if line.strip()), "it ended")
            raise CannotTell("browser.start", f"{path} does not start: {why}") from None
        return browser

    async def _learn_agent(self, browser: Browser) -> None:
        """Learn what the browser calls itself, as it would with a window."""
        session = await browser.new_browser_cdp_session()
        said = await session.send("Browser.getVersion")
        await session.detach()
        self.agent = str(said["userAgent"]).replace("HeadlessChrome", "Chrome")

    def _idle(self) -> None:
        self._ending = asyncio.ensure_future(self._end_unused())

    async def _end_unused(self) -> None:
        async with self._starting:
            if not self.users:
                await self._end()

    async def _with_the_loop(self) -> AsyncGenerator[None, None]:
        """Wait for the event loop's own end, which closes its generators, and end the driver then.

        What speaks with the driver is cancelled by that time, so nobody could ask it to stop; when
        there is nothing more to read, it ends its browser and itself.
        """
        try:
            yield
        finally:
            driver, self._driver = self._driver, None
            if driver is not None:
                process = driver._client._transport._proc
                process.stdin.close()
                with suppress(Exception):
                    async with asyncio.timeout(_ENDING):
                        await process.wait()

    async def _end(self) -> None:
        """End browser and driver, whatever became of them."""
        browser, driver = self.browser, self._driver
        self.browser = self._driver = None
        with suppress(Exception):
            async with asyncio.timeout(_ENDING):
                if browser is not None:
                    await browser.close()
        with suppress(Exception):
            async with asyncio.timeout(_ENDING):
                if driver is not None:
                    await driver.__aexit__()
        if self._last is not None:
            await self._last.aclose()
            self._last = None


class Browsers:
    """The shared browsers, by event loop."""

    def __init__(self) -> None:
        self._shared: WeakKeyDictionary[asyncio.AbstractEventLoop, dict[str, Shared]] = (
            WeakKeyDictionary()
        )

    def of(self, kind: str) -> Shared:
        """Return the running loop's browser of a kind."""
        kinds = self._shared.setdefault(asyncio.get_running_loop(), {})
        return kinds.setdefault(kind, Shared(kind))
