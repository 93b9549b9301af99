"""What a step may do by SMS: send one, receive one, hear what became of the last one sent."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Annotated, ClassVar

from pydantic import Field, PlainValidator, WithJsonSchema, model_validator

from onetake.words.channel import Action
from onetake.words.fields import Holds, Match, Text
from onetake.words.match import Matcher
from onetake.words.match_words import WORDS
from onetake.words.path import Path
from onetake.words.template import Template

MESSAGE_FACTS: Mapping[str, str] = {
    "text": "the words of the message; parts of a long one are joined as on a phone",
    "from": "who sent it: a number as +49…, a short code or a name",
    "to": "the number it was sent to",
    "codes": "the one-time codes in it, each once: codes.0",
    "links": "the addresses on the web in it: links.0",
    "parts": "how many parts it came in, as far as the gateway tells",
    "segments": "how many segments its text needs, which is what SMS are paid by",
    "encoding": "gsm7 when the alphabet of GSM 03.38 holds the text, else ucs2",
    "raw": "a value as the gateway gave it: raw.date_sent",
}
REPORT_FACTS: Mapping[str, str] = {
    "text": "the status, and why",
    "status": "delivered, undelivered, failed, rejected, expired, buffered or sent; else the "
    "gateway's own word",
    "detail": "why, in the gateway's words",
    "raw": "a value as the gateway gave it: raw.ErrorCode",
}

_INTERNATIONAL = re.compile(r"\s*\+[\d ()/.-]{6,30}")


def _members(value: object) -> Matcher:
    """Return a matcher of a list: a text or a list of texts must each be in it."""
    if isinstance(value, list | tuple):
        return Matcher.parse({"all": list(value)})
    return Matcher.parse(value, scalar="contains")


def _sender(value: object) -> Matcher:
    """Return a matcher of who sent it; a number means the same however it is written."""
    if isinstance(value, str) and _INTERNATIONAL.fullmatch(value):
        value = "+" + "".join(filter(str.isdecimal, value))
    return Matcher.parse(value)


Members = Annotated[Matcher, PlainValidator(_members), WithJsonSchema({"$ref": "#/$defs/matcher"})]
"""A list of which each item must be there; or a matcher of the list."""

Sender = Annotated[Matcher, PlainValidator(_sender), WithJsonSchema({"$ref": "#/$defs/matcher"})]
"""Who sent a message, or a matcher of them."""


class Send(Action):
    """Send a text from the customer's number, to the system's `company` unless told otherwise.

    `sms.send: BALANCE` · `sms.send: {text: STOP, to: "82000"}`
    """

    word: ClassVar[str] = "send"
    shorthand: ClassVar[str] = "text"
    says: ClassVar[bool] = True
    turn: ClassVar[bool] = True
    text: Text = Field(description="what to send; a long text goes in as many parts as it needs")
    to: Text | None = Field(
        None, description="the number it goes to, one of `recipients`; when absent, `company`"
    )

    def spoken(self) -> Template | None:
        """Return the text."""
        return self.text


class Receive(Action):
    """Receive a message; a text means that its words contain it.

    Only what arrives after the journey began is heard. A long message is heard when all its parts
    came. `{absent: true}` means that no message comes.

    `sms.receive: Your card is on its way` · `sms.receive: {contains: code, from: "+4930123456"}` ·
    `sms.receive: {matches: 'code (?P<code>\\d{6})'}` · `sms.receive: {codes: {count: 1}}` ·
    `sms.receive: {absent: true}`
    """

    word: ClassVar[str] = "receive"
    shorthand: ClassVar[str] = "text"
    hears: ClassVar[bool] = True
    patience: ClassVar[float] = 30.0
    facts: ClassVar[Mapping[str, str]] = MESSAGE_FACTS
    text: Holds | None = Field(
        None, description="a matcher of the words; its own words may stand beside the other keys"
    )
    from_: Sender | None = Field(
        None, alias="from", description="who sent it, +49 30 123456 or BANK; or a matcher"
    )
    codes: Members | None = Field(
        None, description="codes that are in it, or a matcher of their list"
    )
    links: Members | None = Field(
        None, description="addresses that are in it, or a matcher of their list"
    )

    @model_validator(mode="before")
    @classmethod
    def _matchers_in_place(cls, value: object) -> object:
        """Take matcher words written beside the other keys as those of the text."""
        if not isinstance(value, Mapping):
            return value
        words = {key: item for key, item in value.items() if key in WORDS}
        if not words:
            return value
        if "text" in value:
            raise ValueError(f"{', '.join(words)} is about the text: write it below text:")
        return {"text": words} | {key: item for key, item in value.items() if key not in WORDS}

    def expects(self) -> Sequence[tuple[Path, Matcher]]:
        """Return what the words, the sender, the codes and the links must be like."""
        pairs = zip(_PATHS, (self.text, self.from_, self.codes, self.links), strict=True)
        return tuple((path, matcher) for path, matcher in pairs if matcher is not None)


class Report(Action):
    """Hear the delivery report of the last message sent; a text is the status it must come to.

    Statuses that come before it are passed over.

    `sms.report: delivered` · `sms.report: {one_of: [undelivered, failed]}`
    """

    word: ClassVar[str] = "report"
    shorthand: ClassVar[str] = "status"
    hears: ClassVar[bool] = True
    patience: ClassVar[float] = 30.0
    facts: ClassVar[Mapping[str, str]] = REPORT_FACTS
    status: Match | None = Field(
        None, description="a matcher of the status; its own words may stand without it"
    )

    @model_validator(mode="before")
    @classmethod
    def _matchers_in_place(cls, value: object) -> object:
        """Take matcher words that stand alone as those of the status."""
        if isinstance(value, Mapping) and value and all(key in WORDS for key in value):
            return {"status": value}
        return value

    def expects(self) -> Sequence[tuple[Path, Matcher]]:
        """Return what the status must be."""
        return ((_STATUS, self.status),) if self.status is not None else ()


_PATHS = tuple(map(Path.parse, ("text", "from", "codes", "links")))
_STATUS = Path.parse("status")
ACTIONS = (Send, Receive, Report)
