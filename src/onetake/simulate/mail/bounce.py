"""Mails that come back: nobody has the address they were written to."""

from __future__ import annotations

from datetime import UTC, datetime
from email.message import Message
from email.mime.multipart import MIMEMultipart
from email.mime.text import MIMEText
from email.policy import SMTP
from email.utils import format_datetime

from onetake.simulate.mail.box import Held


def bounce(held: Held, recipient: str, number: int) -> bytes:
    """Return what a mail server sends back: a delivery status notification (RFC 3464)."""
    domain = recipient.rpartition("@")[2]
    mail = MIMEMultipart("report", policy=SMTP, report_type="delivery-status")
    mail["From"] = f"MAILER-DAEMON@{domain}"
    mail["To"] = held.sender
    mail["Subject"] = "Undelivered Mail Returned to Sender"
    mail["Date"] = format_datetime(datetime.now(UTC))
    mail["Message-ID"] = f"<bounce-{number}@{domain}>"
    mail["Auto-Submitted"] = "auto-replied"
    told = f"Your mail could not be delivered: nobody is called {recipient} here.\n"
    mail.attach(MIMEText(told, policy=SMTP))
    mail.attach(_status(domain, recipient))
    headers = f"Subject: {held.subject}\nMessage-ID: <{held.message_id}>\n"
    mail.attach(MIMEText(headers, "rfc822-headers", policy=SMTP))
    return mail.as_bytes()


def _status(domain: str, recipient: str) -> Message:
    """Return the part that programs read."""
    whole, one = Message(), Message()
    whole["Reporting-MTA"] = f"dns; {domain}"
    one["Final-Recipient"] = f"rfc822; {recipient}"
    one["Action"] = "failed"
    one["Status"] = "5.1.1"
    one["Diagnostic-Code"] = f"smtp; 550 5.1.1 <{recipient}>: no such user"
    status = Message()
    status["Content-Type"] = "message/delivery-status"
    status.set_payload([whole, one])
    return status
