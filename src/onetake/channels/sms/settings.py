"""What a system's file may say about SMS: its gateway, our number, how messages come, limits."""

from __future__ import annotations

from difflib import get_close_matches
from ipaddress import ip_address
from typing import Annotated

from pydantic import AfterValidator, BeforeValidator, Field, WithJsonSchema, model_validator

from onetake.channels.sms.gateway import ACCESS_NAMES, RUN_NAMES, Gateway
from onetake.channels.sms.ready import NAMES, ready
from onetake.words.channel import Declared
from onetake.words.fields import Text, Wait
from onetake.words.figure import figure
from onetake.words.template import Template

_SIZE = {"type": ["string", "integer"], "pattern": r"^\s*\d+(\.\d+)?\s*(B|KB|MB|GB)?\s*$"}


def _size(value: object) -> int:
    size = int(figure(value))
    if size <= 0:
        raise ValueError(f"{value!r} is not above 0: write a size such as 1MB")
    return size


def _interval(value: float) -> float:
    if value <= 0:
        raise ValueError("nobody can be asked without a pause: write a duration such as 1s")
    return value


def _region(value: str) -> str:
    if len(value) != 2 or not (value.isascii() and value.isalpha()):
        raise ValueError(f"{value!r} is no region: write two letters such as DE or GB")
    return value.upper()


def _named(value: object) -> object:
    return ready(value) if isinstance(value, str) else value


Size = Annotated[int, BeforeValidator(_size), WithJsonSchema(_SIZE)]
"""A size such as 200KB or 1MB, in bytes."""

Interval = Annotated[Wait, AfterValidator(_interval)]
Region = Annotated[str, AfterValidator(_region)]
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
    password: Text = Field(description="the password, from a secret: ${secret.gateway}")


class Auth(Declared):
    """Who we are to the gateway, instead of account and password: one of two."""

    basic: Basic | None = Field(None, description="a name and a password, such as an API key's")
    bearer: Text | None = Field(None, description="a token")

    @model_validator(mode="after")
    def _exactly_one(self) -> Auth:
        if (self.basic is None) == (self.bearer is None):
            raise ValueError("auth takes exactly one of basic and bearer")
        return self


def place_of(listen: str) -> tuple[str, int]:
    """Return host and port of `127.0.0.1:8799` or `[::1]:8799`. Raises ValueError."""
    host, _, port = listen.strip().rpartition(":")
    host = host.removeprefix("[").removesuffix("]")
    if not host or not port.isdecimal() or int(port) > 65535:
        raise ValueError(f"{listen!r} is nowhere to listen: write address:port, as 127.0.0.1:8799")
    return host, int(port)


def is_open(host: str) -> bool:
    """Tell if others than this machine may reach an address that is listened at."""
    try:
        return not ip_address(host).is_loopback
    except ValueError:
        return host != "localhost"


def _listen(value: Template) -> Template:
    if not value.names:
        place_of(value.text({}))
    return value


class Webhook(Declared):
    """Where the gateway tells us of messages and reports.

    All systems that name the same address share one listener. A request that does not prove itself
    is answered 403, and noted.
    """

    listen: Annotated[Text, AfterValidator(_listen)] = Field(
        description="the address and port of this machine to listen at: 127.0.0.1:8799"
    )
    path: str = Field(
        "/sms", pattern=r"^(/[\w.~-]+)+$", description="the path of messages; reports are below it"
    )
    url: Text | None = Field(
        None,
        description="the same path as the gateway reaches it, when something stands in between: "
        "https://tests.example.com/sms",
    )
    secret: Text | None = Field(
        None,
        description="what a request must prove to know; of twilio the auth token, which is "
        "`password` when this is absent",
    )


class Settings(Declared):
    """How SMS are sent and heard, beside the address of the gateway.

    Nothing is ever contacted but the server of the address and those in `also`; another port,
    or `http` for `https`, is another server.
    """

    gateway: Annotated[Gateway, BeforeValidator(_named, json_schema_input_type=Gateway | Ready)] = (
        Field(description=f"whose interface it is: {', '.join(NAMES)}, or keys that declare one")
    )
    number: Text = Field(
        Template.parse("${persona.phone}"),
        description="the customer's own number: what is sent to it is heard, and it is who sends",
    )
    company: Text | None = Field(None, description="the number that sms.send writes to")
    recipients: tuple[Text, ...] = Field(
        (), description="further numbers that may be written to; the customer's own always may"
    )
    region: Region | None = Field(
        None, description="where numbers without +49 or the like belong: DE, GB, US"
    )
    account: Text | None = Field(None, description="the gateway's name for us")
    password: Text | None = Field(
        None, description="its password or token, from a secret: ${secret.gateway}"
    )
    values: dict[str, Text] = Field(
        {}, description='what else the gateway needs to know: {key: "${secret.key}"}'
    )
    auth: Auth | None = Field(
        None, description="who we are: {bearer: TOKEN} or {basic: {user: …, password: …}}"
    )
    headers: dict[str, Text] = Field({}, description="headers for every request")
    also: tuple[Text, ...] = Field(
        (), description="further servers that may be asked: `host`, or `host:port`"
    )
    webhook: Webhook | None = Field(None, description="where the gateway tells us of messages")
    every: Interval = Field(1.0, description="the pause between two looks at what arrived")
    quiet: Wait = Field(3.0, description="how long nothing may come until no message comes")
    largest: Size = Field(1_000_000, description="the size of an answer that is still taken")
    timeout: Wait = Field(10.0, description="how long a request may take")

    @model_validator(mode="after")
    def _values_fit(self) -> Settings:
        gateway = self.gateway
        asked = gateway.asked()
        if gateway.basic and self.auth is None:
            asked |= ACCESS_NAMES
        known = {*gateway.needs, *gateway.values, *asked}
        for name in self.values:
            if name not in known:
                near = get_close_matches(name, known, 1, 0.5)
                hint = f"did you mean {near[0]!r}?" if near else "remove it"
                raise Misplaced(f"the gateway has no use for {name!r}", ("values", name), hint)
        for name, meaning in gateway.needs.items():
            if name not in self.values:
                reason = f"this gateway needs {name}, {meaning}"
                raise Misplaced(reason, ("gateway",), f"add values: {{{name}: …}}")
        given = {name for name in ACCESS_NAMES if getattr(self, name) is not None}
        for name in sorted(asked - given - {*self.values, *RUN_NAMES}):
            key = f"{name}: …" if name in ACCESS_NAMES else f"values: {{{name}: …}}"
            raise Misplaced(f"the gateway needs {name}", ("gateway",), f"add {key}")
        return self

    @model_validator(mode="after")
    def _can_hear(self) -> Settings:
        if self.webhook is None:
            if self.gateway.list_ is None:
                raise Misplaced(
                    "this gateway tells of messages by webhook only", ("gateway",),
                    "add webhook: {listen: 127.0.0.1:8799}",
                )  # fmt: skip
            return self
        if self._is_unproven(self.webhook):
            raise Misplaced(
                "anybody could send messages to a webhook that others can reach",
                ("webhook",), "add secret: ${secret.sms_webhook}",
            )  # fmt: skip
        return self

    def _is_unproven(self, webhook: Webhook) -> bool:
        known = webhook.secret or (self.gateway.webhook.signature and self.password)
        listen = webhook.listen
        return not known and not listen.names and is_open(place_of(listen.text({}))[0])
