"""Searches a mailbox in the words of Mailpit: `to:anna subject:"your card" !is:read code`."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable

from onetake.simulate.mail.box import Held

_TERM = re.compile(r'(?P<not>[!-]?)(?:(?P<key>[a-z-]+):)?(?:"(?P<quoted>[^"]*)"|(?P<word>\S+))')


def search(mails: Iterable[Held], query: str) -> list[Held]:
    """Return the mails that fit every term; an unknown key is taken as a word of the text."""
    found = list(mails)
    for term in _TERM.finditer(query):
        wanted = (term["quoted"] if term["word"] is None else term["word"]).casefold()
        fits = _KEYS.get(term["key"] or "")
        if fits is None:
            fits, wanted = _anywhere, term[0].lstrip("!-").casefold()
        found = [held for held in found if fits(held, wanted) != bool(term["not"])]
    return found


def _anywhere(held: Held, wanted: str) -> bool:
    texts = (held.subject, held.text("plain"), held.text("html"))
    return any(wanted in text.casefold() for text in texts) or any(
        _named(header)(held, wanted) for header in ("From", "To", "Cc")
    )


def _named(header: str) -> Callable[[Held, str], bool]:
    return lambda held, wanted: any(
        wanted in str(person).casefold() for person in held.people(header)
    )


def _is(held: Held, wanted: str) -> bool:
    return held.read if wanted == "read" else not held.read if wanted == "unread" else False


_KEYS: dict[str, Callable[[Held, str], bool]] = {
    "": _anywhere,
    "to": _named("To"),
    "from": _named("From"),
    "cc": _named("Cc"),
    "reply-to": _named("Reply-To"),
    "addressed": lambda held, wanted: any(
        _named(header)(held, wanted) for header in ("From", "To", "Cc", "Reply-To")
    ),
    "bcc": lambda held, wanted: any(wanted in one.casefold() for one in held.hidden()),
    "subject": lambda held, wanted: wanted in held.subject.casefold(),
    "message-id": lambda held, wanted: wanted.strip("<>") in held.message_id.casefold(),
    "is": _is,
    "has": lambda held, wanted: wanted.startswith("attachment") and any(held.files()),
}
