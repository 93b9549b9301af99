"""Ids: UUIDv7 for what Onetake makes, UUIDv5 for what comes from elsewhere."""

from __future__ import annotations

import os
import time
from collections.abc import Callable
from uuid import UUID, uuid5

_SOURCES = UUID("5f0e3c52-4a0b-5d5e-9a53-0c3f6f7a1e10")


def _milliseconds() -> int:
    """Return the UTC time in whole milliseconds since 1970."""
    return time.time_ns() // 1_000_000


def uuid7(
    now_ms: Callable[[], int] = _milliseconds, random: Callable[[int], bytes] = os.urandom
) -> UUID:
    """Return a new UUIDv7 (RFC 9562, section 5.7): its order is the order of time, to 1 ms.

    `now_ms` gives UTC milliseconds since 1970, `random` as many random bytes as asked.
    """
    chance = int.from_bytes(random(10), "big")
    stamp = (now_ms() & 0xFFFF_FFFF_FFFF) << 80
    first, second = (chance >> 62) & 0xFFF, chance & 0x3FFF_FFFF_FFFF_FFFF
    return UUID(int=stamp | 7 << 76 | first << 64 | 2 << 62 | second)


def source_id(source: str, key: str) -> UUID:
    """Return the one id of `key` in `source`: the same two give the same UUIDv5 everywhere.

    The length of `source` goes in too, so no other pair of texts joins to the same name.
    Halves of surrogate pairs, which UTF-8 cannot hold, go in as their escapes.
    """
    name = f"{len(source)}:{source}:{key}"
    return uuid5(_SOURCES, name.encode(errors="backslashreplace").decode())
