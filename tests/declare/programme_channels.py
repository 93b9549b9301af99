"""Three small channels to read programmes with: one of ours, and two that need a system."""

from collections.abc import Mapping
from typing import ClassVar, Literal

from pydantic import model_validator

from onetake.channels.echo import channel as echo
from onetake.words.channel import Action, Declared
from onetake.words.fields import Holds, Match, Text, Tree, Wait
from onetake.words.match_words import WORDS
from onetake.words.path import Path


class Say(Action):
    """Say a text to the bot."""

    word: ClassVar[str] = "say"
    shorthand: ClassVar[str] = "text"
    says: ClassVar[bool] = True
    text: Text


class Press(Action):
    """Press a button."""

    word: ClassVar[str] = "press"
    shorthand: ClassVar[str] = "label"
    says: ClassVar[bool] = True
    label: Text


class Hear(Action):
    """Hear what the bot says."""

    word: ClassVar[str] = "hear"
    shorthand: ClassVar[str] = "text"
    hears: ClassVar[bool] = True
    facts: ClassVar[Mapping[str, str]] = {"text": "its words", "buttons": "labels"}
    text: Holds | None = None
    buttons: Match | None = None

    @model_validator(mode="before")
    @classmethod
    def _words_in_place(cls, value: object) -> object:
        if not isinstance(value, Mapping):
            return value
        words = {key: item for key, item in value.items() if key in WORDS}
        rest = {key: item for key, item in value.items() if key not in WORDS}
        return ({"text": words} if words else {}) | rest

    def expects(self):
        """Return what the words must be like."""
        return ((Path.parse("text"), self.text),) if self.text else ()


class Get(Action):
    """Ask for what is at a path."""

    word: ClassVar[str] = "get"
    shorthand: ClassVar[str] = "path"
    says: ClassVar[bool] = True
    hears: ClassVar[bool] = True
    facts: ClassVar[Mapping[str, str]] = {"status": "the code", "json": "a value in the body"}
    path: Text
    query: dict[str, Text] = {}
    follow: bool = True
    retries: int = 0
    timeout: Wait = 10.0


class Post(Get):
    """Send something new to a path."""

    word: ClassVar[str] = "post"
    json_body: Tree = None


class Tls(Declared):
    """Files for TLS."""

    certificate: str
    ca: str = ""


class Settings(Declared):
    """How an api is reached."""

    token: Text | None = None
    version: Literal["1.1", "2"] = "1.1"
    tls: Tls | None = None


class BotSettings(Declared):
    """How a bot is reached."""

    connector: Literal["websocket", "http"] = "websocket"


class Declaring:
    """A channel that can be declared; nothing here is ever walked."""

    def __init__(self, name: str, actions: tuple[type[Action], ...], settings: type[Declared]):
        self.name = name
        self.actions = actions
        self.settings = settings


CHANNELS = {
    "echo": echo,
    "chat": Declaring("chat", (Say, Press, Hear), BotSettings),
    "api": Declaring("api", (Get, Post), Settings),
}
