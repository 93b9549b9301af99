"""Opens lines: fills in a system's settings and joins the lines to the mailbox they share."""

from __future__ import annotations

import asyncio
import ssl
from base64 import b64encode
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import partial
from weakref import WeakKeyDictionary

from aiohttp import ClientSession, DummyCookieJar, TCPConnector

from onetake.channels.email.access import Reading, reading_of, smtp_of
from onetake.channels.email.catcher import Http
from onetake.channels.email.line import Desk, EmailLine
from onetake.channels.email.mailbox import Mailbox, Source
from onetake.channels.email.maildev import Maildev
from onetake.channels.email.mailpit import Mailpit
from onetake.channels.email.people import Inbox, Person
from onetake.channels.email.settings import Settings
from onetake.channels.email.smtp import Access, Sender
from onetake.wire.tls import TlsFiles
from onetake.words.channel import Place
from onetake.words.trouble import CannotTell

_AT_ONCE = 8
"""Connections to one catcher at a time."""

_LOOKS = 2
"""A silence is told only after so many looks."""


@dataclass(slots=True)
class Shared:
    """What lines of one event loop share: a task per mailbox, a queue per SMTP server."""

    mailboxes: dict[Reading, Mailbox] = field(default_factory=dict)
    senders: dict[Access, Sender] = field(default_factory=dict)
    security: dict[TlsFiles, ssl.SSLContext] = field(default_factory=dict)

    def context(self, files: TlsFiles) -> ssl.SSLContext:
        """Return how connections with these files are secured. Raises CannotTell."""
        if files not in self.security:
            try:
                self.security[files] = files.context()
            except ValueError as error:
                raise CannotTell("tls.files", str(error)) from None
        return self.security[files]


class Opener:
    """Opens lines that share what they can within an event loop."""

    def __init__(self) -> None:
        self._shared: WeakKeyDictionary[asyncio.AbstractEventLoop, Shared] = WeakKeyDictionary()

    async def open(self, place: Place) -> EmailLine:
        """Return a line that listens. Raises Trouble, Undefined."""
        settings = place.system.settings
        if not isinstance(settings, Settings):
            name = place.system.name
            raise CannotTell("settings", f"{name} has no settings of a mailbox in its file")
        shared = self._shared.setdefault(asyncio.get_running_loop(), Shared())
        line = _line(place, settings, shared)
        reading = reading_of(place, settings)
        mailbox = shared.mailboxes.get(reading)
        if mailbox is None:
            source = _source(reading, shared, place.marks())
            mailbox = Mailbox(source, settings.every, settings.timeout, settings.trusted)
            shared.mailboxes[reading] = mailbox
        line.leave = partial(_leave, shared, reading, mailbox, line)
        try:
            await mailbox.join(line)
        except BaseException:
            await line.close()
            raise
        return line


async def _leave(shared: Shared, reading: Reading, mailbox: Mailbox, line: EmailLine) -> None:
    """Let a line go; a mailbox without lines is closed."""
    mailbox.leave(line)
    if mailbox.idle and shared.mailboxes.get(reading) is mailbox:
        del shared.mailboxes[reading]
        await mailbox.close()


def _line(place: Place, settings: Settings, shared: Shared) -> EmailLine:
    """Return a line that nobody brings mails yet. Raises CannotTell, Undefined."""
    memory, name = place.memory, place.system.name
    owner = Inbox.of(settings.inbox.text(memory))
    if not owner.everybody and "@" not in owner.address:
        raise CannotTell("address", f"{name} has no address to receive mails at: `inbox`")
    written = (settings.sender or settings.inbox).text(memory)
    access = smtp_of(place, settings, shared.context)
    sender = None
    if access is not None:
        sender = shared.senders.setdefault(access, Sender(access))
    desk = Desk(
        system=name,
        person=Person(settings.name.text(memory) if settings.name else "", written),
        company=settings.company.text(memory) if settings.company else "",
        sender=sender,
        marks=lambda: dict(place.marks()),
        today=lambda: datetime.now(UTC),
        folder=place.folder,
        recipients=tuple(shape.text(memory) for shape in settings.recipients),
    )
    line = EmailLine(owner, desk, place.evidence)
    line.inbox.quiet = max(settings.quiet, _LOOKS * settings.every)
    place.evidence.put("email.txt", line.transcript)
    return line


def _source(reading: Reading, shared: Shared, marks: Mapping[str, str]) -> Source:
    """Return what looks into a mailbox."""
    if reading.server.scheme.startswith("imap"):
        from onetake.channels.email.imap import Imap

        secured = reading.server.secured or reading.starttls is not False
        return Imap(reading, shared.context(reading.files) if secured else None)
    headers = {name: value for name, value in marks.items() if name == "x-synthetic"}
    security = shared.context(reading.files) if reading.server.secured else True
    session = ClientSession(
        connector=TCPConnector(limit=_AT_ONCE, ssl=security),
        cookie_jar=DummyCookieJar(),
    )
    if reading.token:
        headers["authorization"] = f"Bearer {reading.token}"
    elif reading.user:
        pair = f"{reading.user}:{reading.password}".encode()
        headers["authorization"] = f"Basic {b64encode(pair).decode()}"
    http = Http(session, reading.server, headers, reading.timeout, reading.largest)
    return Maildev(http) if reading.catcher == "maildev" else Mailpit(http)
