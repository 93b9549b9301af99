"""The language in which an SMS gateway is declared: how to send, how to list, where fields lie."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Annotated, Literal

from pydantic import AfterValidator, Field, PlainValidator, WithJsonSchema, model_validator

from onetake.words.channel import Declared
from onetake.words.fields import Match, Text, Tree
from onetake.words.path import Path
from onetake.words.template import Template

OWN_NAMES = frozenset({"text", "from", "to", "id", "number", "encoding", "coding", "report", "udh"})
"""The names a gateway's texts are filled with for each message, beside its values."""

ACCESS_NAMES = frozenset({"account", "password"})
"""The names that a system's file gives under keys of their own."""

RUN_NAMES = frozenset({"persona", "environment", "data", "secret", "run"})
"""The names that every run has."""


def _where(value: object) -> Path:
    """Return a path within a message: `data.text`, or RFC 9535 when it starts with `$`."""
    if isinstance(value, Path):
        return value
    if not isinstance(value, str):
        raise ValueError("a path is expected here, such as data.text")  # noqa: TRY004
    return Path.parse(value if value.startswith("$") else f"message.{value}")


def _wheres(value: object) -> tuple[Path, ...]:
    several: Sequence[object] = value if isinstance(value, list | tuple) else [value]
    return tuple(_where(item) for item in several)


def _expression(value: str) -> str:
    try:
        re.compile(value)
    except re.error as error:
        raise ValueError(f"{value!r} is not a regular expression: {error}") from None
    return value


Where = Annotated[Path, PlainValidator(_where), WithJsonSchema({"type": "string"})]
"""A path within a message or an answer: `messages`, `from.number`, `"$.results[*].text"`."""

_ONE_OR_MORE = {"anyOf": [{"type": "string"}, {"type": "array", "items": {"type": "string"}}]}

Wheres = Annotated[tuple[Where, ...], PlainValidator(_wheres), WithJsonSchema(_ONE_OR_MORE)]
"""One path or several; of several, the first where something is."""

Expression = Annotated[str, AfterValidator(_expression)]


def _usual(*paths: str, description: str) -> tuple[Path, ...]:
    """Return a field that leads to paths of these names unless others are written."""
    return Field(default_factory=lambda: _wheres(paths), description=description)


class Ask(Declared):
    """A GET below the system's address."""

    get: Text = Field(description="ask for this path")
    query: dict[str, Text] = Field({}, description="what follows the path's question mark")
    headers: dict[str, Text] = Field({}, description="headers of this request")


class Send(Declared):
    """The request that sends ${text} to ${to}, and what its answer says."""

    get: Text | None = Field(None, description="ask for this path")
    post: Text | None = Field(None, description="post to this path")
    query: dict[str, Text] = Field({}, description="what follows the path's question mark")
    headers: dict[str, Text] = Field({}, description="headers of this request")
    json_: Tree = Field(None, alias="json", description="a body in JSON")
    form: dict[str, Text] = Field({}, description="a body as a form sends it")
    with_report: dict[str, Text] = Field(
        {},
        description="what is added to the form (without a form: to the query) when a webhook "
        "listens, to be told at ${report} what becomes of the message",
    )
    with_part: dict[str, Text] = Field(
        {},
        description="what is added in the same way to each part of a text that needs several "
        "segments, such as its header ${udh}; when absent, the gateway cuts long texts itself",
    )
    answer: Expression | None = Field(
        None, description="for answers in plain text: an expression whose named groups are fields"
    )
    taken: dict[Where, Match] = Field(
        {}, description="matchers by path that say that the gateway took the message"
    )
    id: Wheres = _usual("id", description="where the answer has the gateway's id of the message")

    @model_validator(mode="after")
    def _one_of_each(self) -> Send:
        if (self.get is None) == (self.post is None):
            raise ValueError("sending takes exactly one of get and post")
        bodies = [name for name in ("json_", "form") if name in self.model_fields_set]
        if len(bodies) > 1:
            raise ValueError("one message has one body: json or form")
        if bodies and self.post is None:
            raise ValueError("a get has no body: write query: instead, or post:")
        return self

    @property
    def method(self) -> str:
        """The HTTP method."""
        return "POST" if self.post is not None else "GET"

    @property
    def path(self) -> Template:
        """Where the request goes."""
        path = self.post or self.get
        assert path is not None
        return path


class Listing(Ask):
    """The request that lists what arrived, asked again and again.

    With `${number}` in it, it is asked for each number that somebody listens to; without, once for
    all of them. What is new is told by the messages' ids, never by their times.
    """

    messages: Wheres = _usual("$", description="where the list is in an answer; $ is the whole")
    first: Literal["newest", "oldest"] = Field(
        "newest", description="which message such a list begins with"
    )
    next: Where | None = Field(
        None, description="where the answer has the address of the list's next page"
    )


class Fields(Declared):
    """Where a message has what, in an answer's list or in a request to the webhook.

    The parameters of a request to the webhook stand beside each other; its headers are below
    `header`, in small letters, and its whole body is `body`.
    """

    id: Wheres = _usual("id", description="its id; a list without ids cannot be read")
    text: Wheres = _usual("text", description="its words")
    from_: Wheres = Field(
        default_factory=lambda: _wheres("from"), alias="from", description="who sent it"
    )
    to: Wheres = _usual("to", description="the number it was sent to")
    udh: Wheres = _usual(
        "udh", description="the header of a part of a long message: hex, bytes, or bytes as %05%00…"
    )
    charset: Wheres = _usual("charset", description="in which charset a webhook has the text")
    segments: Wheres = _usual("segments", description="how many segments the gateway counted")
    only: dict[Where, Match] = Field(
        {}, description="matchers by path that tell messages from whatever else is there"
    )


class Reports(Declared):
    """How the gateway tells what becomes of a message that was sent."""

    ask: Ask | None = Field(
        None, description="without a webhook: asked again and again until the status is final"
    )
    status: Wheres = _usual("status", description="where the status is")
    detail: Wheres = _usual("detail", description="where it says why")
    words: dict[str, str] = Field(
        {}, description="the gateway's words for a status, and ours: {DELIVRD: delivered}"
    )
    pending: tuple[str, ...] = Field(
        (), description="statuses that say nothing yet of the delivery"
    )
    final: tuple[str, ...] = Field(
        ("delivered", "undelivered", "failed", "rejected", "expired"),
        description="statuses after which no other follows",
    )


class Inbound(Declared):
    """What the gateway sends to the webhook, how it proves itself, and what it wants to hear."""

    signature: Literal["twilio"] | None = Field(
        None, description="twilio: X-Twilio-Signature, made with the secret"
    )
    header: str = Field("", description="the header that holds the secret")
    parameter: str = Field("secret", description="without either: the parameter that holds it")
    answer: str = Field("", description="the body it is answered with")
    type: str = Field("text/plain", description="the type of that body")


class Gateway(Declared):
    """How to send and hear SMS through a gateway, as data.

    Texts may use `${text}`, `${from}` and `${to}` of what is sent, `${encoding}` (gsm7 or ucs2),
    `${coding}` (0 or 2), `${udh}` (the header of a part), `${id}` (the gateway's id of a message
    whose report is asked for), `${report}` (where reports go), `${number}` (whose messages are
    listed), `${account}`, `${password}`, `values`, and the names of a run such as
    `${environment.sms}`.

    A path such as `from.number` leads into a message or an answer; one starting with `$` is
    RFC 9535. Where several may be written, the first where something is counts.
    """

    needs: dict[str, str] = Field(
        {}, description="values a system's file must give, and what each is"
    )
    values: dict[str, Text] = Field({}, description="values a system's file may give, by default")
    basic: bool = Field(
        False, description="whether account and password go along as basic authentication"
    )
    send: Send = Field(description="the request that sends a message")
    list_: Listing | None = Field(
        None, alias="list", description="the request that lists what arrived, if there is one"
    )
    message: Fields = Field(
        default_factory=lambda: Fields.model_validate({}), description="where a message has what"
    )
    report: Reports = Field(
        default_factory=lambda: Reports.model_validate({}), description="delivery reports"
    )
    webhook: Inbound = Field(
        default_factory=lambda: Inbound.model_validate({}),
        description="what the gateway sends to us",
    )

    def foreign(self) -> Iterator[Template]:
        """Yield a template for each name that the gateway does not fill in by itself."""
        own = OWN_NAMES | self.needs.keys() | self.values.keys()
        for template in super().templates():
            for name in template.names:
                if name.partition(".")[0] not in own:
                    yield Template.parse(f"${{{name}}}")

    def asked(self) -> frozenset[str]:
        """Return the first parts of the names that the gateway does not fill in by itself."""
        return frozenset(template.names[0].partition(".")[0] for template in self.foreign())

    def templates(self) -> Iterator[Template]:
        """Yield what must come from a run's memory; values are the business of the settings."""
        for template in self.foreign():
            if template.names[0].partition(".")[0] in RUN_NAMES:
                yield template
