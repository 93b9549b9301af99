"""What a step may say to an api: the verbs of HTTP, a login, and a GraphQL query."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, ClassVar

from pydantic import Field, PlainValidator, WithJsonSchema, model_validator

from onetake.channels.api.settings import Texts
from onetake.words.channel import Action, Declared
from onetake.words.fields import Text, Tree, Wait
from onetake.words.template import Template

_BODIES = ("json", "form", "multipart", "xml", "text")

FACTS: Mapping[str, str] = {
    "status": "the status code, such as 200",
    "size": "how many bytes the body has",
    "url": "the address that answered in the end, after redirects",
    "redirects": "how many redirects were followed",
    "header": "a header by its name, whatever its case: header.content-type",
    "cookie": "a cookie the customer now holds: cookie.session",
    "json": "a value in a JSON body: json.items.0.id",
    "$": 'values in a JSON body by RFC 9535, quoted: "$.items[?@.id==1].state"',
    "xml": "a text or attribute in an XML body: xml.order.item.0.@id; `#` counts: xml.order.item.#",
    "text": "the body as text",
    "tls": "the connection's security: tls.version, tls.days_left (days the certificate is valid)",
    "version": "the version of HTTP, such as 1.1",
}  # fmt: skip


class Upload(Declared):
    """A file of a multipart form: `file` is read from a path, or `content` stands in place."""

    file: Text | None = None
    content: Text | None = None
    type: Text | None = None
    name: Text | None = None

    @model_validator(mode="after")
    def _exactly_one(self) -> Upload:
        if (self.file is None) == (self.content is None):
            raise ValueError("a part takes exactly one of file and content")
        return self


def _part(value: object) -> Template | Upload:
    if isinstance(value, Mapping | Upload):
        return Upload.model_validate(value)
    if isinstance(value, str):
        return Template.parse(value)
    if isinstance(value, Template):
        return value
    raise ValueError("a part is a text, or {file: path} with type and name if wanted")


Part = Annotated[
    Template | Upload,
    PlainValidator(_part),
    WithJsonSchema({
        "oneOf": [
            {"type": ["string", "number", "boolean"]},
            {
                "type": "object",
                "additionalProperties": False,
                "properties": {n: {"type": "string"} for n in ("file", "content", "type", "name")},
            },
        ]
    }),
]  # fmt: skip
"""A field of a multipart form: a text, or a file."""


class Request(Action):
    """Send a request and take its answer; the base of every action of this channel."""

    shorthand: ClassVar[str] = "path"
    says: ClassVar[bool] = True
    hears: ClassVar[bool] = True
    patience: ClassVar[float] = 60.0
    facts: ClassVar[Mapping[str, str]] = FACTS
    method: ClassVar[str]

    path: Text
    headers: dict[str, Text] = Field(default_factory=dict)
    follow: bool = True
    timeout: Wait | None = None


class Asking(Request):
    """Send a request whose path may have a query."""

    query: dict[str, Texts] = Field(default_factory=dict)


class Sending(Asking):
    """Send a request that may carry one body: json, form, multipart, xml or text."""

    json_: Tree = Field(default=None, alias="json")
    form: dict[str, Texts] | None = None
    multipart: dict[str, Part] | None = None
    xml: Text | None = None
    text: Text | None = None

    @model_validator(mode="after")
    def _one_body_at_most(self) -> Sending:
        given = [name for name in _BODIES if self.body_of(name)]
        if len(given) > 1:
            raise ValueError(f"a request has one body: {' and '.join(given)} are given")
        return self

    def body_of(self, kind: str) -> bool:
        """Tell if this kind of body was written, even as null."""
        return ("json_" if kind == "json" else kind) in self.model_fields_set


class Get(Asking):
    """Ask for what is at a path.

    `api.get: /orders/1` · `api.get: {path: /orders, query: {state: open}, follow: false}`
    """

    word: ClassVar[str] = "get"
    method: ClassVar[str] = "GET"


class Head(Asking):
    """Ask for the headers of what is at a path, without its body.

    `api.head: /statement.pdf`
    """

    word: ClassVar[str] = "head"
    method: ClassVar[str] = "HEAD"


class Options(Asking):
    """Ask what may be done at a path.

    `api.options: {path: /orders, headers: {origin: "https://shop.example"}}`
    """

    word: ClassVar[str] = "options"
    method: ClassVar[str] = "OPTIONS"


class Post(Sending):
    """Send something new to a path.

    `api.post: {path: /orders, json: {item: 7, card: "${persona.card}"}}` ·
    `api.post: {path: /claims, multipart: {note: broken, photo: {file: photo.jpg}}}`
    """

    word: ClassVar[str] = "post"
    method: ClassVar[str] = "POST"


class Put(Sending):
    """Replace what is at a path.

    `api.put: {path: /orders/1, json: {state: paid}}`
    """

    word: ClassVar[str] = "put"
    method: ClassVar[str] = "PUT"


class Patch(Sending):
    """Change a part of what is at a path.

    `api.patch: {path: /orders/1, json: {state: paid}}`
    """

    word: ClassVar[str] = "patch"
    method: ClassVar[str] = "PATCH"


class Delete(Sending):
    """Remove what is at a path.

    `api.delete: /orders/1`
    """

    word: ClassVar[str] = "delete"
    method: ClassVar[str] = "DELETE"


class Login(Sending):
    """Log in by sending something to a path; it counts as a login in the customer's effort.

    `api.login: {path: /login, form: {user: "${persona.user}", password: "${secret.password}"}}`
    """

    word: ClassVar[str] = "login"
    method: ClassVar[str] = "POST"
    login: ClassVar[bool] = True


class Graphql(Request):
    """Send a GraphQL query or mutation; its result is in `json.data`, what failed in `json.errors`.

    `api.graphql: {query: "query ($id: ID!) { order(id: $id) { state } }", variables: {id: 7}}`
    """

    word: ClassVar[str] = "graphql"
    method: ClassVar[str] = "POST"
    shorthand: ClassVar[str] = "query"

    path: Text = Template.parse("/graphql")
    query: Text
    variables: Tree = None
    operation: Text | None = None


ACTIONS = (Get, Post, Put, Patch, Delete, Head, Options, Login, Graphql)
