"""The messages a gateway knows of, as Twilio tells of them."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import format_datetime
from itertools import count

from onetake.wire.gsm import split

VERSION = "2010-04-01"


@dataclass(slots=True)
class Texted:
    """An SMS: from whom, to whom, what, and how far it has come."""

    sid: str
    sender: str
    to: str
    text: str
    direction: str
    status: str
    created: datetime
    error: str | None = None
    callback: str = ""

    @property
    def segments(self) -> int:
        """How many segments it travels in."""
        return len(split(self.text))

    def as_json(self, account: str) -> dict[str, object]:
        """Return it as the gateway's API shows it."""
        uri = f"/{VERSION}/Accounts/{account}/Messages/{self.sid}"
        date = format_datetime(self.created)
        return {
            "sid": self.sid,
            "account_sid": account,
            "api_version": VERSION,
            "from": self.sender,
            "to": self.to,
            "body": self.text,
            "direction": self.direction,
            "status": self.status,
            "num_segments": str(self.segments),
            "num_media": "0",
            "date_created": date,
            "date_sent": date,
            "date_updated": date,
            "error_code": int(self.error) if self.error else None,
            "error_message": None,
            "messaging_service_sid": None,
            "price": None,
            "price_unit": "USD",
            "uri": f"{uri}.json",
            "subresource_uris": {"media": f"{uri}/Media.json"},
        }

    def as_form(self, account: str) -> dict[str, str]:
        """Return it as a webhook gets it: a message that came, or the report on one sent."""
        form = {
            "MessageSid": self.sid,
            "SmsSid": self.sid,
            "AccountSid": account,
            "ApiVersion": VERSION,
            "From": self.sender,
            "To": self.to,
            "SmsStatus": self.status,
        }
        if self.direction == "inbound":
            return form | {"Body": self.text, "NumMedia": "0", "NumSegments": str(self.segments)}
        error = {"ErrorCode": self.error} if self.error else {}
        return form | {"MessageStatus": self.status} | error


class SmsBox:
    """All messages, the oldest first."""

    def __init__(self) -> None:
        self.messages: list[Texted] = []
        self._numbers = count(1)

    def put(self, sender: str, to: str, text: str, *, direction: str, status: str) -> Texted:
        """Take a message in."""
        number = hashlib.sha256(f"sms {next(self._numbers)}".encode()).hexdigest()[:32]
        now = datetime.now(UTC)
        message = Texted(f"SM{number}", sender, to, text, direction, status, now)
        self.messages.append(message)
        return message

    def find(self, sid: str) -> Texted | None:
        """Return a message by its SID."""
        return next((one for one in self.messages if one.sid == sid), None)

    def fitting(self, to: str, sender: str) -> Sequence[Texted]:
        """Return the messages to and from these numbers, the newest first; "" is any number."""
        return [
            one
            for one in reversed(self.messages)
            if to in ("", one.to) and sender in ("", one.sender)
        ]
