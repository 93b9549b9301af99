"""A catcher of test mails with an answering company, made for one test."""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from email.message import EmailMessage
from email.policy import SMTP

from aiohttp import web

from onetake.simulate.mail import mailpit, smtp
from onetake.simulate.mail.box import Box, Held

ANNA = "anna@customers.example"
COMPANY = "help@company.example"

Fault = Callable[[web.Request], Awaitable[web.StreamResponse | None]]


@dataclass(slots=True)
class Catcher:
    """A mailbox for everybody; `fault` sees each request first and may answer in its stead.

    What is written to the company is answered with `You said: …`.
    """

    box: Box = field(default_factory=Box)
    address: str = ""
    smtp: str = ""
    asked: list[str] = field(default_factory=list)
    fault: Fault | None = None

    def hear(self, held: Held) -> None:
        """Answer what is written to the company."""
        if COMPANY in held.recipients:
            self.deliver(f"You said: {held.text('plain').strip()}", to=held.sender)

    def deliver(self, text: str = "Hello", to: str = ANNA, **headers: str) -> bytes:
        """Put a mail of the company into the mailbox, and return it as it came."""
        raw = letter(text, to, **headers).as_bytes(policy=SMTP)
        self.box.put(raw, COMPANY, [to])
        return raw

    def put(self, raw: bytes, to: str = ANNA) -> None:
        """Put a mail into the mailbox as it is."""
        self.box.put(raw, COMPANY, [to])

    @property
    def sent(self) -> list[Held]:
        """What customers wrote."""
        return [held for held in self.box.mails if held.sender != COMPANY]


def letter(text: str = "Hello", to: str = ANNA, **headers: str) -> EmailMessage:
    """Return a mail of the company."""
    mail = EmailMessage()
    given = {"From": COMPANY, "To": to, "Subject": "News", "Message-ID": "<1@company.example>"}
    given |= {name.replace("_", "-"): value for name, value in headers.items()}
    for name, value in given.items():
        mail[name] = value
    mail.set_content(text)
    return mail


@asynccontextmanager
async def catching(routes=mailpit.routes) -> AsyncIterator[Catcher]:
    """Serve a catcher until the block ends."""
    catcher = Catcher()

    @web.middleware
    async def watch(request, handler):
        catcher.asked.append(request.path_qs)
        answer = await catcher.fault(request) if catcher.fault else None
        return answer if answer is not None else await handler(request)

    app = web.Application(middlewares=[watch])
    app.add_routes(routes(catcher.box))
    runner = web.AppRunner(app, shutdown_timeout=0.1, handler_cancellation=True)
    await runner.setup()
    try:
        await web.TCPSite(runner, "127.0.0.1", 0).start()
        catcher.address = f"http://127.0.0.1:{runner.addresses[0][1]}"
        async with smtp.serving(catcher.box, catcher.hear, "127.0.0.1", 0) as port:
            catcher.smtp = f"smtp://127.0.0.1:{port}"
            yield catcher
    finally:
        await runner.cleanup()
