"""The shape of opsdroid's WebSocket connector: ask for a socket, then talk on it.

Text goes both ways bare; an answer with buttons, cards or media is a JSON frame.
"""

from __future__ import annotations

from itertools import count

from aiohttp import web

from onetake.simulate.dialects.plain import socket
from onetake.simulate.talks import Talks

_PATH = "/connector/websocket"


def routes(talks: Talks) -> list[web.RouteDef]:
    """Return what this dialect answers."""
    numbers, offered = count(1), set[str]()

    async def offer(request: web.Request) -> web.Response:
        name = f"00000000-0000-1000-8000-{next(numbers):012}"
        offered.add(name)
        return web.json_response({"socket": name})

    async def connect(request: web.Request) -> web.StreamResponse:
        name = request.match_info["socket"]
        if name not in offered:
            return web.json_response("Please request a socket first", status=400)
        offered.discard(name)
        return await socket(request, talks, f"opsdroid {name}", rich_only=True)

    return [web.post(_PATH, offer), web.get(_PATH + "/{socket}", connect)]
