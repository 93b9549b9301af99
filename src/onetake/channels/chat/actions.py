"""What a step may say to a bot: a text, a press of an offered button; and what it hears."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Annotated, ClassVar

from pydantic import Field, PlainValidator, WithJsonSchema, model_validator

from onetake.words.channel import Action
from onetake.words.fields import Holds, Text
from onetake.words.match import Matcher
from onetake.words.match_words import WORDS
from onetake.words.path import Path
from onetake.words.template import Template

FACTS: Mapping[str, str] = {
    "text": "the words of the answer; of an answer in parts, a line each",
    "buttons": "the labels of all that can be pressed, also on cards: buttons.0",
    "cards": "the cards: cards.0.title, .subtitle, .image, .buttons; cards.titles are all titles",
    "media": "the addresses of images, sounds and files: media.0",
    "parts": "how many messages the answer came in",
    "raw": "a value in the last message as the bot sent it: raw.metadata.intent",
}


def _offered(value: object) -> Matcher:
    """Return a matcher of a list: a text or a list of texts must each be there, whole."""
    if isinstance(value, Matcher):
        return value
    if isinstance(value, list | tuple):
        return Matcher.parse({"all": [_whole(item) for item in value]})
    return Matcher.parse(_whole(value))


def _whole(value: object) -> object:
    return {"wildcard": value} if isinstance(value, str) else value


Offered = Annotated[Matcher, PlainValidator(_offered), WithJsonSchema({"$ref": "#/$defs/matcher"})]
"""A list of which each item must be there, ignoring case (`*` is a wildcard); or a matcher."""


class Say(Action):
    """Say a text to the bot.

    `chat.say: I lost my card` · `chat.say: ${code}`
    """

    word: ClassVar[str] = "say"
    shorthand: ClassVar[str] = "text"
    says: ClassVar[bool] = True
    turn: ClassVar[bool] = True
    text: Text = Field(description="what to say")

    def spoken(self) -> Template | None:
        """Return the text."""
        return self.text


class Press(Action):
    """Press a button that the answers since the last saying offered, by its label or its value.

    `chat.press: Block it`
    """

    word: ClassVar[str] = "press"
    shorthand: ClassVar[str] = "label"
    says: ClassVar[bool] = True
    turn: ClassVar[bool] = True
    label: Text = Field(description="what the button says, whatever its case; or its value")

    def spoken(self) -> Template | None:
        """Return the label."""
        return self.label


class Hear(Action):
    """Hear what the bot says, offers and shows; a text means that its words contain it.

    An answer in parts is joined, a line each. Of `buttons`, `cards` (by title) and `media` (by
    address) a list names what must be there, whatever its case, `*` standing for any words; a
    matcher such as `{count: 2}` is about the list.

    `chat.hear: blocked` · `chat.hear: {any: [block it, block your card], buttons: [Block it]}` ·
    `chat.hear: {matches: 'code (?P<code>\\d+)'}` · `chat.hear: {media: ["*.png"]}`
    """

    word: ClassVar[str] = "hear"
    shorthand: ClassVar[str] = "text"
    hears: ClassVar[bool] = True
    patience: ClassVar[float] = 10.0
    facts: ClassVar[Mapping[str, str]] = FACTS
    text: Holds | None = Field(
        None, description="a matcher of the words; its own words may stand beside the other keys"
    )
    buttons: Offered | None = Field(
        None, description="labels that are offered, or a matcher of their list"
    )
    cards: Offered | None = Field(
        None, description="titles of cards that are shown, or a matcher of their list"
    )
    media: Offered | None = Field(
        None, description='addresses of media that are shown: ["*.png"], or a matcher of their list'
    )

    @model_validator(mode="before")
    @classmethod
    def _matchers_in_place(cls, value: object) -> object:
        """Take matcher words written beside `buttons`, `cards` and `media` as those of the text."""
        if not isinstance(value, Mapping):
            return value
        words = {key: item for key, item in value.items() if key in WORDS}
        if not words:
            return value
        if "text" in value:
            raise ValueError(f"{', '.join(words)} is about the text: write it below text:")
        return {"text": words} | {key: item for key, item in value.items() if key not in WORDS}

    def expects(self) -> Sequence[tuple[Path, Matcher]]:
        """Return what the words, the buttons, the cards' titles and the media must be like."""
        pairs = zip(_PATHS, (self.text, self.buttons, self.cards, self.media), strict=True)
        return tuple((path, matcher) for path, matcher in pairs if matcher is not None)


_PATHS = tuple(map(Path.parse, ("text", "buttons", "cards.titles", "media")))
ACTIONS = (Say, Press, Hear)
