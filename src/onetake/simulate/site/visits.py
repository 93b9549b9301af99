"""Who visits a site: each browser's language, consent, log-in, and what it put aside."""

from __future__ import annotations

from dataclasses import dataclass, field
from itertools import count

from aiohttp import web

from onetake.simulate.world import Tree

COOKIE = "visit"


@dataclass(slots=True)
class Visit:
    """One browser's visit; `things` is what templates call `visit`, such as a basket.

    `agreed` is None until the question for consent is answered. `goal` is where the visitor was
    going before being asked to log in. `told` is said on the next page, once.
    """

    key: str
    customer: str = ""
    language: str = ""
    agreed: bool | None = None
    things: Tree = field(default_factory=dict)
    goal: str = ""
    told: str = ""
    state: str = ""


class Visits:
    """Every visit, known by its cookie; a log-in gives it another key, as it should."""

    def __init__(self) -> None:
        self._known: dict[str, Visit] = {}
        self._numbers = count(1)

    def of(self, request: web.Request) -> Visit:
        """Return the visit of a browser, or a new one."""
        known = self._known.get(request.cookies.get(COOKIE, ""))
        if known is None:
            known = Visit(self._key())
            self._known[known.key] = known
        return known

    def log_in(self, visit: Visit, customer: str, *, keeps: bool) -> None:
        """Note who visits; what was put aside stays when the site `keeps` it."""
        self._rename(visit)
        visit.customer = customer
        if not keeps:
            visit.things = {}

    def log_out(self, visit: Visit) -> None:
        """Forget who visits, and what was put aside."""
        self._rename(visit)
        visit.customer = visit.goal = ""
        visit.things = {}

    def _rename(self, visit: Visit) -> None:
        del self._known[visit.key]
        visit.key = self._key()
        self._known[visit.key] = visit

    def _key(self) -> str:
        return f"visit-{next(self._numbers)}"
