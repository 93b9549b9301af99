"""A customer's line: receives what comes to their address, writes from it, keeps a transcript."""

from __future__ import annotations

from collections import deque
from collections.abc import Awaitable, Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from email.policy import SMTP, SMTPUTF8
from fnmatch import fnmatchcase
from pathlib import Path

from onetake.channels.email.compose import Draft, bare, in_ascii, written
from onetake.channels.email.evidence import described
from onetake.channels.email.letter import Letter
from onetake.channels.email.people import Inbox as Owner
from onetake.channels.email.people import Person, normal, without_plus
from onetake.channels.email.smtp import Sender
from onetake.words.channel import Evidence
from onetake.words.clock import now
from onetake.words.ids import uuid7
from onetake.words.line import Arrival, Inbox
from onetake.words.transcript import entry
from onetake.words.trouble import CannotTell, CustomerNotices, Trouble

MOST_PENDING = 1000
"""Whoever sends more than this before anybody reads sends for ever."""

_REMEMBERED = 200
_LONGEST_REMEMBERED = 2000
_MOST_EXPLAINED = 5


class MailInbox(Inbox):
    """An inbox that remembers the mail a step took last, which is the one that is answered."""

    __slots__ = ("received",)

    def __init__(self) -> None:
        super().__init__()
        self.received: Letter | None = None

    def take(self, count: int) -> list[Arrival]:
        """Remove and return the first `count` arrivals."""
        taken = super().take(count)
        if taken and isinstance(taken[-1].content, Letter):
            self.received = taken[-1].content
        return taken


@dataclass(frozen=True, slots=True)
class Desk:
    """What a line writes with; `sender` is None where no mails can be sent."""

    system: str
    person: Person
    company: str
    sender: Sender | None
    marks: Callable[[], dict[str, str]]
    today: Callable[[], datetime]
    folder: Path
    recipients: tuple[str, ...] = ()

    def demand_declared(self, to: Iterable[str]) -> None:
        """Raise CannotTell for an address that nothing declares: nobody else is ever written to."""
        known = {without_plus(normal(self.person.address)), without_plus(normal(self.company))}
        for address in map(normal, to):
            if without_plus(address) in known:
                continue
            if not any(fnmatchcase(address, normal(shape)) for shape in self.recipients):
                raise CannotTell(
                    "address.undeclared",
                    f"{self.system} would write to {address}, which nothing allows: "
                    f"write recipients: [{address}] in its file if that is meant",
                )


@dataclass(slots=True, eq=False)
class EmailLine:
    """An open line of one address."""

    owner: Owner
    desk: Desk
    evidence: Evidence
    leave: Callable[[], Awaitable[None]] | None = None
    inbox: MailInbox = field(default_factory=MailInbox)
    _opened: float = field(default_factory=now)
    _said: deque[tuple[float, str]] = field(default_factory=lambda: deque(maxlen=_REMEMBERED))
    _missed: dict[str, int] = field(default_factory=dict)

    def __post_init__(self) -> None:
        """Let the inbox tell what this line knows of a silence."""
        self.inbox.explain = self.silence

    async def send(self, draft: Draft) -> None:
        """Send a mail; returns when the server took it. Raises Trouble."""
        if self.inbox.closed is not None:
            raise self.inbox.closed
        desk = self.desk
        if desk.sender is None:
            reason = f"{desk.system} names no server that takes mails: add smtp: to its file"
            raise CannotTell("settings", reason)
        sender = in_ascii(bare(desk.person.address))
        if "*" in sender:
            reason = f"{desk.system} names no one address to write from: add sender: to its file"
            raise CannotTell("settings", reason)
        to = draft.recipients
        desk.demand_declared(to)
        domain = sender.rpartition("@")[2]
        mail = written(
            draft, desk.person, message_id=f"{uuid7().hex}@{domain}", now=desk.today(),
            marks=desk.marks(),
        )  # fmt: skip
        utf8 = not all(address.isascii() for address in (sender, *to))
        data = mail.as_bytes(policy=SMTPUTF8 if utf8 else SMTP)
        self.note(f"we → {', '.join(to)}: {draft.subject!r} ({len(data):,} bytes)")
        said = await desk.sender.send(data, sender, to, utf8=utf8)
        self.note(f"the server took it: {said}")

    @property
    def last(self) -> Letter:
        """The mail received last, else the latest that came. Raises CannotTell for none."""
        if self.inbox.received is not None:
            return self.inbox.received
        if self.inbox.pending:
            return self.inbox.pending[-1].content  # type: ignore[return-value]
        raise CannotTell("request", "there is no mail to answer or pass on: receive one first")

    def take(self, letter: Letter) -> None:
        """Take a mail that came."""
        if len(self.inbox.pending) >= MOST_PENDING:
            reason = f"the company does not stop: {MOST_PENDING} mails lie unread"
            self.end(CustomerNotices("ceiling.arrivals", reason))
            return
        sender = letter.senders[0].address if letter.senders else "nobody"
        self.note(f"{sender} → us: {letter.subject!r} ({letter.mail.size:,} bytes)")
        for note in letter.notes:
            self.note(f"  {note}")
        self.evidence.put("mail.txt", lambda: described(letter))
        if letter.html:
            self.evidence.put("mail.html", lambda: letter.html.encode("utf-8", "replace"))
        self.inbox.put(letter)

    def miss(self, what: str) -> None:
        """Write down something that may be why nothing was heard."""
        self.note(what)
        if what in self._missed or len(self._missed) < _MOST_EXPLAINED:
            self._missed[what] = self._missed.get(what, 0) + 1

    def end(self, trouble: Trouble) -> None:
        """Stop listening, and why."""
        self.note(f"the line ended: {trouble.reason}")
        self.inbox.close(trouble)

    async def close(self) -> None:
        """End the line; a second time does nothing."""
        leave, self.leave = self.leave, None
        self.inbox.close(CannotTell("line.closed", "this line is closed"))
        if leave is not None:
            await leave()

    def note(self, what: str) -> None:
        """Write down something that happened."""
        self._said.append((now() - self._opened, what[:_LONGEST_REMEMBERED]))

    def transcript(self) -> bytes:
        """Return the last of what was sent and received, with seconds since the line was opened."""
        lines = [entry(at, what) for at, what in self._said]
        if not lines:
            lines.append("(nothing was sent or received)")
        elif len(lines) == _REMEMBERED:
            lines.insert(0, "(what came before is not kept)")
        whole = [f"The mailbox of {self.owner.address}", *lines]
        return "\n".join(whole).encode("utf-8", "replace")

    def silence(self) -> str:
        """Return what may explain that nothing more was heard; empty when nothing does."""
        return "; ".join(
            f"{what} ({times} times)" if times > 1 else what for what, times in self._missed.items()
        )


def people_of(written_people: Sequence[str]) -> list[str]:
    """Return addresses one by one, also those written in one text with commas between them."""
    return [one.strip() for text in written_people for one in text.split(",") if one.strip()]
