"""A gateway that speaks Twilio's interface, made for tests: what it does is what it is told."""

from __future__ import annotations

from base64 import b64encode
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from itertools import count

from aiohttp import web

ACCOUNT, TOKEN = "AC0123", "token"
AUTHORIZATION = "Basic " + b64encode(f"{ACCOUNT}:{TOKEN}".encode()).decode()
SETTINGS = {
    "gateway": "twilio",
    "account": ACCOUNT,
    "password": TOKEN,
    "number": "+447700900001",
    "company": "+4930123456",
    "every": "20ms",
}

Fault = Callable[[web.Request], Awaitable[web.StreamResponse | None]]


@dataclass(slots=True)
class FakeTwilio:
    """Keeps messages, newest first as Twilio does; `answers` makes replies to what is sent.

    `fault` sees each request first and may answer in its stead.
    """

    address: str = ""
    messages: list[dict[str, object]] = field(default_factory=list)
    sent: list[dict[str, str]] = field(default_factory=list)
    asked: list[web.Request] = field(default_factory=list)
    answers: Callable[[str], str | None] = lambda text: f"You said: {text}"
    ids: Iterator[int] = field(default_factory=count)
    status: str = "delivered"
    page: int = 50
    fault: Fault | None = None

    def deliver(self, text: str, to: str = "+447700900001", **more: object) -> str:
        """Put a message into the list and return its id."""
        sid = f"SM{next(self.ids):04}"
        message = {"sid": sid, "body": text, "to": to, "from": "+4930123456", **more}
        self.messages.insert(0, message)
        return sid

    async def handle(self, request: web.Request) -> web.StreamResponse:
        """Answer one request."""
        self.asked.append(request)
        if self.fault is not None:
            answer = await self.fault(request)
            if answer is not None:
                return answer
        if request.headers.get("authorization") != AUTHORIZATION:
            return web.json_response({"code": 20003, "message": "Authenticate"}, status=401)
        if request.method == "POST":
            return await self._send(request)
        if request.path.endswith("Messages.json"):
            return self._list(request)
        sid = request.path.rsplit("/", 1)[-1].removesuffix(".json")
        return web.json_response({"sid": sid, "status": self.status, "error_code": None})

    async def _send(self, request: web.Request) -> web.StreamResponse:
        form = {key: str(value) for key, value in (await request.post()).items()}
        self.sent.append(form)
        sid = f"SM{next(self.ids):04}"
        reply = self.answers(form["Body"])
        if reply is not None:
            self.deliver(reply, form["From"])
        return web.json_response({"sid": sid, "status": "queued"}, status=201)

    def _list(self, request: web.Request) -> web.StreamResponse:
        to = request.query["To"]
        mine = [message for message in self.messages if message["to"] == to]
        begin = int(request.query.get("Page", "0")) * self.page
        following = begin // self.page + 1
        more = f"{request.path}?To=%2B{to[1:]}&Page={following}"
        return web.json_response(
            {
                "messages": mine[begin : begin + self.page],
                "next_page_uri": more if begin + self.page < len(mine) else None,
            }
        )


@asynccontextmanager
async def serving(handle: Callable[[web.Request], Awaitable[web.StreamResponse]]):
    """Give the address at which a handler answers every request, until the block ends."""
    app = web.Application()
    app.router.add_route("*", "/{path:.*}", handle)
    runner = web.AppRunner(app, shutdown_timeout=0.1, handler_cancellation=True)
    await runner.setup()
    try:
        await web.TCPSite(runner, "127.0.0.1", 0).start()
        yield f"http://127.0.0.1:{runner.addresses[0][1]}"
    finally:
        await runner.cleanup()


@asynccontextmanager
async def fake_twilio() -> AsyncIterator[FakeTwilio]:
    """Serve a gateway until the block ends."""
    fake = FakeTwilio()
    async with serving(fake.handle) as fake.address:
        yield fake
