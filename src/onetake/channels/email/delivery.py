"""Whose a mail is: the lines that wait, found by the addresses a mail was delivered to."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, field
from typing import Protocol

from onetake.channels.email.letter import Letter
from onetake.channels.email.people import Inbox, normal, people_in, without_plus
from onetake.words.trouble import Trouble

_DELIVERED = frozenset({"x-original-to", "envelope-to", "x-envelope-to", "delivered-to"})
_NAMED = frozenset({"to", "cc", "bcc", "resent-to", "resent-cc", "apparently-to"})
HEADERS = (*_DELIVERED, *_NAMED)
"""What tells whose a mail is, in small letters."""

_REMEMBERED = 3


class Subscriber(Protocol):
    """A line as what brings its mails sees it."""

    owner: Inbox

    def take(self, letter: Letter) -> None:
        """Take a mail."""

    def miss(self, what: str) -> None:
        """Write down something that may be why nothing was heard."""

    def end(self, trouble: Trouble) -> None:
        """Stop listening, and why."""


@dataclass(frozen=True, slots=True)
class Envelope:
    """To whom a mail goes, in normal addresses.

    `delivered`: whom the servers on the way wrote down for this very copy; `named`: whom the
    sender named.
    """

    delivered: tuple[str, ...] = ()
    named: tuple[str, ...] = ()

    @classmethod
    def of(cls, headers: Iterable[tuple[str, str]]) -> Envelope:
        """Read it out of raw headers."""
        delivered: list[str] = []
        named: list[str] = []
        for name, value in headers:
            to = delivered if name.lower() in _DELIVERED else named
            if name.lower() in HEADERS:
                to += [normal(person.address) for person in people_in([value])]
        return cls(tuple(delivered), tuple(named))


@dataclass(slots=True)
class Waiting:
    """The lines that wait for mails in one mailbox, by whose mail they take."""

    _lines: dict[str, list[Subscriber]] = field(default_factory=dict)
    _patterns: list[Subscriber] = field(default_factory=list)

    def __iter__(self) -> Iterator[Subscriber]:
        """Yield every line."""
        for lines in self._lines.values():
            yield from lines
        yield from self._patterns

    def __contains__(self, line: Subscriber) -> bool:
        """Tell if a line waits."""
        return line in self._list_of(line)

    def __bool__(self) -> bool:
        """Tell if any line waits."""
        return bool(self._lines or self._patterns)

    def add(self, line: Subscriber) -> None:
        """Let a line wait."""
        if line.owner.pattern is not None:
            self._patterns.append(line)
        else:
            self._lines.setdefault(line.owner.address, []).append(line)

    def remove(self, line: Subscriber) -> None:
        """Let a line go; one that does not wait is nothing."""
        lines = self._list_of(line)
        if line in lines:
            lines.remove(line)
        self._lines = {address: waiting for address, waiting in self._lines.items() if waiting}

    def whose(self, envelope: Envelope) -> list[Subscriber]:
        """Return the lines that a mail is for.

        What the servers wrote down goes before what the sender named: a catch-all mailbox gets a
        copy for each of its people, and each is one person's. A copy for somebody whom the sender
        named, and who is not here, is nobody's; a copy for an address that the sender did not name
        (an alias, the mailbox itself) is for those who are named.
        """
        theirs = self._found(envelope.delivered)
        if not theirs and not set(envelope.delivered) & set(envelope.named):
            theirs = self._found(envelope.named)
        return [*theirs, *(line for line in self._patterns if line.owner.everybody)]

    def strange(self, envelope: Envelope) -> None:
        """Let every line know that a mail came which is nobody's here."""
        to = ", ".join((envelope.named or envelope.delivered)[:_REMEMBERED]) or "nobody"
        for line in self:
            line.miss(f"a mail came for {to}")

    def _found(self, addresses: Collection[str]) -> list[Subscriber]:
        found: dict[int, Subscriber] = {}
        for address in addresses:
            for known in {address, without_plus(address)}:
                for line in self._lines.get(known, ()):
                    found[id(line)] = line
        for line in self._patterns:
            if not line.owner.everybody and any(map(line.owner.takes, addresses)):
                found[id(line)] = line
        return list(found.values())

    def _list_of(self, line: Subscriber) -> list[Subscriber]:
        if line.owner.pattern is not None:
            return self._patterns
        return self._lines.get(line.owner.address, [])
