"""What a stand-in says, as its file declares it: texts per language, messages, buttons, cards."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Annotated

from pydantic import BeforeValidator, PlainValidator, WithJsonSchema

from onetake.words.channel import Declared
from onetake.words.fields import Text, Wait
from onetake.words.template import Template


def spoken(value: object) -> dict[str, Template]:
    """Return a text, or texts by language, compiled. Raises ValueError for anything else."""
    texts = value if isinstance(value, Mapping) else {"": value}
    found = {}
    for language, text in texts.items():
        if not isinstance(text, str):
            raise ValueError("a text is expected here, or one a language: {en: Hello, fr: Salut}")  # noqa: TRY004
        found[str(language)] = Template.parse(text)
    return found


def _pattern(value: object) -> re.Pattern[str]:
    try:
        return re.compile(str(value), re.IGNORECASE)
    except re.error as error:
        raise ValueError(f"{value!r} is not a regular expression: {error}") from None


def _listed(value: object) -> object:
    return value if isinstance(value, list | tuple) else [value]


def _titled(value: object) -> object:
    return value if isinstance(value, Mapping | Button) else {"title": value}


Spoken = Annotated[dict[str, Template], PlainValidator(spoken), WithJsonSchema({})]
"""A text, or one per language."""

Pattern = Annotated[re.Pattern[str], PlainValidator(_pattern), WithJsonSchema({"type": "string"})]
"""A regular expression searched for in what the customer said, whatever its case."""

Patterns = Annotated[tuple[Pattern, ...], BeforeValidator(_listed)]
"""One regular expression, or several."""


class Button(Declared):
    """A button under an answer; pressing it sends its payload, or else its title."""

    title: Spoken
    payload: Text | None = None


Buttons = tuple[Annotated[Button, BeforeValidator(_titled)], ...]


class Card(Declared):
    """A card in an answer."""

    title: Spoken
    subtitle: Spoken = {}
    image: Text | None = None
    buttons: Buttons = ()


class Media(Declared):
    """A picture, sound or file in an answer."""

    url: Text
    type: str = "image/png"


class Said(Declared):
    """One message; `after` is the wait before it, so answers can be late or unasked.

    Buttons, cards and media are for chats only.
    """

    say: Spoken = {}
    buttons: Buttons = ()
    cards: tuple[Card, ...] = ()
    media: tuple[Media, ...] = ()
    after: Wait = 0.0


def _said(value: object) -> object:
    return {"say": value} if isinstance(value, str) else value


Message = Annotated[Said, BeforeValidator(_said)]
Messages = Annotated[tuple[Message, ...], BeforeValidator(_listed)]


def text_in(spoken: Mapping[str, Template], language: str, memory: Mapping[str, object]) -> str:
    """Return a text in a language, or else in its first one, filled in. Raises Undefined."""
    found = spoken.get(language) or next(iter(spoken.values()), None)
    return found.text(memory) if found else ""
