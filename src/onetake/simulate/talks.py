"""Conversations under way: each sender's state, and messages still on their way to them."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Coroutine

from aiohttp import web

from onetake.simulate.brain import Brain, Conversation
from onetake.simulate.replies import Fate, Outcome, Reply

ENDLESS_PAUSE = 0.01
Send = Callable[[Reply], Awaitable[None]]
_ENDLESS = Reply("One moment, please.")


class Broken(Exception):
    """The bot's server breaks instead of answering; `dropped` when the connection goes, too."""

    def __init__(self, dropped: bool) -> None:
        super().__init__("the connection drops" if dropped else "the server fails")
        self.dropped = dropped


class Talks:
    """Every sender's conversation with one bot, in one dialect."""

    def __init__(self, brain: Brain) -> None:
        self.brain = brain
        self._known: dict[str, Conversation] = {}
        self._tasks: set[asyncio.Task[None]] = set()

    def of(self, sender: str) -> tuple[Conversation, bool]:
        """Return a sender's conversation, and whether it has just begun."""
        new = sender not in self._known
        if new:
            self._known[sender] = self.brain.meet(sender)
        return self._known[sender], new

    def start(self, work: Coroutine[object, object, None]) -> None:
        """Do something beside what goes on; it ends with the server."""
        task = asyncio.create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def close(self, app: web.Application) -> None:
        """End what is still on its way."""
        for task in tuple(self._tasks):
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)


async def replies(outcome: Outcome) -> AsyncIterator[Reply]:
    """Yield each message when its time has come; raises Broken for a server that breaks."""
    if settled(outcome).fate is Fate.NEVER:
        return
    while outcome.fate is Fate.ENDLESS:
        yield _ENDLESS
        await asyncio.sleep(ENDLESS_PAUSE)
    for reply in outcome.replies:
        await asyncio.sleep(reply.after)
        yield reply


def settled(outcome: Outcome) -> Outcome:
    """Return an outcome that will be sent. Raises Broken when the server breaks at once."""
    if outcome.fate in (Fate.ERROR, Fate.DROP):
        raise Broken(outcome.fate is Fate.DROP)
    return outcome


async def push(outcome: Outcome, send: Send) -> None:
    """Send each message when its time has come; ends quietly when the other side has gone."""
    try:
        async for reply in replies(outcome):
            await send(reply)
    except ConnectionError:
        return


async def answered(
    request: web.Request,
    outcome: Outcome,
    body: Callable[[tuple[Reply, ...]], object],
) -> web.StreamResponse:
    """Answer a request with all messages at once, or as the outcome's fate has it."""
    if outcome.fate is Fate.NEVER:
        await asyncio.Event().wait()
    if outcome.fate is Fate.ENDLESS:
        return await endless(request)
    try:
        heard = tuple([reply async for reply in replies(outcome)])
    except Broken as broken:
        return refused(request, broken)
    return web.json_response(body(heard))


def refused(request: web.Request, broken: Broken) -> web.Response:
    """Answer 503, or break the connection."""
    if broken.dropped and request.transport:
        request.transport.abort()
    return web.json_response({"error": "The service is not available."}, status=503)


async def endless(request: web.Request) -> web.StreamResponse:
    """Answer with JSON that never ends."""
    response = web.StreamResponse(headers={"content-type": "application/json"})
    await response.prepare(request)
    await response.write(b"[")
    while True:
        await response.write(b'"One moment, please.",' * 50)
        await asyncio.sleep(ENDLESS_PAUSE)
