"""Finds goals of two teams that pull against each other, unless guards settle it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations, permutations

from onetake.align.graph import Way, is_of, sign_of, ways
from onetake.align.known import INFLUENCES
from onetake.words.charter import Influence
from onetake.words.programme import Objective, Team


@dataclass(frozen=True, slots=True)
class Wish:
    """A team wanting something; `share` is its weight among all that the team wants, to 1."""

    team: str
    objective: Objective
    share: float = 1.0

    @property
    def sign(self) -> int:
        """Return 1 when more is wanted, -1 when less."""
        return 1 if self.objective.want == "more" else -1

    def guards(self, kpi: str) -> bool:
        """Return whether a KPI must not get worse for this wish."""
        return any(is_of(kpi, guard) or is_of(guard, kpi) for guard in self.objective.guard)

    def __str__(self) -> str:
        """Return it as people say it: `contact wants less aht`."""
        return f"{self.team} wants {self.objective.want} {self.objective.kpi}"


@dataclass(frozen=True, slots=True)
class Opposition:
    """What one team wants taking from another what it wants, directly, by a way, or by a lever."""

    one: Wish
    other: Wish
    way: Way = ()
    lever: str = ""


def opposed(
    teams: Mapping[str, Team], influences: Iterable[Influence] = ()
) -> Iterator[Opposition]:
    """Yield each opposition between two teams once, those nobody settled by a guard.

    `influences` are the company's own, beside those that are known of all.
    """
    edges = (*INFLUENCES, *influences)
    wishes = [wish for team in teams.values() for wish in wishes_of(team)]
    for one, other in combinations(wishes, 2):
        if one.team != other.team and _same(one, other) and one.sign != other.sign:
            yield Opposition(one, other)
    for one, other in permutations(wishes, 2):
        if one.team != other.team and not _same(one, other):
            yield from _by_a_way(one, other, edges)
    turned = {team.name: team.levers for team in teams.values()}
    for one, other in combinations(wishes, 2):
        if one.team != other.team and not _same(one, other):
            # what a third team can turn is no means of these two
            levers = {*turned[one.team], *turned[other.team]}
            yield from _by_a_lever(one, other, edges, levers)


def wishes_of(team: Team) -> list[Wish]:
    """Return what a team wants, each with its share of the weight."""
    every = sum(item.weight for item in team.objectives)
    return [Wish(team.name, item, item.weight / every) for item in team.objectives]


def _same(one: Wish, other: Wish) -> bool:
    mine, theirs = one.objective.kpi, other.objective.kpi
    return is_of(mine, theirs) or is_of(theirs, mine)


def _by_a_way(one: Wish, other: Wish, edges: Sequence[Influence]) -> Iterator[Opposition]:
    """Yield the shortest way by which one wish works against another."""
    if one.guards(other.objective.kpi):
        return
    for way in ways(one.objective.kpi, other.objective.kpi, edges):
        if one.sign * sign_of(way) != other.sign:
            yield Opposition(one, other, way)
            return


def _by_a_lever(
    one: Wish, other: Wish, edges: Sequence[Influence], levers: set[str]
) -> Iterator[Opposition]:
    """Yield each lever of theirs that the two would turn in opposite ways."""
    if one.guards(other.objective.kpi) and other.guards(one.objective.kpi):
        return
    for lever in sorted(levers):
        mine, theirs = _turned(one, lever, edges), _turned(other, lever, edges)
        if mine and theirs and one.sign * mine.sign != other.sign * theirs.sign:
            yield Opposition(one, other, (mine, theirs), lever)


def _turned(wish: Wish, lever: str, edges: Sequence[Influence]) -> Influence | None:
    """Return how a lever moves what is wished; None when it does not."""
    moved = (e for e in edges if e.cause == lever and is_of(wish.objective.kpi, e.effect))
    return next(moved, None)
