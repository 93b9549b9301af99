"""The shape of Mailpit's HTTP API: list, search, read, take parts out, mark as read, delete."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from email.headerregistry import Address
from email.message import EmailMessage

from aiohttp import web

from onetake.simulate.mail.box import Box, Held, content_of
from onetake.simulate.mail.search import search

_SNIPPET = 250
_PAGE = "50"


def routes(box: Box) -> list[web.RouteDef]:
    """Return what this API answers."""
    api = _Mailpit(box)
    one = "/api/v1/message/{id}"
    return [
        web.get("/api/v1/info", api.info),
        web.get("/api/v1/messages", api.messages),
        web.put("/api/v1/messages", api.mark),
        web.delete("/api/v1/messages", api.delete),
        web.get("/api/v1/search", api.found),
        web.delete("/api/v1/search", api.delete_found),
        web.get(one, api.message),
        web.get(one + "/headers", api.headers),
        web.get(one + "/raw", api.raw),
        web.get(one + "/part/{part}", api.part),
    ]


class _Mailpit:
    """Answers from one mailbox."""

    def __init__(self, box: Box) -> None:
        self._box = box

    async def info(self, request: web.Request) -> web.Response:
        """Tell how many mails there are."""
        mails = self._box.mails
        unread = sum(not held.read for held in mails)
        return web.json_response({"Version": "stand-in", "Messages": len(mails), "Unread": unread})

    async def messages(self, request: web.Request) -> web.Response:
        """List the mails, the newest first."""
        return self._page(request, self._box.mails)

    async def found(self, request: web.Request) -> web.Response:
        """List the mails that fit a search."""
        query = request.query.get("query", "").strip()
        if not query:
            return web.Response(status=400, text="Error: no search query")
        return self._page(request, search(self._box.mails, query))

    async def delete_found(self, request: web.Request) -> web.Response:
        """Throw away what fits a search."""
        query = request.query.get("query", "").strip()
        if not query:
            return web.Response(status=400, text="Error: no search query")
        self._box.remove([held.id for held in search(self._box.mails, query)])
        return web.Response(text="ok")

    async def mark(self, request: web.Request) -> web.Response:
        """Mark mails, or all, as read or not."""
        asked = await _asked(request)
        for held in self._meant(asked):
            held.read = bool(asked.get("Read"))
        return web.Response(text="ok")

    async def delete(self, request: web.Request) -> web.Response:
        """Throw mails away, or all."""
        self._box.remove([held.id for held in self._meant(await _asked(request))])
        return web.Response(text="ok")

    async def message(self, request: web.Request) -> web.Response:
        """Show one mail, and mark it as read."""
        held = self._one(request)
        held.read = True
        return web.json_response(_whole(held))

    async def headers(self, request: web.Request) -> web.Response:
        """Show one mail's headers, each as a list."""
        message, named = self._one(request).message, {}
        for name in message:
            named[name] = [str(value) for value in message.get_all(name, [])]
        return web.json_response(named)

    async def raw(self, request: web.Request) -> web.Response:
        """Give one mail as it came."""
        return web.Response(body=self._one(request).raw, content_type="text/plain")

    async def part(self, request: web.Request) -> web.Response:
        """Give one file of a mail."""
        for number, part in self._one(request).files():
            if number == request.match_info["part"]:
                return web.Response(body=content_of(part), content_type=part.get_content_type())
        raise web.HTTPNotFound(text="Part not found")

    def _page(self, request: web.Request, fitting: Sequence[Held]) -> web.Response:
        start = int(request.query.get("start", "0"))
        limit = int(request.query.get("limit", _PAGE))
        shown = fitting[::-1][start : start + limit]
        every = self._box.mails
        return web.json_response(
            {
                "total": len(every),
                "unread": sum(not held.read for held in every),
                "count": len(shown),
                "messages_count": len(fitting),
                "messages_unread": sum(not held.read for held in fitting),
                "start": start,
                "tags": [],
                "messages": [_summary(held) for held in shown],
            }
        )

    def _one(self, request: web.Request) -> Held:
        held = self._box.find(request.match_info["id"])
        if held is None:
            raise web.HTTPNotFound(text="Message not found")
        return held

    def _meant(self, asked: Mapping[str, object]) -> list[Held]:
        if query := asked.get("Search"):
            return search(self._box.mails, str(query))
        numbers = asked.get("IDs") or [held.id for held in self._box.mails]
        return [held for held in self._box.mails if held.id in numbers]  # type: ignore[operator]


async def _asked(request: web.Request) -> dict[str, object]:
    try:
        body = json.loads(await request.read() or b"{}")
    except ValueError:
        return {}
    return body if isinstance(body, dict) else {}


def _named(held: Held) -> dict[str, object]:
    sender = held.people("From")
    return {
        "ID": held.id,
        "MessageID": held.message_id,
        "From": _person(sender[0]) if sender else {"Name": "", "Address": ""},
        "To": [_person(one) for one in held.people("To")],
        "Cc": [_person(one) for one in held.people("Cc")],
        "Bcc": [{"Name": "", "Address": one} for one in held.hidden()],
        "ReplyTo": [_person(one) for one in held.people("Reply-To")],
        "Subject": held.subject,
        "Size": len(held.raw),
        "Tags": [],
        "Username": "",
    }


def _summary(held: Held) -> dict[str, object]:
    return {
        **_named(held),
        "Read": held.read,
        "Created": held.created.isoformat(),
        "Attachments": sum(1 for _ in held.files()),
        "Snippet": " ".join(held.text("plain").split())[:_SNIPPET],
    }


def _whole(held: Held) -> dict[str, object]:
    date = getattr(held.message.get("Date"), "datetime", None) or held.created
    files = list(held.files())
    return {
        **_named(held),
        "ReturnPath": held.sender,
        "Date": date.isoformat(),
        "Text": held.text("plain"),
        "HTML": held.text("html"),
        "ListUnsubscribe": {"Header": "", "Links": [], "Errors": "", "HeaderPost": ""},
        "Inline": [_file(number, part) for number, part in files if _is_inline(part)],
        "Attachments": [_file(number, part) for number, part in files if not _is_inline(part)],
    }


def _is_inline(part: EmailMessage) -> bool:
    return part.get_content_disposition() == "inline" or "Content-ID" in part


def _file(number: str, part: EmailMessage) -> dict[str, object]:
    content = content_of(part)
    return {
        "PartID": number,
        "FileName": part.get_filename() or "",
        "ContentType": part.get_content_type(),
        "ContentID": str(part.get("Content-ID", "")).strip("<>"),
        "Size": len(content),
        "Checksums": {"SHA256": hashlib.sha256(content).hexdigest()},
    }


def _person(one: Address) -> dict[str, str]:
    return {"Name": one.display_name, "Address": one.addr_spec}
