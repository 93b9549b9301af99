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


def bounce_of(mail: Mail, text: str) -> dict[str, str] | None:
    """Return status, recipient, reason and action of a mail that came back; None for any other.

    A delivery status notification (RFC 3464) tells by itself; of its recipients the first that
    failed counts. One in plain words is known by who sent it and by its subject.
    """
    for blocks in mail.reports:
        told = _told(blocks)
        if told is not None:
            return told
    return _in_words(mail, text) if _is_from_daemon(mail) else None


def _told(blocks: Sequence[Headers]) -> dict[str, str] | None:
    people = [block for block in blocks if "final-recipient" in block or "action" in block]
    people.sort(key=lambda block: block.first("action").strip().lower() != _FAILED)
    if not people:
        return None
    block = people[0]
    recipient = block.first("original-recipient") or block.first("final-recipient")
    status = _STATUS.search(block.first("status"))
    reason = block.first("diagnostic-code").partition(";")
    return {
        "status": status[1] if status else "",
        "recipient": recipient.partition(";")[2].strip() or recipient.strip(),
        "reason": " ".join((reason[2].strip() or reason[0]).split())[:_LONGEST],
        "action": block.first("action").strip().lower(),
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
