"""What a system's file may say about a site: its addresses, the browser, what pictures hide."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import BeforeValidator, Field

from onetake.words.channel import Declared
from onetake.words.fields import Text, Wait


def _several(value: object) -> object:
    return value if isinstance(value, list | tuple) else [value]


Texts = Annotated[
    tuple[Text, ...], BeforeValidator(_several, json_schema_input_type=Text | tuple[Text, ...])
]
"""A text, or a list of texts."""


class Raw(Declared):
    """Which recordings are made where the environment allows `evidence: raw`."""

    trace: bool = Field(True, description="a trace for Playwright's viewer")
    har: bool = Field(True, description="the requests, without bodies and secrets, as HAR")
    video: bool = Field(True, description="a film of the page, when ffmpeg is there")


class Settings(Declared):
    """How a site is visited, beside its address."""

    also: Texts = Field(
        (), description="further sites that a page may lead to: a log-in, a payment"
    )
    browser: Literal["shell", "full"] = Field(
        "shell", description="shell: Chromium without a window; full: all of it, slower"
    )
    mask: Texts = Field((), description="CSS of what is painted over in every picture")
    marks: Literal["agent", "headers"] = Field(
        "agent",
        description="how requests say that they are a test's: in the user agent, or in the headers "
        "traceparent and x-synthetic of requests to declared hosts",
    )
    block: Texts = Field((), description='hosts that are never asked: ["*.ads.example"]')
    timeout: Wait = Field(30.0, description="how long the browser may take to start")
    evidence: Raw = Field(Raw(), description="recordings, where the environment allows raw ones")
