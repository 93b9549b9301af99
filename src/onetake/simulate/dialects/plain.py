"""Plain JSON: over a WebSocket at `/` and `/ws`, and over HTTP by POST to `/` and `/chat`.

A message is `{"text": …, "sender": …}`, or bare text on a socket; a pressed button may add its
payload: `"button": …`. An answer is `{"text": …, "buttons": [{"title", "payload"}], "cards":
[{"title", "subtitle", "image", "buttons"}], "media": [{"url", "type"}]}`; over HTTP a list of them.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from itertools import count

from aiohttp import WSCloseCode, WSMsgType, web

from onetake.simulate.replies import Outcome, Reply
from onetake.simulate.talks import Broken, Talks, answered, push

_TEXT_KEYS = ("button", "text", "message", "payload")


def routes(talks: Talks) -> list[web.RouteDef]:
    """Return what this dialect answers."""
    numbers = count(1)

    async def get(request: web.Request) -> web.StreamResponse:
        return await socket(request, talks, f"socket-{next(numbers)}")

    async def post(request: web.Request) -> web.StreamResponse:
        text, sender = said(await request.text())
        talk, new = talks.of(f"http {sender}")
        greeting = talks.brain.greet(talk).replies if new else ()
        outcome = talks.brain.hear(talk, text)
        outcome = Outcome((*greeting, *outcome.replies), outcome.fate)
        return await answered(request, outcome, lambda heard: [r.as_json() for r in heard])

    return [
        web.get("/", get),
        web.get("/ws", get),
        web.post("/", post),
        web.post("/chat", post),
    ]


async def socket(
    request: web.Request, talks: Talks, name: str, *, rich_only: bool = False
) -> web.WebSocketResponse:
    """Talk over a WebSocket; with `rich_only` an answer that is mere text is sent bare."""
    ws = web.WebSocketResponse()
    await ws.prepare(request)

    async def send(reply: Reply) -> None:
        body = reply.as_json()
        bare = rich_only and set(body) == {"text"}
        await ws.send_str(reply.text if bare else json.dumps(body, ensure_ascii=False))

    async def tell(outcome: Outcome) -> None:
        try:
            await push(outcome, send)
        except Broken as broken:
            if broken.dropped and request.transport:
                request.transport.abort()
            await ws.close(code=WSCloseCode.INTERNAL_ERROR, message=b"the service failed")

    talk, _ = talks.of(name)
    if talks.brain.greets:
        talks.start(tell(talks.brain.greet(talk)))
    async for message in ws:
        if message.type is WSMsgType.TEXT:
            talks.start(tell(talks.brain.hear(talk, said(message.data)[0])))
    return ws


def said(frame: str) -> tuple[str, str]:
    """Return what a frame says and who sent it; a frame that is no JSON object is bare text."""
    try:
        body = json.loads(frame)
    except ValueError:
        return frame, ""
    if not isinstance(body, Mapping):
        return frame, ""
    text = next((body[key] for key in _TEXT_KEYS if body.get(key)), "")
    return str(text), str(body.get("sender") or "")
