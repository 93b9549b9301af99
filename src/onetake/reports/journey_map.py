"""A journey as a map: a column per phase, its steps below each other, lines between them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from math import ceil

from onetake.reports.duration import duration_text
from onetake.reports.signs import SIGNS
from onetake.reports.step_title import step_title
from onetake.words.events import RunResult, StepResult
from onetake.words.verdict import Verdict, worst

WIDE, HIGH = 176, 70
"""Pixels of a step."""

_APART, _BETWEEN, _HEAD = 44, 26, 30
_TALLEST = 6
CHANNELS = ("web", "api", "chat", "voice", "email", "sms")
"""Channels with a colour of their own."""
_GOOD = (Verdict.PASSED, Verdict.DEGRADED)


@dataclass(frozen=True, slots=True)
class Node:
    """A step on the map: where it lies, how it did in all runs, and the anchor of its story."""

    title: str
    channel: str
    verdict: Verdict
    sign: str
    rate: str
    slow: str
    share: int
    anchor: str
    x: int
    y: int


@dataclass(frozen=True, slots=True)
class Road:
    """A line from one step to the next, as thick as the share of runs that took it."""

    path: str
    thick: float
    count: str
    x: int
    y: int


@dataclass(frozen=True, slots=True)
class JourneyMap:
    """A drawn map, in pixels; `phases` are the columns' names with where they begin."""

    nodes: tuple[Node, ...]
    roads: tuple[Road, ...]
    phases: tuple[tuple[str, int], ...]
    channels: tuple[str, ...]
    wide: int
    high: int


@dataclass(slots=True)
class _Place:
    column: int
    row: int
    steps: list[StepResult]

    @property
    def x(self) -> int:
        return self.column * (WIDE + _APART)

    @property
    def y(self) -> int:
        return _HEAD + self.row * (HIGH + _BETWEEN)


def journey_map(runs: Sequence[RunResult], anchor: str) -> JourneyMap | None:
    """Return the map of a journey's runs; None when fewer than two steps were walked."""
    walked = [[step for step in run.steps if step.took is not None] for run in runs]
    numbers = sorted({step.number for steps in walked for step in steps})
    if len(numbers) < 2:
        return None
    places, phases = _places(numbers, walked)
    nodes = tuple(_node(place, anchor) for place in places.values())
    columns = 1 + max(place.column for place in places.values())
    rows = 1 + max(place.row for place in places.values())
    shown = {node.channel: None for node in nodes}
    return JourneyMap(
        nodes,
        tuple(_roads(walked, places)),
        tuple((name, number * (WIDE + _APART)) for number, name in enumerate(phases)),
        tuple(shown),
        columns * (WIDE + _APART) - _APART,
        _HEAD + rows * (HIGH + _BETWEEN) - _BETWEEN,
    )


def _places(
    numbers: Sequence[int], walked: Iterable[Sequence[StepResult]]
) -> tuple[dict[int, _Place], list[str]]:
    """Return where each step lies, by its number, and the names of the columns."""
    steps: dict[int, list[StepResult]] = {number: [] for number in numbers}
    for run in walked:
        for step in run:
            steps[step.number].append(step)
    phases: list[str] = []
    named = ""
    filled: list[int] = []
    places: dict[int, _Place] = {}
    for number in numbers:
        phase = steps[number][0].phase
        begins = bool(phase and phase != named)
        if not phases or begins or filled[-1] == _TALLEST:
            phases.append(phase if begins or not phases else "")
            filled.append(0)
            named = phase or named
        column = len(phases) - 1
        places[number] = _Place(column, filled[column], steps[number])
        filled[column] += 1
    return places, phases


def _node(place: _Place, anchor: str) -> Node:
    steps = place.steps
    good = sum(step.verdict in _GOOD for step in steps)
    first = steps[0]
    rate = good / len(steps)
    return Node(
        title=step_title(first),
        channel=first.channel if first.channel in CHANNELS else "other",
        verdict=(verdict := worst(step.verdict for step in steps)),
        sign=SIGNS[verdict],
        rate=_percent(rate) if len(steps) > 1 else verdict.value,
        slow=_slow([step.felt for step in steps if step.felt is not None]),
        share=round(rate * 100),
        anchor=f"{anchor}s{first.number}",
        x=place.x,
        y=place.y,
    )


def _percent(rate: float) -> str:
    return f"{rate * 100:.0f} %" if rate in (0.0, 1.0) else f"{rate * 100:.1f} %"


def _slow(times: list[float]) -> str:
    """Return the time that 95 of 100 runs did not exceed, by the nearest rank; or the only one."""
    ordered = sorted(times)
    return duration_text(ordered[ceil(len(ordered) * 0.95) - 1])


def _roads(walked: Sequence[Sequence[StepResult]], places: dict[int, _Place]) -> Iterable[Road]:
    taken: dict[tuple[int, int], int] = {}
    for steps in walked:
        in_order = sorted(steps, key=lambda step: (step.started, step.number))
        for step, following in pairwise(in_order):
            pair = (step.number, following.number)
            taken[pair] = taken.get(pair, 0) + 1
    most = max(taken.values(), default=1)
    for (one, after), count in taken.items():
        if one != after:
            yield _road(places[one], places[after], count, most)


def _road(one: _Place, after: _Place, count: int, most: int) -> Road:
    thick = 1.5 + 3.5 * count / most
    told = f"{count}" if most > 1 else ""
    if one.column == after.column and after.row == one.row + 1:
        x, y = one.x + WIDE // 2, one.y + HIGH
        return Road(f"M{x} {y}V{after.y - 5}", thick, told, x + 8, y + 17)
    if after.column > one.column:
        x, y, to, down = one.x + WIDE, one.y + HIGH // 2, after.x - 5, after.y + HIGH // 2
        middle = (x + to) // 2
        path = f"M{x} {y}C{middle} {y} {middle} {down} {to} {down}"
        return Road(path, thick, told, middle + 4, (y + down) // 2 - 4)
    x, y, down = one.x + WIDE, one.y + HIGH // 2, after.y + HIGH // 2
    to, out = after.x + WIDE + 5, max(x, after.x + WIDE) + 30
    return Road(
        f"M{x} {y}C{out} {y} {out} {down} {to} {down}", thick, told, out - 6, (y + down) // 2
    )
