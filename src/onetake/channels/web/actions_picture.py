"""How a page should look, as a step."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, ClassVar

from pydantic import BeforeValidator, Field, WithJsonSchema, field_validator

from onetake.channels.web.facts import OF_PAGE
from onetake.channels.web.forms import Deed
from onetake.channels.web.looks import NAME
from onetake.channels.web.settings import Texts
from onetake.words.figure import figure

PICTURE: Mapping[str, str] = {
    "picture": "how much of the page differs from the approved picture, in percent: "
    "picture.different",
}


def _percent(value: object) -> float:
    """Return percent of `0.5%`. Raises ValueError for what is no share."""
    if isinstance(value, float):
        return value
    percent = figure(value)
    if not 0 <= percent <= 100 or not str(value).strip().endswith("%"):
        raise ValueError(f"{str(value)!r} is not a share of the picture: write one such as 0.5%")
    return percent


Percent = Annotated[float, BeforeValidator(_percent), WithJsonSchema({"type": "string"})]


class Looks(Deed):
    """Compare what the window shows with a picture of it that somebody approved.

    The picture is `approved/SYSTEM/NAME.DEVICE.SCHEME.png` in the programme. Without one the step
    is *unknown*: look at what was seen, then run `onetake approve`. Animations and the caret stand
    still, and what is personal is painted over. An `expect` of `picture.different` judges in place
    of `tolerance`.

    `web.looks: home` · `web.looks: {name: basket, tolerance: 0.5%, mask: [".advert"]}`
    """

    word: ClassVar[str] = "looks"
    shorthand: ClassVar[str] = "name"
    looks: ClassVar[bool] = True
    facts: ClassVar[Mapping[str, str]] = {**OF_PAGE, **PICTURE}
    name: str = Field(description="what the picture is called: small letters, digits and -")
    tolerance: Percent = Field(0.1, description="the share of the picture that may differ")
    mask: Texts = Field((), description="CSS of what is painted over, beside the system's `mask`")

    @field_validator("name")
    @classmethod
    def _plain(cls, name: str) -> str:
        if not NAME.fullmatch(name):
            raise ValueError(f"{name!r} becomes a file's name: write small letters, digits and -")
        return name
