"""The shape of maildev's HTTP API, over the same mailbox."""

from __future__ import annotations

from email.headerregistry import Address
from email.message import EmailMessage

from aiohttp import web

from onetake.simulate.mail.box import Box, Held, content_of


def routes(box: Box) -> list[web.RouteDef]:
    """Return what this API answers."""
    api = _Maildev(box)
    return [
        web.get("/email", api.every),
        web.get("/email/{id}", api.one),
        web.get("/email/{id}/source", api.source),
        web.get("/email/{id}/download", api.source),
        web.get("/email/{id}/html", api.html),
        web.get("/email/{id}/attachment/{name}", api.attachment),
        web.delete("/email/all", api.delete),
        web.delete("/email/{id}", api.delete),
        web.get("/healthz", api.healthy),
    ]


class _Maildev:
    """Answers from one mailbox."""

    def __init__(self, box: Box) -> None:
        self._box = box

    async def healthy(self, request: web.Request) -> web.Response:
        """Tell that it is there."""
        return web.json_response(True)

    async def every(self, request: web.Request) -> web.Response:
        """List all mails, the oldest first."""
        skip = int(request.query.get("skip", "0"))
        return web.json_response([_whole(held) for held in self._box.mails[skip:]])

    async def one(self, request: web.Request) -> web.Response:
        """Show one mail, and mark it as read."""
        held = self._find(request)
        held.read = True
        return web.json_response(_whole(held))

    async def source(self, request: web.Request) -> web.Response:
        """Give one mail as it came."""
        return web.Response(body=self._find(request).raw, content_type="message/rfc822")

    async def html(self, request: web.Request) -> web.Response:
        """Give one mail's html."""
        return web.Response(text=self._find(request).text("html"), content_type="text/html")

    async def attachment(self, request: web.Request) -> web.Response:
        """Give one file of a mail."""
        for number, part in self._find(request).files():
            if _name(number, part) == request.match_info["name"]:
                return web.Response(body=content_of(part), content_type=part.get_content_type())
        return web.json_response("File not found", status=404)

    async def delete(self, request: web.Request) -> web.Response:
        """Throw one mail away, or all."""
        one = request.match_info.get("id")
        self._box.remove([self._find(request).id] if one else [m.id for m in self._box.mails])
        return web.json_response(True)

    def _find(self, request: web.Request) -> Held:
        held = self._box.find(request.match_info["id"])
        if held is None:
            raise web.HTTPNotFound(text='{"error": "Email was not found"}')
        return held


def _whole(held: Held) -> dict[str, object]:
    date = getattr(held.message.get("Date"), "datetime", None) or held.created
    return {
        "id": held.id,
        "messageId": held.message_id,
        "subject": held.subject,
        "from": [_person(one) for one in held.people("From")],
        "to": [_person(one) for one in held.people("To")],
        "cc": [_person(one) for one in held.people("Cc")],
        "date": date.isoformat(),
        "time": held.created.isoformat(),
        "read": held.read,
        "text": held.text("plain"),
        "html": held.text("html"),
        "headers": {name.lower(): str(value) for name, value in held.message.items()},
        "envelope": {
            "from": {"address": held.sender, "args": False},
            "to": [{"address": one, "args": False} for one in held.recipients],
        },
        "attachments": [_file(number, part) for number, part in held.files()],
        "size": len(held.raw),
    }


def _file(number: str, part: EmailMessage) -> dict[str, object]:
    return {
        "contentType": part.get_content_type(),
        "fileName": part.get_filename() or "",
        "generatedFileName": _name(number, part),
        "contentDisposition": part.get_content_disposition() or "attachment",
        "contentId": str(part.get("Content-ID", "")).strip("<>"),
        "length": len(content_of(part)),
    }


def _name(number: str, part: EmailMessage) -> str:
    return part.get_filename() or f"attachment-{number}"


def _person(one: Address) -> dict[str, str]:
    return {"address": one.addr_spec, "name": one.display_name}
