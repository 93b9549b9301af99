"""Writes mails: new ones, answers, and mails passed on."""

from __future__ import annotations

import mimetypes
import re
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime
from html import escape

from onetake.channels.email.findings import date_of
from onetake.channels.email.letter import Letter
from onetake.channels.email.people import Person, normal
from onetake.words.trouble import CannotTell

_ANSWERED = re.compile(r"^\s*(?:re|aw|sv|antw|odp|rif|res|vs)\s*(?:\[\d+\])?:", re.IGNORECASE)
_PASSED_ON = re.compile(r"^\s*(?:fwd?|wg|tr|vb|rv|enc)\s*:", re.IGNORECASE)
_CID = re.compile(r"[!-;=?-~]+")
_BREAKS = re.compile(r"[\r\n\x00]+")
_OWN = frozenset(
    {"from", "to", "cc", "bcc", "subject", "date", "message-id", "in-reply-to", "references",
     "content-type", "content-transfer-encoding", "content-disposition", "mime-version"}
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class File:
    """A file to send along; the HTML shows it by `cid:` and its `cid`, or its name without one."""

    name: str
    data: bytes
    type: str = ""
    cid: str = ""


@dataclass(frozen=True, slots=True)
class Draft:
    """What is to be written, and to whom; `headers` come on top."""

    text: str
    to: Sequence[str] = ()
    subject: str = ""
    html: str = ""
    cc: Sequence[str] = ()
    bcc: Sequence[str] = ()
    files: Sequence[File] = ()
    headers: Mapping[str, str] = field(default_factory=dict)
    thread: Sequence[str] = ()

    @property
    def recipients(self) -> list[str]:
        """The addresses it goes to, each once."""
        people = (*self.to, *self.cc, *self.bcc)
        return list({normal(at): in_ascii(bare(at)) for at in people}.values())


def written(
    draft: Draft, sender: Person, *, message_id: str, now: datetime, marks: Mapping[str, str]
) -> EmailMessage:
    """Return the mail of a draft. Raises CannotTell for addresses that are none."""
    mail = EmailMessage(policy=SMTP)
    mail["From"] = _address(sender.address, sender.name)
    for name, people in (("To", draft.to), ("Cc", draft.cc)):
        if people:
            mail[name] = [_address(at) for at in people]
    mail["Subject"] = _BREAKS.sub(" ", draft.subject)
    mail["Date"] = format_datetime(now)
    mail["Message-ID"] = f"<{message_id}>"
    if draft.thread:
        mail["In-Reply-To"] = draft.thread[-1]
        mail["References"] = " ".join(draft.thread)
    for name, value in {**draft.headers, **marks}.items():
        if name.lower() in _OWN:
            raise CannotTell("request", f"the header {name} is written by the channel itself")
        del mail[name]
        mail[name] = _BREAKS.sub(" ", value)
    mail.set_content(draft.text)
    if draft.html:
        mail.add_alternative(draft.html, subtype="html")
    for file in draft.files:
        _add(file, mail, draft.html)
    return mail


def _add(file: File, mail: EmailMessage, html: str) -> None:
    """Add a file: as a picture to the HTML that shows it, else as an attachment."""
    kind = file.type or mimetypes.guess_type(file.name)[0] or "application/octet-stream"
    main, _, sub = kind.partition("/")
    if main in ("message", "multipart"):
        main, sub = "application", "octet-stream"
    cid = file.cid or file.name
    page = mail.get_body(("html",)) if _CID.fullmatch(cid) and f"cid:{cid}" in html else None
    if page is None:
        mail.add_attachment(file.data, maintype=main, subtype=sub, filename=file.name)
        return
    page.add_related(file.data, maintype=main, subtype=sub, cid=f"<{cid}>", filename=file.name)


def answer(letter: Letter, text: str, own: str, *, everybody: bool, quote: bool) -> Draft:
    """Return an answer to a mail; `own` is the address that needs no copy of it."""
    people = letter.people("reply-to") or letter.senders
    if not people:
        raise CannotTell("request", "the mail names nobody to answer: it has no From")
    to, cc = [person.address for person in people], []
    if everybody:
        known = {normal(at) for at in (*to, own)}
        others = [person.address for person in (*letter.people("to"), *letter.people("cc"))]
        cc = [at for at in others if normal(at) not in known]
    subject = letter.subject if _ANSWERED.match(letter.subject) else f"Re: {letter.subject}"
    return Draft(
        text=f"{text}\n\n{_quoted(letter)}" if quote else text,
        to=to, cc=cc, subject=subject, thread=_thread(letter),
    )  # fmt: skip


def passed_on(letter: Letter, text: str, to: Sequence[str]) -> Draft:
    """Return a mail that passes another one on, with its text, its files and its pictures."""
    subject = letter.subject if _PASSED_ON.match(letter.subject) else f"Fwd: {letter.subject}"
    head = [
        "---------- Forwarded message ----------",
        *(f"{name}: {value}" for name, value in _head(letter) if value),
    ]
    whole = "\n".join([*([text, ""] if text else []), *head, "", letter.text])
    html = ""
    if letter.html:
        lines = "<br>".join(escape(line) for line in ([text, ""] if text else []) + head)
        html = f"<div>{lines}</div><br>{letter.html}"
    parts = (part for part in letter.mail.parts if part.file)
    files = [File(part.name, part.data, part.type, part.cid) for part in parts]
    return Draft(whole, to=to, subject=subject, html=html, files=files, thread=_thread(letter))


def bare(address: str) -> str:
    """Return the address of `Anna <anna@…>`, or of an address alone."""
    found = re.search(r"<([^<>]*)>\s*$", address)
    return (found[1] if found else address).strip()


def in_ascii(address: str) -> str:
    """Return an address whose host is written as the network writes it; the name stays."""
    local, at, domain = address.rpartition("@")
    if not domain.isascii():
        with suppress(UnicodeError):
            domain = domain.encode("idna").decode()
    return local + at + domain


def _address(written: str, name: str = "") -> Address:
    address = in_ascii(bare(written))
    if not name and "<" in written:
        name = written.rpartition("<")[0].strip().strip('"')
    local, at, domain = address.rpartition("@")
    try:
        if not (local and at and domain) or any(sign.isspace() for sign in address):
            raise ValueError("it has no @ with a name before and a host behind")
        return Address(_BREAKS.sub(" ", name), username=local.strip('"'), domain=domain)
    except (ValueError, IndexError) as error:
        raise CannotTell("address", f"{written!r} is no address: {error}") from None


def _quoted(letter: Letter) -> str:
    who = letter.senders[0] if letter.senders else Person("", "somebody")
    said = f"On {date_of(letter) or 'an unknown day'}, {who.name or who.address} wrote:"
    return "\n".join([said, *(f"> {line}".rstrip() for line in letter.text.splitlines())])


def _head(letter: Letter) -> list[tuple[str, str]]:
    first = letter.mail.headers.first
    return [(name, first(name)) for name in ("From", "Date", "Subject", "To", "Cc")]


def _thread(letter: Letter) -> list[str]:
    """Return the ids of what came before, the mail itself last (RFC 5322, section 3.6.4)."""
    first = letter.mail.headers.first
    own = first("message-id").split()[:1]
    before = (first("references") or first("in-reply-to")).split()
    return [*(one for one in before if one not in own), *own]
