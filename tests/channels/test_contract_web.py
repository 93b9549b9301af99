"""The web channel keeps what every channel promises."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from aiohttp import web

from onetake.channels.web import channel
from onetake.testing import ServedContract, a_system
from onetake.words.programme import System


class TestWeb(ServedContract):
    """A page in a real browser."""

    channel = channel
    a_saying = ("open", "/")
    a_hearing = None

    @asynccontextmanager
    async def system(self) -> AsyncIterator[System]:
        """Serve one page."""

        async def page(request: web.Request) -> web.Response:
            return web.Response(text="<title>Hello</title><p>hello", content_type="text/html")

        app = web.Application()
        app.router.add_get("/", page)
        runner = web.AppRunner(app)
        await runner.setup()
        try:
            site = web.TCPSite(runner, "127.0.0.1", 0)
            await site.start()
            yield a_system(channel, f"http://127.0.0.1:{runner.addresses[0][1]}")
        finally:
            await runner.cleanup()

    def unreachable(self, port: int) -> System:
        """Return a site where nobody listens."""
        return a_system(channel, f"http://127.0.0.1:{port}")
