"""What a system's file may say about an api: who we are, TLS, headers, limits."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import BeforeValidator, Field, PlainValidator, WithJsonSchema, model_validator

from onetake.words.channel import Declared
from onetake.words.fields import Text, Wait
from onetake.words.figure import figure
from onetake.words.template import Template
from onetake.words.tls import Tls


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

    user: Text = Field(description="the name")
    password: Text = Field(description="the password, from a secret: ${secret.shop}")


class OAuth2(Declared):
    """Where a token is fetched, and what for (RFC 6749).

    The grant `client_credentials` needs `client`, the grant `password` needs `user` and `password`.
    """

    grant: Literal["client_credentials", "password"] = Field(
        "client_credentials", description="client_credentials or password"
    )
    token: Text = Field(description="where it is fetched: a path below the address, or a whole URL")
    client: Text | None = Field(None, description="the client's id")
    secret: Text | None = Field(None, description="the client's secret")
    user: Text | None = Field(None, description="who logs in, for the grant password")
    password: Text | None = Field(None, description="that user's password")
    scope: Text | None = Field(None, description="what the token is asked for")
    client_in: Literal["header", "body"] = Field(
        "header", description="where the client's id and secret go: header (basic) or body"
    )

    @model_validator(mode="after")
    def _complete(self) -> OAuth2:
        wanted = ("client",) if self.grant == "client_credentials" else ("user", "password")
        missing = [name for name in wanted if getattr(self, name) is None]
        if missing:
            raise ValueError(f"the grant {self.grant} needs {' and '.join(missing)}")
        return self


class Auth(Declared):
    """Who we are to the system: one of `basic`, `bearer` and `oauth2`."""

    basic: Basic | None = Field(None, description="a name and a password")
    bearer: Text | None = Field(None, description="a token we have already")
    oauth2: OAuth2 | None = Field(None, description="a token that is fetched first")

    @model_validator(mode="after")
    def _exactly_one(self) -> Auth:
        if len(self.model_fields_set) != 1:
            raise ValueError("auth takes exactly one of basic, bearer and oauth2")
        return self


class Settings(Declared):
    """How an api is reached, beside its address.

    Nothing is ever contacted but the host of the address and those in `also`.
    """

    auth: Auth | None = Field(None, description="who we are: one of basic, bearer and oauth2")
    tls: Tls = Field(Tls(), description="our certificate, and an authority to trust")
    headers: dict[str, Text] = Field({}, description="headers for every request")
    also: Texts = Field((), description="further hosts a redirect or a whole URL may go to")
    largest: Size = Field(10_000_000, description="the size of a body that is still taken")
    timeout: Wait = Field(30.0, description="how long an answer may take")
