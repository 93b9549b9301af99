"""Customers with a telephone, and gateways made for one test."""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack

import pytest
from channels.sms.phone import Phone
from channels.sms.twilio import SETTINGS, FakeTwilio, fake_twilio, serving

from onetake.channels.sms import channel as sms
from onetake.testing import Stage, a_system


@pytest.fixture
async def twilio() -> AsyncIterator[FakeTwilio]:
    """Serve a gateway that speaks Twilio's interface."""
    async with fake_twilio() as fake:
        yield fake


@pytest.fixture
async def serve() -> AsyncIterator[Callable[..., Awaitable[str]]]:
    """Start servers: `await serve(handler)` is an address."""
    async with AsyncExitStack() as stack:

        async def start(handler) -> str:
            return await stack.enter_async_context(serving(handler))

        yield start


@pytest.fixture
async def phone() -> AsyncIterator[Callable[..., Awaitable[Phone]]]:
    """Open lines: `await phone(address, every="1s", …)`; they are closed at the end."""
    async with AsyncExitStack() as stack:

        async def open_line(address: str, memory: object = None, **settings: object) -> Phone:
            system = a_system(sms, address, **{**SETTINGS, **settings})
            stage = Stage(sms, system, memory or {})
            line = await stack.enter_async_context(stage.line())
            return Phone(stage, line)

        yield open_line
