"""Customers with a line to an api, and small servers for them to talk to."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field

import pytest
from aiohttp import web

from onetake.channels.api import channel
from onetake.channels.api.settings import Settings
from onetake.words.channel import Heard, Line, Place
from onetake.words.path import Path
from onetake.words.programme import System

ACTIONS = {action.word: action for action in channel.actions}


@dataclass
class Proofs:
    """Keeps the latest evidence of each kind."""

    latest: dict[str, object] = field(default_factory=dict)

    def put(self, kind: str, data: object) -> None:
        self.latest[kind] = data

    def text(self, kind: str) -> str:
        data = self.latest[kind]
        return (data() if callable(data) else data).decode("utf-8", "replace")


@dataclass
class Facts:
    """What was heard; `heard["json.id"]` is a fact by its path as a journey writes it."""

    heard: Heard

    def __getitem__(self, path: str) -> object:
        return self.heard.fact(Path.parse(path))


class Driver:
    """A customer with one line to one system; plays the walker's part."""

    def __init__(self, system: System, memory: Mapping[str, object]) -> None:
        self.system = system
        self.memory = memory
        self.proofs = Proofs()
        self.line: Line | None = None
        self.address = ""

    async def open(self, address: str) -> Driver:
        marks = {"traceparent": "00-1-1-01", "x-synthetic": "onetake"}
        place = Place(self.system, address, self.memory, self.proofs, lambda: marks)
        self.address = address
        self.line = await channel.open(place)
        return self

    async def __call__(self, word: str, written: object) -> Facts:
        """Say what a step says and return what it hears: `await api("get", "/orders/1")`."""
        model = ACTIONS[word]
        written = written if isinstance(written, Mapping) else {model.shorthand: written}
        prepared = channel.prepare(model.model_validate(written), self.system)
        await prepared.say(self.line, self.memory)
        arrivals = self.line.inbox.take(1)
        assert not self.line.inbox.pending
        return Facts(prepared.read(arrivals))


Opener = Callable[..., Awaitable[Driver]]


@pytest.fixture
def driver() -> type[Driver]:
    """The customer's class, for a test that opens and closes lines itself."""
    return Driver


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
