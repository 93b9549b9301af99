"""What a line hears: parts as gateways hand them over, whole messages, delivery reports."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from onetake.wire.codes import codes_in
from onetake.wire.gsm import encoding_of, split
from onetake.wire.udh import Reference
from onetake.words.line import Arrival
from onetake.words.path import ABSENT, Path

_LINK = re.compile(r"(?:https?://|www\.)[^\s<>\"']+", re.IGNORECASE)
_AFTER_LINK = ".,;:!?)]}»”’"


@dataclass(frozen=True, slots=True)
class Part:
    """One thing a gateway handed over: a whole message, or a part of a long one.

    `segments` is what the gateway counted, if it did; `raw` is what it said.
    """

    id: str
    sender: str
    to: str
    text: str
    reference: Reference | None
    segments: int | None
    raw: object


@dataclass(frozen=True, slots=True)
class Message:
    """A message as a phone shows it; it came in `parts` parts."""

    sender: str
    to: str
    text: str
    parts: int
    raw: object


@dataclass(frozen=True, slots=True)
class Report:
    """What became of a message that was sent: `status`, and why."""

    status: str
    detail: str
    raw: object

    @property
    def text(self) -> str:
        """The status and why, as a sentence would have it."""
        return f"{self.status} ({self.detail})" if self.detail else self.status


def links_in(text: str) -> list[str]:
    """Return the addresses on the web in a text, in their order."""
    return [found.rstrip(_AFTER_LINK) for found in _LINK.findall(text)]


@dataclass(frozen=True, slots=True)
class HeardMessages:
    """A run of messages taken as one."""

    messages: tuple[Message, ...]

    @classmethod
    def of(cls, arrivals: Sequence[Arrival]) -> HeardMessages:
        """Join arrivals in their order."""
        return cls(tuple(arrival.content for arrival in arrivals))  # type: ignore[misc]

    def fact(self, path: Path) -> object:
        """Return a fact of the messages, or ABSENT; lists are empty when there is nothing."""
        read = _OF_MESSAGES.get(path.root)
        return path.dig(read(self.messages)) if read else ABSENT


@dataclass(frozen=True, slots=True)
class HeardReport:
    """The latest report of a run."""

    report: Report

    @classmethod
    def of(cls, arrivals: Sequence[Arrival]) -> HeardReport | None:
        """Take the last of the reports that arrived; None when there is none."""
        return cls(arrivals[-1].content) if arrivals else None  # type: ignore[arg-type]

    def fact(self, path: Path) -> object:
        """Return a fact of the report, or ABSENT."""
        read = _OF_REPORT.get(path.root)
        return path.dig(read(self.report)) if read else ABSENT


_Messages = tuple[Message, ...]


def _text(messages: _Messages) -> object:
    return "\n".join(message.text for message in messages) if messages else ABSENT


def _from(messages: _Messages) -> object:
    return messages[-1].sender if messages else ABSENT


def _to(messages: _Messages) -> object:
    return messages[-1].to if messages else ABSENT


def _codes(messages: _Messages) -> object:
    return list(dict.fromkeys(code for message in messages for code in codes_in(message.text)))


def _links(messages: _Messages) -> object:
    return [link for message in messages for link in links_in(message.text)]


def _parts(messages: _Messages) -> object:
    return sum(message.parts for message in messages)


def _segments(messages: _Messages) -> object:
    return sum(len(split(message.text)) for message in messages)


def _encoding(messages: _Messages) -> object:
    if not messages:
        return ABSENT
    return encoding_of("".join(message.text for message in messages))


def _raw(messages: _Messages) -> object:
    return messages[-1].raw if messages else ABSENT


_OF_MESSAGES: Mapping[str, Callable[[_Messages], object]] = {
    "text": _text, "from": _from, "to": _to, "codes": _codes, "links": _links, "parts": _parts,
    "segments": _segments, "encoding": _encoding, "raw": _raw,
}  # fmt: skip
_OF_REPORT: Mapping[str, Callable[[Report], object]] = {
    "text": lambda report: report.text,
    "status": lambda report: report.status,
    "detail": lambda report: report.detail,
    "raw": lambda report: report.raw,
}
