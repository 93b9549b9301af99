"""A mailbox that takes every mail, whoever it is for, as catchers in test environments do."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email import message_from_bytes
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import EmailPolicy
from itertools import count


class _Utf8(EmailPolicy):
    """Reads headers that hold UTF-8 as it is, which SMTPUTF8 (RFC 6532) allows."""

    def header_source_parse(self, sourcelines: list[str]) -> tuple[str, str]:
        """Return a header's name and value."""
        name, value = super().header_source_parse(sourcelines)
        return name, value.encode("utf-8", "surrogateescape").decode("utf-8", "replace")


_POLICY = _Utf8(linesep="\r\n")
_UNREAD = EmailMessage(policy=_POLICY)


@dataclass(slots=True)
class Held:
    """A mail in the box: as it came, and whom its envelope named."""

    id: str
    raw: bytes
    sender: str
    recipients: tuple[str, ...]
    created: datetime
    read: bool = False
    message: EmailMessage = field(default=_UNREAD)

    def __post_init__(self) -> None:
        """Read the mail."""
        read = message_from_bytes(self.raw, policy=_POLICY)
        assert isinstance(read, EmailMessage)
        self.message = read

    @property
    def subject(self) -> str:
        """The subject, or nothing."""
        return str(self.message.get("Subject", ""))

    @property
    def message_id(self) -> str:
        """The Message-ID without its brackets."""
        return str(self.message.get("Message-ID", "")).strip("<> \r\n")

    def people(self, header: str) -> tuple[Address, ...]:
        """Return whom a header such as `To` names."""
        value = self.message.get(header)
        return tuple(getattr(value, "addresses", ()))

    def hidden(self) -> tuple[str, ...]:
        """Return those of the envelope whom no header names."""
        named = {one.addr_spec for header in ("To", "Cc") for one in self.people(header)}
        return tuple(one for one in self.recipients if one not in named)

    def text(self, kind: str) -> str:
        """Return the body as plain text or html, or nothing."""
        part = self.message.get_body((kind,))
        return str(part.get_content()) if part else ""

    def files(self) -> Iterator[tuple[str, EmailMessage]]:
        """Yield what is attached or shown inline, each with the number of its part."""
        bodies = {id(self.message.get_body((kind,))) for kind in ("plain", "html")}
        for number, part in enumerate(self.message.walk()):
            if not part.is_multipart() and id(part) not in bodies and part is not self.message:
                yield str(number), part


class Box:
    """All mails that came, the oldest first."""

    def __init__(self) -> None:
        self.mails: list[Held] = []
        self._numbers = count(1)

    def put(self, raw: bytes, sender: str, recipients: Sequence[str]) -> Held:
        """Take a mail in."""
        number = hashlib.sha256(f"mail {next(self._numbers)}".encode()).hexdigest()[:22]
        held = Held(number, raw, sender, tuple(recipients), datetime.now(UTC))
        self.mails.append(held)
        return held

    def find(self, number: str) -> Held | None:
        """Return a mail by its id; `latest` is the one that came last."""
        if number == "latest":
            return self.mails[-1] if self.mails else None
        return next((held for held in self.mails if held.id == number), None)

    def remove(self, numbers: Sequence[str]) -> None:
        """Throw mails away."""
        self.mails = [held for held in self.mails if held.id not in numbers]


def content_of(part: EmailMessage) -> bytes:
    """Return the bytes of a part, its transfer encoding undone."""
    content = part.get_payload(decode=True)
    return content if isinstance(content, bytes) else b""
