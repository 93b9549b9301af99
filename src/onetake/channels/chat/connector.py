"""The language in which a connector is declared: how to reach a bot and where its answers are."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Annotated

from pydantic import BeforeValidator, Field, PlainValidator, WithJsonSchema, model_validator

from onetake.words.channel import Declared
from onetake.words.fields import Match, Text, Tree, Wait
from onetake.words.path import Path
from onetake.words.template import Template

OWN_NAMES = frozenset({"text", "button", "id", "sender"})
"""The names a connector fills in by itself, beside its values and what it keeps."""

RUN_NAMES = frozenset({"persona", "environment", "data", "secret", "run"})
"""The names that every run has."""


def _where(value: object) -> Path:
    """Return a path within a message: `payload.text`, or RFC 9535 when it starts with `$`."""
    if isinstance(value, Path):
        return value
    if not isinstance(value, str):
        raise ValueError("a path is expected here, such as payload.text")  # noqa: TRY004
    return Path.parse(value if value.startswith("$") else f"message.{value}")


def _several(value: object) -> Sequence[object]:
    return value if isinstance(value, list | tuple) else [value]


def _usual(path: str, description: str) -> tuple[Path, ...]:
    """Return a field that leads to a path of this name unless another is written."""
    return Field(default_factory=lambda: (_where(path),), description=description)


Where = Annotated[Path, PlainValidator(_where), WithJsonSchema({"type": "string"})]
"""A path within a message or an answer: `activities`, `from.id`, `"$.items[*].text"`."""

_ONE_OR_MORE = {"anyOf": [{"type": "string"}, {"type": "array", "items": {"type": "string"}}]}

Wheres = Annotated[
    tuple[Where, ...],
    PlainValidator(lambda value: tuple(_where(item) for item in _several(value))),
    WithJsonSchema(_ONE_OR_MORE),
]
"""One path or several; of several, the first where something is."""


class Send(Declared):
    """What goes to the bot: an HTTP request, or a frame on the open WebSocket.

    With `get`, `post` or `put` it is a request to that path below the system's address (or to a
    whole URL, such as one that was kept); without any it is a frame.
    """

    get: Text | None = Field(None, description="ask for this path")
    post: Text | None = Field(None, description="post to this path")
    put: Text | None = Field(None, description="put to this path")
    query: dict[str, Text] = Field({}, description="what follows the path's question mark")
    headers: dict[str, Text] = Field({}, description="headers of this request")
    json_: Tree = Field(None, alias="json", description="a body or frame in JSON")
    form: dict[str, Text] = Field({}, description="a body as a form sends it")
    text: Text | None = Field(None, description="a body or frame in plain text")
    keep: dict[str, Where] = Field(
        {}, description="what to keep of the JSON answer, by path: {token: auth.token}"
    )

    @model_validator(mode="after")
    def _one_of_each(self) -> Send:
        methods = [name for name in ("get", "post", "put") if getattr(self, name) is not None]
        if len(methods) > 1:
            raise ValueError(f"one request has one method: {' and '.join(methods)} are given")
        bodies = [name for name in ("json_", "form", "text") if name in self.model_fields_set]
        if len(bodies) > 1:
            raise ValueError("one message has one body: json, form or text")
        if not methods and bodies not in (["json_"], ["text"]):
            raise ValueError("a frame takes json or text; a request takes get, post or put")
        return self

    @property
    def method(self) -> str:
        """The HTTP method, or nothing for a frame."""
        return next((n.upper() for n in ("get", "post", "put") if getattr(self, n) is not None), "")

    @property
    def url(self) -> Template | None:
        """Where the request goes; None for a frame."""
        return self.get or self.post or self.put


class Listen(Declared):
    """How answers come when they do not come back with the request that said something."""

    socket: Text | None = Field(None, description="on a WebSocket at this path or URL")
    poll: Text | None = Field(None, description="by asking for this path again and again")
    query: dict[str, Text] = Field({}, description="what follows the path's question mark")
    headers: dict[str, Text] = Field({}, description="headers of these requests")
    every: Wait = Field(0.5, description="the pause between two requests")
    keep: dict[str, Where] = Field(
        {}, description="what the next request needs of an answer, by path: {since: next_batch}"
    )

    @model_validator(mode="after")
    def _exactly_one(self) -> Listen:
        if (self.socket is None) == (self.poll is None):
            raise ValueError("listen takes exactly one of socket and poll")
        return self


class ButtonsAt(Declared):
    """Where buttons are; one that is a plain text is its own label."""

    at: Where = Field(description="where their list is in a message")
    label: Wheres = _usual("label", "what a button says, by path within it")
    value: Wheres = _usual("value", "what pressing it sends; when absent, the label")


class MediaAt(Declared):
    """Where images, sounds and files are; one that is a plain text is its own address."""

    at: Where = Field(description="where their list is in a message")
    url: Wheres = _usual("url", "one's address, by path within it")


def _at(value: object) -> object:
    """Take a plain path as the place of a list whose items have the usual names."""
    return {"at": value} if isinstance(value, str) else value


def _places(value: object) -> object:
    return tuple(_at(item) for item in _several(value))


class CardsAt(Declared):
    """Where cards are; what has no title, subtitle, image or button is no card."""

    at: Where = Field(description="where their list is in a message")
    title: Wheres = _usual("title", "a card's title, by path within it")
    subtitle: Wheres = _usual("subtitle", "what stands below the title")
    image: Wheres = _usual("image", "the address of its picture")
    buttons: Annotated[tuple[ButtonsAt, ...], BeforeValidator(_places)] = Field(
        default_factory=lambda: (ButtonsAt(at=_where("buttons")),),
        description="where its buttons are: a path, or at, label and value",
    )


class Connector(Declared):
    """How to reach a bot and read its answers, as data.

    When a line opens, `start` is asked in order, then `listen` begins; without `listen`, answers
    come back with the request that says something. Texts may use `${text}` (what is said),
    `${button.label}`, `${button.value}` (as it came), `${button.text}` (the value when it is a
    text, else the label), `${sender}` (who speaks), `${id}` (new for each message), what was kept,
    `values`, and the names of a run such as `${environment.bot}`.

    A path such as `from.id` leads into a message or an answer; one starting with `$` is RFC 9535.
    Where several may be written, the first where something is counts.
    """

    needs: dict[str, str] = Field(
        {}, description="values a system's file must give, and what each is"
    )
    values: dict[str, Text] = Field({}, description="values a system's file may give, by default")
    start: tuple[Send, ...] = Field((), description="requests that start a conversation")
    listen: Listen | None = Field(None, description="how answers come, if not with the request")
    say: Send = Field(description="what is sent to say ${text}")
    press: Send | None = Field(
        None, description="what is sent to press a button; when absent, ${button.text} is said"
    )
    messages: Wheres = _usual("$", "where the list of messages is in an answer; $ is the whole")
    from_bot: dict[Where, Match] = Field(
        {}, description="matchers by path that tell the bot's messages from our own"
    )
    text: Wheres = _usual("text", "where a message has its words")
    buttons: Annotated[tuple[ButtonsAt, ...], BeforeValidator(_places)] = Field(
        (), description="where a message has buttons: a path, or at, label and value"
    )
    cards: Annotated[tuple[CardsAt, ...], BeforeValidator(_places)] = Field(
        (), description="where a message has cards: a path, or at with the paths of their parts"
    )
    media: Annotated[tuple[MediaAt, ...], BeforeValidator(_places)] = Field(
        (), description="where a message has images and files: a path, or at and url"
    )

    @model_validator(mode="after")
    def _can_be_sent(self) -> Connector:
        if any(send.url is None for send in self.start):
            raise ValueError("what starts a conversation is a request: write get, post or put")
        frames = [send for send in (self.say, self.press) if send and send.url is None]
        if frames and (self.listen is None or self.listen.socket is None):
            raise ValueError("a frame needs listen: {socket: …}; else write say: {post: …}")
        return self

    def kept(self) -> frozenset[str]:
        """Return the names under which this connector keeps values."""
        sources = (*self.start, self.say, self.press, self.listen)
        return frozenset(name for source in sources if source for name in source.keep)

    def foreign(self) -> Iterator[Template]:
        """Yield a template for each name that the connector does not fill in by itself."""
        own = OWN_NAMES | self.kept() | self.needs.keys() | self.values.keys()
        for template in super().templates():
            for name in template.names:
                if name.partition(".")[0] not in own:
                    yield Template.parse(f"${{{name}}}")

    def asked(self) -> frozenset[str]:
        """Return the first parts of the names that the connector does not fill in by itself."""
        return frozenset(template.names[0].partition(".")[0] for template in self.foreign())

    def templates(self) -> Iterator[Template]:
        """Yield what must come from a run's memory; values are the business of the settings."""
        for template in self.foreign():
            if template.names[0].partition(".")[0] in RUN_NAMES:
                yield template
