"""What a system's file may say about e-mail: the mailbox, who reads it, how mails are sent."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import AfterValidator, BeforeValidator, Field, WithJsonSchema, model_validator

from onetake.words.channel import Declared
from onetake.words.fields import Text, Wait
from onetake.words.figure import figure
from onetake.words.template import Template
from onetake.words.tls import Tls

_SIZE = {"type": ["string", "integer"], "pattern": r"^\s*\d+(\.\d+)?\s*(B|KB|MB|GB)?\s*$"}


def _size(value: object) -> int:
    size = int(figure(value))
    if size <= 0:
        raise ValueError(f"{value!r} is not above 0: write a size such as 25MB")
    return size


def _interval(value: float) -> float:
    if value <= 0:
        raise ValueError("nobody can look without a pause: write a duration such as 500ms")
    return value


Size = Annotated[int, BeforeValidator(_size), WithJsonSchema(_SIZE)]
"""A size such as 200KB or 25MB, in bytes."""

Interval = Annotated[Wait, AfterValidator(_interval)]


class Misplaced(ValueError):
    """Keys that do not go together; `at` leads to the one to change, `hint` tells how."""

    def __init__(self, message: str, at: tuple[str, ...], hint: str) -> None:
        super().__init__(message)
        self.at = at
        self.hint = hint


class MailTls(Tls):
    """How connections are secured: files (PEM), and whether STARTTLS is wanted.

    Paths start from the programme's folder.
    """

    starttls: bool | None = Field(
        None,
        description="true: refuse to go on without; false: never ask for it. When absent, imap:// "
        "and whatever needs a password go on only with it, smtp:// takes it where it is offered",
    )


class Smtp(Declared):
    """The server that takes our mails."""

    address: Text = Field(description="smtp://host:port, or smtps://host:port")
    user: Text | None = Field(None, description="the name to log in with")
    password: Text | None = Field(None, description="its password, from a secret: ${secret.smtp}")
    tls: MailTls | None = Field(
        None, description="how this connection is secured; when absent, as the mailbox's"
    )

    @model_validator(mode="after")
    def _both_or_none(self) -> Smtp:
        if (self.user is None) != (self.password is None):
            raise ValueError("logging in takes both: user and password")
        return self


def _address(value: object) -> object:
    return {"address": value} if isinstance(value, str | Template) else value


class Settings(Declared):
    """How mails are received and sent, beside the address of the mailbox.

    `imaps://host` and `imap://host` are mailboxes; `http://host:port` is a catcher, which takes
    the mails of a test environment and shows them over HTTP.
    """

    catcher: Literal["mailpit", "maildev"] | None = Field(
        None, description="whose interface an http:// address has"
    )
    user: Text | None = Field(None, description="the name to log in to the mailbox with")
    password: Text | None = Field(None, description="its password, from a secret: ${secret.mail}")
    token: Text | None = Field(
        None, description="an OAuth 2 access token to log in with instead of a password"
    )
    folder: Text = Field(Template.parse("INBOX"), description="the folder that mails come to")
    inbox: Text = Field(
        Template.parse("${persona.email}"),
        description="whose mail is received: an address, its plus-addresses included. `*` stands "
        "for any characters; alone it is all mail of the mailbox",
    )
    sender: Text | None = Field(
        None, description="the address mails are sent from; when absent, `inbox`"
    )
    name: Text | None = Field(None, description="the name shown with it")
    company: Text | None = Field(None, description="the address that email.send writes to")
    recipients: tuple[Text, ...] = Field(
        (),
        description="whom else mails may go to: addresses, `*` standing for any characters; "
        "the company's and the customer's own always may",
    )
    smtp: Annotated[
        Smtp | None, BeforeValidator(_address, json_schema_input_type=Smtp | Text | None)
    ] = Field(None, description="the server that takes our mails: smtp://host:port, or a mapping")
    tls: MailTls = Field(MailTls(), description="how the connections are secured")
    trusted: str = Field(
        "",
        description="the name of the receiving server in Authentication-Results; when absent, the "
        "topmost of these headers counts",
    )
    every: Interval = Field(
        0.5, description="the pause between two looks, where the mailbox does not tell by itself"
    )
    quiet: Wait = Field(3.0, description="how long nothing may come until no mail comes")
    largest: Size = Field(25_000_000, description="how much of a mail is read; the rest is cut")
    timeout: Wait = Field(
        10.0, description="how long a server may take to answer, and a mailbox be out of reach"
    )

    @model_validator(mode="after")
    def _one_way_to_log_in(self) -> Settings:
        if self.token is not None and self.password is not None:
            raise Misplaced("one way to log in is enough", ("token",), "remove password or token")
        secret = self.password is not None or self.token is not None
        if secret != (self.user is not None):
            given, missing = ("user", "password") if self.user else ("password", "user")
            if self.token is not None:
                given = "token"
            raise Misplaced(f"{given} without {missing}", (given,), f"add {missing}: …")
        return self
