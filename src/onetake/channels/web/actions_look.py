"""What a customer looks at, and where: texts, files, frames, tabs, message boxes, log-ins."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import ClassVar, Literal

from pydantic import ConfigDict, Field, model_validator
from pydantic.config import JsonDict

from onetake.channels.web.facts import DOWNLOAD, KEPT, OF_ELEMENT, OF_PAGE
from onetake.channels.web.forms import Aimed, Deed
from onetake.channels.web.targets import KEYS, PROPERTIES, Aim
from onetake.words.fields import Holds, Text
from onetake.words.match import Matcher
from onetake.words.match_words import WORDS
from onetake.words.path import Path


def _take_both(schema: JsonDict) -> None:
    """Let editors accept a target, or the words of a matcher."""
    words: JsonDict = {word: {} for word in WORDS}
    schema["properties"] = {**words, **PROPERTIES}


_TEXT = Path.parse("text")


class _Sight(Deed):
    """Something to be seen, or not: a text, a target, or a matcher of the page's text."""

    model_config = ConfigDict(json_schema_extra=_take_both)
    shorthand: ClassVar[str] = "target"
    looks: ClassVar[bool] = True
    facts: ClassVar[Mapping[str, str]] = OF_ELEMENT
    target: Aim | None = Field(None, description="what to see: a text, or a target")
    page: Holds | None = Field(None, description="a matcher of the page's text")

    @model_validator(mode="before")
    @classmethod
    def _in_place(cls, value: object) -> object:
        """Take a matcher, or the keys of a target, without a name above them."""
        if not isinstance(value, Mapping) or "target" in value or "page" in value:
            return value
        for name, keys in (("target", KEYS), ("page", frozenset(WORDS))):
            found = {key: item for key, item in value.items() if key in keys}
            if found:
                return {name: found} | {k: item for k, item in value.items() if k not in found}
        return value

    @model_validator(mode="after")
    def _one(self) -> _Sight:
        if (self.target is None) == (self.page is None):
            raise ValueError("name what is to be seen: a text, a target, or a matcher of the text")
        return self


class See(_Sight):
    """Wait until something can be seen: a text anywhere on the page, a target, or a matcher.

    `web.see: Welcome back` · `web.see: {heading: Your accounts}` ·
    `web.see: {any: [Welcome, Bienvenue]}` · `web.see: {matches: 'order (?P<order>\\d+)'}`
    """

    word: ClassVar[str] = "see"

    def gathers(self) -> Sequence[tuple[Path, Matcher]]:
        """Return the matcher of the page's text."""
        return ((_TEXT, self.page),) if self.page else ()


class NotSee(_Sight):
    """Wait until something can no longer be seen, or never could.

    `web.not_see: Loading` · `web.not_see: {role: alert}` · `web.not_see: {any: [Error, Oops]}`
    """

    word: ClassVar[str] = "not_see"


class Download(Aimed):
    """Click something and wait until the file it gives is here.

    The file lies in a folder of the browser and is gone when the journey ends.

    `web.download: Statement` · `web.download: {link: Statement May}`
    """

    word: ClassVar[str] = "download"
    turn: ClassVar[bool] = True
    patience: ClassVar[float] = 30.0
    facts: ClassVar[Mapping[str, str]] = {**OF_ELEMENT, **DOWNLOAD}


class Frame(Aimed):
    """Go into a frame of the page, by its title or name; `top` comes back out.

    The steps after it find what is in that frame, until another page is opened.

    `web.frame: Payment` · `web.frame: {css: "iframe.card"}` · `web.frame: top`
    """

    word: ClassVar[str] = "frame"
    looks: ClassVar[bool] = True


class Tab(Deed):
    """Go to another tab, by words of its title or address; `close` closes this one.

    A tab that is still opening is waited for.

    `web.tab: Terms` · `web.tab: close`
    """

    word: ClassVar[str] = "tab"
    shorthand: ClassVar[str] = "to"
    looks: ClassVar[bool] = True
    to: Text = Field(description="words of a title or address, or close")


class Dialog(Deed):
    """Answer a message box: `accept` it, `dismiss` it, or write a text and accept it.

    A message box that a step does not answer stands in the way of the next one.

    `web.dialog: accept` · `web.dialog: dismiss` · `web.dialog: {text: "Anna"}`
    """

    word: ClassVar[str] = "dialog"
    shorthand: ClassVar[str] = "answer"
    looks: ClassVar[bool] = True
    answer: Literal["accept", "dismiss"] = Field("accept", description="accept or dismiss")
    text: Text | None = Field(None, description="what to write into a prompt")


class KeepLogin(Deed):
    """Keep what the browser holds of a log-in, for later runs of the same customer.

    A line's first `keep_login` of a name takes up what an earlier run kept, if any did: `kept` is
    true then. Each later one keeps what there is. It stays in memory and ends with the command.

    `web.keep_login: harbor`
    """

    word: ClassVar[str] = "keep_login"
    shorthand: ClassVar[str] = "name"
    looks: ClassVar[bool] = True
    facts: ClassVar[Mapping[str, str]] = {**OF_PAGE, **KEPT}
    name: Text = Field(description="a name for what is kept")


LOOKING = (See, NotSee, Download, Frame, Tab, Dialog, KeepLogin)
