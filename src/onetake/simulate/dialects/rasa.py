"""The shape of Rasa's REST channel: POST /webhooks/rest/webhook {sender, message}."""

from __future__ import annotations

from aiohttp import web

from onetake.simulate.answers import body_of
from onetake.simulate.replies import Reply
from onetake.simulate.talks import Talks, answered


def routes(talks: Talks) -> list[web.RouteDef]:
    """Return what this dialect answers; it greets nobody, as Rasa does not either."""

    async def webhook(request: web.Request) -> web.StreamResponse:
        body = await body_of(request)
        sender = str(body.get("sender", "default"))
        talk, _ = talks.of(f"rasa {sender}")
        outcome = talks.brain.hear(talk, str(body.get("message", "")))
        return await answered(
            request, outcome, lambda heard: [part for r in heard for part in _parts(sender, r)]
        )

    async def status(request: web.Request) -> web.Response:
        return web.json_response({"status": "ok"})

    return [web.post("/webhooks/rest/webhook", webhook), web.get("/webhooks/rest/", status)]


def _parts(sender: str, reply: Reply) -> list[dict[str, object]]:
    """Return a reply as Rasa sends it: text with buttons, then each picture by itself."""
    parts: list[dict[str, object]] = []
    if reply.text:
        part: dict[str, object] = {"recipient_id": sender, "text": reply.text}
        if reply.buttons:
            part["buttons"] = [{"title": b.title, "payload": b.payload} for b in reply.buttons]
        parts.append(part)
    for card in reply.cards:
        attachment = {"type": "template", "payload": {"template_type": "generic", "elements": [
            {"title": card.title, "subtitle": card.subtitle, "image_url": card.image},
        ]}}  # fmt: skip
        parts.append({"recipient_id": sender, "attachment": attachment})
    parts += [{"recipient_id": sender, "image": url} for url, _ in reply.media]
    return parts
