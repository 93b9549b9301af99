"""Looks for the first impression of each critical goal."""

from __future__ import annotations

from collections.abc import Iterator

from onetake.words.checks import Gap, Known, checks

CRITICAL, FIRST = "critical", "first-impression"


@checks("journey.first_impression", pitfall=6)
def check(known: Known) -> Iterator[Gap]:
    """A critical goal has no journey of somebody who meets the company for the first time.

    Customers give a company one take. Journeys of one folder serve one goal together.
    """
    counting = [journey for journey in known.programme.journeys.values() if not journey.draft]
    met = {_goal(journey.id) for journey in counting if FIRST in journey.tags}
    told: set[str] = set()
    for journey in counting:
        goal = _goal(journey.id)
        if CRITICAL in journey.tags and goal not in met and goal not in told:
            told.add(goal)
            yield Gap(
                str(journey.location),
                f"{goal} is critical, and no journey tries what somebody new meets there",
                f"tag the journey of a first visit: tags: [{FIRST}]",
                journey=journey.id,
            )


def _goal(identity: str) -> str:
    return identity.partition("/")[0]
