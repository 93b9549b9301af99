"""A request made ready: what does not change between runs is built once."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import chain

from aiohttp import ClientTimeout
from multidict import istr

from onetake.channels.api.actions import Asking, Request
from onetake.channels.api.answer import Answer
from onetake.channels.api.body import Source, pairs, source_of
from onetake.channels.api.line import ApiLine, Outgoing
from onetake.words.channel import Memory
from onetake.words.line import Arrival

_CONTENT_TYPE = istr("content-type")


class Prepared:
    """An action made ready for every run; a request without templates is kept per address."""

    __slots__ = ("_action", "_address", "_fixed", "_headers", "_kept", "_query", "_source",
                 "_timeout")  # fmt: skip

    def __init__(self, action: Request) -> None:
        self._action = action
        self._query = action.query if isinstance(action, Asking) else {}
        self._headers = {istr(name.lower()): text for name, text in action.headers.items()}
        self._source: Source = source_of(action)
        self._timeout = ClientTimeout(total=action.timeout) if action.timeout else None
        texts = [action.path, *self._headers.values(), *chain(*self._query.values())]
        self._fixed = self._source.fixed is not None and not any(text.names for text in texts)
        self._address = ""
        self._kept: Outgoing | None = None

    async def say(self, line: ApiLine, memory: Memory) -> None:
        """Send the request and put its answer into the line's inbox once all of it came."""
        out = self._kept
        if out is None or self._address != line.addresses.base:
            out = await self._made(line, memory)
        line.inbox.put(await line.send(out))

    def read(self, arrivals: Sequence[Arrival]) -> Answer | None:
        """Return the latest answer."""
        return arrivals[-1].content if arrivals else None  # type: ignore[return-value]

    async def _made(self, line: ApiLine, memory: Memory) -> Outgoing:
        """Return the request with its templates filled in; keep it when there are none."""
        action, addresses = self._action, line.addresses
        url = addresses.url(action.path.text(memory))
        if self._query:
            url = url.extend_query(pairs(self._query, memory))
        body = self._source.fixed or await self._source.make(memory, line.folder)
        headers: dict[str, str] = {_CONTENT_TYPE: body.type} if body.type else {}
        headers |= {name: text.text(memory) for name, text in self._headers.items()}
        out = Outgoing(action.method, url, headers, body.data, action.follow, self._timeout)
        if self._fixed:
            self._address, self._kept = addresses.base, out
        return out
