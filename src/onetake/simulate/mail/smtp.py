"""The mailbox's SMTP side: whoever writes over it is taken at their word."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING

from onetake.simulate.mail.box import Box, Held

if TYPE_CHECKING:
    from aiosmtpd.smtp import SMTP, Envelope, Session

_LARGEST = 64 * 1024 * 1024


class _Taking:
    """Puts each mail into the box, then lets the company hear of it."""

    def __init__(self, box: Box, hear: Callable[[Held], None]) -> None:
        self._box = box
        self._hear = hear

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802
        """Take a mail; the answer is SMTP's."""
        content = envelope.content
        raw = content if isinstance(content, bytes) else (content or "").encode()
        held = self._box.put(raw, envelope.mail_from or "", envelope.rcpt_tos)
        self._hear(held)
        return f"250 2.0.0 taken as {held.id}"


@asynccontextmanager
async def serving(
    box: Box, hear: Callable[[Held], None], host: str, port: int
) -> AsyncIterator[int]:
    """Listen for mails until the block ends; yields the port. Raises OSError."""
    from aiosmtpd.smtp import SMTP

    loop = asyncio.get_running_loop()
    taking = _Taking(box, hear)

    def connection() -> asyncio.Protocol:
        return SMTP(
            taking,
            data_size_limit=_LARGEST,
            enable_SMTPUTF8=True,
            hostname="stand-in.invalid",
            loop=loop,
        )

    server = await loop.create_server(connection, host, port)
    try:
        yield server.sockets[0].getsockname()[1]
    finally:
        server.close()
        await server.wait_closed()
