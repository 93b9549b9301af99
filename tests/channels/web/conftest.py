"""A visitor with a real browser, and small sites on 127.0.0.1 that the tests write themselves."""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import AsyncExitStack
from dataclasses import dataclass, field
from pathlib import Path

import pytest_asyncio
from aiohttp import web

from onetake.channels.web import channel
from onetake.channels.web.line import WebLine
from onetake.testing.stage import Evidence, a_system, action_of
from onetake.words.channel import Place
from onetake.words.clock import now
from onetake.words.path import Path as FactPath
from onetake.words.trouble import Trouble

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]
Pages = Mapping[str, str | Handler]
MARKS = {
    "traceparent": f"00-{'1' * 32}-{'2' * 16}-01",
    "x-synthetic": "onetake canary@test.example",
}


@dataclass
class Visitor:
    """A customer on one line."""

    line: WebLine
    evidence: Evidence
    memory: Mapping[str, object]

    async def do(self, word: str, value: object, *asked: str, patience: float = 10.0):
        """Do one action; returns a function giving the facts asked for. Raises Trouble."""
        action = action_of(channel, (word, value))
        prepared = channel.prepare(action, self.line.desk.place.system)
        if asked:
            prepared = prepared.observing(frozenset(asked))
        self.line.deadline = now() + patience
        await prepared.say(self.line, self.memory)
        seen = prepared.read(self.line.inbox.take(len(self.line.inbox.pending)))
        assert seen is not None
        return lambda path: seen.fact(FactPath.parse(path))

    async def trouble(self, word: str, value: object, patience: float = 1.5) -> Trouble:
        """Return the trouble that an action gets into."""
        try:
            await self.do(word, value, patience=patience)
        except Trouble as trouble:
            return trouble
        raise AssertionError(f"{word}: {value} went well")


@dataclass
class House:
    """Serves sites, and sends visitors to them, until the test ends."""

    stack: AsyncExitStack
    folder: Path = field(default_factory=Path)

    async def site(self, pages: Pages) -> str:
        """Serve pages by their paths; returns the address."""
        app = web.Application()
        for path, page in pages.items():
            app.router.add_route("*", path, page if callable(page) else _answer(page))
        runner = web.AppRunner(app, shutdown_timeout=0.1)
        await runner.setup()
        self.stack.push_async_callback(runner.cleanup)
        await web.TCPSite(runner, "127.0.0.1", 0).start()
        return f"http://127.0.0.1:{runner.addresses[0][1]}"

    async def visitor(
        self, address: str, persona: Mapping[str, object] | None = None, **settings: object
    ) -> Visitor:
        """Open a line to an address, as a persona."""
        system = a_system(channel, address, **settings)
        memory = {"persona": {"id": "anna", **(persona or {})}}
        evidence = Evidence()
        place = Place(system, address, memory, evidence, lambda: MARKS, self.folder)
        line = await channel.open(place)
        self.stack.push_async_callback(line.close)
        return Visitor(line, evidence, memory)

    async def at(self, pages: Pages | str, path: str = "/", **settings: object) -> Visitor:
        """Serve pages, or one, and return a visitor who has opened a path."""
        address = await self.site({"/": pages} if isinstance(pages, str) else pages)
        visitor = await self.visitor(address, **settings)
        await visitor.do("open", path)
        return visitor


@pytest_asyncio.fixture(loop_scope="module")
async def house(tmp_path: Path) -> AsyncIterator[House]:
    """Give a house of sites and visitors; the browser is shared by a module's tests."""
    async with AsyncExitStack() as stack:
        yield House(stack, tmp_path)


def _answer(page: str) -> Handler:
    async def answer(request: web.Request) -> web.StreamResponse:
        return web.Response(text=page, content_type="text/html")

    return answer
