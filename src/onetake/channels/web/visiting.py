"""Visits a page as a stranger does: looks, agrees to nothing, clicks nothing."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from onetake.channels.web.a11y import Barrier, barriers
from onetake.channels.web.observe import observe
from onetake.channels.web.script import script
from onetake.channels.web.snapshots import snapshots
from onetake.channels.web.watch import Watch
from onetake.words.visit import Form, Hindrance, Visit, Way

if TYPE_CHECKING:
    from playwright.async_api import BrowserContext, Page

_ASKED = frozenset({"vitals", "language", "lang", "weight", "third_party", "cookies"})
_GRAVE = ("critical", "serious")
_SETTLING = 3.0
PHONE: Mapping[str, Any] = {
    "viewport": {"width": 390, "height": 844},
    "device_scale_factor": 3,
    "is_mobile": True,
    "has_touch": True,
}
"""What makes a context a phone's; a desktop's is Playwright's default."""


async def visit(context: BrowserContext, url: str, device: str, seconds: float) -> Visit:
    """Return what a page showed, opened in a context of its own within so many seconds."""
    from playwright.async_api import Error

    until = asyncio.get_running_loop().time() + seconds
    watch = Watch(context, [url])
    await watch.start()
    page = await context.new_page()
    page.set_default_timeout(seconds * 1000)
    try:
        answer = await page.goto(url, wait_until="load")
        await _settle(page)
        facts = dict(await observe(page, _ASKED, watch))
        outline: dict[str, Any] = await page.evaluate(f"({script('outline').strip()})()")
        found = await barriers(page)
        selectors = {f"access.{one['rule']}": [at["selector"] for at in one["places"]]
                     for one in found if one["impact"] in _GRAVE}  # fmt: skip
        shots = await snapshots(page, selectors, until)
    except Error as error:
        return Visit(url, device, trouble=why_no_page(str(error)))
    where = Visit(page.url, device, status=answer.status if answer else 0, shots=shots)
    return _visit(where, facts, outline, found)


async def _settle(page: Page) -> None:
    """Wait until a page asks for nothing more, or long enough."""
    from playwright.async_api import Error

    try:
        await page.wait_for_load_state("networkidle", timeout=_SETTLING * 1000)
    except Error:
        return


def _visit(
    where: Visit, facts: Mapping[str, Any], outline: Mapping[str, Any], found: list[Barrier]
) -> Visit:
    weight = facts["weight"]
    return replace(
        where,
        title=outline["title"],
        heading=outline["heading"],
        described=bool(outline["description"]),
        viewport=outline["viewport"],
        wide=outline["wide"],
        lang=str(facts.get("lang") or ""),
        language=str(facts.get("language") or ""),
        vitals={name: float(value) for name, value in facts["vitals"].items() if value is not None},
        size=weight["bytes"],
        requests=weight["requests"],
        errors=tuple(map(str, facts["errors"])),
        failed=tuple(map(str, facts["failed_requests"])),
        asked=tuple(map(str, facts["third_party"])),
        cookies={name: cookie["domain"] for name, cookie in facts["cookies"].items()},
        hindrances=tuple(map(_hindrance, found)),
        ways=tuple(Way(link["url"], link["text"], link["menu"]) for link in outline["links"]),
        lost_anchors=tuple(anchor["text"] or anchor["id"] for anchor in outline["anchors"]),
        forms=tuple(map(_form, outline["forms"])),
    )


def _hindrance(barrier: Barrier) -> Hindrance:
    places = tuple(place["where"] for place in barrier["places"])
    return Hindrance(barrier["rule"], barrier["impact"], barrier["help"], barrier["count"], places)


def _form(form: Mapping[str, Any]) -> Form:
    return Form(
        form["name"],
        form["fields"],
        tuple(form["nameless"]),
        tuple(form["labels_to_nowhere"]),
        form["submit"],
        form["insecure"],
    )


def why_no_page(text: str) -> str:
    """Return in a customer's words why a page never came, from what the browser said."""
    for sign, words in _WHY.items():
        if sign in text:
            return words
    if "Timeout" in text:
        return "it did not come in time"
    return text.splitlines()[0].removeprefix("Page.goto: ")


_WHY = {
    "ERR_NAME_NOT_RESOLVED": "there is no site of this name",
    "ERR_CONNECTION_REFUSED": "nobody answers at this address",
    "ERR_INTERNET_DISCONNECTED": "this machine has no network",
    "ERR_CERT": "its certificate is not to be trusted",
    "ERR_SSL": "it has no secure connection",
    "ERR_TOO_MANY_REDIRECTS": "it leads in a circle",
    "ERR_EMPTY_RESPONSE": "it answers nothing",
    "ERR_CONNECTION_RESET": "it breaks the connection off",
    "ERR_CONNECTION_CLOSED": "it breaks the connection off",
}
NO_HTTPS = frozenset(
    _WHY[f"ERR_{sign}"]
    for sign in ("CONNECTION_REFUSED", "SSL", "EMPTY_RESPONSE", "CONNECTION_RESET")
)
"""Troubles of an https address where a server without encryption may stand."""
