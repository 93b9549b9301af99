"""Durations, sizes and two-level thresholds: `1.5s / 4s` is minor at 1.5 s and major at 4 s."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from math import isfinite

_DURATION = re.compile(r"(\d+(?:\.\d+)?)\s*(ms|s|m|h|d)")
_FIGURE = re.compile(r"([-+]?\d+(?:\.\d+)?)\s*(ms|s|m|h|d|B|KB|MB|GB|%)?")
_SECONDS = {"ms": 0.001, "s": 1.0, "m": 60.0, "h": 3600.0, "d": 86_400.0}
_SIZES = {"B": 1.0, "KB": 1e3, "MB": 1e6, "GB": 1e9}
_MILLISECONDS = {unit: seconds * 1000 for unit, seconds in _SECONDS.items() if unit in ("ms", "s")}
_UNITS = {**{unit: seconds * 1000 for unit, seconds in _SECONDS.items()}, **_SIZES}


class FigureFault(ValueError):
    """A text is no figure: `seen` says so, `hint` how one is written; its text is both."""

    def __init__(self, seen: str, hint: str) -> None:
        super().__init__(f"{seen}: {hint}")
        self.seen = seen
        self.hint = hint


def duration(text: str) -> float:
    """Return the seconds of `300ms`, `1.5s`, `2m`, `1h` or `30d`.

    Raises FigureFault, which tells the form, for anything else.
    """
    found = _DURATION.fullmatch(str(text).strip())
    if not found:
        raise FigureFault(
            f"{str(text)!r} is not a duration",
            "write a number with ms, s, m, h or d, such as 3s",
        )
    return _finite(float(found[1]) * _SECONDS[found[2]])


def figure(text: object) -> float:
    """Return a number as expectations compare it: durations in milliseconds, sizes in bytes.

    `95%` is 95. Raises FigureFault for what is no figure.
    """
    if isinstance(text, int | float) and not isinstance(text, bool):
        return float(text)
    found = _FIGURE.fullmatch(str(text).strip())
    if not found:
        raise FigureFault(
            f"{str(text)!r} is not a figure",
            "write a number, or one with a unit such as ms, s or KB",
        )
    return _finite(float(found[1]) * _UNITS.get(found[2] or "", 1.0))


def _finite(number: float) -> float:
    if not isfinite(number):
        raise ValueError("this figure is too large for anybody to reckon with")
    return number


def told_like(number: float, wanted: str) -> str:
    """Return a number in units like those it is compared with: `3.1 s` beside `at most 2.5s`.

    A number beside one without a unit is written as it is, with four digits that count.
    """
    units = {found[2] for found in _FIGURE.finditer(wanted) if found[2]}
    if not units:
        return f"{number:.4g}" if isinstance(number, float) else str(number)
    if "%" in units:
        return f"{number:.3g} %"
    kind = _SIZES if units & _SIZES.keys() else _MILLISECONDS
    unit = next((name for name in reversed(kind) if abs(number) >= kind[name]), next(iter(kind)))
    return f"{number / kind[unit]:.3g} {unit}"


@dataclass(frozen=True, slots=True)
class Levels:
    """Two limits: past `minor` a step is degraded, past `major` it failed; minor may be absent."""

    major: float
    minor: float | None = None

    @classmethod
    def parse(cls, text: object, read: Callable[[str], float] = figure) -> Levels:
        """Return the levels of `300ms / 1s`, or of one figure, which means major.

        Raises ValueError when a part is no figure, or there are more than two.
        """
        parts = [part.strip() for part in str(text).split("/")]
        if len(parts) > 2:
            raise ValueError(f"{str(text)!r} has {len(parts)} levels: write minor / major")
        values = [read(part) for part in parts]
        return cls(values[-1], values[0] if len(values) == 2 else None)
