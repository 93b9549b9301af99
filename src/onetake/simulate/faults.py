"""Faults a stand-in can be started with: each has an id, a kind, and the place where it shows."""

from __future__ import annotations

from collections.abc import Iterable
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


CHAT_ONLY = frozenset({FaultKind.ASKS_TWICE, FaultKind.MISSING_BUTTONS, FaultKind.WRONG_LANGUAGE})
_NEEDS = {
    FaultKind.WRONG_TEXT: "text",
    FaultKind.LEAKED_CARD: "text",
    FaultKind.WRONG_CUSTOMER: "other",
    FaultKind.WRONG_LANGUAGE: "language",
}


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing that goes wrong at one place: a route, an intent, a slot, `greeting` or `fallback`.

    slow            the answer comes `seconds` later
    wrong_text      the answer's text (api: the value at `field`) is `text`
    lost_context    what was told so far is forgotten (api: the session is gone, 401)
    asks_twice      a slot's answer is thrown away once, and asked for again
    server_error    503 (a socket says so and closes)
    leaked_card     `text` stands in the answer, too (api: at `field`)
    wrong_customer  the answer is made of what belongs to the customer `other`
    missing_buttons the answer has no buttons
    never_answers   nothing comes back
    endless         the answer never ends
    wrong_state     the answer is as it should be, but nothing was done
    wrong_language  the answer is in `language`
    dead_link       links lead nowhere (api: 404)
    drops_connection the connection breaks instead of an answer

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


def checked(
    active: Iterable[Fault], chat: frozenset[str], api: frozenset[str]
) -> tuple[Fault, ...]:
    """Return the faults when each can happen where it says.

    `chat` and `api` are the names of places. Raises ValueError for an id given twice, an unknown
    place, a kind that only a bot can have, or a setting that its kind needs and that is missing.
    """
    faults = tuple(active)
    ids = [fault.id for fault in faults]
    for fault in faults:
        if ids.count(fault.id) > 1:
            raise ValueError(f"two faults are called {fault.id}: give each an id of its own")
        if fault.where not in chat | api:
            known = ", ".join(sorted(chat | api))
            raise ValueError(f"{fault.id}: there is no {fault.where!r} here; there are: {known}")
        if fault.kind in CHAT_ONLY and fault.where not in chat:
            raise ValueError(f"{fault.id}: only a bot can have the fault {fault.kind}")
        needed = _NEEDS.get(fault.kind)
        if needed and not getattr(fault, needed):
            raise ValueError(f"{fault.id}: the fault {fault.kind} needs {needed}: …")
    return faults
