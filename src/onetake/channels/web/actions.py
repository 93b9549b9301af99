"""What a customer does on a page: goes there, clicks, fills in, chooses."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, ClassVar, Literal, TypeVar

from pydantic import BeforeValidator, ConfigDict, Field, model_validator

from onetake.channels.web.actions_look import LOOKING
from onetake.channels.web.actions_picture import Looks
from onetake.channels.web.facts import OF_ELEMENT
from onetake.channels.web.forms import Aimed, Deed, by_labels, take_labels
from onetake.channels.web.targets import SCHEMA, Aim, Target, target_of
from onetake.words.fields import Text
from onetake.words.figure import figure
from onetake.words.template import Template


class Open(Deed):
    """Go to a page: a path below the system's address, or a whole address that is declared.

    The step ends when the page is there to read; pictures may still be on their way.

    `web.open: /login` · `web.open: "https://id.harbor.example/start"`
    """

    word: ClassVar[str] = "open"
    shorthand: ClassVar[str] = "path"
    turn: ClassVar[bool] = True
    patience: ClassVar[float] = 30.0
    path: Text = Field(description="where to")

    def spoken(self) -> Template | None:
        """Return the path."""
        return self.path


class Back(Deed):
    """Go back to the page before, as the browser's button does; a number goes back further.

    `web.back: 1`
    """

    word: ClassVar[str] = "back"
    shorthand: ClassVar[str] = "pages"
    turn: ClassVar[bool] = True
    patience: ClassVar[float] = 30.0
    pages: int = Field(1, ge=1, description="how many pages")


class Click(Aimed):
    """Click something: by the words on it, or by a target.

    It waits until the element is there, stands still, is enabled and not covered. When the click
    leads to another page, the step ends when that page is there to read.

    `web.click: Log in` · `web.click: {button: Log in}` · `web.click: {link: Terms, in: {region: Footer}}` ·
    `web.click: {text: Details, nth: 2}`
    """  # noqa: E501

    word: ClassVar[str] = "click"
    turn: ClassVar[bool] = True
    double: bool = Field(False, description="click twice, quickly")


class Hover(Aimed):
    """Point at something, so that what hides behind it shows.

    `web.hover: My account` · `web.hover: {img: Balance}`
    """

    word: ClassVar[str] = "hover"


class _Labelled(Deed):
    """Something done with fields by their labels, several at once, or with one by a target."""

    model_config = ConfigDict(json_schema_extra=take_labels)
    turn: ClassVar[bool] = True
    facts: ClassVar[Mapping[str, str]] = OF_ELEMENT
    fields: dict[str, Text] = Field({}, description="texts by the labels of their fields")
    target: Aim | None = Field(None, description="one field, in place of labels")

    @model_validator(mode="before")
    @classmethod
    def _labels(cls, value: object) -> object:
        return by_labels(value, cls, "fields")

    def pairs(self) -> list[tuple[Target, Template]]:
        """Return each field with what goes into it, in the order written."""
        return [(target_of(label), text) for label, text in self.fields.items()]


_Some = TypeVar("_Some", bound=_Labelled)


class Fill(_Labelled):
    """Write into fields, replacing what stood there.

    `web.fill: {User name: "${persona.user}", PIN: "${secret.pin}"}` ·
    `web.fill: {target: {placeholder: Search}, text: lamp}`
    """

    word: ClassVar[str] = "fill"
    text: Text | None = Field(None, description="what to write into the target")

    @model_validator(mode="after")
    def _whole(self) -> Fill:
        return _both(self, self.text, "text")

    def pairs(self) -> list[tuple[Target, Template]]:
        """Return each field with what goes into it."""
        return _with(super().pairs(), self.target, self.text)


class Choose(_Labelled):
    """Choose from what a field offers: a select, a group of radio buttons, a combobox.

    `web.choose: {Country: France}` · `web.choose: {Delivery: By post, Payment: Card}` ·
    `web.choose: {target: {css: "#size"}, option: Large}`
    """

    word: ClassVar[str] = "choose"
    option: Text | None = Field(None, description="what to choose in the target")

    @model_validator(mode="after")
    def _whole(self) -> Choose:
        return _both(self, self.option, "option")

    def pairs(self) -> list[tuple[Target, Template]]:
        """Return each field with what is chosen there."""
        return _with(super().pairs(), self.target, self.option)


class Upload(_Labelled):
    """Hand files to the page, from the programme's folder.

    `web.upload: {Passport: files/passport.pdf}` ·
    `web.upload: {target: {css: "input[type=file]"}, file: files/passport.pdf}`
    """

    word: ClassVar[str] = "upload"
    file: Text | None = Field(None, description="the file for the target")

    @model_validator(mode="after")
    def _whole(self) -> Upload:
        return _both(self, self.file, "file")

    def pairs(self) -> list[tuple[Target, Template]]:
        """Return each field with its file."""
        return _with(super().pairs(), self.target, self.file)


class Check(Aimed):
    """Tick a box, press a radio button or turn on a switch; `to: false` takes the tick away.

    `web.check: I agree` · `web.check: {checkbox: Newsletter, to: false}`
    """

    word: ClassVar[str] = "check"
    turn: ClassVar[bool] = True
    to: bool = Field(True, description="false: without a tick")


class Press(Deed):
    """Press a key or several together: Enter, Tab, Escape, ArrowDown, Control+A.

    `web.press: Enter` · `web.press: {key: Enter, in: Search}`
    """

    word: ClassVar[str] = "press"
    shorthand: ClassVar[str] = "key"
    turn: ClassVar[bool] = True
    facts: ClassVar[Mapping[str, str]] = OF_ELEMENT
    key: Text = Field(description="the key, as keyboards name it")
    in_: Aim | None = Field(None, alias="in", description="the field to be in")

    def spoken(self) -> Template | None:
        """Return the key."""
        return self.key


def _end(value: object) -> object:
    return str(value) if value in ("top", "bottom") else target_of(value)


End = Annotated[
    Literal["top", "bottom"] | Target,
    BeforeValidator(_end, json_schema_input_type=dict),
]
Pixels = Annotated[float, BeforeValidator(figure, json_schema_input_type=float)]


class Scroll(Deed):
    """Scroll: to the page's top or bottom, to an element, or by pixels.

    `web.scroll: bottom` · `web.scroll: {to: Footer}` · `web.scroll: {by: 600}`
    """

    word: ClassVar[str] = "scroll"
    shorthand: ClassVar[str] = "to"
    facts: ClassVar[Mapping[str, str]] = OF_ELEMENT
    to: End | None = Field(None, description="top, bottom or a target", json_schema_extra=SCHEMA)
    by: Pixels | None = Field(None, description="pixels, down; up when negative")

    @model_validator(mode="after")
    def _one(self) -> Scroll:
        if (self.to is None) == (self.by is None):
            raise ValueError("scroll takes exactly one of to and by")
        return self


def _both(action: _Some, value: object, name: str) -> _Some:
    """Return an action that has labels, or a target with its value. Raises ValueError."""
    if (action.target is None) != (value is None):
        raise ValueError(f"target and {name} stand together")
    if not action.fields and action.target is None:
        raise ValueError("name a field by its label, with what goes into it")
    return action


def _with(
    pairs: list[tuple[Target, Template]], target: Target | None, value: Template | None
) -> list[tuple[Target, Template]]:
    return [*pairs, (target, value)] if target is not None and value is not None else pairs


ACTIONS = (Open, Click, Fill, Choose, Check, Upload, Press, Hover, Scroll, Back, *LOOKING, Looks)
