"""Serves a declared site: its pages and forms, log-in, languages and consent, and its faults."""

from __future__ import annotations

from collections.abc import Mapping

from aiohttp import web

from onetake.simulate.answers import meet
from onetake.simulate.faults import Fault, FaultKind
from onetake.simulate.site.assets import Assets
from onetake.simulate.site.chooser import Chooser, Chosen
from onetake.simulate.site.declared import File
from onetake.simulate.site.forms import Desk, carry_out, sent_with, take
from onetake.simulate.site.identity import CALLBACK, IdentityServer, spoken_by
from onetake.simulate.site.stage import Stage
from onetake.simulate.site.telling import Refused, Scene, Telling
from onetake.simulate.site.visits import COOKIE, Visit
from onetake.simulate.talks import Broken
from onetake.simulate.world import Tree, made_of
from onetake.words.template import Undefined, as_text

_BREAKS = (
    FaultKind.SLOW,
    FaultKind.NEVER_ANSWERS,
    FaultKind.DROPS_CONNECTION,
    FaultKind.SERVER_ERROR,
)


class SiteServer:
    """Answers every request of one site; `counter` is the address of who counts its visitors."""

    def __init__(self, desk: Desk, identity: IdentityServer | None, counter: str = "") -> None:
        self._desk = desk
        self._site = desk.site
        self._identity = identity
        self._chooser = Chooser(desk.site, desk.world)
        self._stage = Stage(desk.site, desk.faults, counter)
        self._assets = Assets(desk.site, desk.faults)

    async def handle(self, request: web.Request) -> web.StreamResponse:
        """Answer one request; what the stand-in's file gets wrong is told on a page."""
        asset = await self._assets.answer(request)
        if asset is not None:
            return asset
        visit = self._desk.visits.of(request)
        try:
            response = await self._answer(request, visit)
        except Broken as broken:
            if broken.dropped and request.transport:
                request.transport.abort()
            response = self._sorry(request, visit, 503)
        except (Undefined, ValueError) as error:
            response = self._sorry(request, visit, 500, f"The stand-in's file: {error}")
        response.set_cookie(COOKIE, visit.key, httponly=True, samesite="Lax", path="/")
        return response

    async def _answer(self, request: web.Request, visit: Visit) -> web.Response:
        sent = await sent_with(request) if request.method == "POST" else {}
        match request.method, request.path:
            case "POST", "/-/consent":
                visit.agreed = sent.get("agreed") == "yes"
                return _to(sent.get("back", "/"))
            case "POST", self._site.log_out:
                self._desk.visits.log_out(visit)
                return _to("/")
            case "GET", "/-/language":
                visit.language = request.query.get("to", "")
                return _to(request.query.get("back", "/"))
            case "GET" | "HEAD" | "POST", _:
                return self._elsewhere(request, visit) or await self._page(request, visit, sent)
        return self._sorry(request, visit, 405)

    def _elsewhere(self, request: web.Request, visit: Visit) -> web.Response | None:
        """Lead to the log-in on the other host, or log in who comes back from there."""
        if not self._identity or not self._site.identity:
            return None
        if request.path == self._site.identity.path:
            visit.state = f"{visit.key}-elsewhere"
            return web.Response(
                status=303, headers={"location": self._identity.asked_with(visit.state)}
            )
        if request.path != CALLBACK:
            return None
        customer = self._identity.redeem(request.query.get("code", ""))
        if not customer or request.query.get("state") != visit.state:
            return _to(self._site.log_in or "/")
        lost = FaultKind.LOST_BASKET in self._desk.faults.at("identity", customer)
        self._desk.visits.log_in(visit, customer, keeps=not lost)
        goal, visit.goal = visit.goal or self._site.identity.then, ""
        return _to(goal)

    async def _page(
        self, request: web.Request, visit: Visit, sent: Mapping[str, str]
    ) -> web.Response:
        more: Tree = {"visit": visit.things, "query": dict(request.query), "form": dict(sent)}
        chosen = self._chooser.choose(request.path, visit, more)
        if chosen is None:
            closed = self._chooser.closed(request.path) and not visit.customer
            return self._log_in_first(request, visit) if closed else self._missing(request, visit)
        faults = self._desk.faults.at(chosen.it.name, as_text(chosen.memory["customer"]))
        if FaultKind.DEAD_LINK in faults:
            return self._missing(request, visit)
        if FaultKind.LOST_CONTEXT in faults:
            self._desk.visits.log_out(visit)
            return self._log_in_first(request, visit)
        await meet(request, _breaks(faults))
        return await self._show(request, self._scene(request, visit, chosen, faults), sent)

    def _scene(
        self,
        request: web.Request,
        visit: Visit,
        chosen: Chosen,
        faults: Mapping[FaultKind, Fault],
    ) -> Scene:
        language = visit.language or as_text(chosen.memory["my"].get("language", ""))  # type: ignore[attr-defined]
        if FaultKind.WRONG_LANGUAGE in faults:
            language = faults[FaultKind.WRONG_LANGUAGE].language
        elif language not in self._site.languages:
            language = spoken_by(request, self._site)
        other = faults.get(FaultKind.WRONG_CUSTOMER)
        memory = made_of(chosen.memory, chosen.it.find, self._desk.world, other)
        return Scene(chosen.it, visit, Telling(language, memory), faults)

    async def _show(
        self, request: web.Request, scene: Scene, sent: Mapping[str, str]
    ) -> web.Response:
        if sent and not isinstance(scene.it, File):
            return await self._take(request, scene, sent)
        carry_out(self._desk, scene.it, scene.telling)
        if isinstance(scene.it, File):
            name = request.path.rpartition("/")[2]
            return web.Response(
                text=scene.telling.say(scene.it.text),
                content_type=scene.it.type,
                headers={"content-disposition": f'attachment; filename="{name}"'},
            )
        return self._stage.response(request, scene)

    async def _take(
        self, request: web.Request, scene: Scene, sent: Mapping[str, str]
    ) -> web.Response:
        """Take what a form sent; a page comes next, or the same one with why not."""
        assert not isinstance(scene.it, File)
        form = next((one for one in scene.it.forms() if one.name == sent.get("form")), None)
        if form is None:
            return self._missing(request, scene.visit)
        faults = self._desk.faults.at(form.name, scene.visit.customer)
        await meet(request, _breaks(faults))
        if FaultKind.LOST_CONTEXT in faults:
            self._desk.visits.log_out(scene.visit)
            return self._log_in_first(request, scene.visit)
        found = take(self._desk, form, scene.visit, scene.telling)
        if isinstance(found, Refused):
            return self._stage.response(request, scene, found)
        return _to(found or request.path)

    def _log_in_first(self, request: web.Request, visit: Visit) -> web.Response:
        visit.goal = request.path_qs if request.method == "GET" else request.path
        return _to(self._site.log_in)

    def _missing(self, request: web.Request, visit: Visit) -> web.Response:
        return self._sorry(request, visit, 404)

    def _sorry(
        self, request: web.Request, visit: Visit, status: int, detail: str = ""
    ) -> web.Response:
        """Return a page that tells of a problem, in the visitor's language."""
        language = visit.language
        if language not in self._site.languages:
            language = spoken_by(request, self._site)
        telling = Telling(language, self._desk.world.memory(visit.customer))
        return self._stage.sorry(request, visit, telling, status=status, detail=detail)


def _breaks(faults: Mapping[FaultKind, Fault]) -> dict[FaultKind, Fault]:
    """Return the faults that happen before anything is shown."""
    return {kind: faults[kind] for kind in _BREAKS if kind in faults}


def _to(path: str) -> web.Response:
    """Lead on to a path of the site, never to another host."""
    local = path if path.startswith("/") and not path.startswith(("//", "/\\")) else "/"
    return web.Response(status=303, headers={"location": local})
