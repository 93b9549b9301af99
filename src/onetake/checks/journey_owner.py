"""Looks for the team that answers for each journey."""

from __future__ import annotations

from collections.abc import Iterator

from onetake.words.checks import Gap, Known, checks


@checks("journey.owner", pitfall=6, severity="minor")
def check(known: Known) -> Iterator[Gap]:
    """Nobody answers for a journey: when it fails, nobody is told."""
    for journey in known.programme.journeys.values():
        if not journey.owner and not known.programme.owner:
            yield Gap(
                str(journey.location),
                f"no team answers for {journey.id}, nor for the whole programme",
                "write owner: TEAM, with a file in teams/",
                journey=journey.id,
            )
