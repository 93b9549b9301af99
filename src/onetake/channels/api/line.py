"""A persona's line to an api: its cookies, who it says it is, and how its requests travel."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from aiohttp import ClientError, ClientResponse, ClientSession, ClientTimeout, CookieJar

from onetake.channels.api.address import Addresses
from onetake.channels.api.answer import Answer
from onetake.channels.api.auth import Tokens
from onetake.channels.api.connectors import Connectors
from onetake.channels.api.evidence import Exchange
from onetake.channels.api.outgoing import Outgoing
from onetake.channels.api.reading import TooLarge, read_body
from onetake.channels.api.redirect import next_hop
from onetake.channels.api.troubles import Failure, trouble_of
from onetake.wire.tls import TlsFiles
from onetake.words.channel import Place
from onetake.words.line import Inbox
from onetake.words.trouble import CannotTell

_FAILURES = (ClientError, OSError, ValueError)


@dataclass(frozen=True, slots=True)
class Manner:
    """How a line talks, from its system's settings, with all texts filled in."""

    files: TlsFiles
    headers: Mapping[str, str]
    timeout: ClientTimeout
    largest: int
    tokens: Tokens | None = None


class SecuredResponse(ClientResponse):
    """A response that keeps hold of its connection's TLS, which is gone once the body was read."""

    secured: object = None

    async def start(self, connection):
        """Note how the connection is secured, then read the head."""
        self.secured = connection.transport.get_extra_info("ssl_object")
        return await super().start(connection)


class ApiLine:
    """An open line: cookies are its own, connections are shared with other lines.

    `now` gives the wall clock's time in UTC seconds.
    """

    __slots__ = ("_authority", "_connectors", "_jar", "_manner", "_now", "_place", "_session",
                 "addresses", "folder", "inbox")  # fmt: skip

    def __init__(
        self,
        place: Place,
        addresses: Addresses,
        manner: Manner,
        connectors: Connectors,
        *,
        now: Callable[[], float],
    ) -> None:
        connector = connectors.take(manner.files)
        self.inbox = Inbox()
        self.addresses = addresses
        self._place = place
        self.folder = place.folder
        self._manner = manner
        self._connectors = connectors
        self._authority = manner.files.ca
        self._now = now
        self._jar = CookieJar(unsafe=True)
        self._session = ClientSession(
            connector=connector,
            connector_owner=False,
            cookie_jar=self._jar,
            timeout=manner.timeout,
            response_class=SecuredResponse if addresses.own.scheme == "https" else ClientResponse,
        )

    async def send(self, out: Outgoing) -> Answer:
        """Return the answer to a request, redirects followed; a refused token is renewed once.

        Raises Trouble.
        """
        if self.inbox.closed is not None:
            raise self.inbox.closed
        tokens = self._manner.tokens
        if tokens is None:
            return await self._follow(out)
        await tokens.ensure(self._exchange)
        answer = await self._follow(out)
        if answer.status != 401:
            return answer
        await tokens.renew(self._exchange)
        return await self._follow(out)

    async def close(self) -> None:
        """Give the connections back; never raises."""
        if self.inbox.closed is None:
            self.inbox.close(CannotTell("line.closed", "this line is closed"))
            await self._session.close()
            await self._connectors.give_back(self._manner.files)

    async def _follow(self, out: Outgoing) -> Answer:
        answer = await self._exchange(out)
        trail: list[str] = []
        while out.follow and 300 < answer.status < 400:
            hop = next_hop(self.addresses, out, answer, trail)
            if hop is None:
                break
            answer, out = await self._exchange(hop), hop
            answer.trail = tuple(trail)
        return answer

    async def _exchange(self, out: Outgoing) -> Answer:
        """Send one request and read all of its answer. Raises Trouble."""
        exchange = Exchange(out.method, out.url, self._headers(out), out.data)
        self._place.evidence.put("request.http", exchange.request_text)
        self._place.evidence.put("answer.http", exchange.answer_text)
        timeout = out.timeout or self._manner.timeout
        response: ClientResponse | None = None
        try:
            response = await self._session.request(
                out.method,
                out.url,
                headers=exchange.headers,
                data=out.data,
                allow_redirects=False,
                timeout=timeout,
            )
            exchange.headers = response.request_info.headers
            exchange.answer = answer = Answer(response, self._jar, self._now())
            answer.body = await read_body(response, out.method, self._manner.largest)
        except TooLarge as large:
            answer.body = large.begin
            exchange.trouble = f"{large.reason}; this is how it begins"
            raise
        except _FAILURES as error:
            came = response.content.total_bytes if response is not None else None
            failure = Failure(error, out.url, timeout.total or 0.0, came)
            trouble = await trouble_of(failure, self._authority)
            exchange.trouble = trouble.reason
            raise trouble from None
        return answer

    def _headers(self, out: Outgoing) -> dict[str, str]:
        """Return a request's headers; only the system's own address learns who we are."""
        if not self.addresses.ours(out.url):
            return {**out.headers, **self._place.marks()}
        headers = {**self._manner.headers, **out.headers, **self._place.marks()}
        tokens = self._manner.tokens
        if tokens is not None and tokens.header:
            headers.setdefault("authorization", tokens.header)
        return headers
