"""Gathers the facts of a page after an action, and only those a step asks for."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from http.client import responses
from typing import TYPE_CHECKING

from playwright.async_api import Error
from playwright.async_api import TimeoutError as TooLate

from onetake.channels.web.desk import Desk
from onetake.channels.web.observe import FACTS, observe
from onetake.channels.web.several import Several
from onetake.channels.web.troubles import never_loaded
from onetake.words.clock import now
from onetake.words.trouble import CustomerNotices

if TYPE_CHECKING:
    from playwright.async_api import Locator

    from onetake.channels.web.watch import Watch

_PLAIN = frozenset({"text", "title", "status"})
_SCRIPT = """(asked) => {
  const found = {};
  if (asked.includes("text")) found.text = document.body ? document.body.innerText : "";
  if (asked.includes("title")) found.title = document.title;
  if (asked.includes("status")) {
    const [entry] = performance.getEntriesByType("navigation");
    if (entry && entry.responseStatus) found.status = entry.responseStatus;
  }
  return found;
}"""
_DOCUMENT = """() => {
  const [entry] = performance.getEntriesByType("navigation");
  return [performance.timeOrigin, (entry && entry.responseStatus) || 0];
}"""
_ERROR = 400
_ELEMENT = """(all) => {
  const [e] = all;
  if (!e) return { count: 0 };
  const text = (e.innerText || e.textContent || "").trim();
  const found = { count: all.length, text, enabled: !e.matches(":disabled,[aria-disabled=true]") };
  if ("value" in e && e.type !== "password") found.value = String(e.value);
  if (e.tagName === "SELECT") found.value = [...e.selectedOptions].map((o) => o.label).join(", ");
  if (e.type === "checkbox" || e.type === "radio") found.checked = e.checked;
  else if (e.ariaChecked !== null) found.checked = e.ariaChecked === "true";
  return found;
}"""


async def settle(desk: Desk) -> None:
    """Wait until the page that an action led to can be read, or is whole, if that is asked for.

    Raises Unreached when it does not become whole in time.
    """
    if not desk.navigated:
        return
    whole = desk.roots is not None and bool(desk.roots & FACTS.keys())
    begun = now()
    for state in ("domcontentloaded", "load") if whole else ("domcontentloaded",):
        try:
            await desk.page.wait_for_load_state(state, timeout=desk.left_ms())
        except Error as error:
            if not isinstance(error, TooLate):
                raise
            url = desk.page.url
            raise never_loaded(url, now() - begun, "did not finish loading") from None


async def refuse_error_page(desk: Desk) -> None:
    """Raise CustomerNotices when an action led to a page that its server answers as an error.

    Who asks for the page's `status` judges it alone.
    """
    if not desk.navigated or desk.roots is None or desk.dialog is not None:
        return
    try:
        document, status = await desk.page.evaluate(_DOCUMENT)
    except Error as error:
        if "context was destroyed" not in error.message:
            raise
        return
    new, desk.document = document != desk.document, document
    if new and status >= _ERROR and not desk.asks("status"):
        raise CustomerNotices("web.error_page", _told(status, desk.page.url))


def _told(status: int, url: str) -> str:
    phrase = f" ({responses[status]})" if status in responses else ""
    return (
        f"the page is an error page, answered with {status}{phrase}: {url}; "
        f"where it is what this step wants, write expect: {{status: {status}}}"
    )


async def gather(desk: Desk, watch: Watch) -> Mapping[str, object]:
    """Return the facts of the page that are asked for; few while a message box is open."""
    facts: dict[str, object] = {"url": desk.page.url}
    roots = desk.roots if desk.roots is not None else _PLAIN
    if "tabs" in roots:
        facts["tabs"] = Several([page.url for page in desk.tabs])
    if desk.dialog is not None:
        return {**facts, "dialog": desk.dialog.message}
    while True:
        try:
            if plain := roots & _PLAIN:
                facts |= await desk.evaluate(_SCRIPT, sorted(plain))
            return {**facts, **await observe(desk.page, roots, watch)}
        except Error as error:
            if "context was destroyed" not in error.message or now() > desk.deadline:
                raise
            # The page went on to another while it was read: the other one is read instead.
            await asyncio.sleep(0)
            await desk.page.wait_for_load_state("domcontentloaded", timeout=desk.left_ms())


async def element_of(locator: Locator) -> Mapping[str, object]:
    """Return the facts of an element."""
    found: dict[str, object] = await locator.evaluate_all(_ELEMENT)
    if found["count"]:
        line = (await locator.first.aria_snapshot()).partition("\n")[0].removeprefix("- ")
        role, _, rest = line.partition(" ")
        found["role"] = role.rstrip(":")
        if rest.startswith('"'):
            found["name"] = rest[1:].partition('"')[0]
    return found
