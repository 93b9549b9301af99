"""Sends a gateway's requests; tells whose doing it is when one fails."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from urllib.parse import quote

from aiohttp import ClientError, ClientResponse, ClientSession, ClientTimeout
from yarl import URL

from onetake.channels.sms.gateway import Ask, Send
from onetake.channels.sms.reading import holds, parse, text_at
from onetake.wire.http_errors import failure_of
from onetake.words.template import Template, as_text, fill, look_up
from onetake.words.trouble import CannotTell, Trouble, Unreached

_FAILURES = (ClientError, OSError, TimeoutError, ValueError)
_LONGEST_SHOWN = 200
_UNAUTHORIZED = 401

Values = Mapping[str, object]
Marks = Callable[[], Mapping[str, str]]


class Passing(CannotTell):
    """The gateway could not answer now, such as with status 500 or 429; it may a little later."""


@dataclass(frozen=True, slots=True)
class Access:
    """A gateway as one system reaches it, all texts filled in.

    It goes to the server of `address` only, and to those in `also`: a host, or host and port.
    `largest` is in bytes, `timeout` in seconds.
    """

    system: str
    address: str
    also: frozenset[str]
    headers: tuple[tuple[str, str], ...]
    largest: int
    timeout: float

    def allows(self, url: URL) -> bool:
        """Tell if a request may go to a URL; another port or scheme is another server."""
        if url.host is None:
            return False
        own = url.origin() == URL(self.address).origin()
        return own or url.host in self.also or f"{url.host}:{url.port}" in self.also


@dataclass(frozen=True, slots=True)
class Client:
    """A way to a gateway; `values` fill in its texts, `marks` gives headers of each request."""

    session: ClientSession
    access: Access
    values: Values
    marks: Marks

    async def send(self, send: Send, values: Values, *also: Mapping[str, Template]) -> str:
        """Send a message and return the gateway's id for it, which may be empty.

        `also` goes along in the form, or else in the query. Raises Trouble, Undefined.
        """
        query, form = dict(send.query), dict(send.form)
        for more in also:
            (form if send.form else query).update(more)
        filled = {**self.values, **values}
        body: dict[str, object] = {}
        if send.json_ is not None:
            body["json"] = fill(send.json_, filled)
        elif form:
            body["data"] = _texts(form, filled)
        url = self._url(send.path.parts, filled).update_query(_texts(query, filled))
        answer = await self._exchange(send.method, url, _texts(send.headers, filled), body)
        return self._taken(send, answer, url)

    async def ask(self, ask: Ask, values: Values) -> object:
        """Return what the answer to a question holds. Raises Trouble, Undefined."""
        filled = {**self.values, **values}
        url = self._url(ask.get.parts, filled).update_query(_texts(ask.query, filled))
        return await self._exchange("GET", url, _texts(ask.headers, filled), {})

    async def follow(self, ask: Ask, to: str) -> object:
        """Return what the next page of a list holds. Raises Trouble, Undefined."""
        url = self._allowed(str(URL(self.access.address).join(URL(to))))
        return await self._exchange("GET", url, _texts(ask.headers, self.values), {})

    def _taken(self, send: Send, answer: object, url: URL) -> str:
        """Return the id in an answer. Raises CannotTell when the message was not taken."""
        if send.answer is not None and isinstance(answer, Mapping) and "text" in answer:
            found = re.search(send.answer, as_text(answer["text"]))
            if found is None:
                raise CannotTell("gateway.answer", f"{_host(url)} answered {_shown(answer)!r}, "
                                 f"which is not of the form {send.answer}")  # fmt: skip
            answer = {**answer, **found.groupdict("")}
        if not holds(send.taken, answer, self.values):
            raise CannotTell(
                "gateway.refused", f"{_host(url)} did not take the message: {_shown(answer)}"
            )
        return text_at(send.id, answer)

    async def _exchange(
        self, method: str, url: URL, headers: Mapping[str, str], body: Mapping[str, object]
    ) -> object:
        try:
            async with self.session.request(
                method,
                url,
                headers={**dict(self.access.headers), **headers, **self.marks()},
                allow_redirects=False,
                timeout=ClientTimeout(total=self.access.timeout),
                **body,  # type: ignore[arg-type]
            ) as response:
                data = await self._read(response)
        except _FAILURES as error:
            raise trouble_of(error, _host(url)) from None
        if not 200 <= response.status < 300:
            raise _refusal(response, data)
        return parse(data)

    async def _read(self, response: ClientResponse) -> bytes:
        data = bytearray()
        async for chunk in response.content.iter_any():
            data += chunk
            if len(data) > self.access.largest:
                reason = f"{_host(response.url)} sent more than {self.access.largest} bytes"
                raise CannotTell("body.size", f"{reason} (`largest`)")
        return bytes(data)

    def _url(self, parts: tuple[str, ...], values: Values) -> URL:
        """Return where a request goes; what is filled into its path is quoted."""
        path = "".join(
            quote(as_text(look_up(values, part)), safe="") if position % 2 else part
            for position, part in enumerate(parts)
        )
        return self._allowed(path)

    def _allowed(self, path: str) -> URL:
        """Return the URL of a path below the address. Raises CannotTell when undeclared."""
        head, mark, query = self.access.address.partition("?")
        below = f"{head.rstrip('/')}/{path.lstrip('/')}" if path else head
        written = path if "://" in path else below + mark + query
        try:
            url = URL(written)
            allowed = self.access.allows(url)
        except ValueError as error:
            raise CannotTell("address", f"{written!r} is no address: {error}") from None
        if not allowed:
            raise CannotTell("address.undeclared", _undeclared(url, self.access))
        return url


def trouble_of(error: BaseException, host: str) -> Trouble:
    """Return the trouble an exception of the HTTP library stands for.

    A gateway is our own phone, so what is wrong with it keeps us from telling.
    """
    failure = failure_of(error, host)
    if failure.sent and not failure.reached:
        return Unreached(failure.kind, failure.reason)
    return CannotTell(failure.kind, failure.reason)


def _refusal(response: ClientResponse, data: bytes) -> CannotTell:
    said = _shown(parse(data))
    if 300 <= response.status < 400:
        said = f"to {response.headers.get('location', 'nowhere')}; write that address instead"
    told = f"{_host(response.url)} answered {response.status} to {response.method} "
    reason = f"{told}{response.url.path}{f': {said}' if said else ''}"
    if response.status == _UNAUTHORIZED:
        return CannotTell("gateway.auth", f"{reason}; look at its account, password or auth")
    kind = Passing if response.status == 429 or response.status >= 500 else CannotTell
    return kind("gateway.refused", reason)


def _texts(texts: Mapping[str, Template], values: Values) -> dict[str, str]:
    return {name: text.text(values) for name, text in texts.items()}


def _shown(answer: object) -> str:
    """Return how an answer reads, on one line and not too long."""
    whole = isinstance(answer, Mapping) and set(answer) == {"text"}
    text = " ".join(as_text(answer["text"] if whole else answer).split())  # type: ignore[index]
    return text if len(text) <= _LONGEST_SHOWN else text[:_LONGEST_SHOWN] + " …"


def _host(url: URL) -> str:
    return f"{url.host}:{url.port}" if url.port else str(url.host)


def _undeclared(url: URL, access: Access) -> str:
    """Return what is said of a server that nothing allows, and what `also` must name for it."""
    server = url.origin() if url.host else url
    also = url.host if url.host != URL(access.address).host else _host(url)
    told = f"{access.system} sends us to {server}, which nothing allows"
    return f"{told}: write also: [{also}] in its file if that is meant"
