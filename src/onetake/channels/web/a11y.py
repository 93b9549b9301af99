"""Finds barriers for customers with disabilities, with axe-core."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, TypedDict

from onetake.channels.web.script import axe, script
from onetake.channels.web.tree import demand_small

if TYPE_CHECKING:
    from playwright.async_api import Frame, Page

IMPACTS = ("critical", "serious", "moderate", "minor")
"""How much a barrier hinders, as axe-core grades it."""


class Spot(TypedDict):
    """A place on a page: `where` in a customer's words, `selector` for those who mend it."""

    where: str
    selector: str


class Barrier(TypedDict):
    """A rule that a page breaks in `count` places, of which the first 20 are listed.

    `norms` are the success criteria of WCAG, such as `wcag143`.
    """

    rule: str
    impact: str
    help: str
    norms: list[str]
    places: list[Spot]
    count: int


async def barriers(page: Page) -> list[Barrier]:
    """Return what axe-core finds on a page and in its frames of the same site, gravest first.

    Raises CannotTell for a page too large, Playwright's Error when the page goes away meanwhile.
    """
    await demand_small(page, "searched for barriers")
    site = _site(page.main_frame)
    found: dict[str, Barrier] = {}
    for frame in page.frames:
        if frame == page.main_frame or _site(frame) in (site, "about:"):
            for barrier in await _in_frame(frame):
                _merge(found, barrier)
    return sorted(found.values(), key=lambda one: (IMPACTS.index(one["impact"]), one["rule"]))


def counted(found: Sequence[Barrier]) -> Mapping[str, object]:
    """Return the facts: how many places hinder, altogether and by impact, and the rules' names."""
    facts: dict[str, object] = dict.fromkeys(IMPACTS, 0)
    for barrier in found:
        facts[barrier["impact"]] += barrier["count"]  # type: ignore[operator]
    facts["violations"] = sum(barrier["count"] for barrier in found)
    facts["rules"] = [barrier["rule"] for barrier in found]
    return facts


async def _in_frame(frame: Frame) -> list[Barrier]:
    """Run axe-core in a frame; `evaluate` is the debugger's, which no policy of the page stops."""
    if not await frame.evaluate("typeof window.axe?.run === 'function'"):
        await frame.evaluate(axe())
    found: list[Barrier] = await frame.evaluate(script("barriers"))
    return found


def _merge(found: dict[str, Barrier], barrier: Barrier) -> None:
    """Add what was found in another frame to what is known of a rule."""
    known = found.setdefault(barrier["rule"], barrier)
    if known is not barrier:
        known["places"] += barrier["places"]
        known["count"] += barrier["count"]


def _site(frame: Frame) -> str:
    scheme, colon, rest = frame.url.partition("://")
    return scheme + colon + rest.split("/")[0] if colon else scheme.split(":")[0] + ":"
