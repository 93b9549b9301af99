"""What a system's file may say about an api: who we are, TLS, headers, limits."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import BeforeValidator, Field, PlainValidator, WithJsonSchema, model_validator

from onetake.words.channel import Declared
from onetake.words.fields import Text, Wait
from onetake.words.figure import figure
from onetake.words.template import Template


def _size(value: object) -> int:
    """Return a size in bytes. Raises ValueError for what is none, or not above 0."""
    size = int(figure(value))
    if size <= 0:
        raise ValueError(f"{value!r} is not above 0: write a size such as 10MB")
    return size


Size = Annotated[
    int,
    BeforeValidator(_size),
    WithJsonSchema(
        {"type": ["string", "integer"], "pattern": r"^\s*\d+(\.\d+)?\s*(B|KB|MB|GB)?\s*$"}
    ),
]
"""A size such as 200KB or 10MB, in bytes."""


def _texts(value: object) -> tuple[Template, ...]:
    """Return one text or several as templates. Raises ValueError for anything nested."""
    items = value if isinstance(value, list | tuple) else [value]
    return tuple(_text(item) for item in items)


def _text(value: object) -> Template:
    if isinstance(value, Template):
        return value
    if not isinstance(value, str):
        raise ValueError("a text, or a list of texts, is expected here")  # noqa: TRY004
    return Template.parse(value)


Texts = Annotated[
    tuple[Template, ...],
    PlainValidator(_texts),
    WithJsonSchema({
        "oneOf": [
            {"type": ["string", "number", "boolean"]},
            {"type": "array", "items": {"type": ["string", "number", "boolean"]}},
        ]
    }),
]  # fmt: skip
"""One text or a list of texts."""


class Basic(Declared):
    """A name and a password, sent with each request (RFC 7617)."""

    user: Text
    password: Text


class OAuth2(Declared):
    """Where a token is fetched, and what for (RFC 6749).

    `token` is a path below the address, or a whole URL. `client_in` says where the client's name
    and secret go: into the `header` (basic), or into the `body` for servers that want them there.
    """

    grant: Literal["client_credentials", "password"] = "client_credentials"
    token: Text
    client: Text | None = None
    secret: Text | None = None
    user: Text | None = None
    password: Text | None = None
    scope: Text | None = None
    client_in: Literal["header", "body"] = "header"

    @model_validator(mode="after")
    def _complete(self) -> OAuth2:
        wanted = ("client",) if self.grant == "client_credentials" else ("user", "password")
        missing = [name for name in wanted if getattr(self, name) is None]
        if missing:
            raise ValueError(f"the grant {self.grant} needs {' and '.join(missing)}")
        return self


class Auth(Declared):
    """Who we are to the system: one of `basic`, `bearer` and `oauth2`."""

    basic: Basic | None = None
    bearer: Text | None = None
    oauth2: OAuth2 | None = None

    @model_validator(mode="after")
    def _exactly_one(self) -> Auth:
        if len(self.model_fields_set) != 1:
            raise ValueError("auth takes exactly one of basic, bearer and oauth2")
        return self


class Tls(Declared):
    """Files (PEM) for TLS: our own certificate with its key, and a private authority to trust.

    Paths start from the folder Onetake is started in.
    """

    certificate: Text | None = None
    key: Text | None = None
    ca: Text | None = None

    @model_validator(mode="after")
    def _key_has_certificate(self) -> Tls:
        if self.key is not None and self.certificate is None:
            raise ValueError("a key is of no use without its certificate: add certificate:")
        return self


class Settings(Declared):
    """How an api is reached, beside its address.

    `also` names further hosts that a redirect or a whole URL in a journey may go to; nothing else
    is ever contacted. A body larger than `largest` is not taken.
    """

    auth: Auth | None = None
    tls: Tls = Tls()
    headers: dict[str, Text] = Field(default_factory=dict)
    also: Texts = ()
    largest: Size = 10_000_000
    timeout: Wait = 30.0
