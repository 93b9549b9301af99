"""Keeps one comment on a pull or merge request up to date: found by its marker, else written."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol


class Done(StrEnum):
    """What became of the comment."""

    WRITTEN = "written"
    UPDATED = "updated"
    SAME = "already as it should be"
    SKIPPED = "not written"


@dataclass(frozen=True, slots=True)
class Posted:
    """What became of the comment: its address, or why it was skipped."""

    done: Done
    url: str = ""
    why: str = ""


@dataclass(frozen=True, slots=True)
class Found:
    """A comment that is there: its id, who wrote it, its text and its address."""

    id: int
    author: str
    bot: bool
    body: str
    url: str


class Thread(Protocol):
    """The comments of one pull or merge request; each raises CommentRefused with the fix."""

    def comments(self) -> AsyncIterator[Found]:
        """Yield those that are there, the oldest first."""

    async def wrote(self, found: Found) -> bool:
        """Tell if a comment is by whoever the token belongs to."""

    async def write(self, body: str) -> str:
        """Write a new one and return its address."""

    async def rewrite(self, found: Found, body: str) -> str:
        """Put a new text into one and return its address."""


async def post(thread: Thread, marker: str, body: str, *, begin: bool = True) -> Posted:
    """Update the comment that begins with `marker`, or write it when there is none and `begin`.

    What somebody else wrote is left alone, whatever it begins with.
    """
    async for found in thread.comments():
        if found.body.lstrip().startswith(marker) and await thread.wrote(found):
            if _lines(found.body) == _lines(body):
                return Posted(Done.SAME, found.url)
            return Posted(Done.UPDATED, await thread.rewrite(found, body))
    if not begin:
        return Posted(Done.SKIPPED, why="nothing changed, and there is no comment to update")
    return Posted(Done.WRITTEN, await thread.write(body))


def _lines(body: str) -> list[str]:
    """Return a text without what platforms change: ends of lines, and space at its end."""
    return body.strip().splitlines()
