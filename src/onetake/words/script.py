"""Where a journey written in Python lies, and which of its texts are templates."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Script:
    """An async function that walks a journey: its file below the programme's folder, its name.

    `secrets` are those that texts in the file name.
    """

    file: str
    function: str
    secrets: tuple[str, ...] = ()


class Written(str):
    """A text from code in which `${…}` is filled in."""

    __slots__ = ()


def literally(text: str) -> str:
    """Return the template that says exactly this text: its `${` is escaped."""
    return text.replace("${", "$${")
