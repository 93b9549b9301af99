"""Asks a platform's API over HTTP; what asks is handed in, so that tests need no network."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

import orjson

from onetake.errors import CommentRefused

PATIENCE = 30.0
"""Seconds within which an API has to answer."""
_AGAIN = frozenset({429, 502, 503, 504})
_TRIES = 3


@dataclass(frozen=True, slots=True)
class Answer:
    """What an API answered."""

    status: int
    body: bytes = b""
    headers: Mapping[str, str] = field(default_factory=dict)

    def json(self) -> Any:
        """Return the body as JSON, None when it is none."""
        try:
            return orjson.loads(self.body)
        except orjson.JSONDecodeError:
            return None

    @property
    def message(self) -> str:
        """What the API says itself of a refusal."""
        found = self.json()
        said = (found.get("message") or found.get("error")) if isinstance(found, dict) else ""
        return str(said or "")[:300]


@dataclass(frozen=True, slots=True)
class Question:
    """What is asked: `content` goes as JSON."""

    method: str
    url: str
    headers: Mapping[str, str]
    content: Mapping[str, object] | None = None


Ask = Callable[[Question], Awaitable[Answer]]
Sleep = Callable[[float], Awaitable[None]]


def patiently(ask: Ask, sleep: Sleep = asyncio.sleep) -> Ask:
    """Return what asks again when the API is busy; what creates something is asked only once."""

    async def asked(question: Question) -> Answer:
        for number in range(1, _TRIES + 1):
            answer = await ask(question)
            busy = answer.status in _AGAIN and question.method != "POST"
            if not busy or number == _TRIES:
                break
            told = answer.headers.get("Retry-After", "")
            await sleep(min(float(told), 60.0) if told.isdigit() else 2.0**number)
        return answer

    return asked


@asynccontextmanager
async def over_http() -> AsyncIterator[Ask]:
    """Give what asks over the network; it follows no redirect, which could carry the token away.

    Raises CommentRefused when the API cannot be reached.
    """
    import aiohttp

    limit = aiohttp.ClientTimeout(total=PATIENCE)
    async with aiohttp.ClientSession(timeout=limit, trust_env=True) as session:

        async def ask(question: Question) -> Answer:
            data = None if question.content is None else orjson.dumps(question.content)
            sent = {"Content-Type": "application/json"} if data is not None else {}
            try:
                async with session.request(
                    question.method,
                    question.url,
                    headers={**question.headers, **sent},
                    data=data,
                    allow_redirects=False,
                ) as answer:
                    return Answer(answer.status, await answer.read(), dict(answer.headers))
            except (aiohttp.ClientError, TimeoutError, ValueError) as error:
                why = str(error) or "it did not answer in time"
                raise CommentRefused(
                    f"{question.url} cannot be reached: {why}",
                    hint="check the address of the API and the runner's network or proxy",
                ) from None

        yield ask
