"""Tells others by HTTP what came and how far it has come, signed as Twilio signs it."""

from __future__ import annotations

import asyncio
import base64
import hashlib
import hmac
from collections.abc import Mapping

import aiohttp
from yarl import URL

_PATIENCE = aiohttp.ClientTimeout(total=5)


class Webhooks:
    """Posts forms to addresses of this machine, in order; what cannot be reached is let go."""

    def __init__(self, token: str) -> None:
        self._token = token
        self._tasks: set[asyncio.Task[None]] = set()
        self._session: aiohttp.ClientSession | None = None
        self._turn = asyncio.Lock()

    def post(self, url: str, form: Mapping[str, str]) -> None:
        """Post a form beside what goes on."""
        task = asyncio.create_task(self._post(url, dict(form)))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def close(self) -> None:
        """End what is still on its way."""
        for task in tuple(self._tasks):
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        if self._session:
            await self._session.close()

    async def _post(self, url: str, form: dict[str, str]) -> None:
        self._session = self._session or aiohttp.ClientSession(timeout=_PATIENCE)
        headers = {"X-Twilio-Signature": signature(self._token, url, form)}
        async with self._turn:
            try:
                async with self._session.post(URL(url), data=form, headers=headers) as answer:
                    await answer.read()
            except (aiohttp.ClientError, TimeoutError):
                return


def signature(token: str, url: str, form: Mapping[str, str]) -> str:
    """Return the signature of a form: HMAC-SHA1 of the address and the sorted fields, base64.

    Source: Twilio's documentation, "Validating requests".
    """
    text = url + "".join(f"{name}{form[name]}" for name in sorted(form))
    digest = hmac.new(token.encode(), text.encode(), hashlib.sha1).digest()
    return base64.b64encode(digest).decode()
