"""Echo: a line that says back what was said; needs no server, for first steps and tests."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import ClassVar

from pydantic import Field, model_validator

from onetake.words.channel import Action, Memory, Place
from onetake.words.fields import Holds, Text
from onetake.words.line import Arrival, Inbox
from onetake.words.match import Matcher
from onetake.words.match_words import WORDS
from onetake.words.path import ABSENT, Path
from onetake.words.programme import System
from onetake.words.template import Template
from onetake.words.trouble import CannotTell

_TEXT = Path.parse("text")


class Say(Action):
    """Say a text; it comes back at once.

    `echo.say: hello`
    """

    word: ClassVar[str] = "say"
    shorthand: ClassVar[str] = "text"
    says: ClassVar[bool] = True
    turn: ClassVar[bool] = True
    text: Text = Field(description="what to say")

    def spoken(self) -> Template | None:
        """Return the text."""
        return self.text


class Hear(Action):
    """Hear what came back; a scalar means contains.

    `echo.hear: hello` · `echo.hear: {matches: 'code (?P<code>\\d+)'}`
    """

    word: ClassVar[str] = "hear"
    shorthand: ClassVar[str] = "text"
    hears: ClassVar[bool] = True
    patience: ClassVar[float] = 2.0
    facts: ClassVar[Mapping[str, str]] = {"text": "what was said back"}
    text: Holds | None = Field(None, description="a matcher of what came back")

    @model_validator(mode="before")
    @classmethod
    def _matcher_in_place(cls, value: object) -> object:
        if not isinstance(value, Mapping):
            return value
        words = {key: item for key, item in value.items() if key in WORDS}
        rest = {key: item for key, item in value.items() if key not in WORDS}
        return ({"text": words} if words else {}) | rest

    def expects(self) -> Sequence[tuple[Path, Matcher]]:
        """Return what the text must be like."""
        return ((_TEXT, self.text),) if self.text else ()


@dataclass(frozen=True, slots=True)
class Echoed:
    """One or more texts that came back."""

    text: str

    def fact(self, path: Path) -> object:
        """Return the text; nothing else is known here."""
        return path.dig(self.text) if path.root == "text" else ABSENT


@dataclass(slots=True)
class EchoLine:
    """A line to nobody but itself."""

    inbox: Inbox

    async def close(self) -> None:
        """End the line; nothing was opened, so nothing else is to do."""
        self.inbox.close(CannotTell("line.closed", "this line is closed"))


@dataclass(frozen=True, slots=True)
class Prepared:
    """A saying or a hearing, ready to use."""

    action: Action

    async def say(self, line: EchoLine, memory: Memory) -> None:
        """Put the text into the line's own inbox. Raises CannotTell when the line is closed."""
        if line.inbox.closed is not None:
            raise line.inbox.closed
        if isinstance(self.action, Say):
            line.inbox.put(self.action.text.text(memory))

    def read(self, arrivals: Sequence[Arrival]) -> Echoed | None:
        """Join the texts that came back, a line each."""
        return Echoed("\n".join(str(arrival.content) for arrival in arrivals))


class Echo:
    """Says back what is said to it."""

    name = "echo"
    actions = (Say, Hear)

    def prepare(self, action: Action, system: System) -> Prepared:
        """Make an action ready."""
        return Prepared(action)

    async def open(self, place: Place) -> EchoLine:
        """Open a line to itself."""
        return EchoLine(Inbox())


channel = Echo()
