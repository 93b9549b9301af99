"""Opens lines: fills in a system's settings, starts the conversation, begins to listen."""

from __future__ import annotations

import asyncio
import ssl
from base64 import b64encode
from collections import ChainMap
from collections.abc import Mapping
from functools import partial
from weakref import WeakKeyDictionary

from aiohttp import TCPConnector
from yarl import URL

from onetake.channels.chat.client import Client, Manner, kept
from onetake.channels.chat.connector import Connector
from onetake.channels.chat.line import ChatLine
from onetake.channels.chat.settings import Auth, Settings
from onetake.wire.tls import TlsFiles
from onetake.words.channel import Memory, Place
from onetake.words.ids import uuid7
from onetake.words.trouble import CannotTell, CustomerNotices, Unreached


class Pool:
    """The connections of an event loop with the same security; the last line closes them."""

    __slots__ = ("connector", "users")

    def __init__(self, files: TlsFiles) -> None:
        self.connector = TCPConnector(limit=0, ssl=_security(files))
        self.users = 0


class Opener:
    """Opens lines that share connections within an event loop."""

    def __init__(self) -> None:
        self._pools: WeakKeyDictionary[asyncio.AbstractEventLoop, dict[TlsFiles, Pool]]
        self._pools = WeakKeyDictionary()

    async def open(self, place: Place) -> ChatLine:
        """Return a line that listens. Raises Trouble, Undefined."""
        settings = place.system.settings
        if not isinstance(settings, Settings):
            name = place.system.name
            raise CannotTell("settings", f"{name} has no connector: name one in its file")
        manner, values = manner_of(place, settings), _values(place, settings)
        files = TlsFiles(*settings.tls.files(place.folder, place.memory))
        client = Client(manner, self._take(files))
        line = ChatLine(settings.connector, client, values, partial(self._give_back, files))
        place.evidence.put("chat.txt", line.transcript)
        try:
            async with asyncio.timeout(settings.timeout):
                await start(client, settings.connector, values)
                await line.listen()
        except TimeoutError:
            await line.close()
            reason = f"{place.system.name} opened no conversation within {settings.timeout:g} s"
            raise Unreached("connection", reason) from None
        except BaseException:
            await line.close()
            raise
        return line

    def _take(self, files: TlsFiles) -> TCPConnector:
        pools = self._pools.setdefault(asyncio.get_running_loop(), {})
        if files not in pools:
            pools[files] = Pool(files)
        pools[files].users += 1
        return pools[files].connector

    async def _give_back(self, files: TlsFiles) -> None:
        pools = self._pools[asyncio.get_running_loop()]
        pool = pools[files]
        pool.users -= 1
        if not pool.users:
            del pools[files]
            await pool.connector.close()


def _security(files: TlsFiles) -> ssl.SSLContext | bool:
    """Return how connections are secured; True is the usual way, made once by the library."""
    if files == TlsFiles():
        return True
    try:
        return files.context()
    except ValueError as error:
        raise CannotTell("tls.files", str(error)) from None


async def start(client: Client, connector: Connector, values: ChainMap[str, object]) -> None:
    """Do what starts a conversation and keep what later requests need. Raises Trouble."""
    for send in connector.start:
        answer = await client.request(send, values)
        found = kept(send.keep, answer)
        for name, path in send.keep.items():
            if name not in found:
                where = path.written.removeprefix("message.")
                reason = f"the answer to {send.method} {send.url} has no {where} to keep as {name}"
                raise CustomerNotices("start", reason)
        values.update(found)


def manner_of(place: Place, settings: Settings) -> Manner:
    """Return how a line talks. Raises CannotTell for an address that is none, Undefined."""
    address = place.address
    try:
        host = URL(address if "://" in address else f"//{address}").host
    except ValueError:
        host = None
    if not host:
        raise CannotTell("address", f"{place.system.name} has no usable address: {address!r}")
    also = (text.text(place.memory) for text in settings.also)
    headers = {name.lower(): text.text(place.memory) for name, text in settings.headers.items()}
    return Manner(
        system=place.system.name,
        address=address,
        hosts=frozenset((host, *also)),
        headers=_authorization(settings.auth, place.memory) | headers,
        largest=settings.largest,
        marks=place.marks,
    )


def _authorization(auth: Auth | None, memory: Memory) -> dict[str, str]:
    if auth is None:
        return {}
    if auth.bearer is not None:
        return {"authorization": f"Bearer {auth.bearer.text(memory)}"}
    assert auth.basic is not None
    pair = f"{auth.basic.user.text(memory)}:{auth.basic.password.text(memory)}"
    return {"authorization": "Basic " + b64encode(pair.encode()).decode()}


def _values(place: Place, settings: Settings) -> ChainMap[str, object]:
    """Return what a connector's texts are filled from: kept values first, then a run's memory."""
    sender = settings.sender.text(place.memory) if settings.sender else f"onetake-{uuid7().hex}"
    own: dict[str, object] = {"sender": sender}
    for texts in (settings.connector.values, settings.values):
        own |= {name: text.value(place.memory) for name, text in texts.items()}
    memory: Mapping[str, object] = place.memory
    return ChainMap({}, own, memory)  # type: ignore[arg-type]
