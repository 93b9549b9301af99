"""Finds the three pictures in one: what was approved, what was seen, and where they differ."""

from __future__ import annotations

import re
import struct
from dataclasses import dataclass
from typing import ClassVar

_SIDES = re.compile(rb"onetake-sides\0(\d{1,4})x(\d{1,4}) (\d{1,4})x(\d{1,4}) (\d{1,3})")
_HEAD = 33
_NAMES = ("Approved", "Seen now", "Difference, in red")


@dataclass(frozen=True, slots=True)
class Side:
    """A part of a picture: from `x` on, `wide` and `high` pixels; `told` says what it shows."""

    told: str
    x: int
    wide: int
    high: int


@dataclass(frozen=True, slots=True)
class Sides:
    """Three parts of one picture of `wide` by `high` pixels, which is on the page once."""

    id: str
    wide: int
    high: int
    parts: tuple[Side, ...]
    kind: ClassVar[str] = "sides"
    title: ClassVar[str] = "approved and seen, side by side"


def sides(data: bytes, name: str) -> Sides | None:
    """Return where the parts of a PNG are, as the note says that stands in it; None without one."""
    length, noted = struct.unpack_from(">I4s", data, _HEAD) if len(data) > _HEAD + 8 else (0, b"")
    found = _SIDES.fullmatch(data[_HEAD + 8 : _HEAD + 8 + length]) if noted == b"tEXt" else None
    if not found:
        return None
    wide, high = struct.unpack_from(">II", data, 16)
    first, one_high, second, two_high, gap = map(int, found.groups())
    sizes = ((first, one_high), (second, two_high), (second, two_high))
    parts, x = [], 0
    for told, (across, down) in zip(_NAMES, sizes, strict=True):
        parts.append(Side(told, x, across, down))
        x += across + gap
    return Sides(name, wide, high, tuple(parts)) if x - gap == wide else None
