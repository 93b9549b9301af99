"""Opens a browser of its own, as a person would, or without a window."""

from __future__ import annotations

import os
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING

from onetake.channels.web.browser import find_browser
from onetake.channels.web.launch import ARGUMENTS
from onetake.words.trouble import CannotTell

if TYPE_CHECKING:
    from playwright.async_api import Browser, BrowserContext


@asynccontextmanager
async def browser(*, window: bool = False) -> AsyncIterator[Browser]:
    """Give a browser until the block ends. Raises CannotTell, with the command that mends it."""
    path = find_browser("full" if window else "shell")
    try:
        from playwright.async_api import Error, async_playwright
    except ImportError:
        raise CannotTell(
            "browser.missing",
            "Playwright, which drives the browser, is not installed: pip install 'onetake[web]'",
        ) from None
    sandbox = hasattr(os, "geteuid") and os.geteuid() != 0
    async with async_playwright() as playwright:
        try:
            started = await playwright.chromium.launch(
                executable_path=path,
                args=ARGUMENTS,
                chromium_sandbox=sandbox,
                headless=not window,
            )
        except Error as error:
            why = next((line for line in str(error).splitlines() if line.strip()), "it ended")
            raise CannotTell("browser.start", f"{path} does not start: {why}") from None
        try:
            yield started
        finally:
            await started.close()


@asynccontextmanager
async def browsing(*, window: bool = False) -> AsyncIterator[BrowserContext]:
    """Give a context of a browser of its own; with a window, pages are as large as that."""
    async with browser(window=window) as started:
        yield await started.new_context(no_viewport=window)
