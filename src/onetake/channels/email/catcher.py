"""Asks a catcher of test mails over HTTP, and tells what is wrong when it does not answer."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field

from aiohttp import ClientError, ClientResponse, ClientSession, ClientTimeout
from yarl import URL

from onetake.channels.email.address import Server
from onetake.channels.email.mailbox import Passing
from onetake.wire.http_errors import failure_of
from onetake.words.trouble import CannotTell, Trouble, Unreached

_FAILURES = (ClientError, OSError, TimeoutError, ValueError)
_LARGEST_LIST = 200_000_000
_LONGEST_SHOWN = 200
_REFUSES_US = (401, 403)


@dataclass(slots=True)
class Http:
    """A catcher's HTTP interface; `headers` go with each request."""

    session: ClientSession
    server: Server
    headers: Mapping[str, str]
    timeout: float
    largest: int
    _woken: asyncio.Event = field(default_factory=asyncio.Event)

    async def json(self, path: str, **query: int) -> object:
        """Return what an answer holds. Raises Trouble."""
        response, data = await self._get(path, query, _LARGEST_LIST)
        self._demand(response, data)
        try:
            return json.loads(data)
        except ValueError:
            raise self.nonsense(path, data.decode("utf-8", "replace")) from None

    async def raw(self, paths: Mapping[str, str]) -> dict[str, bytes]:
        """Return the first `largest` bytes of several answers by key, without those not there."""
        asked = (self._one(path) for path in paths.values())
        told = await asyncio.gather(*asked, return_exceptions=True)
        for answer in told:
            if isinstance(answer, BaseException):
                raise answer
        pairs = zip(paths, told, strict=True)
        return {key: data for key, data in pairs if isinstance(data, bytes)}

    async def _one(self, path: str) -> bytes | None:
        response, data = await self._get(path, {}, self.largest)
        if response.status == 404:
            return None
        self._demand(response, data)
        return data

    async def pause(self, seconds: float) -> None:
        """Wait so long, or until somebody wakes us."""
        with suppress(TimeoutError):
            async with asyncio.timeout(seconds):
                await self._woken.wait()
        self._woken.clear()

    def wake(self) -> None:
        """End a pause."""
        self._woken.set()

    async def close(self) -> None:
        """Let go of the connections."""
        await self.session.close()

    def nonsense(self, path: str, said: str) -> CannotTell:
        """Return the trouble of an answer that is not what a catcher says."""
        shown = " ".join(said.split())[:_LONGEST_SHOWN] or "nothing"
        return CannotTell(
            "catcher.answer",
            f"{self.server}{path} does not answer as such a catcher does, but: {shown}; look at "
            "`address` and `catcher` in the system's file",
        )

    async def _get(
        self, path: str, query: Mapping[str, int], most: int
    ) -> tuple[ClientResponse, bytes]:
        url = URL(str(self.server) + path, encoded=True).update_query(query)
        try:
            async with self.session.get(
                url,
                headers=self.headers,
                allow_redirects=False,
                timeout=ClientTimeout(total=None, sock_connect=self.timeout,
                                      sock_read=self.timeout),
            ) as response:  # fmt: skip
                data = bytearray()
                async for chunk in response.content.iter_any():
                    data += chunk
                    if len(data) >= most:
                        response.close()
                        break
        except _FAILURES as error:
            raise _trouble_of(error, str(self.server)) from None
        return response, bytes(data[:most])

    def _demand(self, response: ClientResponse, data: bytes) -> None:
        """Raise unless the answer is one."""
        status, path = response.status, response.url.path
        if status == 200:
            return
        said = " ".join(data.decode("utf-8", "replace").split())[:_LONGEST_SHOWN]
        told = f"{self.server} answered {status} to {path}{f': {said}' if said else ''}"
        if status in _REFUSES_US:
            raise CannotTell(
                "mailbox.login", f"{told}; look at user and password in the system's file"
            )
        if status == 429 or status >= 500:
            raise Passing("catcher.answer", told)
        raise self.nonsense(path, f"status {status} {said}")


def _trouble_of(error: BaseException, server: str) -> Trouble:
    """Return the trouble of a request; a catcher is our own, so what is wrong with it is, too."""
    failure = failure_of(error, server)
    if failure.sent and not failure.reached:
        return Unreached(failure.kind, failure.reason)
    return CannotTell(failure.kind, failure.reason)


def text_at(message: object, key: str) -> str:
    """Return a text of an answer; nothing when there is none."""
    value = message.get(key) if isinstance(message, dict) else None
    return value if isinstance(value, str) else ""


def list_at(message: object, key: str) -> list[object]:
    """Return a list of an answer; an empty one when there is none."""
    value = message.get(key) if isinstance(message, dict) else None
    return value if isinstance(value, list) else []
