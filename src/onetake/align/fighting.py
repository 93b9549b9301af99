"""Finds goals of two teams that fight in what was measured, not only on paper.

This is experimental, see `series`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import combinations

from onetake.align.graph import is_of
from onetake.align.opposed import Wish, wishes_of
from onetake.align.series import Compared, compare, discovered
from onetake.words.kpi import Kpi
from onetake.words.programme import Team

MOST = 400
"""Pairs compared at most: those that serve the same customer's goal first, then the weightiest."""

Days = Mapping[int, float]
"""A figure's values by the days since 1970."""


@dataclass(frozen=True, slots=True)
class Pair:
    """Two teams' wishes and the KPIs that count them."""

    one: Wish
    other: Wish
    kpis: tuple[Kpi, Kpi]


@dataclass(frozen=True, slots=True)
class Fights:
    """What comparing came to: pairs that fight, those nobody can decide, and those left out."""

    found: tuple[tuple[Pair, Compared], ...]
    undecided: tuple[Pair, ...]
    left_out: int = 0


def pairs(teams: Iterable[Team], kpis: Iterable[Kpi]) -> list[Pair]:
    """Return pairs of different teams' wishes that can be counted, each two KPIs once.

    Those that serve the same goal come first, then those that weigh most among their teams' wishes.
    """
    counted = tuple(kpis)
    wishes = [wish for team in teams for wish in wishes_of(team)]
    found: dict[frozenset[tuple[str, str]], Pair] = {}
    for one, other in sorted(combinations(wishes, 2), key=_apart):
        both = _kpi(one, counted), _kpi(other, counted)
        if one.team == other.team or both[0] is None or both[1] is None or both[0] is both[1]:
            continue
        named = frozenset((wish.objective.kpi, wish.objective.want) for wish in (one, other))
        found.setdefault(named, Pair(one, other, (both[0], both[1])))
    return list(found.values())


def fights(found: Iterable[Pair], series: Callable[[Kpi], Days], demand: Days) -> Fights:
    """Return which pairs fight, of the first `MOST` together, with false discoveries bounded.

    `series` gives a KPI's days, `demand` how many contacts each day had. Raises ImportError
    without the extra `stats`.
    """
    every = list(found)
    compared, undecided = [], []
    days: dict[str, Days] = {}
    for pair in every[:MOST]:
        for kpi in pair.kpis:
            if kpi.name not in days:
                days[kpi.name] = series(kpi)
        result = _compared(pair, days, demand)
        if result is None:
            undecided.append(pair)
        else:
            compared.append((pair, result))
    called = discovered([result.p for _, result in compared])
    fought = tuple(item for item, yes in zip(compared, called, strict=True) if yes)
    return Fights(fought, tuple(undecided), len(every[MOST:]))


def _apart(both: tuple[Wish, Wish]) -> tuple[bool, float]:
    one, other = both
    apart = not one.objective.goal or one.objective.goal != other.objective.goal
    return apart, -one.share * other.share


def _kpi(wish: Wish, kpis: tuple[Kpi, ...]) -> Kpi | None:
    return next((kpi for kpi in kpis if is_of(kpi.id, wish.objective.kpi)), None)


def _compared(pair: Pair, days: Mapping[str, Days], demand: Days) -> Compared | None:
    one, other = (days[kpi.name] for kpi in pair.kpis)
    last = list(_in_a_row(one, other, demand))
    return compare(
        [pair.one.sign * one[day] for day in last],
        [pair.other.sign * other[day] for day in last],
        [demand[day] for day in last],
    )


def _in_a_row(*series: Days) -> Iterator[int]:
    """Yield the newest days without a gap that all have, in their order."""
    shared = sorted(set.intersection(*(set(days) for days in series)))
    first = len(shared) - 1
    while first > 0 and shared[first - 1] == shared[first] - 1:
        first -= 1
    yield from shared[max(first, 0) :]
