"""The shape of Bot Framework's Direct Line 3.0: conversations, activities and a watermark."""

from __future__ import annotations

from itertools import count

from aiohttp import web

from onetake.simulate.answers import body_of
from onetake.simulate.feed import Feed
from onetake.simulate.replies import Choice, Reply
from onetake.simulate.talks import Broken, Send, Talks, push, refused, settled

_ROOT = "/v3/directline"
_HERO = "application/vnd.microsoft.card.hero"


class DirectLine:
    """The conversations of one bot, each a feed of activities."""

    def __init__(self, talks: Talks) -> None:
        self._talks = talks
        self._feeds: dict[str, Feed] = {}
        self._numbers = count(1)

    async def token(self, request: web.Request) -> web.Response:
        """Give a token for one conversation."""
        _demand_bearer(request)
        return web.json_response({"token": "direct-line-token", "expires_in": 1800})

    async def start(self, request: web.Request) -> web.Response:
        """Open a conversation; a bot that greets, greets now."""
        _demand_bearer(request)
        identity = f"conversation-{next(self._numbers)}"
        self._feeds[identity] = Feed()
        talk, _ = self._talks.of(f"directline {identity}")
        if self._talks.brain.greets:
            self._talks.start(push(self._talks.brain.greet(talk), self._sender(identity)))
        body = {"conversationId": identity, "token": "direct-line-token", "expires_in": 1800}
        return web.json_response(body, status=201)

    async def post(self, request: web.Request) -> web.Response:
        """Take an activity; only messages are answered."""
        identity, feed = self._of(request)
        activity = await body_of(request)
        number = len(feed.events)
        put = {**activity, "id": f"{identity}|{number:07}", "conversation": {"id": identity}}
        feed.put(put)
        if activity.get("type") == "message":
            talk, _ = self._talks.of(f"directline {identity}")
            said = str(activity.get("value") or activity.get("text") or "")
            try:
                outcome = settled(self._talks.brain.hear(talk, said))
            except Broken as broken:
                return refused(request, broken)
            self._talks.start(push(outcome, self._sender(identity)))
        return web.json_response({"id": put["id"]})

    async def get(self, request: web.Request) -> web.Response:
        """Give the activities from the watermark on, and the next watermark."""
        _, feed = self._of(request)
        events = feed.events[int(request.query.get("watermark") or 0) :]
        watermark = str(len(feed.events))
        return web.json_response({"activities": events, "watermark": watermark})

    def _of(self, request: web.Request) -> tuple[str, Feed]:
        _demand_bearer(request)
        identity = request.match_info["conversation"]
        if identity not in self._feeds:
            raise web.HTTPNotFound(text='{"error": {"code": "ConversationNotFound"}}')
        return identity, self._feeds[identity]

    def _sender(self, identity: str) -> Send:
        feed = self._feeds[identity]

        async def send(reply: Reply) -> None:
            number = len(feed.events)
            feed.put(_activity(reply) | {
                "id": f"{identity}|{number:07}", "conversation": {"id": identity},
            })  # fmt: skip

        return send


def routes(talks: Talks) -> list[web.RouteDef]:
    """Return what this dialect answers."""
    line = DirectLine(talks)
    activities = _ROOT + "/conversations/{conversation}/activities"
    return [
        web.post(_ROOT + "/tokens/generate", line.token),
        web.post(_ROOT + "/conversations", line.start),
        web.post(activities, line.post),
        web.get(activities, line.get),
    ]


def _demand_bearer(request: web.Request) -> None:
    scheme, _, token = request.headers.get("authorization", "").partition(" ")
    if scheme.lower() != "bearer" or not token.strip():
        raise web.HTTPForbidden(text='{"error": {"code": "MissingProperty"}}')


def _activity(reply: Reply) -> dict[str, object]:
    """Return a reply as an activity of the bot."""
    activity: dict[str, object] = {
        "type": "message",
        "from": {"id": "bot", "role": "bot"},
        "text": reply.text,
    }
    if reply.buttons:
        activity["suggestedActions"] = {"actions": [_action(b) for b in reply.buttons]}
    attachments: list[dict[str, object]] = [
        {
            "contentType": _HERO,
            "content": {
                "title": card.title,
                "subtitle": card.subtitle,
                "images": [{"url": card.image}] if card.image else [],
                "buttons": [_action(button) for button in card.buttons],
            },
        }
        for card in reply.cards
    ]
    attachments += [{"contentType": kind, "contentUrl": url} for url, kind in reply.media]
    return activity | ({"attachments": attachments} if attachments else {})


def _action(button: Choice) -> dict[str, str]:
    return {"type": "imBack", "title": button.title, "value": button.payload}
