"""Where something stands in a file, and what is wrong there."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, order=True)
class Location:
    """A place in a file; lines and columns count from 1, 0 means the whole file."""

    file: str
    line: int = 0
    column: int = 0

    def __str__(self) -> str:
        """Return `file:line:column`, without what is 0."""
        return ":".join([self.file, *(str(n) for n in (self.line, self.column) if n)])


NOWHERE = Location("")


def location(text: str) -> Location:
    """Return the place that `str(location)` wrote; a file's name may hold colons, too."""
    figures: list[int] = []
    while len(figures) < 2:
        file, colon, last = text.rpartition(":")
        if not colon or not last.isdecimal():
            break
        text, figures = file, [int(last), *figures]
    return Location(text, *figures)


@dataclass(frozen=True, slots=True, order=True)
class Fault:
    """Something wrong in a declaration: where, what was seen and expected, and how to mend it.

    `rule` is a dotted word such as `key.unknown`; `severity` is `error` or `warning`;
    `source` is the line of the file, without its end.
    """

    location: Location
    message: str
    hint: str = ""
    rule: str = "declaration"
    severity: str = "error"
    source: str = ""
