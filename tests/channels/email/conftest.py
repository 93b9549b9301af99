"""Customers with a mailbox, and servers made for one test."""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack
from pathlib import Path as File

import pytest
from channels.email.catching import ANNA, COMPANY, Catcher, catching
from channels.email.reader import Reader
from channels.email.scripted_imap import ImapServer, imap_server

from onetake.channels.email import channel as email
from onetake.testing import Stage, a_system
from onetake.testing.served import free_port as nobody_listens

Open = Callable[..., Awaitable[Reader]]


@pytest.fixture
async def catcher() -> AsyncIterator[Catcher]:
    """Serve a catcher of mails that speaks Mailpit's interface."""
    async with catching() as served:
        yield served


@pytest.fixture
async def mailbox() -> AsyncIterator[ImapServer]:
    """Serve a mailbox over IMAP."""
    async with imap_server() as served:
        yield served


@pytest.fixture
async def reader(tmp_path: File) -> AsyncIterator[Open]:
    """Open lines: `await reader(address, every="1s", …)`; they are closed at the end."""
    async with AsyncExitStack() as stack:

        async def open_line(address: str, memory: object = None, **settings: object) -> Reader:
            domain = COMPANY.rpartition("@")[2]
            given = {"inbox": ANNA, "company": COMPANY, "every": "20ms", **settings}
            given.setdefault("recipients", [f"*@{domain}"])
            system = a_system(email, address, **given)
            stage = Stage(email, system, memory or {})
            return Reader(stage, await stack.enter_async_context(stage.line()))

        yield open_line


@pytest.fixture
def caught(reader: Open, catcher: Catcher) -> Open:
    """Open lines at the catcher."""

    async def open_line(**settings: object) -> Reader:
        shape = {"catcher": "mailpit", "smtp": catcher.smtp}
        return await reader(catcher.address, **{**shape, **settings})

    return open_line


@pytest.fixture
def logged_in(reader: Open, mailbox: ImapServer) -> Open:
    """Open lines at the IMAP mailbox."""

    async def open_line(**settings: object) -> Reader:
        access = {"user": "anna", "password": "pw", "tls": {"starttls": False}}
        return await reader(f"imap://127.0.0.1:{mailbox.port}", **{**access, **settings})

    return open_line


@pytest.fixture
def free_port() -> int:
    """Return a port where nobody listens."""
    return nobody_listens()
