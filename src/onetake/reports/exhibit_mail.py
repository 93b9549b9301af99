"""Reads mails as evidence tells them: headers, the text, and parts under titles."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import ClassVar

_HEADER = re.compile(r"([A-Za-z][A-Za-z0-9-]{0,60}): ?(.*)")
_FIRST = ("from", "to", "cc", "subject", "date")
_NEEDED = {"from", "subject"}
_PART = re.compile(r"--- (links|hidden|tracks|notes|file .+, [0-9,]+ bytes)")


@dataclass(frozen=True, slots=True)
class Part:
    """What belongs to a mail beside its text: its links, a file of it, what was odd."""

    title: str
    lines: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Mail:
    """A mail as its reader sees it; `headers` are who, whom, what and when, `more` the others."""

    headers: tuple[tuple[str, str], ...]
    text: str
    parts: tuple[Part, ...]
    more: tuple[tuple[str, str], ...]
    kind: ClassVar[str] = "mail"
    title: ClassVar[str] = "mail"


def mail(text: str) -> Mail | None:
    """Return the mail that a text tells; None when it does not begin with a mail's headers."""
    head, _, rest = text.partition("\n\n")
    headers = _headers(head)
    if headers is None or not {name.lower() for name, _ in headers} >= _NEEDED:
        return None
    body, parts = _parts(rest)
    shown = [pair for name in _FIRST for pair in headers if pair[0].lower() == name]
    more = tuple(pair for pair in headers if pair[0].lower() not in _FIRST)
    return Mail(tuple((name.title(), value) for name, value in shown), body, parts, more)


def _headers(head: str) -> list[tuple[str, str]] | None:
    """Return headers; a line that is none belongs to the one before it."""
    found: list[tuple[str, str]] = []
    for line in head.splitlines():
        if header := _HEADER.fullmatch(line):
            found.append((header[1], header[2]))
        elif not found:
            return None
        else:
            name, value = found[-1]
            found[-1] = (name, f"{value}\n{line}")
    return found or None


def _parts(rest: str) -> tuple[str, tuple[Part, ...]]:
    """Return the text of a mail, and what stands under titles after it."""
    body: list[str] = []
    parts: list[tuple[str, list[str]]] = []
    for line in rest.splitlines():
        if title := _PART.fullmatch(line):
            parts.append((title[1], []))
        else:
            (parts[-1][1] if parts else body).append(line)
    kept = (Part(title, tuple(filter(str.strip, lines))) for title, lines in parts)
    return "\n".join(body).strip("\n"), tuple(kept)
