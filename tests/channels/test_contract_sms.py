"""SMS keeps what every channel promises, when its gateway is asked and when it tells."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from channels.sms.twilio import SETTINGS, fake_twilio

from onetake.channels.sms import channel as sms
from onetake.testing import ServedContract, a_system
from onetake.words.programme import System


class TestPolled(ServedContract):
    """Messages are asked for."""

    channel = sms
    a_saying = ("send", "hello")
    a_hearing = ("receive", "you said: hello")

    @asynccontextmanager
    async def system(self) -> AsyncIterator[System]:
        """Start a gateway."""
        async with fake_twilio() as fake:
            yield a_system(sms, fake.address, **SETTINGS)

    def unreachable(self, port: int) -> System:
        """Return a gateway that is not there."""
        return a_system(sms, f"http://127.0.0.1:{port}", **SETTINGS)
