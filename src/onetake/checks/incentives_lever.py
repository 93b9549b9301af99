"""Looks for goals that a team has no means to reach."""

from __future__ import annotations

from collections.abc import Iterator

from onetake.align.graph import is_of, ways
from onetake.align.known import INFLUENCES
from onetake.words.checks import Gap, Known, checks


@checks("incentives.lever", pitfall=2, severity="minor")
def check(known: Known) -> Iterator[Gap]:
    """A team is measured by what none of its levers moves."""
    edges = (*INFLUENCES, *known.charter.influences)
    for team in known.programme.teams.values():
        for objective in team.objectives:
            moved = any(
                is_of(objective.kpi, lever) or next(ways(lever, objective.kpi, edges), None)
                for lever in team.levers
            )
            if not moved:
                what = ", ".join(team.levers) or "nothing that is written down"
                yield Gap(
                    str(objective.location),
                    f"{team.name} wants {objective.want} {objective.kpi}, and can turn {what}, "
                    "which does not move it",
                    "give the team a lever that does, or say in influences.yaml how it moves",
                )
