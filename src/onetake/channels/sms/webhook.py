"""Listens for gateways: one HTTP listener per address, shared by all lines, told apart by path."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from urllib.parse import parse_qsl, quote

from aiohttp import web

from onetake.channels.sms.gateway import Gateway
from onetake.channels.sms.message import Part
from onetake.channels.sms.reading import holds, parse, part_of, report_of, utf8
from onetake.channels.sms.signature import Received, why_refused
from onetake.channels.sms.subscriber import Subscriber, dispatch
from onetake.words.trouble import CannotTell

_FORM = "application/x-www-form-urlencoded"
_CLOSING_TIME = 1.0
_REPORT = "/report"


@dataclass(slots=True)
class Route:
    """Where one system's gateway tells us: a path, and the lines that listen there.

    `url` is that path as the gateway reaches it.
    """

    path: str
    url: str
    gateway: Gateway
    secret: str
    memory: Mapping[str, object]
    lines: list[Subscriber] = field(default_factory=list)

    def report_to(self, sending: str) -> str:
        """Return the address for reports on a sending; it holds a query already."""
        inbound = self.gateway.webhook
        proof = ""
        if self.secret and not inbound.signature and not inbound.header:
            proof = f"&{inbound.parameter}={quote(self.secret, safe='')}"
        return f"{self.url}{_REPORT}?id={sending}{proof}"

    def is_like(self, other: Route) -> bool:
        """Tell if two systems that name this path mean the same gateway."""
        mine, theirs = (
            (self.gateway, self.secret, self.url),
            (other.gateway, other.secret, other.url),
        )
        return mine == theirs


@dataclass(slots=True)
class Listener:
    """An HTTP server at one address, with a route for each path."""

    largest: int
    _routes: dict[str, Route] = field(default_factory=dict)
    _runner: web.AppRunner | None = None

    async def start(self, host: str, port: int) -> int:
        """Begin to listen and return the port. Raises CannotTell when somebody else does."""
        app = web.Application(client_max_size=self.largest)
        app.router.add_route("*", "/{path:.*}", self._handle)
        self._runner = web.AppRunner(app, shutdown_timeout=_CLOSING_TIME, access_log=None)
        await self._runner.setup()
        try:
            await web.TCPSite(self._runner, host, port).start()
        except OSError as error:
            await self._runner.cleanup()
            why = error.strerror or str(error)
            reason = f"nothing can listen at {host}:{port} ({why}): write another webhook.listen"
            raise CannotTell("webhook.listen", reason) from None
        return int(self._runner.addresses[0][1])

    async def stop(self) -> None:
        """Listen no more."""
        if self._runner is not None:
            await self._runner.cleanup()

    def join(self, line: Subscriber, route: Route) -> Route:
        """Let a line listen at a path. Raises CannotTell when another gateway has it."""
        known = self._routes.setdefault(route.path, route)
        if not known.is_like(route):
            reason = f"two gateways tell us at {route.path}: give one another webhook.path"
            raise CannotTell("webhook.shared", reason)
        known.lines.append(line)
        return known

    def leave(self, line: Subscriber) -> bool:
        """Let a line go; True when none is left."""
        for route in self._routes.values():
            if line in route.lines:
                route.lines.remove(line)
        self._routes = {path: route for path, route in self._routes.items() if route.lines}
        return not self._routes

    async def _handle(self, request: web.Request) -> web.StreamResponse:
        path = request.path
        route = self._routes.get(path) or self._routes.get(path.removesuffix(_REPORT))
        what = f"{request.method} {path}"
        if route is None:
            for other in self._routes.values():
                _miss(other, f"the webhook refused {what}: nobody listens at this path")
            return web.Response(status=403)
        body = await request.read()
        fields = _fields(request, body)
        why = why_refused(_received(request, route, fields), route.gateway.webhook, route.secret)
        if why:
            _refuse(route, fields, f"the webhook refused {what}: {why}")
            return web.Response(status=403)
        if path != route.path:
            _report(route, fields, request.query.get("id", ""))
        elif not _message(route, fields):
            _miss(route, f"the webhook refused {what}: it names no number it was sent to")
            return web.Response(status=400)
        inbound = route.gateway.webhook
        return web.Response(text=inbound.answer, content_type=inbound.type)


@dataclass(frozen=True, slots=True)
class _Fields:
    """What a request holds: texts of one byte a character, or the values of a JSON body."""

    query: list[tuple[str, str]]
    form: list[tuple[str, str]]
    whole: Mapping[str, object]
    as_bytes: bool


def _fields(request: web.Request, body: bytes) -> _Fields:
    query = parse_qsl(request.rel_url.raw_query_string, keep_blank_values=True, encoding="latin-1")
    header = {name.lower(): value for name, value in request.headers.items()}
    around: dict[str, object] = {
        "header": header, "body": body.decode("latin-1"), "charset": request.charset or ""
    }  # fmt: skip
    form: list[tuple[str, str]] = []
    if request.content_type == _FORM:
        form = parse_qsl(body.decode("latin-1"), keep_blank_values=True, encoding="latin-1")
    elif request.content_type == "application/json":
        parsed = parse(body)
        if isinstance(parsed, Mapping):
            mine = {"header": header, **{name: utf8(value) for name, value in query}}
            return _Fields(query, form, {**mine, **parsed}, as_bytes=False)
    return _Fields(query, form, {**around, **dict(query), **dict(form)}, as_bytes=True)


def _received(request: web.Request, route: Route, fields: _Fields) -> Received:
    return Received(
        url=route.url + request.raw_path[len(route.path) :],
        headers={name.lower(): value for name, value in request.headers.items()},
        parameters=[(utf8(name), utf8(value)) for name, value in fields.query],
        form=[(utf8(name), utf8(value)) for name, value in fields.form],
    )


def _message(route: Route, fields: _Fields) -> bool:
    """Give a message to whom it is for; False when it names nobody."""
    where = route.gateway.message
    part = part_of(fields.whole, where, as_bytes=fields.as_bytes)
    if not holds(where.only, part.raw, route.memory):
        return True
    if not part.to:
        return False
    if not dispatch(part, route.lines):
        _miss(route, f"a message came for {part.to}, which is nobody's number here")
    return True


def _report(route: Route, fields: _Fields, sending: str) -> None:
    part: Part = part_of(fields.whole, route.gateway.message, as_bytes=fields.as_bytes)
    report = report_of(part.raw, route.gateway.report)
    for line in list(route.lines):
        line.told(sending, report)


def _refuse(route: Route, fields: _Fields, what: str) -> None:
    """Note what was refused; a message to somebody here makes every silence of theirs doubtful."""
    to = part_of(fields.whole, route.gateway.message, as_bytes=fields.as_bytes).to
    for line in route.lines:
        line.miss(what)
        if to and line.has(to):
            reason = f"{what}; so nobody can tell what was sent: compare webhook.secret and url"
            line.unsure(CannotTell("webhook.refused", reason))


def _miss(route: Route, what: str) -> None:
    for line in route.lines:
        line.miss(what)
