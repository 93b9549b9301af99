"""Opens lines and makes requests ready; the part of the channel that needs the HTTP library."""

from __future__ import annotations

import time
from collections.abc import Callable

from aiohttp import ClientTimeout
from multidict import istr

from onetake.channels.api.actions import Request
from onetake.channels.api.address import Addresses
from onetake.channels.api.auth import Grant, Tokens, basic, fixed_header
from onetake.channels.api.connectors import Connectors
from onetake.channels.api.line import ApiLine, Manner
from onetake.channels.api.request import Prepared
from onetake.channels.api.settings import Settings
from onetake.wire.tls import TlsFiles
from onetake.words.channel import Action, Memory, Place


class Engine:
    """Makes requests ready and opens lines that share connections; `now` is the wall clock."""

    __slots__ = ("_connectors", "_now")

    def __init__(self, now: Callable[[], float] = time.time) -> None:
        self._connectors = Connectors()
        self._now = now

    def prepare(self, action: Action) -> Prepared:
        """Make an action of this channel ready."""
        assert isinstance(action, Request)
        return Prepared(action)

    def open(self, place: Place) -> ApiLine:
        """Open a line; nothing is sent yet. Raises CannotTell, Undefined."""
        given = place.system.settings
        settings = given if isinstance(given, Settings) else Settings()
        also = [text.text(place.memory) for text in settings.also]
        addresses = Addresses.parse(place.system.name, place.address, also)
        manner = Manner(
            files=TlsFiles(*settings.tls.files(place.folder, place.memory)),
            headers=_headers(settings, addresses, place.memory),
            timeout=ClientTimeout(total=settings.timeout),
            largest=settings.largest,
            tokens=_tokens(settings, addresses, place.memory),
        )
        return ApiLine(place, addresses, manner, self._connectors, now=self._now)


def _headers(settings: Settings, addresses: Addresses, memory: Memory) -> dict[str, str]:
    """Return what each request to the system carries; a name in the address counts as basic."""
    headers: dict[str, str] = {istr("user-agent"): "onetake"}
    own = addresses.own
    authorization = fixed_header(settings.auth, memory)
    if not authorization and own.user is not None:
        authorization = basic(own.user, own.password or "")
    if authorization:
        headers[istr("authorization")] = authorization
    for name, text in settings.headers.items():
        headers[istr(name.lower())] = text.text(memory)
    return headers


def _tokens(settings: Settings, addresses: Addresses, memory: Memory) -> Tokens | None:
    oauth2 = settings.auth.oauth2 if settings.auth else None
    if oauth2 is None:
        return None
    url = addresses.token_url(oauth2.token.text(memory))
    return Tokens(Grant.of(oauth2, addresses.system, url, memory))
