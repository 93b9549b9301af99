"""Tells where a quote of CSV was left open, when the lines after it are read as part of it."""

from __future__ import annotations

from collections.abc import Sequence


def swallowed(lines: Sequence[str], comma: str, number: int) -> str:
    """Return what to say of lines, the first of a number, over which a quote stays open.

    It is nothing when none does; `comma` is what stands between fields.
    """
    opened = _left_open(lines[:-1] or lines, comma, number)
    if not opened:
        return ""
    after = number + len(lines) - 1 - opened
    more = f", and {after} lines after it are read as part of it" if after else ""
    return f'the quote that opens in line {opened} is not closed{more}: close it, or write ""'


def _left_open(lines: Sequence[str], comma: str, number: int) -> int:
    """Return the line whose quote is still open after them; 0 when none is."""
    opened, last, start = 0, 0, True
    for at, line in enumerate(lines, number):
        for char in line:
            if char == '"' and opened:
                opened, last, start = 0, opened, True
            elif char == '"' and start:
                opened, last = last or at, 0
            elif not opened:
                start, last = char in (comma, "\r", "\n"), 0
    return opened
