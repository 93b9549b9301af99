"""What lines of one event loop share: connections, pollers, listeners; the last one ends them."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass, field

from aiohttp import ClientSession, DummyCookieJar, TCPConnector

from onetake.channels.sms.client import Access, Client, Values
from onetake.channels.sms.gateway import Gateway
from onetake.channels.sms.poller import Poller
from onetake.channels.sms.subscriber import Subscriber
from onetake.channels.sms.webhook import Listener, Route
from onetake.words.trouble import CannotTell

_Account = tuple[Access, int, tuple[tuple[str, str], ...]]
_Place = tuple[str, int]


def _session() -> ClientSession:
    return ClientSession(connector=TCPConnector(limit=0), cookie_jar=DummyCookieJar())


@dataclass(slots=True)
class Shared:
    """The shared things of one event loop; `users` counts the lines that are open or opening."""

    session: ClientSession = field(default_factory=_session)
    users: int = 0
    _pollers: dict[_Account, Poller] = field(default_factory=dict)
    _listeners: dict[_Place, tuple[Listener, int]] = field(default_factory=dict)
    _lock: asyncio.Lock = field(default_factory=asyncio.Lock)

    def poller(
        self, gateway: Gateway, access: Access, values: Values, *, own: Mapping[str, object],
        marks: Mapping[str, str], every: float,
    ) -> Poller:  # fmt: skip
        """Return the poller of a gateway as one account reaches it; `own` tells accounts apart."""
        account = tuple(sorted((name, str(value)) for name, value in own.items()))
        key = (access, id(gateway), account)
        if key not in self._pollers:
            client = Client(self.session, access, values, lambda: marks)
            self._pollers[key] = Poller(gateway, client, every)
        return self._pollers[key]

    async def leave_poller(self, poller: Poller, line: Subscriber) -> None:
        """Let a line go; a poller without lines is forgotten."""
        await poller.leave(line)
        if poller.idle:
            self._pollers = {k: p for k, p in self._pollers.items() if p is not poller}

    async def listen(self, place: _Place, line: Subscriber, route: Route, largest: int) -> Route:
        """Let a line listen at an address, for `route`; `{port}` in its `url` is filled in.

        Raises CannotTell when somebody else listens there.
        """
        async with self._lock:
            if place not in self._listeners:
                listener = Listener(largest)
                self._listeners[place] = listener, await listener.start(*place)
            listener, port = self._listeners[place]
            try:
                route.url = route.url.replace("{port}", str(port))
                return listener.join(line, route)
            except CannotTell:
                await self._stop_if(listener.leave(line), place)
                raise

    async def leave_listener(self, place: _Place, line: Subscriber) -> None:
        """Let a line go; a listener without lines stops."""
        async with self._lock:
            if place in self._listeners:
                await self._stop_if(self._listeners[place][0].leave(line), place)

    async def _stop_if(self, empty: bool, place: _Place) -> None:
        if empty:
            listener, _ = self._listeners.pop(place)
            await listener.stop()
