"""What stands on a page of a site, as a stand-in's file declares it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Literal

from pydantic import BeforeValidator, Field, model_validator

from onetake.simulate.cases import Case
from onetake.simulate.spoken import Spoken
from onetake.words.channel import Declared
from onetake.words.fields import Match, Text
from onetake.words.template import as_text


def _named(value: object) -> object:
    if isinstance(value, Mapping):
        return value
    names = value if isinstance(value, list | tuple) else [value]
    return {as_text(name): as_text(name) for name in names}


Options = Annotated[dict[str, Spoken], BeforeValidator(_named)]
"""What can be chosen: a list of texts, or what is sent and how it is told."""


class Input(Declared):
    """A field of a form, under the `label` a person reads."""

    label: Spoken
    kind: Literal[
        "text", "email", "password", "number", "tel", "date", "long", "choice", "radio", "check",
        "file", "hidden",
    ] = "text"  # fmt: skip
    options: Options = {}
    value: Text | None = None
    hint: Spoken = {}
    autocomplete: str = ""
    required: bool = True

    @model_validator(mode="after")
    def _something_to_choose(self) -> Input:
        if (self.kind in ("choice", "radio")) != bool(self.options):
            raise ValueError("options belong to the kinds choice and radio, which need some")
        return self


class Form(Case):
    """A form: what it asks for, and what happens when its conditions hold; else see `otherwise`.

    What was typed is `${form.x}`. `customer` says whose things it is about when that is not who is
    logged in; with `logs_in` that customer is logged in from then on. `then` is the page that
    comes next, and `answers` what it says on top. `confirm` is asked in a dialog of the browser.
    """

    name: str
    fields: dict[str, Input] = {}
    button: Spoken
    quiet: bool = False
    customer: Text | None = None
    logs_in: bool = False
    then: Text | None = None
    confirm: Spoken = {}
    otherwise: tuple[Case, ...] = ()


class Link(Declared):
    """A link; `opens` in the same tab, in a new one, or as a file that is saved."""

    to: Text
    text: Spoken
    opens: Literal["here", "tab", "file"] = "here"
    button: bool = False


class Picture(Declared):
    """A picture made here from its name: the same each time, as wide as the page.

    `alt` tells it to those who cannot see it.
    """

    name: str
    alt: Spoken
    width: Annotated[int, Field(ge=16, le=4000)] = 1200
    height: Annotated[int, Field(ge=16, le=4000)] = 400


class Entry(Declared):
    """A term and what it is; with `to` that is a link."""

    term: Spoken
    text: Spoken
    to: Text | None = None


class Table(Declared):
    """A list of what a path names, such as `my.cards`: a row each, `${it}` in `columns`."""

    of: Text
    caption: Spoken
    columns: tuple[Entry, ...]
    empty: Spoken = {}


class Frame(Declared):
    """Another page of the site inside this one, such as a payment."""

    page: Text
    title: Spoken
    height: Annotated[int, Field(ge=50, le=2000)] = 240


class Dialog(Declared):
    """A button that opens a dialog of the page, which one must close to go on."""

    button: Spoken
    title: Spoken
    text: Spoken
    close: Spoken


class Block(Declared):
    """One thing on a page, shown when `when` holds."""

    when: dict[str, Match] = {}
    heading: Spoken | None = None
    text: Spoken | None = None
    note: Spoken | None = None
    details: tuple[Entry, ...] | None = None
    table: Table | None = None
    form: Form | None = None
    link: Link | None = None
    picture: Picture | None = None
    frame: Frame | None = None
    dialog: Dialog | None = None

    @model_validator(mode="after")
    def _one_thing(self) -> Block:
        if len(self._set()) != 1:
            raise ValueError(f"one thing stands in a block: {', '.join(KINDS)}")
        return self

    @property
    def kind(self) -> str:
        """What this is."""
        return self._set()[0]

    def _set(self) -> list[str]:
        return [kind for kind in KINDS if getattr(self, kind) is not None]


KINDS = tuple(name for name in Block.model_fields if name != "when")
"""What can stand on a page."""
