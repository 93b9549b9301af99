"""The shape of Matrix' client-server API: log in, make a room with the bot, send, and sync.

Matrix has no buttons and cards of its own; they travel in the event's content under `buttons` and
`cards`, beside a body that clients without them can show.
"""

from __future__ import annotations

from itertools import count

from aiohttp import web

from onetake.simulate.answers import body_of
from onetake.simulate.feed import Feed
from onetake.simulate.replies import Reply
from onetake.simulate.talks import Broken, Send, Talks, push, refused, settled

_ROOT = "/_matrix/client/v3"
BOT = "@bot:localhost"
_LONGEST_POLL = 30.0


class Matrix:
    """A home server with one bot: one feed of events for each who logged in."""

    def __init__(self, talks: Talks) -> None:
        self._talks = talks
        self._feeds: dict[str, Feed] = {}
        self._rooms: dict[str, set[str]] = {}
        self._numbers = count(1)
        self._sent: dict[tuple[str, str, str], str] = {}

    async def login(self, request: web.Request) -> web.Response:
        """Give an access token to whoever says a name."""
        body = await body_of(request)
        identifier = body.get("identifier")
        named = identifier if isinstance(identifier, dict) else body
        name = named.get("user") or "customer"
        user = _user(str(name))
        return web.json_response(
            {"user_id": user, "access_token": f"token-{user}", "device_id": "DEVICE"}
        )

    async def whoami(self, request: web.Request) -> web.Response:
        """Tell whose token it is."""
        user, _ = self._who(request)
        return web.json_response({"user_id": user})

    async def create(self, request: web.Request) -> web.Response:
        """Make a room with the bot in it; a bot that greets, greets now."""
        user, _ = self._who(request)
        room = f"!room{next(self._numbers)}:localhost"
        self._enter(room, user)
        return web.json_response({"room_id": room})

    async def join(self, request: web.Request) -> web.Response:
        """Enter a room; one that nobody made yet is made."""
        user, _ = self._who(request)
        room = request.match_info["room"]
        self._enter(room, user)
        return web.json_response({"room_id": room})

    async def send(self, request: web.Request) -> web.Response:
        """Take a message; the same transaction sent again is answered again, but not heard."""
        user, feed = self._who(request)
        room, transaction = request.match_info["room"], request.match_info["transaction"]
        key = (user, room, transaction)
        if key in self._sent:
            return web.json_response({"event_id": self._sent[key]})
        self._enter(room, user)
        content = await body_of(request)
        event = self._event(room, user, content)
        self._sent[key] = str(event["event_id"])
        feed.put(event)
        talk, _ = self._talks.of(f"matrix {room}")
        try:
            outcome = settled(self._talks.brain.hear(talk, str(content.get("body", ""))))
        except Broken as broken:
            return refused(request, broken)
        self._talks.start(push(outcome, self._sender(room)))
        return web.json_response({"event_id": event["event_id"]})

    async def sync(self, request: web.Request) -> web.Response:
        """Give what happened since a position, waiting up to `timeout` milliseconds."""
        _, feed = self._who(request)
        since = int(request.query.get("since", "s0")[1:])
        wait = min(float(request.query.get("timeout", "0")) / 1000, _LONGEST_POLL)
        events = await feed.after(since, wait)
        rooms: dict[str, dict[str, object]] = {}
        for event in events:
            room = rooms.setdefault(str(event["room_id"]), {"timeline": {"events": []}})
            room["timeline"]["events"].append(event)  # type: ignore[index]
        joined = {"next_batch": f"s{since + len(events)}", "rooms": {"join": rooms}}
        return web.json_response(joined)

    def _who(self, request: web.Request) -> tuple[str, Feed]:
        token = request.headers.get("authorization", "").removeprefix("Bearer ")
        token = token or request.query.get("access_token", "")
        if not token:
            raise web.HTTPUnauthorized(text='{"errcode": "M_MISSING_TOKEN"}')
        user = _user(token.removeprefix("token-"))
        return user, self._feeds.setdefault(user, Feed())

    def _enter(self, room: str, user: str) -> None:
        new = room not in self._rooms
        self._rooms.setdefault(room, set()).add(user)
        talk, _ = self._talks.of(f"matrix {room}")
        if new and self._talks.brain.greets:
            self._talks.start(push(self._talks.brain.greet(talk), self._sender(room)))

    def _event(self, room: str, sender: str, content: dict[str, object]) -> dict[str, object]:
        return {
            "type": "m.room.message",
            "event_id": f"$event{next(self._numbers)}",
            "room_id": room,
            "sender": sender,
            "content": content,
        }

    def _sender(self, room: str) -> Send:
        async def send(reply: Reply) -> None:
            for content in _contents(reply):
                event = self._event(room, BOT, content)
                for user in self._rooms[room]:
                    self._feeds.setdefault(user, Feed()).put(event)

        return send


def routes(talks: Talks) -> list[web.RouteDef]:
    """Return what this dialect answers."""
    matrix = Matrix(talks)
    return [
        web.post(_ROOT + "/login", matrix.login),
        web.get(_ROOT + "/account/whoami", matrix.whoami),
        web.post(_ROOT + "/createRoom", matrix.create),
        web.post(_ROOT + "/join/{room}", matrix.join),
        web.post(_ROOT + "/rooms/{room}/join", matrix.join),
        web.put(_ROOT + "/rooms/{room}/send/m.room.message/{transaction}", matrix.send),
        web.get(_ROOT + "/sync", matrix.sync),
    ]


def _user(name: str) -> str:
    return name if name.startswith("@") else f"@{name}:localhost"


def _contents(reply: Reply) -> list[dict[str, object]]:
    """Return a reply as events' contents: its text, then each picture by itself."""
    body = reply.as_json()
    contents: list[dict[str, object]] = []
    if reply.text or reply.buttons or reply.cards:
        rich: dict[str, object] = {k: body[k] for k in ("buttons", "cards") if k in body}
        contents.append({"msgtype": "m.text", "body": reply.text, **rich})
    for url, kind in reply.media:
        contents.append({"msgtype": "m.image", "body": url, "url": url, "info": {"mimetype": kind}})
    return contents
