"""A server that takes mails, for one test: with TLS, with names and passwords, or refusing."""

from __future__ import annotations

import asyncio
import ssl
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import SMTPUTF8

from aiosmtpd.smtp import SMTP, AuthResult, Envelope


@dataclass(slots=True)
class Relay:
    """What was taken; `answer` is what the server says to a mail, `recipient` to each recipient."""

    port: int = 0
    taken: list[Envelope] = field(default_factory=list)
    answer: str = "250 taken"
    recipient: str = "250 ok"
    logins: list[bytes] = field(default_factory=list)

    def mail(self) -> EmailMessage:
        """Return the mail taken last."""
        return message_from_bytes(self.taken[-1].content, policy=SMTPUTF8)

    def text(self, kind: str = "plain") -> str:
        """Return the text, or the HTML, of the mail taken last."""
        part = self.mail().get_body((kind,))
        assert part is not None
        return part.get_content().replace("\r\n", "\n")

    async def handle_RCPT(self, server, session, envelope, address, options):  # noqa: N802
        """Answer a recipient."""
        if self.recipient.startswith("250"):
            envelope.rcpt_tos.append(address)
        return self.recipient

    async def handle_DATA(self, server, session, envelope):  # noqa: N802
        """Answer a mail."""
        if self.answer.startswith("250"):
            self.taken.append(envelope)
        return self.answer

    def let_in(self, server, session, envelope, mechanism, data) -> AuthResult:
        """Let in whoever knows the password."""
        self.logins.append(data.login)
        known = data.password == "pässword".encode()
        return AuthResult(success=known, handled=known)


@asynccontextmanager
async def relay(
    *, secured: ssl.SSLContext | None = None, starttls: ssl.SSLContext | None = None,
    login: bool = False,
) -> AsyncIterator[Relay]:  # fmt: skip
    """Serve until the block ends; `login`: only whoever logs in may send."""
    taking = Relay()
    loop = asyncio.get_running_loop()

    def connection() -> asyncio.Protocol:
        return SMTP(
            taking,
            enable_SMTPUTF8=True,
            hostname="relay.invalid",
            tls_context=starttls,
            require_starttls=starttls is not None,
            authenticator=taking.let_in,
            auth_required=login,
            auth_require_tls=False,
            loop=loop,
        )

    server = await loop.create_server(connection, "127.0.0.1", 0, ssl=secured)
    taking.port = server.sockets[0].getsockname()[1]
    try:
        yield taking
    finally:
        server.close()
        await server.wait_closed()
