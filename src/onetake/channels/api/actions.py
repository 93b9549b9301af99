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

    file: Text | None = Field(
        None, description="the file to send; from the folder we are started in"
    )
    content: Text | None = Field(None, description="the bytes, written in place")
    type: Text | None = Field(None, description="the kind of content, such as image/png")
    name: Text | None = Field(None, description="what the file is called, to the server")

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

    path: Text = Field(description="where to, below the system's address; or a whole URL")
    headers: dict[str, Text] = Field({}, description="headers of this request")
    follow: bool = Field(True, description="false: a redirect is the answer, and not followed")
    timeout: Wait | None = Field(
        None, description="how long the answer may take; when absent, as the system says"
    )


class Asking(Request):
    """Send a request whose path may have a query."""

    query: dict[str, Texts] = Field(
        {}, description="what follows the question mark; a list repeats its name"
    )


class Sending(Asking):
    """Send a request that may carry one body: json, form, multipart, xml or text."""

    json_: Tree = Field(None, alias="json", description="a body in JSON, as YAML writes it")
    form: dict[str, Texts] | None = Field(None, description="a body as a web form sends it")
    multipart: dict[str, Part] | None = Field(
        None, description="a form with files: {note: broken, photo: {file: photo.jpg}}"
    )
    xml: Text | None = Field(None, description="a body in XML, as text")
    text: Text | None = Field(None, description="a body in plain text")

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
    asks: ClassVar[bool] = True
    method: ClassVar[str] = "GET"


class Head(Asking):
    """Ask for the headers of what is at a path, without its body.

    `api.head: /statement.pdf`
    """

    word: ClassVar[str] = "head"
    asks: ClassVar[bool] = True
    method: ClassVar[str] = "HEAD"


class Options(Asking):
    """Ask what may be done at a path.

    `api.options: {path: /orders, headers: {origin: "https://shop.example"}}`
    """

    word: ClassVar[str] = "options"
    asks: ClassVar[bool] = True
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

    path: Text = Field(Template.parse("/graphql"), description="where GraphQL is answered")
    query: Text = Field(description="the query or mutation")
    variables: Tree = Field(None, description="values for the query's variables, by name")
    operation: Text | None = Field(None, description="which one, when the query names several")


ACTIONS = (Get, Post, Put, Patch, Delete, Head, Options, Login, Graphql)
