"""SMS keeps what every channel promises, when its gateway is asked and when it tells."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from aiohttp import ClientSession, web
from channels.sms.twilio import SETTINGS, fake_twilio, serving

from onetake.channels.sms import channel as sms
from onetake.testing import ServedContract, a_system
from onetake.testing.served import free_port
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


class TestHooked(ServedContract):
    """Messages are brought."""

    channel = sms
    a_saying = ("send", "hello")
    a_hearing = ("receive", "you said: hello")

    @asynccontextmanager
    async def system(self) -> AsyncIterator[System]:
        """Start a gateway that brings an answer to each message before it says it took it."""
        port = free_port()

        async def sendsms(request: web.Request) -> web.Response:
            asked = request.query
            answer = {
                "from": asked["to"],
                "to": asked["from"],
                "text": f"You said: {asked['text']}",
            }
            async with http.get(f"http://127.0.0.1:{port}/sms", params=answer) as taken:
                assert taken.status == 200
            return web.Response(status=202, text="0: Accepted for delivery")

        async with ClientSession() as http, serving(sendsms) as address:
            yield self.at(address, port)

    def unreachable(self, port: int) -> System:
        """Return a gateway that is not there."""
        return self.at(f"http://127.0.0.1:{port}", free_port())

    def at(self, address: str, port: int) -> System:
        """Return a gateway that brings messages to a port."""
        hook = {"listen": f"127.0.0.1:{port}"}
        return a_system(sms, address, **{**SETTINGS, "gateway": "kannel", "webhook": hook})
