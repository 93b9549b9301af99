"""Looks when each journey was walked last."""

from __future__ import annotations

from collections.abc import Iterator

from onetake.words.checks import Gap, Known, checks

_WALKED = """
SELECT journey, max(started) FROM runs
WHERE verdict IN ('passed', 'degraded', 'failed') AND NOT coalesce(draft, false) GROUP BY journey
"""
DAYS = 14
"""After so many days nobody knows how a journey does today."""


@checks("journey.exercised", pitfall=6)
def check(known: Known) -> Iterator[Gap]:
    """A journey is declared and never walked, or was not walked for a fortnight."""
    found = known.facts.select(_WALKED)
    last = {journey: at / 1e6 for journey, at in found}
    for journey in known.programme.journeys.values():
        if journey.draft:
            continue
        again = f"onetake test {journey.id}"
        if journey.id not in last:
            yield Gap(
                str(journey.location), f"{journey.id} was never walked", again, journey=journey.id
            )
        elif (days := (known.now - last[journey.id]) / 86_400) > DAYS:
            yield Gap(
                str(journey.location),
                f"{journey.id} was walked {days:.0f} days ago; at most {DAYS} are known well",
                again,
                severity="minor",
                journey=journey.id,
            )
