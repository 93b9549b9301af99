"""E-mail keeps what every channel promises, over each kind of catcher."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from channels.email.catching import ANNA, COMPANY, catching

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
