"""What a system's file may say about a bot: its connector, who we are, limits."""

from __future__ import annotations

from typing import Annotated

from pydantic import BeforeValidator, WithJsonSchema, model_validator

from onetake.channels.chat.connector import Connector
from onetake.channels.chat.ready import NAMES, ready
from onetake.words.channel import Declared
from onetake.words.fields import Text, Wait
from onetake.words.figure import figure

_MEMORY = frozenset({"persona", "environment", "data", "secret", "run"})
_SIZE = {"type": ["string", "integer"], "pattern": r"^\s*\d+(\.\d+)?\s*(B|KB|MB|GB)?\s*$"}


def _size(value: object) -> int:
    size = int(figure(value))
    if size <= 0:
        raise ValueError(f"{value!r} is not above 0: write a size such as 1MB")
    return size


def _named(value: object) -> object:
    return ready(value) if isinstance(value, str) else value


Size = Annotated[int, BeforeValidator(_size), WithJsonSchema(_SIZE)]
"""A size such as 200KB or 1MB, in bytes."""

Ready = Annotated[str, WithJsonSchema({"enum": list(NAMES)})]


class Basic(Declared):
    """A name and a password (RFC 7617)."""

    user: Text
    password: Text


class Auth(Declared):
    """Who we are to the bot, sent with each request and when a WebSocket opens: one of two."""

    basic: Basic | None = None
    bearer: Text | None = None

    @model_validator(mode="after")
    def _exactly_one(self) -> Auth:
        if (self.basic is None) == (self.bearer is None):
            raise ValueError("auth takes exactly one of basic and bearer")
        return self


class Settings(Declared):
    """How a bot is reached, beside its address.

    `connector` names a ready one, or declares one in place; `values` are what it needs, such as
    `{token: "${secret.bot}"}`. `sender` is who speaks (absent: somebody new on each line).
    `headers` go with every request. `also` names further hosts the connector may go to; nothing
    else is ever contacted. A message larger than `largest` is not taken. Opening a line may take
    `timeout`.
    """

    connector: Annotated[
        Connector, BeforeValidator(_named, json_schema_input_type=Connector | Ready)
    ]
    values: dict[str, Text] = {}
    sender: Text | None = None
    auth: Auth | None = None
    headers: dict[str, Text] = {}
    also: tuple[Text, ...] = ()
    largest: Size = 1_000_000
    timeout: Wait = 10.0

    @model_validator(mode="after")
    def _all_values_given(self) -> Settings:
        needs = self.connector.needs
        for name, meaning in needs.items():
            if name not in self.values:
                raise ValueError(f"this connector needs values: {{{name}: …}}, {meaning}")
        for template in self.connector.foreign():
            name = template.names[0].partition(".")[0]
            if name not in self.values and name not in _MEMORY:
                raise ValueError(f"the connector uses ${{{name}}}: add values: {{{name}: …}}")
        return self
