"""Hands mails to the server that sends them; tells whose doing it is when one is not taken."""

from __future__ import annotations

import asyncio
import ssl
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, field

import aiosmtplib
from aiosmtplib import SMTP

from onetake.channels.email.address import Server
from onetake.channels.email.troubles import network_trouble
from onetake.words.trouble import CannotTell, CustomerNotices, Trouble, Unreached

_AT_ONCE = 20
"""Connections to one server at a time; servers take no more from one client, as a rule."""

_TEMPORARY = range(400, 500)


@dataclass(frozen=True, slots=True)
class Access:
    """How a server is reached; `starttls` is None where it is taken when offered."""

    server: Server
    user: str
    password: str
    starttls: bool | None
    security: ssl.SSLContext | None
    timeout: float


@dataclass(slots=True)
class Sender:
    """A way to send mails; a connection a mail, a few at a time."""

    access: Access
    _turns: asyncio.Semaphore = field(default_factory=lambda: asyncio.Semaphore(_AT_ONCE))

    async def send(self, mail: bytes, sender: str, to: Sequence[str], *, utf8: bool) -> str:
        """Send a mail and return what the server said to it. Raises Trouble."""
        async with self._turns:
            try:
                return await self._send(mail, sender, to, utf8=utf8)
            except (aiosmtplib.SMTPException, OSError, ValueError) as error:
                raise trouble_of(error, self.access) from None

    async def _send(self, mail: bytes, sender: str, to: Sequence[str], *, utf8: bool) -> str:
        access = self.access
        client = SMTP(
            hostname=access.server.host,
            port=access.server.port,
            local_hostname="localhost",
            timeout=access.timeout,
            use_tls=access.server.secured,
            start_tls=False if access.server.secured else access.starttls,
            tls_context=access.security,
        )
        try:
            await client.connect()
            if access.user:
                self._demand_secret_line(client)
                await client.login(access.user, access.password)
            options = ["SMTPUTF8", "BODY=8BITMIME"] if utf8 else []
            refused, said = await client.sendmail(sender, list(to), mail, mail_options=options)
            with suppress(aiosmtplib.SMTPException):
                await client.quit()
        finally:
            client.close()
        if refused:
            person, answer = next(iter(refused.items()))
            raise _refused(f"{person}: {answer.code} {answer.message}", access, answer.code)
        return " ".join(said.split())

    def _demand_secret_line(self, client: SMTP) -> None:
        """Refuse to send a password that others could read, unless that is wanted."""
        open_line = client.get_transport_info("sslcontext") is None
        if open_line and self.access.starttls is not False:
            raise CannotTell(
                "smtp.open",
                f"{self.access.server} offers no STARTTLS, so the password would be readable on "
                "the way: write smtps://, or tls: {starttls: false} if that is meant",
            )


def trouble_of(error: Exception, access: Access) -> Trouble:
    """Return the trouble an exception of the SMTP library stands for."""
    server = str(access.server)
    if isinstance(error, aiosmtplib.SMTPAuthenticationError):
        return CannotTell(
            "smtp.login",
            f"{server} does not let {access.user} in ({_said(error)}): look at smtp.user and "
            "smtp.password in the system's file",
        )
    if isinstance(error, aiosmtplib.SMTPRecipientsRefused):
        first = error.recipients[0]
        return _refused(f"{first.recipient}: {_said(first)}", access, first.code)
    if isinstance(error, aiosmtplib.SMTPSenderRefused):
        return _refused(f"{error.sender} as the sender: {_said(error)}", access, error.code)
    if isinstance(error, aiosmtplib.SMTPConnectResponseError):
        return Unreached("connection", f"{server} takes no mails now: {_said(error)}")
    if isinstance(error, aiosmtplib.SMTPResponseException):
        return _refused(_said(error), access, error.code)
    if isinstance(error, aiosmtplib.SMTPNotSupported):
        return CannotTell("smtp.lacks", f"{server} lacks what this mail needs: {error}")
    return network_trouble(error, access.server)


def _refused(what: str, access: Access, code: int) -> Trouble:
    if code in _TEMPORARY:
        return CannotTell("smtp.later", f"{access.server} wants to be asked later: {what}")
    return CustomerNotices("smtp.refused", f"{access.server} refused the mail: {what}")


def _said(error: aiosmtplib.SMTPResponseException) -> str:
    return f"{error.code} {' '.join(error.message.split())}"
