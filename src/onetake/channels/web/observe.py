"""Gathers the facts of a page that a step asks for, and no others."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING

from onetake.channels.web.a11y import barriers, counted
from onetake.channels.web.language import told_of
from onetake.channels.web.script import script
from onetake.channels.web.tree import tree_of
from onetake.channels.web.watch import Watch
from onetake.channels.web.weight import third_parties, weighed

if TYPE_CHECKING:
    from playwright.async_api import Cookie, Page

FACTS: Mapping[str, str] = {
    "tree": "The page as a screen reader tells it: roles and names, indented.",
    "console": "What scripts wrote to the console since the step before: `error: …`, `log: …`.",
    "errors": "Errors of scripts and of the console since the step before: `errors: 0`.",
    "failed_requests": "Requests refused or answered with 400 or more since the step before.",
    "vitals": "Speed as customers feel it: `vitals.lcp`, `fcp`, `inp`, `ttfb` in ms, and `cls`.",
    "a11y": "Barriers found by axe-core: `a11y.critical`, `serious`, `moderate`, `minor`, `rules`.",
    "weight": "What the page took to load: `weight.bytes`, `weight.requests`.",
    "third_party": "Hosts of others that the page asked for something.",
    "cookies": "Cookies by name, never their values: `cookies._ga: {absent: true}`.",
    "language": "The language of most of the page's text, such as `de`.",
    "languages": "All languages that the page's longer texts are written in.",
    "lang": "The language that the page says it is written in.",
    "storage": "Names kept in the browser: `storage.local`, `storage.session`.",
}
"""The facts that are gathered here, each with a sentence; the first part of their paths."""

_IN_PAGE = frozenset({"vitals", "storage", "lang", "language", "languages"})


async def observe(page: Page, roots: frozenset[str], watch: Watch) -> Mapping[str, object]:
    """Return the facts asked for, by name; a fact that cannot be told is left out.

    To be called once after each action: what came since the step before is counted from here.
    Raises Playwright's Error when the page goes away meanwhile; then it may be called again.
    """
    facts = await _standing(page, roots, watch) if roots & FACTS.keys() else {}
    return facts | watch.since()


async def _standing(page: Page, roots: frozenset[str], watch: Watch) -> dict[str, object]:
    """Return the facts of what stands on the page now."""
    facts: dict[str, object] = {}
    if roots & _IN_PAGE:
        facts |= await _in_page(page, roots)
    if "tree" in roots:
        facts["tree"] = await tree_of(page)
    if "a11y" in roots:
        facts["a11y"] = counted(await barriers(page))
    if "weight" in roots:
        facts["weight"] = await weighed(watch.requests(page), watch)
    if "third_party" in roots:
        facts["third_party"] = third_parties(watch.requests(page), watch)
    if "cookies" in roots:
        facts["cookies"] = _cookies(await watch.context.cookies())
    return facts


async def _in_page(page: Page, roots: frozenset[str]) -> dict[str, object]:
    """Return what one script tells of the page."""
    asked = sorted(roots & _IN_PAGE)
    found: dict[str, object] = await page.evaluate(script("facts"), asked)
    blocks = found.pop("blocks", None)
    return found | told_of(blocks) if isinstance(blocks, list) else found


def _cookies(cookies: Iterable[Cookie]) -> dict[str, object]:
    """Return cookies by name without their values; `session` ones last until the browser ends."""
    return {
        cookie["name"]: {
            "domain": cookie["domain"],
            "path": cookie["path"],
            "session": cookie["expires"] < 0,
            "secure": cookie["secure"],
            "http_only": cookie["httpOnly"],
            "same_site": cookie["sameSite"].lower(),
        }
        for cookie in cookies
    }
