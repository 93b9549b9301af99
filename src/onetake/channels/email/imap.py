"""Looks into a mailbox by IMAP, in a thread of its own; marks by UID what is new."""

from __future__ import annotations

import asyncio
import select
import socket
import ssl
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from typing import TypeVar

from imapclient import IMAPClient
from imapclient.exceptions import IMAPClientError

from onetake.channels.email.access import Reading
from onetake.channels.email.delivery import HEADERS, Envelope
from onetake.channels.email.imap_login import connect, select_folder, trouble_of
from onetake.channels.email.mailbox import Sighting
from onetake.channels.email.mime import headers_of
from onetake.words.trouble import CannotTell, Trouble

_LONGEST_IDLE = 10.0
"""In seconds. Some servers forget to tell of a mail; then it is seen in time for most journeys."""

_NEWS = frozenset({b"EXISTS", b"RECENT", b"EXPUNGE", b"FETCH", b"BYE", b"NO", b"BAD"})
_AT_ONCE = 200
_CLOSING_TIME = 1.0
_PEEK = f"BODY.PEEK[HEADER.FIELDS ({' '.join(name.upper() for name in HEADERS)})]"

_T = TypeVar("_T")


class Imap:
    """One connection; every command runs in its thread, one after the other.

    `_validity` and `_last` are where the mailbox stood: its UIDVALIDITY, and the highest UID seen.
    UIDs only grow (RFC 3501, section 2.3.1.1), so what is above came later, whatever its date.
    """

    def __init__(self, reading: Reading, security: ssl.SSLContext | None) -> None:
        self._reading = reading
        self._security = security
        self._thread = ThreadPoolExecutor(1, "onetake-imap")
        self._client: IMAPClient | None = None
        self._validity: int | None = None
        self._last = 0
        self._bell, self._rope = socket.socketpair()
        self._bell.setblocking(False)
        self._rope.setblocking(False)
        self._closed = False

    async def look(self) -> Sequence[Sighting]:
        """Return what is new, the oldest first. Raises Trouble."""
        return await self._do(self._look)

    async def fetch(self, sightings: Sequence[Sighting]) -> Mapping[str, bytes]:
        """Return mails by id, `largest` bytes of each at most; not those gone. Raises Trouble."""
        return await self._do(lambda: self._fetch(sightings))

    async def pause(self, seconds: float) -> None:
        """Wait until the server tells of something new; `seconds` where it tells nothing."""
        await self._do(lambda: self._pause(seconds))

    def wake(self) -> None:
        """End a pause at once."""
        with suppress(OSError):
            self._rope.send(b"!")

    async def close(self) -> None:
        """Log out, or break the connection off when that takes too long."""
        self._closed = True
        self.wake()
        loop = asyncio.get_running_loop()
        with suppress(TimeoutError):
            async with asyncio.timeout(_CLOSING_TIME):
                await loop.run_in_executor(self._thread, self._log_out)
        client = self._client
        if client is not None:
            with suppress(OSError, ValueError):
                client.socket().shutdown(socket.SHUT_RDWR)
        self._thread.shutdown(wait=False)

    async def _do(self, work: Callable[[], _T]) -> _T:
        """Run something in the thread. Raises Trouble; the next call connects anew then."""
        return await asyncio.get_running_loop().run_in_executor(self._thread, self._guarded, work)

    def _guarded(self, work: Callable[[], _T]) -> _T:
        try:
            return work()
        except (IMAPClientError, OSError, ValueError) as error:
            self._drop()
            raise trouble_of(error, self._reading.server) from None
        except Trouble:
            self._drop()
            raise

    def _look(self) -> list[Sighting]:
        first = self._validity is None
        client = self._connected()
        if first:
            return []
        client.noop()
        # `n:*` always gives the last mail, too, even when its UID is below n.
        found = client.search(["UID", f"{self._last + 1}:*"])
        uids = sorted(uid for uid in found if uid > self._last)
        sightings = []
        for begin in range(0, len(uids), _AT_ONCE):
            some = uids[begin : begin + _AT_ONCE]
            told = client.fetch(some, ["RFC822.SIZE", _PEEK])
            sightings += [_sighting(uid, told[uid]) for uid in some if uid in told]
        if uids:
            self._last = uids[-1]
        return sightings

    def _fetch(self, sightings: Sequence[Sighting]) -> dict[str, bytes]:
        client, most = self._connected(), self._reading.largest
        found: dict[str, bytes] = {}
        for cut in (False, True):
            uids = [int(one.id) for one in sightings if (one.size > most) is cut]
            told = client.fetch(uids, [f"BODY.PEEK[]<0.{most}>" if cut else "BODY.PEEK[]"])
            for uid, values in told.items():
                for key, value in values.items():
                    if key.startswith(b"BODY[]") and isinstance(value, bytes):
                        found[str(uid)] = value[:most]
        return found

    def _pause(self, seconds: float) -> None:
        client = self._connected()
        if self._closed:
            return
        if not client.has_capability("IDLE"):
            self._wait(None, seconds)
            return
        client.idle()
        if not self._unread(client):
            while self._wait(client, _LONGEST_IDLE):
                told = client.idle_check(timeout=0)
                # A server that only says it is there must not make us ask each time.
                if not told or any(_is_news(response) for response in told):
                    break
        client.idle_done()

    def _wait(self, client: IMAPClient | None, seconds: float) -> bool:
        """Wait for the bell, or the server; True when the server said something."""
        poll = select.poll()
        poll.register(self._bell, select.POLLIN)
        if client is not None:
            poll.register(client.socket(), select.POLLIN)
        ready = {number for number, _ in poll.poll(seconds * 1000)}
        rung = self._bell.fileno() in ready
        with suppress(BlockingIOError):
            while rung and self._bell.recv(4096):
                pass
        return not rung and bool(ready)

    @staticmethod
    def _unread(client: IMAPClient) -> bool:
        """Tell if what the server said about IDLE came with news, which no socket tells of then."""
        sock = client.socket()
        if getattr(sock, "pending", int)():
            return True
        timeout = sock.gettimeout()
        sock.setblocking(False)
        try:
            return bool(client._imap.file.peek(1))
        except OSError:
            return False
        finally:
            sock.settimeout(timeout)

    def _connected(self) -> IMAPClient:
        """Return the connection, a new one where there is none. Raises Trouble and the library's.

        A folder made anew tells its UIDs differently: nobody can say which mails are new then.
        """
        if self._client is not None:
            return self._client
        client = connect(self._reading, self._security)
        self._client = client
        validity, last = select_folder(client, self._reading)
        if self._validity is None:
            self._validity, self._last = validity, last
        elif self._validity != validity:
            reason = (
                f"the folder {self._reading.folder} of {self._reading.server} was made anew in the "
                f"meantime (UIDVALIDITY {self._validity} became {validity}), so old and new mails "
                "cannot be told apart: run the test again"
            )
            raise CannotTell("mailbox.changed", reason)
        return client

    def _log_out(self) -> None:
        if self._client is not None:
            with suppress(IMAPClientError, OSError, ValueError):
                self._client.logout()
            self._drop()
        for end in (self._bell, self._rope):
            end.close()

    def _drop(self) -> None:
        client, self._client = self._client, None
        if client is not None:
            with suppress(IMAPClientError, OSError, ValueError):
                client.shutdown()


def _sighting(uid: int, told: dict[bytes, object]) -> Sighting:
    size = told.get(b"RFC822.SIZE")
    heads = [
        value
        for key, value in told.items()
        if key.startswith(b"BODY[") and isinstance(value, bytes)
    ]
    envelope = Envelope.of(headers_of(heads[0] if heads else b""))
    return Sighting(str(uid), envelope, size if isinstance(size, int) else 0)


def _is_news(response: object) -> bool:
    """Tell if a server's word during IDLE is about mails, its farewell, or a complaint."""
    words = response if isinstance(response, tuple) else (response,)
    return any(word in _NEWS for word in words)
