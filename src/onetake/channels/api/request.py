"""A request made ready: what does not change between runs is built once."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from aiohttp import ClientTimeout
from multidict import istr
from yarl import URL

from onetake.channels.api.actions import Asking, Request
from onetake.channels.api.address import Addresses
from onetake.channels.api.answer import Answer
from onetake.channels.api.body import Body, Source, pairs, source_of
from onetake.channels.api.line import ApiLine, Outgoing
from onetake.words.channel import Memory
from onetake.words.line import Arrival
from onetake.words.template import Template

_CONTENT_TYPE = istr("content-type")


class Prepared:
    """An action made ready for every run; its URL is kept per address when nothing in it changes."""

    __slots__ = ("_action", "_address", "_fixed_headers", "_fixed_url", "_headers", "_query",
                 "_source", "_timeout", "_url")  # fmt: skip

    def __init__(self, action: Request) -> None:
        self._action = action
        self._query = action.query if isinstance(action, Asking) else {}
        self._headers = {istr(name.lower()): text for name, text in action.headers.items()}
        self._source: Source = source_of(action)
        self._timeout = ClientTimeout(total=action.timeout) if action.timeout else None
        texts = [action.path, *(text for several in self._query.values() for text in several)]
        self._fixed_url = not any(text.names for text in texts)
        self._address = ""
        self._url: URL | None = None
        fixed = self._source.fixed is not None and not any(
            text.names for text in self._headers.values()
        )
        self._fixed_headers = _head(self._headers, self._source.fixed, {}) if fixed else None

    async def say(self, line: ApiLine, memory: Memory) -> None:
        """Send the request and put its answer into the line's inbox once all of it came."""
        body = self._source.fixed or await self._source.make(memory)
        headers = self._fixed_headers
        if headers is None:
            headers = _head(self._headers, body, memory)
        action = self._action
        url = self._where(line.addresses, memory)
        out = Outgoing(action.method, url, headers, body.data, action.follow, self._timeout)
        line.inbox.put(await line.send(out))

    def read(self, arrivals: Sequence[Arrival]) -> Answer | None:
        """Return the latest answer."""
        return arrivals[-1].content if arrivals else None  # type: ignore[return-value]

    def _where(self, addresses: Addresses, memory: Memory) -> URL:
        if self._url is not None and addresses.base == self._address:
            return self._url
        url = addresses.url(self._action.path.text(memory))
        if self._query:
            url = url.extend_query(pairs(self._query, memory))
        if self._fixed_url:
            self._address, self._url = addresses.base, url
        return url


def _head(written: Mapping[str, Template], body: Body, memory: Memory) -> dict[str, str]:
    """Return a step's headers filled in; one it writes itself wins over the body's type."""
    headers: dict[str, str] = {_CONTENT_TYPE: body.type} if body.type else {}
    for name, text in written.items():
        headers[name] = text.text(memory)
    return headers
