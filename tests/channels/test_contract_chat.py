"""Chat keeps what every channel promises, over a WebSocket, over HTTP, and when it polls."""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from typing import ClassVar

from onetake.channels.chat import channel as chat
from onetake.simulate.declared import Simulation
from onetake.simulate.server import running
from onetake.testing import ServedContract, a_system
from onetake.words.programme import System

BOT = Simulation.model_validate(
    {"chat": {"intents": [{"name": "greet", "patterns": "hello", "answers": "Hello to you"}]}}
)


class _Chat(ServedContract):
    channel = chat
    a_saying = ("say", "hello")
    a_hearing = ("hear", "hello to you")
    settings: ClassVar[Mapping[str, object]]

    @asynccontextmanager
    async def system(self) -> AsyncIterator[System]:
        """Start the simulated bot."""
        async with running(BOT) as servers:
            yield a_system(chat, servers.bot_http, **self.settings)

    def unreachable(self, port: int) -> System:
        """Return a bot that is not there."""
        return a_system(chat, f"http://127.0.0.1:{port}", **self.settings)


class TestSocket(_Chat):
    """Answers come as frames of a WebSocket."""

    settings: ClassVar = {"connector": "websocket"}


class TestHttp(_Chat):
    """Answers come back with the request."""

    settings: ClassVar = {"connector": "http"}


class TestPolled(_Chat):
    """Answers are asked for."""

    settings: ClassVar = {"connector": "directline", "values": {"secret": "it"}}
