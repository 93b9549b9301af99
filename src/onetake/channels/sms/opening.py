"""Opens lines: fills in a system's settings and joins them to what brings their messages."""

from __future__ import annotations

import asyncio
from base64 import b64encode
from dataclasses import dataclass, field
from functools import partial
from weakref import WeakKeyDictionary

from aiohttp import ClientSession, DummyCookieJar, TCPConnector
from yarl import URL

from onetake.channels.sms.client import Access, Client
from onetake.channels.sms.line import SmsLine, Ways
from onetake.channels.sms.numbers import normal
from onetake.channels.sms.poller import Poller
from onetake.channels.sms.settings import Auth, Settings
from onetake.words.channel import Memory, Place
from onetake.words.trouble import CannotTell

_Key = tuple[Access, int, tuple[tuple[str, str], ...]]


@dataclass(slots=True)
class Shared:
    """What the lines of an event loop share: connections and pollers, the last line ends them."""

    session: ClientSession
    pollers: dict[_Key, Poller] = field(default_factory=dict)
    users: int = 0


class Opener:
    """Opens lines that share what they can within an event loop."""

    def __init__(self) -> None:
        self._shared: WeakKeyDictionary[asyncio.AbstractEventLoop, Shared] = WeakKeyDictionary()

    async def open(self, place: Place) -> SmsLine:
        """Return a line that listens. Raises Trouble, Undefined."""
        settings = place.system.settings
        if not isinstance(settings, Settings):
            name = place.system.name
            raise CannotTell("settings", f"{name} has no gateway: name one in its file")
        access, values = access_of(place, settings), values_of(place.memory, settings)
        number = normal(settings.number.text(place.memory), settings.region)
        if not number:
            raise CannotTell("number", f"{place.system.name} has no number to listen to: `number`")
        company = settings.company.text(place.memory) if settings.company else ""
        shared = self._take()
        line = SmsLine(
            number=number,
            company=normal(company, settings.region) if company else "",
            region=settings.region,
            gateway=settings.gateway,
            client=Client(shared.session, access, {**place.memory, **values}, place.marks),
        )
        line.inbox.quiet = settings.quiet
        place.evidence.put("sms.txt", line.transcript)
        line.ways = Ways(None, None, partial(self._leave, shared, None))
        try:
            await self._join(line, shared, place, settings)
        except BaseException:
            await line.close()
            raise
        return line

    async def _join(self, line: SmsLine, shared: Shared, place: Place, settings: Settings) -> None:
        """Join a line to what brings its messages. Raises Trouble, Undefined."""
        own = tuple(sorted((name, str(value)) for name, value in line.client.values.items()
                           if name not in place.memory))  # fmt: skip
        key = (line.client.access, id(settings.gateway), own)
        poller = shared.pollers.get(key)
        if poller is None:
            marks = {k: v for k, v in place.marks().items() if k == "x-synthetic"}
            client = Client(shared.session, line.client.access, line.client.values, lambda: marks)
            poller = shared.pollers[key] = Poller(settings.gateway, client, settings.every)
        watch = poller.watch if settings.gateway.report.ask else None
        line.ways = Ways(None, watch, partial(self._leave, shared, poller))
        await poller.join(line)

    def _take(self) -> Shared:
        loop = asyncio.get_running_loop()
        shared = self._shared.get(loop)
        if shared is None:
            session = ClientSession(connector=TCPConnector(limit=0), cookie_jar=DummyCookieJar())
            shared = self._shared[loop] = Shared(session)
        shared.users += 1
        return shared

    async def _leave(self, shared: Shared, poller: Poller | None, line: SmsLine) -> None:
        if poller is not None:
            await poller.leave(line)
            if poller.idle:
                shared.pollers = {k: p for k, p in shared.pollers.items() if p is not poller}
        shared.users -= 1
        if not shared.users:
            del self._shared[asyncio.get_running_loop()]
            await shared.session.close()


def access_of(place: Place, settings: Settings) -> Access:
    """Return how a system reaches its gateway. Raises CannotTell, Undefined."""
    name, written = place.system.name, place.address
    address = written if "://" in written else f"http://{written}"
    try:
        url = URL(address)
        host = url.host if url.scheme in ("http", "https") else None
    except ValueError:
        host = None
    if not written or not host:
        raise CannotTell("address", f"{name} has no usable address: {written!r}")
    headers = {key.lower(): text.text(place.memory) for key, text in settings.headers.items()}
    return Access(
        system=name,
        address=address,
        hosts=frozenset((host, *(text.text(place.memory) for text in settings.also))),
        headers=tuple((_authorization(settings, place.memory) | headers).items()),
        largest=settings.largest,
        timeout=settings.timeout,
    )


def values_of(memory: Memory, settings: Settings) -> dict[str, object]:
    """Return what a gateway's texts are filled from, beside a run's memory. Raises Undefined."""
    texts = {**settings.gateway.values, **settings.values}
    if settings.account is not None:
        texts["account"] = settings.account
    if settings.password is not None:
        texts["password"] = settings.password
    return {name: text.value(memory) for name, text in texts.items()}


def _authorization(settings: Settings, memory: Memory) -> dict[str, str]:
    auth: Auth | None = settings.auth
    if auth is not None and auth.bearer is not None:
        return {"authorization": f"Bearer {auth.bearer.text(memory)}"}
    if auth is not None and auth.basic is not None:
        user, password = auth.basic.user, auth.basic.password
    elif settings.gateway.basic and settings.account and settings.password:
        user, password = settings.account, settings.password
    else:
        return {}
    pair = f"{user.text(memory)}:{password.text(memory)}"
    return {"authorization": "Basic " + b64encode(pair.encode()).decode()}
