"""A customer's line: sends from their number, hears what is sent to it, and keeps a transcript."""

from __future__ import annotations

from collections import deque
from collections.abc import Awaitable, Callable, Iterable, Iterator
from dataclasses import dataclass, field, replace

from onetake.channels.sms.actions import Report as HearsReport
from onetake.channels.sms.client import Client
from onetake.channels.sms.gateway import Gateway
from onetake.channels.sms.message import Message, Part, Report
from onetake.channels.sms.numbers import normal
from onetake.channels.sms.parts import Joiner
from onetake.wire.gsm import encoding_of, split
from onetake.wire.udh import Reference, write_reference
from onetake.words.channel import Action
from onetake.words.clock import now
from onetake.words.ids import uuid7
from onetake.words.line import Inbox
from onetake.words.transcript import entry
from onetake.words.trouble import CannotTell, CustomerNotices, Trouble

MOST_PENDING = 1000
"""Whoever sends more than this before anybody listens sends for ever."""

_REMEMBERED = 200
_LONGEST_REMEMBERED = 2000
_MOST_EXPLAINED = 5
_MOST_PARTS = 255


@dataclass(slots=True)
class Sending:
    """The last message sent: our id for it, whether it was taken, and what was told of it."""

    id: str
    taken: str = ""
    status: str = ""


@dataclass(frozen=True, slots=True)
class Ways:
    """How a line sends and is told what becomes of it.

    `report_to` gives the address for reports on a sending, when a webhook listens; `watch` asks
    for them, when the gateway can be asked; `leave` lets go of what the line holds.
    """

    leave: Callable[[], Awaitable[None]]
    report_to: Callable[[str], str] | None = None
    watch: Callable[[SmsLine, str, str], None] | None = None


@dataclass(slots=True, eq=False)
class SmsLine:
    """An open line of one number."""

    number: str
    company: str
    region: str | None
    gateway: Gateway
    client: Client
    ways: Ways | None = None
    inbox: Inbox = field(default_factory=Inbox)
    reports: Inbox = field(default_factory=Inbox)
    recipients: frozenset[str] = frozenset()
    _joiner: Joiner = field(default_factory=Joiner)
    _ids: set[str] = field(default_factory=set)
    _sending: Sending | None = None
    _opened: float = field(default_factory=now)
    _said: deque[tuple[float, str]] = field(default_factory=lambda: deque(maxlen=_REMEMBERED))
    _missed: dict[str, int] = field(default_factory=dict)
    _unsure: Trouble | None = None

    def __post_init__(self) -> None:
        """Let the inboxes tell what this line knows of a silence."""
        self.inbox.explain = self.reports.explain = self._explain
        self.inbox.doubt = self._doubt

    def inbox_for(self, action: Action) -> Inbox:
        """Return what an action hears: reports, or messages."""
        return self.reports if isinstance(action, HearsReport) else self.inbox

    async def send(self, text: str, to: str) -> None:
        """Send a text to a number, or to the company. Raises Trouble, Undefined."""
        if self.inbox.closed is not None:
            raise self.inbox.closed
        to = normal(to, self.region) if to else self.company
        if not to:
            reason = f"{self.client.access.system} names no `company` to write to, and the step no"
            raise CannotTell("settings", f"{reason} `to`: add company: to its file")
        if to not in (self.company, self.number, *self.recipients):
            raise CannotTell(
                "address.undeclared",
                f"{self.client.access.system} would write to {to}, which nothing allows: "
                f'write recipients: ["{to}"] in its file if that is meant',
            )
        sending = self._sending = Sending(uuid7().hex)
        self.reports.take(len(self.reports.pending))
        self.note(f"we → {to}: {text} ({_measure(text)})")
        taken = await self._send(text, to, sending.id)
        sending.taken = taken or "without an id"
        self.note(f"the gateway took it{f' as {taken}' if taken else ''}")
        if taken and self.ways is not None and self.ways.watch is not None:
            self.ways.watch(self, sending.id, taken)

    async def _send(self, text: str, to: str, sending: str) -> str:
        """Send a text as the gateway wants it; its report is asked for with the last part."""
        send, encoding = self.gateway.send, encoding_of(text)
        report_to = self.ways.report_to if self.ways is not None else None
        segments = split(text) if send.with_part else (text,)
        total, taken = len(segments), ""
        if total > _MOST_PARTS:
            reason = f"no SMS is as long as {total} segments; {_MOST_PARTS} is the most"
            raise CannotTell("request", reason)
        values = {
            "from": self.number, "to": to, "encoding": encoding,
            "coding": "2" if encoding == "ucs2" else "0",
            "report": report_to(sending) if report_to else "",
        }  # fmt: skip
        for position, segment in enumerate(segments, start=1):
            also = [send.with_part] if total > 1 else []
            if report_to and position == total:
                also.append(send.with_report)
            udh = _header(sending, total, position) if total > 1 else ""
            taken = await self.client.send(send, {**values, "text": segment, "udh": udh}, *also)
        return taken

    def has(self, number: str) -> bool:
        """Tell if a number, however it is written, is this line's; none is everybody's."""
        return not number or normal(number, self.region) == self.number

    def hear(self, part: Part) -> bool:
        """Take a message, or a part of one; False when it is for another number."""
        if not self.has(part.to):
            return False
        if part.id and part.id in self._ids:
            return True
        self._ids.add(part.id)
        part = replace(part, sender=normal(part.sender, self.region), to=self.number)
        if part.reference is not None:
            position, total = part.reference.position, part.reference.total
            self.note(f"part {position} of {total} came from {part.sender}")
        message = self._joiner.join(part)
        if message is not None:
            self._take(message)
        return True

    def ignore(self, ids: Iterable[str]) -> None:
        """Let messages that were there before never be heard, even if they are brought again."""
        self._ids.update(ids)

    def told(self, sending: str, report: Report) -> None:
        """Take what the gateway says of a message this line sent, if it is the last one."""
        last = self._sending
        if last is None or last.id != sending or report.status == last.status:
            return
        last.status = report.status
        self.note(f"the gateway says of what we sent: {report.text}")
        if report.status not in self.gateway.report.pending:
            self.reports.put(report)

    def miss(self, what: str) -> None:
        """Write down something that may be why nothing was heard."""
        self.note(what)
        if what in self._missed or len(self._missed) < _MOST_EXPLAINED:
            self._missed[what] = self._missed.get(what, 0) + 1

    def unsure(self, trouble: Trouble | None) -> None:
        """Know that a silence proves nothing, and why; or that it does again."""
        self._unsure = trouble

    def _doubt(self) -> Trouble | None:
        """Return what makes it doubtful that nothing more came, if anything does."""
        missing = next(self._joiner.missing(), "")
        return self._unsure or (CustomerNotices("parts.missing", missing) if missing else None)

    def end(self, trouble: Trouble) -> None:
        """Stop listening, and why."""
        self.note(f"the line ended: {trouble.reason}")
        self._close(trouble)

    async def close(self) -> None:
        """End the line; a second time does nothing."""
        ways, self.ways = self.ways, None
        self._close(CannotTell("line.closed", "this line is closed"))
        if ways is not None:
            await ways.leave()

    def note(self, what: str) -> None:
        """Write down something that happened."""
        self._said.append((now() - self._opened, what[:_LONGEST_REMEMBERED]))

    def transcript(self) -> bytes:
        """Return the last of what was sent and heard, with seconds since the line was opened."""
        lines = [entry(at, what) for at, what in self._said]
        if not lines:
            lines.append("(nothing was sent or heard)")
        elif len(lines) == _REMEMBERED:
            lines.insert(0, "(what came before is not kept)")
        lines += [f"             {sentence}" for sentence in self._unfinished()]
        return "\n".join([f"The line of {self.number}", *lines]).encode("utf-8", "replace")

    def _explain(self) -> str:
        """Return what may explain that nothing more was heard; empty when nothing does."""
        missed = (
            f"{what} ({times} times)" if times > 1 else what for what, times in self._missed.items()
        )
        return "; ".join((*self._unfinished(), *missed))

    def _close(self, trouble: Trouble) -> None:
        self.inbox.close(trouble)
        self.reports.close(trouble)

    def _unfinished(self) -> Iterator[str]:
        """Yield what did not come whole, and what was sent of which nothing was told."""
        yield from self._joiner.missing()
        sending = self._sending
        if sending is not None and sending.taken:
            said = f", its status is {sending.status}" if sending.status else ""
            pending = sending.status in ("", *self.gateway.report.pending)
            if pending:
                took = f"the gateway took the message ({sending.taken}){said}"
                yield f"{took}, and no delivery report came"

    def _take(self, message: Message) -> None:
        if len(self.inbox.pending) >= MOST_PENDING:
            reason = f"the company does not stop: {MOST_PENDING} messages lie unheard"
            self.end(CustomerNotices("ceiling.arrivals", reason))
            return
        self.note(f"{message.sender} → us: {message.text} ({_measure(message.text)})")
        self.inbox.put(message)


def _measure(text: str) -> str:
    segments = len(split(text))
    return f"{encoding_of(text)}, {segments} segment{'s' if segments != 1 else ''}"


def _header(sending: str, total: int, position: int) -> str:
    """Return the header of a part, one byte to a character; its number is below 128.

    So every byte of it is one in UTF-8, too, which is what addresses are written in.
    """
    number = int(sending[-2:], 16) & 0x7F
    return write_reference(Reference(number, total, position)).decode("ascii")
