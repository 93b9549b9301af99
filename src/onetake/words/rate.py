"""How many come in a time: `200/s`, `50/m`, `300/h`."""

from __future__ import annotations

import re

from onetake.words.figure import FigureFault

_RATE = re.compile(r"(\d+(?:\.\d+)?)\s*(?:/|per\s+)\s*(s|m|h)")
_SECONDS = {"s": 1.0, "m": 60.0, "h": 3600.0}


def rate(text: object) -> float:
    """Return customers a second of `200/s`, `50/m` or `300/h`. Raises FigureFault."""
    found = _RATE.fullmatch(str(text).strip())
    if not found:
        raise FigureFault(f"{str(text)!r} is no rate", "write one such as 200/s, 50/m or 300/h")
    return float(found[1]) / _SECONDS[found[2]]
