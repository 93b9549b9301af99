"""Tells a mail that came back from others, and why it came back."""

from __future__ import annotations

import re
from collections.abc import Sequence

from onetake.channels.email.mime import Headers, Mail
from onetake.channels.email.people import people_in

_STATUS = re.compile(r"(?<![\d.])([245]\.\d{1,3}\.\d{1,3})(?![\d.])")
_REPLY = re.compile(r"(?<!\d)([45]\d\d)[ -]")
_FOR = re.compile(r"<?([^\s<>,;:\"()]+@[^\s<>,;:\"()]+[^\s<>,;:\"().])>?")
_DAEMONS = ("mailer-daemon", "postmaster", "mail-daemon", "mailerdaemon")
_WORDS = re.compile(
    r"undeliver|not (?:be )?delivered|delivery (?:status|has failed|failed|failure|incomplete)"
    r"|returned mail|returned to sender|failure notice|mail delivery (?:failed|system)"
    r"|unzustellbar|nicht zugestellt|non remis|no entregado|mancata consegna",
    re.IGNORECASE,
)
_LONGEST = 500
_FAILED, _DELAYED = "failed", "delayed"
_ARRIVED = ("delivered", "relayed", "expanded")


def bounce_of(mail: Mail, text: str) -> dict[str, str] | None:
    """Return status, recipient, reason and action of a mail that came back; None for any other.

    A delivery status notification (RFC 3464) tells by itself; of its recipients the first that
    failed counts, and one that only says that a mail arrived is no bounce. One in plain words is
    known by who sent it and by its subject.
    """
    people = [block for blocks in mail.reports for block in blocks if _is_about_one(block)]
    if people:
        return _told([block for block in people if _action(block) not in _ARRIVED])
    return _in_words(mail, text) if _is_from_daemon(mail) else None


def _is_about_one(block: Headers) -> bool:
    return "final-recipient" in block or "action" in block


def _action(block: Headers) -> str:
    return block.first("action").strip().lower()


def _told(people: Sequence[Headers]) -> dict[str, str] | None:
    if not people:
        return None
    block = min(people, key=lambda block: _action(block) != _FAILED)
    recipient = block.first("original-recipient") or block.first("final-recipient")
    status = _STATUS.search(block.first("status"))
    reason = block.first("diagnostic-code").partition(";")
    return {
        "status": status[1] if status else "",
        "recipient": recipient.partition(";")[2].strip() or recipient.strip(),
        "reason": " ".join((reason[2].strip() or reason[0]).split())[:_LONGEST],
        "action": _action(block),
    }


def _is_from_daemon(mail: Mail) -> bool:
    senders = [person.address.lower() for person in people_in(mail.raw("from"))]
    daemon = any(sender.partition("@")[0] in _DAEMONS for sender in senders)
    nobody = [value.strip() for value in mail.raw("return-path")[:1]] == ["<>"]
    failed = bool(mail.raw("x-failed-recipients"))
    return failed or ((daemon or nobody) and bool(_WORDS.search(mail.headers.first("subject"))))


def _in_words(mail: Mail, text: str) -> dict[str, str]:
    """Return what a bounce in plain words tells; what it does not tell is empty."""
    own = text.partition("\n---")[0][:20_000]
    status = _STATUS.search(own)
    reply = _REPLY.search(own)
    named = [person.address for person in people_in(mail.raw("x-failed-recipients"))]
    senders = {person.address.lower() for person in people_in(mail.raw("from"))}
    named += [at for at in _FOR.findall(own) if at.lower() not in senders]
    code = status[1] if status else f"{reply[1][0]}.0.0" if reply else ""
    at = status or reply
    line = own[own.rfind("\n", 0, at.start()) + 1 :].partition("\n")[0] if at else ""
    delayed = code.startswith("4") or "delay" in mail.headers.first("subject").lower()
    return {
        "status": code,
        "recipient": named[0] if named else "",
        "reason": " ".join((line or own).split())[:_LONGEST],
        "action": _DELAYED if delayed else _FAILED,
    }
