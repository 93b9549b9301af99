"""A shop that writes mails to its customers and reads theirs, when a journey asks it to."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import UTC, datetime
from email import message_from_bytes, policy
from email.message import EmailMessage
from email.utils import format_datetime, make_msgid, parseaddr
from typing import Any

from company import Deed

PIXEL = bytes.fromhex(
    "89504e470d0a1a0a0000000d4948445200000001000000010802000000907753de"
    "0000000c49444154789c63606060000000040001f61738550000000049454e44ae426082"
)
LINK = "https://shop.example/orders/7"


class Shop:
    """What can be asked of a shop; it sends by `post`, and `letters` is all that it got."""

    def __init__(
        self, post: Callable[[EmailMessage, str], None], letters: Callable[[], Iterable[bytes]]
    ) -> None:
        self._post = post
        self._letters = letters

    def deeds(self) -> dict[str, Deed]:
        """Return what can be asked of it, by name."""
        return {name: getattr(self, name) for name in ("write", "order", "letters", "told")}

    def write(self, asked: dict[str, Any]) -> None:
        """Send a mail with this subject and text, dated in the year it says, with these headers."""
        message = mail(asked.get("named", asked["to"]), asked.get("subject", ""), asked["text"])
        message["Date"] = format_datetime(datetime(asked.get("year", 2026), 5, 4, tzinfo=UTC))
        for name, value in asked.get("headers", {}).items():
            message[name] = value
        self._post(message, asked["to"])

    def order(self, asked: dict[str, Any]) -> None:
        """Send the confirmation of an order: HTML with a picture, and an invoice."""
        confirmation = mail(asked["to"], "Your order", f"See {LINK}")
        confirmation.add_alternative(
            f'<p>See <a href="{LINK}">your order</a><img src="cid:logo" alt="Harbor"></p>',
            subtype="html",
        )
        [_, html] = confirmation.iter_parts()
        assert isinstance(html, EmailMessage)
        html.add_related(PIXEL, "image", "png", cid="<logo>", filename="logo.png")
        confirmation.add_attachment("7;49.90\n", subtype="csv", filename="invoice größe.csv")
        self._post(confirmation, asked["to"])

    def letters(self, asked: dict[str, Any]) -> list[dict[str, Any]]:
        """Return the mails that somebody sent, by subject: they may overtake each other."""
        found = [message_from_bytes(source, policy=policy.default) for source in self._letters()]
        mine = [letter(each) for each in found if parseaddr(each["From"])[1] == asked["from"]]
        return sorted(mine, key=lambda each: str(each["subject"]))

    def told(self, asked: dict[str, Any]) -> object:
        """Return what it is told."""
        [what] = asked.values()
        return what


def letter(message: EmailMessage) -> dict[str, Any]:
    """Return what matters of a mail that the shop got."""
    text = message.get_body(("plain",))
    assert text is not None
    pictures = [part for part in message.walk() if part.get_content_maintype() == "image"]
    return {
        "to": message["To"],
        "subject": message["Subject"],
        "text": lines(text.get_content()),
        "answers": message["In-Reply-To"],
        "files": {part.get_filename(): lines(part.get_content()) for part in files(message)},
        "pictures": [part.get_content() == PIXEL for part in pictures],
    }


def files(message: EmailMessage) -> list[EmailMessage]:
    """Return the attachments that are texts."""
    parts = message.iter_attachments()
    return [part for part in parts if part.get_content_maintype() == "text"]


def lines(text: str) -> str:
    """Return a text with line ends as we write them."""
    return text.replace("\r\n", "\n")


def mail(to: str, subject: str, text: str) -> EmailMessage:
    """Return a mail of the shop's."""
    message = EmailMessage()
    message["From"] = "Harbor Shop <shop@harbor.example>"
    message["To"] = to
    message["Subject"] = subject
    message["Message-ID"] = make_msgid(domain="harbor.example")
    message.set_content(text)
    return message
