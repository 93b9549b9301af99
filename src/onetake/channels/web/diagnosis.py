"""Tells in a customer's words why an element could not be used: missing, hidden, covered."""

from __future__ import annotations

import re
from collections.abc import Awaitable, Callable, Mapping, Sequence
from difflib import SequenceMatcher
from typing import TYPE_CHECKING, Any

from onetake.channels.web.script import script
from onetake.channels.web.targets import Target
from onetake.channels.web.troubles import busy
from onetake.words.trouble import CannotTell, CustomerNotices, Trouble, Unreached

if TYPE_CHECKING:
    from playwright.async_api import Locator

Ask = Callable[[str, object], Awaitable[Any]]
"""Runs a script where the customer is."""

KINDS: Mapping[str, str] = {
    "press": "button or link", "write": "field", "tick": "box to tick", "choose": "choice",
    "file": "place for a file", "frame": "frame", "see": "text", "around": "part",
}  # fmt: skip

_NEAR = 0.5
_MOST = 5
_LOOKING = 2_000
LEADING = "waiting for scheduled navigations to finish"
_ACTING = "performing click action"
_COVER = re.compile(r"<(\w+)([^>]*)>(.*?)(?:</\w+>)?\s+(?:from .*? subtree )?intercepts pointer")
_NAMED = re.compile(r"""(?:id|class|aria-label|title)="([^"]+)\"""")


async def ambiguous(locator: Locator, told: str) -> Trouble:
    """Return what is raised for a target that several elements fit."""
    found = await locator.evaluate_all(script("names"))
    listed = "; ".join(f"{number}. {_candidate(one)}" for number, one in enumerate(found, 1))
    return CannotTell(
        "web.ambiguous",
        f"{told} can mean {await locator.count()} things on this page: {listed}. Say which: by its "
        "role ({button: …}), where it is ({text: …, in: …}) or its number ({text: …, nth: 2})",
    )


async def failed(ask: Ask, target: Target, value: str, kind: str, log: str) -> Trouble:
    """Return what is raised for an element that could not be used in time; `log` tells why."""
    told = target.told(value)
    if "intercepts pointer events" in log:
        return CustomerNotices(
            "web.covered", f"{told} is there, but {_cover(log)} lies over it and stays there"
        )
    if LEADING in log:
        return Unreached(
            "web.never_loaded", f"{told} leads to a page that did not load before time was up"
        )
    for sign, trouble in _SIGNS.items():
        if sign in log:
            return trouble(told)
    if _ACTING in log:
        return busy()
    return await missing(ask, target, value, kind)


async def missing(ask: Ask, target: Target, value: str, kind: str) -> Trouble:
    """Return what is raised for an element that is not there, with the nearest names that are."""
    what = target.told(value) if target.way else f"{KINDS.get(kind, 'element')} '{value}'"
    try:
        names: Any = await ask(script("names").strip(), {"kind": kind})
    except TimeoutError:
        return CustomerNotices("web.missing", f"there is no {what} on this page")
    hidden = [one for one in names["hidden"] if _key(one["name"]) == _key(value)]
    if hidden and value:
        return CustomerNotices(
            "web.hidden",
            f"the {hidden[0]['role']} '{value}' is on this page, but nobody can see it",
        )
    return CustomerNotices("web.missing", f"there is no {what} on this page{_others(names, value)}")


def _others(names: Mapping[str, Any], value: str) -> str:
    """Return the names that are nearest, as the end of a sentence."""
    every = list(dict.fromkeys(one["name"] for one in names["found"]))
    near = sorted(every, key=lambda name: -_likeness(name, value))
    near = [name for name in near if _likeness(name, value) >= _NEAR][:_MOST]
    shown = near or every[:_MOST]
    if not shown:
        return "; it shows nothing of the kind"
    verb = "the nearest is" if len(near) == 1 else "there is" if len(shown) == 1 else "there are"
    return f"; {verb} {_listed(shown)}"


def _likeness(name: str, value: str) -> float:
    one, other = _key(name), _key(value)
    if other and (other in one or one in other):
        return 1.0
    return SequenceMatcher(None, one, other).ratio()


def _key(name: str) -> str:
    return " ".join(name.casefold().split())


def _listed(names: Sequence[str]) -> str:
    return ", ".join(f"'{name}'" for name in names)


def _candidate(one: Mapping[str, Any]) -> str:
    place = f" in the {one['where']}" if one["where"] else ""
    return f"{one['role']} '{one['name']}'{place}"


def _cover(log: str) -> str:
    """Return what lies over an element, as far as the log tells."""
    found = _COVER.search(log)
    if not found:
        return "something"
    words = " ".join(re.sub(r"<[^>]*>", " ", found[3]).split()).strip("…")
    named = _NAMED.search(found[2])
    return f"'{words}'" if words else f"'{named[1]}'" if named else f"a {found[1]}"


_SIGNS: Mapping[str, Callable[[str], Trouble]] = {
    "element is not enabled": lambda told: CustomerNotices(
        "web.disabled", f"{told} is there, but it is disabled and stays so"
    ),
    "element is not editable": lambda told: CustomerNotices(
        "web.disabled", f"{told} is there, but it cannot be written into"
    ),
    "element is not stable": lambda told: CustomerNotices(
        "web.moving", f"{told} is there, but it never stands still, so nobody can click it"
    ),
    "element is outside of the viewport": lambda told: CustomerNotices(
        "web.hidden", f"{told} is there, but it lies where nobody can scroll to"
    ),
    "element is not visible": lambda told: CustomerNotices(
        "web.hidden", f"{told} is there, but nobody can see it"
    ),
    "did not find some options": lambda told: CustomerNotices(
        "web.missing", f"{told} is there, but it does not offer that choice"
    ),
}
"""What Playwright's log says of an element that it could not use, and what a customer would."""
