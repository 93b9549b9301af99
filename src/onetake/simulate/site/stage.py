"""Puts a page on the stage: what it shows, and what stands around it."""

from __future__ import annotations

from aiohttp import web

from onetake.simulate.faults import FaultKind, Faults
from onetake.simulate.site.declared import Page, Site
from onetake.simulate.site.look import render
from onetake.simulate.site.telling import Refused, Scene, Telling, menu, shown
from onetake.simulate.site.visits import Visit
from onetake.simulate.spoken import spoken


class Stage:
    """Renders the pages of a site; `counter` is the address of who counts its visitors."""

    def __init__(self, site: Site, faults: Faults, counter: str) -> None:
        self._site = site
        self._faults = faults
        self._counter = counter

    def response(
        self, request: web.Request, scene: Scene, refused: Refused | None = None
    ) -> web.Response:
        """Return a page; what was told to the visitor is told once. Raises Undefined."""
        page, visit, telling = scene.it, scene.visit, scene.telling
        assert isinstance(page, Page)
        blocks = list(shown(scene, self._faults))
        told, visit.told = visit.told, ""
        title = telling.say(page.title)
        html = render(
            "page.html",
            **self._around(request, visit, telling),
            title=title,
            plain=page.plain,
            blocks=blocks,
            told=told,
            refused=refused or Refused(),
            fails=FaultKind.CONSOLE_ERROR in scene.faults,
            shifts=FaultKind.LAYOUT_SHIFT in scene.faults,
        )
        return self._html(html, 422 if refused else page.status)

    def sorry(
        self, request: web.Request, visit: Visit, telling: Telling, *, status: int, detail: str
    ) -> web.Response:
        """Return a page that tells of a problem."""
        words = self._site.words
        page = Page.model_validate(
            {"name": "problem", "path": request.path, "title": "", "open": True}
        ).model_copy(update={"title": words.missing if status == 404 else words.broken})
        if detail:
            note = Page.model_validate(
                {"name": "-", "path": "/", "title": "", "shows": [{"note": ""}]}
            ).shows[0]
            text = spoken(detail.replace("${", "$${"))
            page = page.model_copy(update={"shows": (note.model_copy(update={"note": text}),)})
        page = page.model_copy(update={"status": status})
        return self.response(request, Scene(page, visit, telling, {}))

    def _around(self, request: web.Request, visit: Visit, telling: Telling) -> dict[str, object]:
        """Return what stands around every page."""
        return {
            "site": self._site,
            "lang": telling.language,
            "say": telling.say,
            "here": request.path,
            "customer": visit.customer,
            "menu": menu(self._site, telling, request.path),
            "asks": self._site.consent is not None and visit.agreed is None,
            "trackers": self._trackers(visit),
        }

    def _trackers(self, visit: Visit) -> list[str]:
        """Return the scripts that count a visitor: none before there is consent, as a rule."""
        consent = self._site.consent
        faults = self._faults.at("consent", visit.customer)
        early = visit.agreed is None and FaultKind.TRACKER_BEFORE_CONSENT in faults
        if consent is None or not (visit.agreed or early):
            return []
        return [f"{self._counter}/{name}.js" for name in consent.trackers]

    def _html(self, html: str, status: int) -> web.Response:
        scripts = f"'self' {self._counter}".strip()
        policy = f"default-src 'self'; script-src {scripts}; frame-ancestors 'self'"
        headers = {"content-security-policy": policy, "cache-control": "no-store"}
        return web.Response(text=html, content_type="text/html", status=status, headers=headers)
