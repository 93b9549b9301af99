"""What a test does at the post office: send mail, look into mailboxes, and disturb them."""

from __future__ import annotations

import imaplib
import json
import os
import signal
import ssl
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path
from smtplib import SMTP
from typing import TypeVar

import psutil
from keeper import peer
from ports import listening
from postoffice import PASSWORD

Found = TypeVar("Found")
WITHIN_S = 30


@dataclass(frozen=True, slots=True)
class PostOffice:
    """A running Postfix and Dovecot: their ports by name, and the folder they live in.

    Ports are `smtp` (takes mail for harbor.example and quay.example), `submission` (STARTTLS) and
    `submissions` (TLS) for who logs in, `imap` and `imaps`. A login is an address, with PASSWORD.
    """

    ports: dict[str, int]
    home: Path

    @property
    def ca(self) -> Path:
        """The authority that vouches for 127.0.0.1; the certificate of localhost has expired."""
        return self.home / "tls" / "ca.pem"

    def send(self, mail: EmailMessage | bytes, to: str, sender: str = "shop@far.example") -> None:
        """Hand a mail to Postfix, as another company's server does."""
        data = mail if isinstance(mail, bytes) else mail.as_bytes(policy=policy.SMTP)
        with SMTP("127.0.0.1", self.ports["smtp"]) as server:
            server.sendmail(sender, to, data)

    @contextmanager
    def mailbox(self, user: str) -> Iterator[imaplib.IMAP4]:
        """Log in and open a user's inbox."""
        trusted = ssl.create_default_context(cafile=self.ca)
        with imaplib.IMAP4_SSL("127.0.0.1", self.ports["imaps"], ssl_context=trusted) as server:
            server.login(user, PASSWORD)
            server.select("INBOX")
            yield server

    def mails(self, user: str) -> list[EmailMessage]:
        """Return what lies in a user's inbox."""
        with self.mailbox(user) as server:
            _, found = server.uid("FETCH", "1:*", "(BODY.PEEK[])")
        parts = [part[1] for part in found if isinstance(part, tuple)]
        return [message_from_bytes(part, policy=policy.default) for part in parts]

    def maildir(self, user: str) -> Path:
        """Return the folder that a user's inbox lies in."""
        name, _, domain = user.partition("@")
        return self.home / "mail" / domain / name / "Maildir"

    def restart_dovecot(self) -> None:
        """Ask Dovecot to end, which cuts every connection, and wait until it is back."""
        master = psutil.Process(int((self.home / "run" / "master.pid").read_text()))
        os.kill(master.pid, signal.SIGTERM)
        until(lambda: not master.is_running())
        until(lambda: self.ports["imap"] in listening())


@contextmanager
def post_office(folder: Path) -> Iterator[PostOffice]:
    """Use a post office, shared with those who give the same folder."""
    with peer("postoffice", folder) as ports:
        home = (folder / "postoffice" / "home").read_text(encoding="utf-8")
        yield PostOffice(json.loads(ports), Path(home))


def until(look: Callable[[], Found]) -> Found:
    """Look again and again until there is something, and return it."""
    end = time.monotonic() + WITHIN_S
    while not (found := look()):
        assert time.monotonic() < end, f"nothing within {WITHIN_S} s"
        time.sleep(0.02)
    return found
