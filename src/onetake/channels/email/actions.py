"""What a step may do by e-mail: receive a mail, send one, answer one, pass one on."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Annotated, ClassVar

from pydantic import BeforeValidator, Field, PlainValidator, WithJsonSchema, model_validator

from onetake.words.channel import Action
from onetake.words.fields import Holds, Text
from onetake.words.match import Matcher
from onetake.words.match_words import WORDS
from onetake.words.path import Path
from onetake.words.template import Template

FACTS: Mapping[str, str] = {
    "text": "what a person reads: the plain text, else the HTML without what it hides",
    "subject": "the subject",
    "from": "the sender's address; from_name is the name shown with it",
    "from_name": "the name shown as the sender's",
    "to": "the addresses of To: to.0",
    "cc": "the addresses of Cc: cc.0",
    "reply_to": "where an answer goes: Reply-To, else From",
    "date": "what the Date header says, as 2026-05-04T09:30:00+02:00",
    "html": "the HTML as it was sent",
    "links": "what can be clicked: links.0.text, links.0.url; links.urls and links.texts are all",
    "codes": "the one-time codes in subject and text, each once: codes.0",
    "attachments": "the files: attachments.0.name, .type, .size, .sha256, .text (of text files and "
    "attached mails); attachments.names are all names",
    "images": "pictures sent along: images.0.name, .cid, .type, .size, .sha256, .alt and .shown, "
    "which tells if the HTML shows it; one that the HTML wants and nobody sent has no type",
    "header": "a header by its name: header.list-unsubscribe; a list when it stands there twice",
    "spf": "what the receiving server found about the sender's server: pass, fail, softfail, "
    "neutral, none, temperror or permerror; nothing when it does not say",
    "dkim": "what it found about the signature; pass when one of several holds",
    "dmarc": "what it found about the domain of From",
    "bounce": "of a mail that came back: bounce.status (5.1.1), .recipient, .reason, .action",
    "hidden": "text that is there and not to be seen",
    "trackers": "what tells the sender of a reader: trackers.0.url and .kind, pixel or redirect; "
    "trackers.urls are all",
    "size": "the size of the whole mail in bytes",
    "parts": "how many parts it has, attachments included",
    "notes": "what was odd when it was read, a sentence each: a wrong charset, broken MIME, a cut",
}


def _members(value: object) -> Matcher:
    """Return a matcher of a list: a text or a list of texts must each be in it."""
    if isinstance(value, Matcher):
        return value
    if isinstance(value, list | tuple):
        return Matcher.parse({"all": [_whole(item) for item in value]})
    return Matcher.parse(_whole(value))


def _whole(value: object) -> object:
    return {"wildcard": value} if isinstance(value, str) else value


def _several(value: object) -> object:
    return value if isinstance(value, list | tuple) else [value]


Members = Annotated[Matcher, PlainValidator(_members), WithJsonSchema({"$ref": "#/$defs/matcher"})]
"""A list of which each item must be there, ignoring case (`*` is a wildcard); or a matcher."""

Texts = Annotated[
    tuple[Text, ...],
    BeforeValidator(_several, json_schema_input_type=Text | tuple[Text, ...]),
]
"""A text, or a list of texts."""


class Receive(Action):
    """Receive a mail; a text means that what a person reads in it contains it.

    Only mails that came after the journey began are received, whatever date they bear. One mail
    has to fit all keys; those before it are passed over. With words that forbid (`none`, `not`,
    `absent`), all mails that came are judged together, once no more come.

    `email.receive: Your card is on its way` ·
    `email.receive: {subject: Confirm your address, from: "*@harbor.example"}` ·
    `email.receive: {matches: 'code (?P<code>\\d{6})'}` · `email.receive: {codes: {count: 1}}` ·
    `email.receive: {attachments: ["*.pdf"], links: ["https://harbor.example/*"]}` ·
    `email.receive: {absent: true}`
    """

    word: ClassVar[str] = "receive"
    shorthand: ClassVar[str] = "text"
    hears: ClassVar[bool] = True
    patience: ClassVar[float] = 30.0
    facts: ClassVar[Mapping[str, str]] = FACTS
    text: Holds | None = Field(
        None, description="a matcher of the text; its own words may stand beside the other keys"
    )
    subject: Holds | None = Field(None, description="a matcher of the subject")
    from_: Members | None = Field(
        None, alias="from", description='the sender\'s address: "*@harbor.example", or a matcher'
    )
    to: Members | None = Field(None, description="addresses it is sent to, or a matcher")
    attachments: Members | None = Field(
        None, description='names of files it has: ["*.pdf"], or a matcher of their list'
    )
    links: Members | None = Field(
        None, description="addresses its links lead to, or a matcher of their list"
    )
    codes: Members | None = Field(
        None, description="codes that are in it, or a matcher of their list"
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
        """Return what the text, the subject, the addresses and the lists must be like."""
        matchers = (
            self.text, self.subject, self.from_, self.to, self.attachments, self.links, self.codes
        )  # fmt: skip
        pairs = zip(_PATHS, matchers, strict=True)
        return tuple((path, matcher) for path, matcher in pairs if matcher is not None)


class Writing(Action):
    """What all mails that are written have."""

    says: ClassVar[bool] = True
    turn: ClassVar[bool] = True
    html: Text | None = Field(None, description="the same as HTML, beside the plain text")
    cc: Texts = Field((), description="who gets a copy: an address, or a list")
    bcc: Texts = Field((), description="who gets a copy that the others do not see")
    attach: Texts = Field((), description="files to send along, from the programme's folder")
    headers: dict[str, Text] = Field({}, description="further headers")


class Send(Writing):
    """Send a mail from the customer's address, to the system's `company` unless told otherwise.

    `email.send: I want my money back` ·
    `email.send: {to: help@harbor.example, subject: My card, text: It is lost, attach: data/a.png}`
    """

    word: ClassVar[str] = "send"
    shorthand: ClassVar[str] = "text"
    text: Text = Field(description="what to write")
    subject: Text = Field(Template.parse(""), description="the subject")
    to: Texts = Field((), description="an address, or a list; when absent, `company`")

    def spoken(self) -> Template | None:
        """Return the text."""
        return self.text


class Reply(Writing):
    """Answer the mail received last, or else the latest that came; what it said is quoted below.

    The answer goes to its Reply-To, else to its From, and names it in In-Reply-To and References.

    `email.reply: Yes, please` · `email.reply: {text: "Yes, please", everybody: true}`
    """

    word: ClassVar[str] = "reply"
    shorthand: ClassVar[str] = "text"
    text: Text = Field(description="what to write above the quotation")
    everybody: bool = Field(False, description="answer all who got the mail, too")
    quote: bool = Field(True, description="quote the mail below the answer")

    def spoken(self) -> Template | None:
        """Return the text."""
        return self.text


class Forward(Writing):
    """Pass the mail received last on to somebody, with its text and its files.

    `email.forward: {to: help@harbor.example, text: "Is this from you?"}`
    """

    word: ClassVar[str] = "forward"
    shorthand: ClassVar[str] = "to"
    to: Texts = Field(description="an address, or a list")
    text: Text = Field(Template.parse(""), description="what to write above the mail")

    def spoken(self) -> Template | None:
        """Return the text."""
        return self.text


_PATHS = tuple(
    map(
        Path.parse,
        ("text", "subject", "from", "to", "attachments.names", "links.urls", "codes"),
    )
)
ACTIONS = (Receive, Send, Reply, Forward)
