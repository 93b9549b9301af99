"""Bots made for one test, and customers who talk to them."""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack

import pytest
from aiohttp import web

from onetake.channels.chat import channel as chat
from onetake.testing import Stage, a_system
from onetake.words.channel import Heard, Line
from onetake.words.path import Path

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]
Talk = Callable[[web.WebSocketResponse], Awaitable[None]]


class Facts:
    """What was heard, by written path: `heard["buttons.0"]`."""

    def __init__(self, heard: Heard) -> None:
        self.heard = heard

    def __getitem__(self, path: str) -> object:
        return self.heard.fact(Path.parse(path))


class Customer:
    """Somebody with a line to a bot."""

    def __init__(self, stage: Stage, line: Line) -> None:
        self.stage = stage
        self.line = line

    async def say(self, text: str) -> None:
        """Say something."""
        await self.stage.do(self.line, ("say", text))

    async def press(self, label: str) -> None:
        """Press a button."""
        await self.stage.do(self.line, ("press", label))

    async def hear(self, hearing: object) -> Facts:
        """Wait until all that arrived fits, and take it."""
        heard = await self.stage.hear(self.line, ("hear", hearing))
        self.line.inbox.take(len(self.line.inbox.pending))
        return Facts(heard)

    async def end(self) -> Exception:
        """Wait until the line closes and return why."""
        while self.line.inbox.closed is None:
            assert await self.line.inbox.more(10), "the line stays open"
        return self.line.inbox.closed


@pytest.fixture
async def serve() -> AsyncIterator[Callable[..., Awaitable[str]]]:
    """Start HTTP servers: `await serve({"POST /": handler})` is an address."""
    async with AsyncExitStack() as stack:

        async def start(routes: dict[str, Handler], ssl_context: object = None) -> str:
            app = web.Application()
            for route, handler in routes.items():
                app.router.add_route(*route.split(), handler)
            runner = web.AppRunner(app, shutdown_timeout=0.1, handler_cancellation=True)
            await runner.setup()
            stack.push_async_callback(runner.cleanup)
            await web.TCPSite(runner, "127.0.0.1", 0, ssl_context=ssl_context).start()
            scheme = "https" if ssl_context else "http"
            return f"{scheme}://127.0.0.1:{runner.addresses[0][1]}"

        yield start


@pytest.fixture
async def serve_socket(serve) -> Callable[[Talk], Awaitable[str]]:
    """Start WebSocket bots: `await serve_socket(talk)` is an address.

    `talk` has the socket; when it returns, the socket stays open until the customer leaves.
    """

    async def start(talk: Talk) -> str:
        async def handler(request: web.Request) -> web.StreamResponse:
            socket = web.WebSocketResponse()
            await socket.prepare(request)
            await talk(socket)
            async for _ in socket:
                pass
            return socket

        return await serve({"GET /": handler})

    return start


@pytest.fixture
async def customer() -> AsyncIterator[Callable[..., Awaitable[Customer]]]:
    """Open lines: `await customer(address, connector="http", …)`; they are closed at the end."""
    async with AsyncExitStack() as stack:

        async def open_line(address: str, memory: object = None, **settings: object) -> Customer:
            stage = Stage(chat, a_system(chat, address, **settings), memory or {})
            line = await stack.enter_async_context(stage.line())
            return Customer(stage, line)

        yield open_line
