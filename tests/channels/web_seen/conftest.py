"""A browser, and small sites on 127.0.0.1 that the tests write themselves."""

from __future__ import annotations

import shutil
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping

import pytest_asyncio
from aiohttp import web
from playwright.async_api import Browser, Page, async_playwright

from onetake.channels.web.watch import Watch

Site = Callable[[Mapping[str, str | web.Response]], Awaitable[str]]
_ARGUMENTS = (
    "--no-sandbox",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
)


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def browser() -> AsyncIterator[Browser]:
    """Start a headless browser and end it after the module's tests."""
    found = next(filter(None, map(shutil.which, ("chromium-headless-shell", "chromium"))))
    async with async_playwright() as playwright:
        started = await playwright.chromium.launch(executable_path=found, args=_ARGUMENTS)
        yield started
        await started.close()


@pytest_asyncio.fixture(loop_scope="module")
async def site() -> AsyncIterator[Site]:
    """Serve pages by their paths; returns the address."""
    runners: list[web.AppRunner] = []

    async def serve(pages: Mapping[str, str | web.Response]) -> str:
        async def answer(request: web.Request) -> web.StreamResponse:
            page = pages.get(request.path)
            if page is None:
                return web.Response(status=404)
            if isinstance(page, str):
                return web.Response(text=page, content_type="text/html")
            return web.Response(body=page.body, headers=page.headers, status=page.status)

        app = web.Application()
        app.router.add_route("*", "/{path:.*}", answer)
        runner = web.AppRunner(app)
        runners.append(runner)
        await runner.setup()
        listening = web.TCPSite(runner, "127.0.0.1", 0)
        await listening.start()
        return f"http://127.0.0.1:{listening._server.sockets[0].getsockname()[1]}"  # type: ignore[union-attr]

    yield serve
    for runner in runners:
        await runner.cleanup()


@pytest_asyncio.fixture(loop_scope="module")
async def watched(browser: Browser) -> Callable[[str], Awaitable[tuple[Page, Watch]]]:
    """Open a page that is watched at an address."""

    async def look(address: str) -> tuple[Page, Watch]:
        context = await browser.new_context()
        watch = Watch(context, [address])
        await watch.start()
        page = await context.new_page()
        await page.goto(address, wait_until="networkidle")
        return page, watch

    return look
