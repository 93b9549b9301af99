"""Shows a fault as text: where, what is wrong, the line with a caret, and how to mend it."""

from __future__ import annotations

import unicodedata
from textwrap import wrap

from onetake.words.location import Fault

_WIDTH = 100
_GUTTER = "       | "
_FIX = "in quotes: "


def render(fault: Fault, width: int | None = None) -> str:
    """Return a fault in up to `width` columns (100); messages are never cut, long lines are."""
    width = max(40, width or _WIDTH)
    head = f"{fault.location}: {fault.severity}: {fault.message}"
    if not fault.location.column:
        return "\n".join([head, *(f"  {line}" for line in _wrapped(fault.hint, width - 2))])
    line, column = _cut(fault.source, fault.location.column - 1, width - len(_GUTTER))
    rows = [head, f"  {fault.location.line:>4} | {_shown(line)}"]
    caret = " " * _cells(_shown(line[:column])) + "^"
    if fault.hint and _cells(caret) + 1 + _cells(fault.hint) <= width - len(_GUTTER):
        return "\n".join([*rows, f"{_GUTTER}{caret} {fault.hint}"])
    hint = (f"{_GUTTER}{part}" for part in _wrapped(fault.hint, width - len(_GUTTER)))
    return "\n".join([*rows, _GUTTER + caret, *hint])


def _wrapped(text: str, width: int) -> list[str]:
    """Return a hint in lines; a fix to copy is kept in one piece."""
    before, mark, fix = text.partition(_FIX)
    return [*wrap(before + mark.strip(), width), *([fix] if fix else [])]


def _cut(line: str, column: int, width: int) -> tuple[str, int]:
    """Return the part of a line around a column that fits, and the column in it."""
    line = line.rstrip()
    if _cells(line) <= width:
        return line, column
    start = max(0, column - width // 2)
    part = line[start : start + width - 2]
    before = "…" if start else ""
    after = "…" if start + len(part) < len(line) else ""
    return before + part + after, column - start + len(before)


def _shown(text: str) -> str:
    """Return a text with what cannot be seen made visible, one character for each."""
    return "".join(_visible(character) for character in text)


def _visible(character: str) -> str:
    if character == "\t":
        return "→"
    return "\N{REPLACEMENT CHARACTER}" if unicodedata.category(character) in _HIDDEN else character


_HIDDEN = ("Cc", "Cf", "Cs", "Zl", "Zp")


def _cells(text: str) -> int:
    """Return how many columns of a terminal a text takes."""
    return sum(
        0 if unicodedata.combining(c) else 2 if unicodedata.east_asian_width(c) in "WF" else 1
        for c in text
    )
