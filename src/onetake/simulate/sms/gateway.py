"""The shape of Twilio's REST API for messages: send, list page by page, look at one, delete."""

from __future__ import annotations

import asyncio
import hmac
from base64 import b64encode
from collections.abc import Awaitable, Callable
from typing import Protocol
from urllib.parse import urlencode

from aiohttp import web

from onetake.simulate.desks import Sms, number
from onetake.simulate.here import is_here
from onetake.simulate.sms.box import VERSION, SmsBox, Texted
from onetake.simulate.sms.webhooks import Webhooks

_PAGE, _LARGEST_PAGE = 50, 1000
_LONGEST = 1600
_UNREACHABLE = "30003"
_UNKNOWN = (
    "no account {asked} here, only {ours}: give the same `account` in the system's file "
    "and below `sms:` in the stand-in's"
)
Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]


class Company(Protocol):
    """Who is behind the gateway: customers' phones, and what the company knows of them."""

    def arrived(self, message: Texted) -> None:
        """Take note of what reached a customer's phone."""

    def has_stopped(self, to: str) -> bool:
        """Tell if a customer wants nothing more."""


class Gateway:
    """Takes messages for customers and for the company; `to_company` is told of the latter."""

    def __init__(
        self,
        sms: Sms,
        box: SmsBox,
        webhooks: Webhooks,
        company: Company,
        to_company: Callable[[Texted], None],
    ) -> None:
        self._sms = sms
        self._box = box
        self._webhooks = webhooks
        self._company = company
        self._to_company = to_company

    def routes(self) -> list[web.RouteDef]:
        """Return what this API answers."""
        every = f"/{VERSION}/Accounts/{{account}}/Messages"
        return [
            web.post(f"{every}.json", self._known(self.send)),
            web.get(f"{every}.json", self._known(self.listed)),
            web.get(every + "/{sid}.json", self._known(self.one)),
            web.delete(every + "/{sid}.json", self._known(self.delete)),
        ]

    async def send(self, request: web.Request) -> web.Response:
        """Take a message; it is delivered a moment later."""
        form = await request.post()
        to, sender = (number(form.get(name, "")) for name in ("To", "From"))
        text, callback = (str(form.get(name, "")) for name in ("Body", "StatusCallback"))
        refused = self._refused(to, sender, text, callback)
        if refused is not None:
            return refused
        message = self._box.put(sender, to, text, direction="outbound-api", status="queued")
        message.callback = callback
        asyncio.get_running_loop().call_soon(self._deliver, message)
        return web.json_response(message.as_json(self._sms.account), status=201)

    async def listed(self, request: web.Request) -> web.Response:
        """List messages, the newest first, a page at a time."""
        asked = request.query
        fitting = self._box.fitting(number(asked.get("To", "")), number(asked.get("From", "")))
        size = min(max(int(asked.get("PageSize", _PAGE)), 1), _LARGEST_PAGE)
        last = asked.get("PageToken", "").removeprefix("PA")
        sids = [message.sid for message in fitting]
        begin = sids.index(last) + 1 if last in sids else 0
        shown = fitting[begin : begin + size]
        page = int(asked.get("Page", "0"))
        following = None
        if begin + size < len(fitting):
            token = {"Page": str(page + 1), "PageToken": f"PA{shown[-1].sid}"}
            following = f"{request.path}?{urlencode({**asked, **token})}"
        return web.json_response(
            {
                "messages": [message.as_json(self._sms.account) for message in shown],
                "page": page,
                "page_size": size,
                "start": begin,
                "end": begin + len(shown) - 1 if shown else 0,
                "uri": str(request.rel_url),
                "first_page_uri": f"{request.path}?PageSize={size}&Page=0",
                "next_page_uri": following,
                "previous_page_uri": None,
            }
        )

    async def one(self, request: web.Request) -> web.Response:
        """Show one message."""
        return web.json_response(self._find(request).as_json(self._sms.account))

    async def delete(self, request: web.Request) -> web.Response:
        """Throw one message away."""
        self._box.messages.remove(self._find(request))
        return web.Response(status=204)

    def _known(self, handler: Handler) -> Handler:
        """Let only those in who know the account, and its token where it has one."""

        async def handle(request: web.Request) -> web.StreamResponse:
            asked = request.match_info["account"]
            if asked != self._sms.account:
                return _error(404, 20404, _UNKNOWN.format(asked=asked, ours=self._sms.account))
            told = request.headers.get("Authorization", "")
            login = f"{self._sms.account}:{self._sms.token}"
            wanted = f"Basic {b64encode(login.encode()).decode()}"
            if self._sms.token and not hmac.compare_digest(told.encode(), wanted.encode()):
                return _error(401, 20003, "Authenticate")
            return await handler(request)

        return handle

    def _find(self, request: web.Request) -> Texted:
        found = self._box.find(request.match_info["sid"])
        if found is None:
            answer = _error(404, 20404, f"The requested resource {request.path} was not found")
            raise web.HTTPNotFound(text=answer.text, content_type="application/json")
        return found

    def _refused(self, to: str, sender: str, text: str, callback: str) -> web.Response | None:
        if not sender:
            return _error(400, 21603, "A 'From' phone number is required.")
        if not 8 <= len(to) <= 16 or not to.startswith("+"):
            return _error(400, 21211, f"The 'To' number {to or 'missing'} is not valid.")
        if not text:
            return _error(400, 21602, "Message body is required.")
        if len(text) > _LONGEST:
            return _error(400, 21617, f"The message is longer than {_LONGEST} characters.")
        if callback and not is_here(callback):
            return _error(400, 21609, "The StatusCallback is no address of this machine.")
        if sender == self._sms.number and self._company.has_stopped(to):
            return _error(400, 21610, "The recipient has sent STOP.")
        return None

    def _deliver(self, message: Texted) -> None:
        """Bring a message to the company, or to a customer's phone."""
        message.status = "sent"
        self._report(message)
        if message.to in self._sms.unreachable:
            message.status, message.error = "undelivered", _UNREACHABLE
            self._report(message)
            return
        message.status = "delivered"
        self._report(message)
        if message.to == self._sms.number:
            self._to_company(message)
        else:
            self._company.arrived(message)

    def _report(self, message: Texted) -> None:
        if message.callback:
            self._webhooks.post(message.callback, message.as_form(self._sms.account))


def _error(status: int, code: int, told: str) -> web.Response:
    """Return an error in the gateway's shape."""
    return web.json_response({"code": code, "message": told, "status": status}, status=status)
