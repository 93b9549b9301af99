"""Opens lines: joins them to what brings their messages, and lets go of it when they close."""

from __future__ import annotations

import asyncio
from contextlib import AsyncExitStack
from weakref import WeakKeyDictionary

from aiohttp import ClientSession

from onetake.channels.sms.access import access_of, route_of, values_of
from onetake.channels.sms.client import Client
from onetake.channels.sms.line import SmsLine, Ways
from onetake.channels.sms.numbers import normal
from onetake.channels.sms.poller import Poller
from onetake.channels.sms.settings import Settings
from onetake.channels.sms.shared import Shared
from onetake.words.channel import Place
from onetake.words.trouble import CannotTell

_LOOKS = 2
"""A silence is told only after so many looks at a list."""


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
        async with AsyncExitStack() as held:
            shared = self._take()
            held.push_async_callback(self._give_back, shared)
            line = _line(place, settings, shared.session)
            poller = _poller(place, settings, line.client, shared)
            held.push_async_callback(shared.leave_poller, poller, line)
            if settings.webhook is None:
                await poller.join(line)
                watch = poller.watch if settings.gateway.report.ask else None
                line.ways = Ways(held.pop_all().aclose, watch=watch)
                return line
            where, route = route_of(place, settings, settings.webhook)
            held.push_async_callback(shared.leave_listener, where, line)
            route = await shared.listen(where, line, route, settings.largest)
            line.ignore(await poller.standing(line.number))
            line.ways = Ways(held.pop_all().aclose, report_to=route.report_to)
            return line

    def _take(self) -> Shared:
        loop = asyncio.get_running_loop()
        shared = self._shared.get(loop) or Shared()
        self._shared[loop] = shared
        shared.users += 1
        return shared

    async def _give_back(self, shared: Shared) -> None:
        shared.users -= 1
        if not shared.users:
            del self._shared[asyncio.get_running_loop()]
            await shared.session.close()


def _line(place: Place, settings: Settings, session: ClientSession) -> SmsLine:
    """Return a line that nobody brings messages yet. Raises CannotTell, Undefined."""
    access, own = access_of(place, settings), values_of(place.memory, settings)
    number = normal(settings.number.text(place.memory), settings.region)
    if not number:
        raise CannotTell("number", f"{place.system.name} has no number to listen to: `number`")
    company = settings.company.text(place.memory) if settings.company else ""
    line = SmsLine(
        number=number,
        company=normal(company, settings.region) if company else "",
        region=settings.region,
        gateway=settings.gateway,
        client=Client(session, access, {**place.memory, **own}, place.marks),
        recipients=frozenset(
            normal(other.text(place.memory), settings.region) for other in settings.recipients
        ),
    )
    line.inbox.quiet = settings.quiet
    if settings.webhook is None:
        line.inbox.quiet = max(settings.quiet, _LOOKS * settings.every)
    place.evidence.put("sms.txt", line.transcript)
    return line


def _poller(place: Place, settings: Settings, client: Client, shared: Shared) -> Poller:
    """Return what looks at the gateway's list for this account."""
    marks = {name: value for name, value in place.marks().items() if name == "x-synthetic"}
    return shared.poller(
        settings.gateway, client.access, client.values, own=values_of(place.memory, settings),
        marks=marks, every=settings.every,
    )  # fmt: skip
