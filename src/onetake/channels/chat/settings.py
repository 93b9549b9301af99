"""What a system's file may say about a bot: its connector, who we are, limits."""

from __future__ import annotations

from difflib import get_close_matches
from typing import Annotated

from pydantic import BeforeValidator, Field, WithJsonSchema, model_validator

from onetake.channels.chat.connector import RUN_NAMES, Connector
from onetake.channels.chat.ready import NAMES, ready
from onetake.words.channel import Declared
from onetake.words.fields import Text, Wait
from onetake.words.figure import figure
from onetake.words.tls import Tls

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


class Misplaced(ValueError):
    """Keys that do not go together; `at` leads to the one to change, `hint` tells how."""

    def __init__(self, message: str, at: tuple[str, ...], hint: str) -> None:
        super().__init__(message)
        self.at = at
        self.hint = hint


class Basic(Declared):
    """A name and a password (RFC 7617)."""

    user: Text = Field(description="the name")
    password: Text = Field(description="the password, from a secret: ${secret.bot}")


class Auth(Declared):
    """Who we are to the bot, sent with each request and when a WebSocket opens: one of two."""

    basic: Basic | None = Field(None, description="a name and a password")
    bearer: Text | None = Field(None, description="a token")

    @model_validator(mode="after")
    def _exactly_one(self) -> Auth:
        if (self.basic is None) == (self.bearer is None):
            raise ValueError("auth takes exactly one of basic and bearer")
        return self


class Settings(Declared):
    """How a bot is reached, beside its address.

    Nothing is ever contacted but the host of the address and those in `also`.
    """

    connector: Annotated[
        Connector, BeforeValidator(_named, json_schema_input_type=Connector | Ready)
    ] = Field(description=f"how to talk to the bot: {', '.join(NAMES)}, or keys that declare one")
    values: dict[str, Text] = Field(
        {}, description='what the connector needs to know: {token: "${secret.bot}"}'
    )
    sender: Text | None = Field(
        None, description="who speaks, to the bot; when absent, somebody new on each line"
    )
    auth: Auth | None = Field(
        None, description="who we are: {bearer: TOKEN} or {basic: {user: …, password: …}}"
    )
    tls: Tls = Field(Tls(), description="our certificate, and an authority to trust")
    headers: dict[str, Text] = Field({}, description="headers for every request")
    also: tuple[Text, ...] = Field((), description="further hosts the connector may go to")
    largest: Size = Field(1_000_000, description="the size of a message that is still taken")
    timeout: Wait = Field(10.0, description="how long opening a conversation may take")

    @model_validator(mode="after")
    def _values_fit(self) -> Settings:
        known = {*self.connector.needs, *self.connector.values, *self.connector.asked()}
        for name in self.values:
            if name not in known:
                near = get_close_matches(name, known, 1, 0.5)
                hint = f"did you mean {near[0]!r}?" if near else "remove it"
                raise Misplaced(f"the connector has no use for {name!r}", ("values", name), hint)
        for name, meaning in self.connector.needs.items():
            if name not in self.values:
                reason = f"this connector needs {name}, {meaning}"
                raise Misplaced(reason, ("connector",), f"add values: {{{name}: …}}")
        for name in self.connector.asked():
            if name not in (*self.values, *RUN_NAMES):
                reason = f"the connector uses ${{{name}}}, which nobody gives it"
                raise Misplaced(reason, ("connector",), f"add values: {{{name}: …}}")
        return self
