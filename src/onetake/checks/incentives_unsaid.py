"""Looks for teams that say what they want."""

from __future__ import annotations

from collections.abc import Iterator

from onetake.words.checks import Gap, Known, checks


@checks("incentives.unsaid", pitfall=2, severity="minor")
def check(known: Known) -> Iterator[Gap]:
    """A team that owns journeys does not say what it wants; nobody sees whom it works against."""
    owned: dict[str, int] = {}
    for journey in known.programme.journeys.values():
        owned[journey.owner] = owned.get(journey.owner, 0) + 1
    for name, team in known.programme.teams.items():
        if owned.get(name) and not team.objectives:
            count = f"{owned[name]} journey{'s' if owned[name] > 1 else ''}"
            yield Gap(
                str(team.location),
                f"{name} owns {count} and does not say what it wants",
                "write objectives: [{kpi: csat.top2, want: more, goal: JOURNEY}]",
            )
