"""Faults a stand-in can be started with: each has an id, a kind, and the place where it shows."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum


class FaultKind(StrEnum):
    """What goes wrong; every kind is the same each time, nothing is left to chance."""

    SLOW = "slow"
    WRONG_TEXT = "wrong_text"
    LOST_CONTEXT = "lost_context"
    ASKS_TWICE = "asks_twice"
    SERVER_ERROR = "server_error"
    LEAKED_CARD = "leaked_card"
    WRONG_CUSTOMER = "wrong_customer"
    MISSING_BUTTONS = "missing_buttons"
    NEVER_ANSWERS = "never_answers"
    ENDLESS = "endless"
    WRONG_STATE = "wrong_state"
    WRONG_LANGUAGE = "wrong_language"
    DEAD_LINK = "dead_link"
    DROPS_CONNECTION = "drops_connection"
    MISSING = "missing"
    LATE = "late"
    DOUBLED = "doubled"
    WRONG_LINK = "wrong_link"
    EXPIRED_CODE = "expired_code"
    WRONG_RECIPIENT = "wrong_recipient"
    BROKEN_BUTTON = "broken_button"
    SLOW_IMAGE = "slow_image"
    LAYOUT_SHIFT = "layout_shift"
    MISSING_LABEL = "missing_label"
    MIXED_LANGUAGE = "mixed_language"
    CONSOLE_ERROR = "console_error"
    TRACKER_BEFORE_CONSENT = "tracker_before_consent"
    LOST_BASKET = "lost_basket"


class Place(StrEnum):
    """The sorts of places where a fault can be."""

    TALK = "what the bot says by itself"
    SLOT = "a slot"
    INTENT = "an intent"
    ROUTE = "a route"
    LOGIN = "the login"
    QUESTION = "what is asked by mail or SMS"
    REPLY = "what answers a mail or SMS"
    SENDING = "what is sent"
    PAGE = "a page"
    FORM = "a form"
    PICTURE = "a picture"
    CONSENT = "the question for consent"
    IDENTITY = "the log-in elsewhere"


_BOT = frozenset({Place.TALK, Place.SLOT, Place.INTENT})
_SITE = frozenset({Place.PAGE, Place.FORM})
_ANSWERED = _BOT | {Place.ROUTE, Place.LOGIN}
_SERVED = _ANSWERED | _SITE
_POSTED = frozenset({Place.QUESTION, Place.REPLY, Place.SENDING})
_TOLD = _BOT | _POSTED | {Place.ROUTE, Place.PAGE}
_DONE = frozenset({Place.INTENT, Place.ROUTE, Place.REPLY, Place.FORM})
_ASKED = frozenset({Place.SLOT, Place.QUESTION})
_ONLY = {
    FaultKind.SLOW: _SERVED,
    FaultKind.SERVER_ERROR: _SERVED,
    FaultKind.NEVER_ANSWERS: _SERVED,
    FaultKind.ENDLESS: _ANSWERED,
    FaultKind.DROPS_CONNECTION: _SERVED,
    FaultKind.ASKS_TWICE: _ASKED,
    FaultKind.MISSING_BUTTONS: _BOT,
    FaultKind.WRONG_LANGUAGE: _BOT | _POSTED | {Place.PAGE},
    FaultKind.LOST_CONTEXT: _ASKED | _DONE | {Place.PAGE},
    FaultKind.DEAD_LINK: _TOLD | {Place.LOGIN},
    FaultKind.WRONG_STATE: _DONE,
    FaultKind.WRONG_TEXT: _TOLD,
    FaultKind.LEAKED_CARD: _TOLD,
    FaultKind.WRONG_CUSTOMER: _TOLD,
    FaultKind.MISSING: _POSTED,
    FaultKind.LATE: _POSTED,
    FaultKind.DOUBLED: _POSTED,
    FaultKind.WRONG_LINK: _POSTED,
    FaultKind.EXPIRED_CODE: _POSTED,
    FaultKind.WRONG_RECIPIENT: _POSTED,
    FaultKind.BROKEN_BUTTON: {Place.FORM},
    FaultKind.SLOW_IMAGE: {Place.PICTURE},
    FaultKind.LAYOUT_SHIFT: {Place.PAGE},
    FaultKind.MISSING_LABEL: {Place.FORM},
    FaultKind.MIXED_LANGUAGE: {Place.PAGE},
    FaultKind.CONSOLE_ERROR: {Place.PAGE},
    FaultKind.TRACKER_BEFORE_CONSENT: {Place.CONSENT},
    FaultKind.LOST_BASKET: {Place.FORM, Place.IDENTITY},
}
_NEEDS = {
    FaultKind.WRONG_TEXT: "text",
    FaultKind.LEAKED_CARD: "text",
    FaultKind.WRONG_CUSTOMER: "other",
    FaultKind.WRONG_LANGUAGE: "language",
    FaultKind.WRONG_LINK: "text",
    FaultKind.WRONG_RECIPIENT: "other",
    FaultKind.MIXED_LANGUAGE: "language",
}


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing that goes wrong at one place.

    A place is a route, an intent, a slot, `greeting`, `fallback`, a mail or SMS that is sent, or a
    page, form or picture of the site, `consent` and `identity`.

    slow            the answer comes `seconds` later
    wrong_text      the answer's text (api: the value at `field`) is `text`
    lost_context    what was told so far is forgotten (api: 401; site: one is logged out)
    asks_twice      a slot's answer is thrown away once, and asked for again
    server_error    503 (a socket says so and closes)
    leaked_card     `text` stands in the answer, too (api: at `field`)
    wrong_customer  the answer is made of what belongs to the customer `other`
    missing_buttons the answer has no buttons
    never_answers   nothing comes back
    endless         messages go on and on, and the answer is not among them
    wrong_state     the answer is as it should be, but nothing was done
    wrong_language  the answer is in `language`
    dead_link       links lead nowhere (api and site: 404)
    drops_connection the connection breaks instead of an answer
    missing         the mail or SMS never comes
    late            the mail or SMS comes `seconds` later
    doubled         the mail or SMS comes twice
    wrong_link      links in the mail or SMS are `text` instead
    expired_code    the code in the mail or SMS is no longer valid when it comes
    wrong_recipient the mail or SMS goes to the customer `other`
    broken_button   the form's button does nothing
    slow_image      the picture comes `seconds` later
    layout_shift    something comes late and pushes down what is being read
    missing_label   the form's field `field`, or else its first, has no label
    mixed_language  half of the page's texts are in `language`
    console_error   a script of the page fails
    tracker_before_consent visitors are counted before they agree
    lost_basket     what was put aside before logging in is gone after it

    `text` may hold templates. With `customer` only that customer is met by the fault. `notices`
    says in one sentence what a customer notices.
    """

    id: str
    kind: FaultKind
    where: str
    notices: str = ""
    customer: str = ""
    seconds: float = 1.0
    text: str = ""
    field: str = "message"
    language: str = ""
    other: str = ""


@dataclass(frozen=True, slots=True)
class Faults:
    """The faults switched on in one stand-in."""

    active: tuple[Fault, ...] = ()

    def at(self, where: str, customer: str) -> dict[FaultKind, Fault]:
        """Return the faults a customer meets at a place, by kind."""
        return {
            fault.kind: fault
            for fault in self.active
            if fault.where == where and fault.customer in ("", customer)
        }


def checked(active: Iterable[Fault], places: Mapping[str, Place]) -> tuple[Fault, ...]:
    """Return the faults when each can happen where it says.

    Raises ValueError for an id given twice, an unknown place, a kind that a place cannot have, or
    a setting that a kind needs and that is missing.
    """
    faults = tuple(active)
    ids = [fault.id for fault in faults]
    for fault in faults:
        if ids.count(fault.id) > 1:
            raise ValueError(f"two faults are called {fault.id}: give each an id of its own")
        if fault.where not in places:
            known = ", ".join(sorted(places))
            raise ValueError(f"{fault.id}: there is no {fault.where!r} here; there are: {known}")
        place, only = places[fault.where], _ONLY.get(fault.kind)
        if only is not None and place not in only:
            kinds = " or ".join(sorted(only))
            raise ValueError(
                f"{fault.id}: {fault.where} is {place}; the fault {fault.kind} needs {kinds}"
            )
        needed = _NEEDS.get(fault.kind)
        if needed and not getattr(fault, needed):
            raise ValueError(f"{fault.id}: the fault {fault.kind} needs {needed}: …")
    return faults
