"""Looks for goals of speed or cost that nothing keeps honest."""

from __future__ import annotations

from collections.abc import Iterator

from onetake.align.graph import is_of
from onetake.align.known import PAIRS
from onetake.words.checks import Gap, Known, checks
from onetake.words.programme import Objective, Team


@checks("incentives.unguarded", pitfall=2)
def check(known: Known) -> Iterator[Gap]:
    """A goal of speed or cost has no goal beside it that keeps it honest.

    Either it guards one, or the same team wants it, too.
    """
    for team in known.programme.teams.values():
        for objective in team.objectives:
            pair = next((PAIRS[family] for family in PAIRS if is_of(objective.kpi, family)), ())
            if pair and not _is_guarded(objective, team, pair):
                yield Gap(
                    str(objective.location),
                    f"{team.name} wants {objective.want} {objective.kpi} whatever becomes of "
                    f"{' and '.join(pair)}",
                    f"write guard: [{pair[0]}]",
                )


def _is_guarded(objective: Objective, team: Team, pair: tuple[str, ...]) -> bool:
    kept = (*objective.guard, *(other.kpi for other in team.objectives))
    return any(is_of(kpi, family) for kpi in kept for family in pair)
