"""Sends a connector's requests and opens its WebSocket, as one customer with their own cookies."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import SimpleNamespace
from typing import Literal
from urllib.parse import quote

from aiohttp import (
    ClientError,
    ClientResponse,
    ClientSession,
    ClientTimeout,
    ClientWebSocketResponse,
    ClientWSTimeout,
    CookieJar,
    TCPConnector,
    TraceConfig,
)
from yarl import URL

from onetake.channels.chat.connector import Listen, Send
from onetake.channels.chat.reading import parse
from onetake.wire.http_errors import failure_of
from onetake.words.path import ABSENT, Path
from onetake.words.template import Template, as_text, fill, look_up
from onetake.words.trouble import CannotTell, CustomerNotices, Trouble, Unreached

_FAILURES = (ClientError, OSError, TimeoutError, ValueError)
_CLOSING = ClientWSTimeout(ws_close=1.0)
_HTTP = {"ws": "http", "wss": "https"}
_LONGEST_SHOWN = 200

Values = Mapping[str, object]


@dataclass(frozen=True, slots=True)
class Manner:
    """How a line talks, from its system's settings, with all texts filled in.

    `hosts` are the only ones it may go to; `largest` is in bytes; `marks` gives the headers that
    each message carries.
    """

    system: str
    address: str
    hosts: frozenset[str]
    headers: Mapping[str, str]
    largest: int
    marks: Callable[[], Mapping[str, str]]


def trouble_of(error: BaseException, host: str) -> Trouble:
    """Return the trouble an exception of the HTTP library stands for."""
    failure = failure_of(error, host)
    if not failure.sent:
        return CannotTell(failure.kind, failure.reason)
    kind = CustomerNotices if failure.reached else Unreached
    return kind(failure.kind, failure.reason)


def _watch() -> TraceConfig:
    """Return what sets a request's future when its head is on the way, and refuses redirects.

    A WebSocket has no setting for that: its library would follow, with our headers, to anybody.
    """

    async def sent(session: object, context: SimpleNamespace, params: object) -> None:
        future = context.trace_request_ctx
        if future is not None and not future.done():
            future.set_result(None)

    async def redirected(session: object, context: object, params: object) -> None:
        response: ClientResponse = params.response  # type: ignore[attr-defined]
        raise CustomerNotices("status", _refusal(response, b""))

    trace = TraceConfig()
    trace.on_request_headers_sent.append(sent)
    trace.on_request_redirect.append(redirected)
    return trace


_WATCH = _watch()


class Client:
    """One customer's way to a bot; connections are shared with others, cookies are not."""

    __slots__ = ("_manner", "_session")

    def __init__(self, manner: Manner, connector: TCPConnector) -> None:
        self._manner = manner
        self._session = ClientSession(
            connector=connector,
            connector_owner=False,
            cookie_jar=CookieJar(unsafe=True),
            timeout=ClientTimeout(total=None),
            trace_configs=[_WATCH],
        )

    async def request(
        self, send: Send, values: Values, sent: asyncio.Future[None] | None = None
    ) -> object:
        """Return what the answer to a request holds; `sent` is told once it is on the way.

        Raises Trouble, Undefined.
        """
        assert send.url is not None
        body = {
            "json": None if send.json_ is None else fill(send.json_, values),
            "data": _texts(send.form, values) or (send.text.text(values) if send.text else None),
        }
        return await self._exchange(
            send.method, self._url(send.url, send.query, values), send.headers, values,
            body=body, sent=sent,
        )  # fmt: skip

    async def ask(self, listen: Listen, values: Values) -> object:
        """Return what the address to poll answers. Raises Trouble, Undefined."""
        assert listen.poll is not None
        url = self._url(listen.poll, listen.query, values)
        return await self._exchange("GET", url, listen.headers, values)

    async def socket(
        self, listen: Listen, values: Values
    ) -> ClientWebSocketResponse[Literal[False]]:
        """Open the WebSocket; its frames are taken as bytes. Raises Trouble, Undefined."""
        assert listen.socket is not None
        url = self._url(listen.socket, listen.query, values, http=False)
        try:
            return await self._session.ws_connect(
                url,
                headers=self._headers(listen.headers, values),
                timeout=_CLOSING,
                max_msg_size=self._manner.largest,
                decode_text=False,
            )
        except _FAILURES as error:
            raise trouble_of(error, _host(url)) from None

    async def close(self) -> None:
        """Let go of what this customer holds."""
        await self._session.close()

    async def _exchange(
        self, method: str, url: URL, headers: Mapping[str, Template], values: Values,
        *, body: Mapping[str, object] | None = None, sent: asyncio.Future[None] | None = None,
    ) -> object:  # fmt: skip
        try:
            async with self._session.request(
                method,
                url,
                headers=self._headers(headers, values),
                allow_redirects=False,
                trace_request_ctx=sent,
                **(body or {}),  # type: ignore[arg-type]
            ) as response:
                data = await self._read(response, _host(url))
        except _FAILURES as error:
            raise trouble_of(error, _host(url)) from None
        if not 200 <= response.status < 300:
            raise CustomerNotices("status", _refusal(response, data))
        return parse(data)

    async def _read(self, response: ClientResponse, host: str) -> bytes:
        data = bytearray()
        async for chunk in response.content.iter_any():
            data += chunk
            if len(data) > self._manner.largest:
                reason = f"{host} sent more than {self._manner.largest} bytes (`largest`)"
                raise CustomerNotices("body.size", reason)
        return bytes(data)

    def _headers(self, headers: Mapping[str, Template], values: Values) -> dict[str, str]:
        return {**self._manner.headers, **_texts(headers, values), **self._manner.marks()}

    def _url(
        self, to: Template, query: Mapping[str, Template], values: Values, *, http: bool = True
    ) -> URL:
        """Return where a request goes. Raises CannotTell for a host nobody allowed."""
        written = _joined(self._manner.address, _path(to, values))
        try:
            url = URL(written)
            if http and url.scheme in _HTTP:
                url = url.with_scheme(_HTTP[url.scheme])
            host = url.host or ""
        except ValueError as error:
            raise CannotTell("address", f"{written!r} is no address: {error}") from None
        if host not in self._manner.hosts:
            raise CannotTell(
                "address.undeclared",
                f"{self._manner.system} sends us to {host or written!r}, which nothing allows: "
                f"write also: [{host}] in its file if that is meant",
            )
        return url.update_query(_texts(query, values)) if query else url


def kept(keep: Mapping[str, Path], answer: object) -> dict[str, object]:
    """Return what is to be kept of an answer; names for which nothing is there are left out."""
    found = {name: path.dig(answer) for name, path in keep.items()}
    return {name: value for name, value in found.items() if value is not ABSENT}


def _texts(texts: Mapping[str, Template], values: Values) -> dict[str, str]:
    return {name: text.text(values) for name, text in texts.items()}


def _path(to: Template, values: Values) -> str:
    """Fill in a path: what is filled in is quoted, but not where it stands for the beginning."""
    parts = [
        quote(as_text(look_up(values, part)), safe="") if position % 2 else part
        for position, part in enumerate(to.parts)
    ]
    if len(to.parts) > 1 and not to.parts[0]:
        parts[1] = as_text(look_up(values, to.parts[1]))
    return "".join(parts)


def _joined(address: str, path: str) -> str:
    """Put a path below an address, before the address's own query; a whole URL stays as it is."""
    if "://" in path:
        return path
    address = address if "://" in address else f"http://{address}"
    head, mark, query = address.partition("?")
    below = f"{head.rstrip('/')}/{path.lstrip('/')}" if path else head
    return below + mark + query


def _host(url: URL) -> str:
    return f"{url.host}:{url.port}" if url.port else str(url.host)


def _refusal(response: ClientResponse, data: bytes) -> str:
    text = " ".join(data.decode("utf-8", "replace").split())
    shown = text if len(text) <= _LONGEST_SHOWN else text[:_LONGEST_SHOWN] + " …"
    said = f": {shown}" if shown else ""
    target = f"{response.method} {response.url.path}"
    if 300 <= response.status < 400:
        said = f" to {response.headers.get('location', 'nowhere')}; write that address instead"
    return f"{_host(response.url)} answered {response.status} to {target}{said}"
