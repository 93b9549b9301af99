"""Api keeps what every channel promises."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from onetake.channels.api import channel as api
from onetake.simulate.declared import Simulation
from onetake.simulate.server import running
from onetake.testing import ServedContract, a_system
from onetake.words.programme import System

BANK = Simulation.model_validate(
    {"api": {"routes": [{"name": "hours", "path": "/hours", "open": True, "text": "9 to 5"}]}}
)


class TestApi(ServedContract):
    """The contract, for a channel whose answer belongs to its question."""

    channel = api
    a_saying = ("get", "/hours")

    @asynccontextmanager
    async def system(self) -> AsyncIterator[System]:
        """Start the simulated bank."""
        async with running(BANK) as servers:
            yield a_system(api, servers.api)

    def unreachable(self, port: int) -> System:
        """Return a bank that is not there."""
        return a_system(api, f"http://127.0.0.1:{port}")
