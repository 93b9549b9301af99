"""Connections shared by all lines of an event loop that secure them the same way."""

from __future__ import annotations

import asyncio
import ssl
from dataclasses import dataclass
from weakref import WeakKeyDictionary

from aiohttp import TCPConnector

from onetake.wire.tls import TlsFiles
from onetake.words.trouble import CannotTell

_KEEP_ALIVE = 4.0
"""Seconds an idle connection is kept; below the 5 s after which common servers hang up."""


@dataclass(slots=True)
class Shared:
    """A connector, and how many lines use it."""

    connector: TCPConnector
    users: int = 0


class Connectors:
    """Hands out connectors; the last line that gives one back closes it."""

    def __init__(self) -> None:
        self._of: WeakKeyDictionary[asyncio.AbstractEventLoop, dict[TlsFiles, Shared]]
        self._of = WeakKeyDictionary()

    def take(self, files: TlsFiles) -> TCPConnector:
        """Return the running loop's connector for these files. Raises CannotTell.

        It opens as many connections as are asked for: a wait for a free one would count as the
        subject's time.
        """
        held = self._of.setdefault(asyncio.get_running_loop(), {})
        shared = held.get(files)
        if shared is None:
            security = _security(files)
            connector = TCPConnector(limit=0, ssl=security, keepalive_timeout=_KEEP_ALIVE)
            shared = held[files] = Shared(connector)
        shared.users += 1
        return shared.connector

    async def give_back(self, files: TlsFiles) -> None:
        """Close the connector when nobody uses it any more."""
        held = self._of[asyncio.get_running_loop()]
        shared = held[files]
        shared.users -= 1
        if not shared.users:
            del held[files]
            await shared.connector.close()


def _security(files: TlsFiles) -> ssl.SSLContext | bool:
    """Return how connections are secured; True is the usual way, made once by the library."""
    if files == TlsFiles():
        return True
    try:
        return files.context()
    except ValueError as error:
        raise CannotTell("tls.files", str(error)) from None
