"""E-mail keeps what every channel promises, over each kind of catcher."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from email.policy import SMTP

from channels.email.catching import ANNA, COMPANY, catching, letter
from channels.email.relay import relay
from channels.email.scripted_imap import ImapServer, imap_server

from onetake.channels.email import channel as email
from onetake.simulate.mail import maildev, mailpit
from onetake.testing import ServedContract, a_system
from onetake.words.programme import System

SETTINGS = {"inbox": ANNA, "company": COMPANY, "every": "20ms"}


class TestMailpit(ServedContract):
    """Mails are caught by Mailpit."""

    channel = email
    a_saying = ("send", "hello")
    a_hearing = ("receive", "You said: hello")
    shape = "mailpit"
    routes = staticmethod(mailpit.routes)

    @asynccontextmanager
    async def system(self) -> AsyncIterator[System]:
        """Start a catcher."""
        async with catching(self.routes) as catcher:
            yield a_system(
                email, catcher.address, catcher=self.shape, smtp=catcher.smtp, **SETTINGS
            )

    def unreachable(self, port: int) -> System:
        """Return a catcher that is not there."""
        return a_system(email, f"http://127.0.0.1:{port}", catcher=self.shape, **SETTINGS)


class TestMaildev(TestMailpit):
    """Mails are caught by maildev."""

    shape = "maildev"
    routes = staticmethod(maildev.routes)


class TestImap(ServedContract):
    """Mails are read over IMAP, and sent through a server that answers into the mailbox."""

    channel = email
    a_saying = ("send", "hello")
    a_hearing = ("receive", "You said: hello")

    @asynccontextmanager
    async def system(self) -> AsyncIterator[System]:
        """Start a mailbox, and a server that takes mails."""
        async with imap_server() as mailbox, relay() as taking:
            taking.taken = Answering(mailbox)
            yield self.at(mailbox.port, smtp=f"smtp://127.0.0.1:{taking.port}")

    def unreachable(self, port: int) -> System:
        """Return a mailbox that is not there."""
        return self.at(port)

    @staticmethod
    def at(port: int, **more: object) -> System:
        """Return a system at a port."""
        access = {"user": "anna", "password": "pw", "tls": {"starttls": False}}
        return a_system(email, f"imap://127.0.0.1:{port}", **access, **SETTINGS, **more)


class Answering(list):
    """What a server takes; each mail is answered into a mailbox."""

    def __init__(self, mailbox: ImapServer) -> None:
        super().__init__()
        self.mailbox = mailbox

    def append(self, envelope: object) -> None:
        """Take a mail and answer it."""
        super().append(envelope)
        self.mailbox.deliver(letter("You said: hello").as_bytes(policy=SMTP))
