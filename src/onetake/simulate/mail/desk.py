"""The company behind the mailbox: it writes to customers, and answers what they write to it."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime, formataddr
from itertools import count

from onetake.simulate.brain import Brain, Conversation
from onetake.simulate.desks import Mail
from onetake.simulate.mail.bounce import bounce
from onetake.simulate.mail.box import Box, Held
from onetake.simulate.post import Outgoing, Post
from onetake.simulate.world import World

_QUOTED = re.compile(r"^(?:[^\n]*:\s*\n\s*)?>.*$", re.MULTILINE)
_TAG = re.compile(r"<[^>]*>")


class MailDesk:
    """Puts the company's mails into the box, and answers what comes for its address."""

    def __init__(self, mail: Mail, box: Box, world: World) -> None:
        self.known_by = mail.known_by
        self._mail = mail
        self._box = box
        self._world = world
        self._numbers = count(1)
        self._known: dict[str, Conversation] = {}

    def carry(self, message: Outgoing) -> None:
        """Bring a mail of the company into the box."""
        domain = self._mail.address.rpartition("@")[2]
        mail = EmailMessage(policy=SMTP)
        mail["From"] = formataddr((self._mail.name, self._mail.address))
        mail["To"] = message.to
        mail["Subject"] = message.subject
        mail["Date"] = format_datetime(datetime.now(UTC))
        mail["Message-ID"] = f"<{next(self._numbers)}@{domain}>"
        if message.answers:
            mail["In-Reply-To"] = mail["References"] = message.answers
        for name, value in (*self._mail.headers.items(), *message.headers):
            mail[name] = value
        mail.set_content(message.text)
        if message.html:
            mail.add_alternative(message.html, subtype="html")
        for name, kind, text in message.files:
            main, _, sub = kind.partition("/")
            mail.add_attachment(text.encode(), maintype=main, subtype=sub, filename=name)
        self._box.put(mail.as_bytes(), self._mail.address, [message.to])

    def forget(self, customer: str) -> None:
        """Forget what was written with a customer, or with everybody."""
        for sender, talk in tuple(self._known.items()):
            if customer in ("", talk.customer):
                del self._known[sender]

    def hear(self, held: Held, brain: Brain, post: Post) -> None:
        """Answer a mail to the company; one to an address that it has not comes back."""
        sender = plain_address(held.sender)
        ours = plain_address(self._mail.address)
        if not sender or sender == ours:
            return
        recipients = tuple(map(plain_address, held.recipients))
        for unknown in (one for one in recipients if one != ours and is_at(one, ours)):
            back = bounce(held, unknown, next(self._numbers))
            self._box.put(back, "", [held.sender])
        if ours not in recipients:
            return
        talk = self._known.setdefault(sender, brain.meet(sender))
        brain.recognise(talk, self._world.whose(self.known_by, sender, plain_address))
        outcome = brain.hear(talk, f"{held.subject}\n{written(held)}")
        subject = held.subject if held.subject.lower().startswith("re:") else f"Re: {held.subject}"
        message = Outgoing(held.sender, "", subject, answers=str(held.message["Message-ID"] or ""))
        post.answer("mail", outcome, self._world.memory(talk.customer, sender), message)


def written(held: Held) -> str:
    """Return what somebody wrote themselves: the text without what it quotes."""
    text = held.text("plain") or _TAG.sub(" ", held.text("html"))
    return _QUOTED.sub("", text).strip()


def is_at(address: str, other: str) -> bool:
    """Tell if an address has the domain of another."""
    return address.rpartition("@")[2] == other.rpartition("@")[2]


def plain_address(address: str) -> str:
    """Return an address in lower case and without what follows a plus: anna+x@… is anna's."""
    local, _, domain = address.strip().lower().rpartition("@")
    return f"{local.partition('+')[0]}@{domain}" if local else ""
