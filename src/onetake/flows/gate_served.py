"""Answers gates over HTTP, as deployers ask: a verdict to read, or a status to go by."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from onetake.errors import OnetakeError
from onetake.flows.gate import Decided, ask_gate

if TYPE_CHECKING:
    from aiohttp import web

OPEN, SHUT, UNKNOWN, WRONG = 200, 403, 409, 400


class _Answers:
    """One programme's gates; one question at a time, so that no decision is recorded twice."""

    def __init__(
        self, programme: Path, ledger: str, answer: Callable[[Decided], dict[str, object]]
    ) -> None:
        self._programme, self._ledger, self._answer = programme, ledger, answer
        self._one = asyncio.Lock()

    async def verdict(self, request: web.Request) -> web.Response:
        """Answer `GET /gate/RELEASE?env=E` with the decision; its verdict is in the body."""
        return await self._asked(
            request.match_info["release"], request.query.get("env", ""),
            request.query.get("gate", ""), by_status=False,
        )  # fmt: skip

    async def confirmed(self, request: web.Request) -> web.Response:
        """Answer Flagger's `POST /confirm` with 200 when its metadata's release may go on."""
        try:
            body = await request.json()
            about = body.get("metadata") or {}
            release, env = about.get("release") or "", about.get("env") or ""
            named = about.get("gate") or ""
        except (ValueError, AttributeError):
            return _told(WRONG, "this is no JSON object", "send {metadata: {release: …, env: …}}")
        return await self._asked(release, env, named, by_status=True)

    async def _asked(self, release: str, env: str, gate: str, *, by_status: bool) -> web.Response:
        from aiohttp import web

        if not isinstance(release, str) or not isinstance(env, str) or not release or not env:
            return _told(WRONG, "no release or environment was named", "name release and env")
        try:
            async with self._one:
                decided = await asyncio.to_thread(
                    ask_gate, self._programme, release, env,
                    gate=gate, ledger=self._ledger, repeated=False,
                )  # fmt: skip
        except OnetakeError as error:
            return _told(WRONG if error.exit_code == 2 else 500, error.message, error.hint)
        unknown = decided.decision.answer == "inconclusive"
        status = OPEN if decided.open_ else UNKNOWN if unknown else SHUT
        return web.json_response(self._answer(decided), status=status if by_status else OPEN)


def application(
    programme: Path, ledger: str, answer: Callable[[Decided], dict[str, object]]
) -> web.Application:
    """Return the server's application; `answer` makes a decision a JSON object."""
    from aiohttp import web

    answers = _Answers(programme, ledger, answer)
    app = web.Application(client_max_size=64 * 1024)
    app.add_routes([
        web.get("/gate/{release}", answers.verdict),
        web.post("/confirm", answers.confirmed),
        web.get("/healthz", _healthy),
    ])  # fmt: skip
    return app


async def _healthy(request: web.Request) -> web.Response:
    from aiohttp import web

    return web.Response(text="ok\n")


def _told(status: int, message: str, hint: str) -> web.Response:
    from aiohttp import web

    return web.json_response({"error": message, "hint": hint}, status=status)
