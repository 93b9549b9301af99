"""Looks for the customer in what teams want."""

from __future__ import annotations

from collections.abc import Iterator

from onetake.words.checks import Gap, Known, checks


@checks("incentives.anchor", pitfall=2)
def check(known: Known) -> Iterator[Gap]:
    """A goal serves no goal of a customer, or a journey that is not there.

    What looks like a journey's id, with a `/` in it and no space, has to be one.
    """
    for team in known.programme.teams.values():
        for objective in team.objectives:
            goal = objective.goal
            if not goal:
                told = f"{team.name} wants {objective.want} {objective.kpi} for no customer's goal"
                yield Gap(str(objective.location), told, "write goal: and the journey it serves")
            elif "/" in goal and " " not in goal and goal not in known.programme.journeys:
                told = f"{team.name} serves {goal} with {objective.kpi}: there is no such journey"
                yield Gap(str(objective.location), told, "name a journey that is there")
