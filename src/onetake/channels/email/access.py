"""Fills in what a system's file says of its servers: where they are, who we are, how securely."""

from __future__ import annotations

import ssl
from collections.abc import Callable
from dataclasses import dataclass

from onetake.channels.email.address import MAILBOXES, SENDERS, Server, server_of
from onetake.channels.email.settings import MailTls, Settings
from onetake.channels.email.smtp import Access
from onetake.wire.tls import TlsFiles
from onetake.words.channel import Memory, Place
from onetake.words.template import Template
from onetake.words.trouble import CannotTell


@dataclass(frozen=True, slots=True)
class Reading:
    """How a mailbox is read: lines for which all of this is the same share one connection."""

    server: Server
    catcher: str
    user: str
    password: str
    token: str
    folder: str
    files: TlsFiles
    starttls: bool | None
    timeout: float
    largest: int
    every: float
    trusted: str


def reading_of(place: Place, settings: Settings) -> Reading:
    """Return how a system's mailbox is read. Raises CannotTell, Undefined."""
    memory, name = place.memory, place.system.name
    server = server_of(place.address, MAILBOXES, name)
    caught = server.scheme.startswith("http")
    if caught and settings.catcher is None:
        raise CannotTell(
            "settings", f"{name} is read over HTTP: write catcher: mailpit, or maildev, in its file"
        )
    if not caught and settings.user is None:
        raise CannotTell(
            "settings", f"{name} is a mailbox to log in to: write user: and password: in its file"
        )
    return Reading(
        server=server,
        catcher=settings.catcher or "" if caught else "",
        user=_text(settings.user, memory),
        password=_text(settings.password, memory),
        token=_text(settings.token, memory),
        folder=settings.folder.text(memory),
        files=_files(settings.tls, place),
        starttls=settings.tls.starttls,
        timeout=settings.timeout,
        largest=settings.largest,
        every=settings.every,
        trusted=settings.trusted,
    )


def smtp_of(
    place: Place, settings: Settings, context: Callable[[TlsFiles], ssl.SSLContext]
) -> Access | None:
    """Return how mails are sent, or None when nobody says. Raises CannotTell, Undefined."""
    smtp = settings.smtp
    if smtp is None:
        return None
    server = server_of(smtp.address.text(place.memory), SENDERS, f"smtp of {place.system.name}")
    tls = smtp.tls or settings.tls
    secured = server.secured or tls.starttls is not False
    return Access(
        server=server,
        user=_text(smtp.user, place.memory),
        password=_text(smtp.password, place.memory),
        starttls=tls.starttls,
        security=context(_files(tls, place)) if secured else None,
        timeout=settings.timeout,
    )


def _files(tls: MailTls, place: Place) -> TlsFiles:
    return TlsFiles(*tls.files(place.folder, place.memory))


def _text(template: Template | None, memory: Memory) -> str:
    return template.text(memory) if template else ""
