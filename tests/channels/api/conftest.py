"""Customers with a line to an api, and small servers for them to talk to."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import suppress

import pytest
from aiohttp import web
from api_driver import Driver, Opener

from onetake.channels.api.settings import Settings
from onetake.words.programme import System


@pytest.fixture
async def customer() -> AsyncIterator[Opener]:
    """Open lines: `await customer(address, settings={…}, memory={…})`."""
    opened: list[Driver] = []

    async def opener(address: str, settings: object = None, memory: object = None) -> Driver:
        model = Settings.model_validate(settings or {})
        driver = Driver(System("bank", "api", {}, settings=model), memory or {})
        opened.append(await driver.open(address))
        return driver

    yield opener
    for driver in opened:
        await driver.line.close()


@pytest.fixture
async def serve() -> AsyncIterator[Callable[..., Awaitable[str]]]:
    """Start servers of aiohttp handlers: `await serve({"GET /orders": handler})` is an address."""
    runners: list[web.AppRunner] = []

    async def start(routes: Mapping[str, object], ssl_context: object = None) -> str:
        app = web.Application()
        for route, handler in routes.items():
            method, path = route.split()
            app.router.add_route(method, path, handler)
        runner = web.AppRunner(app, shutdown_timeout=0.1)
        await runner.setup()
        runners.append(runner)
        site = web.TCPSite(runner, "127.0.0.1", 0, ssl_context=ssl_context)
        await site.start()
        port = site._server.sockets[0].getsockname()[1]
        return f"{'https' if ssl_context else 'http'}://127.0.0.1:{port}"

    yield start
    for runner in runners:
        await runner.cleanup()


Talk = Callable[[asyncio.StreamReader, asyncio.StreamWriter], Awaitable[None]]


@pytest.fixture
async def serve_raw() -> AsyncIterator[Callable[..., Awaitable[str]]]:
    """Start servers that write bytes of their own: `await serve_raw(talk)` is an address.

    `talk` is called once the head of a request was read; its connection is closed afterwards.
    """
    servers: list[asyncio.Server] = []
    writers: list[asyncio.StreamWriter] = []

    async def start(talk: Talk) -> str:
        async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            writers.append(writer)
            with suppress(ConnectionError, asyncio.IncompleteReadError):
                await reader.readuntil(b"\r\n\r\n")
                await talk(reader, writer)
            writer.close()

        server = await asyncio.start_server(serve, "127.0.0.1", 0, backlog=200)
        servers.append(server)
        return f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}"

    yield start
    for server in servers:
        server.close()
    for writer in writers:
        writer.close()
