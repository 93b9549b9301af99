"""Looks at who opened gates against what they said."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime

from onetake.words.checks import Gap, Known, checks

_OVERRIDES = """
SELECT "release", environment, who, why, decided FROM decisions
WHERE starts_with(rule, 'override') AND decided >= $since ORDER BY decided
"""
_DAYS = 90


@checks("override.mandate", pitfall=1)
def check(known: Known) -> Iterator[Gap]:
    """Somebody opened a gate against what it said who has no mandate for it."""
    since = int((known.now - _DAYS * 86_400) * 1e6)
    for release, environment, who, why, decided in known.facts.select(_OVERRIDES, since=since):
        allowed = known.charter.mandated(datetime.fromtimestamp(decided / 1e6, UTC).date())
        if who not in allowed:
            may = f"only {', '.join(sorted(allowed))} may" if allowed else "nobody has a mandate"
            yield Gap(
                "sponsors",
                f"{who} opened the gate into {environment} for {release} ({why}), and {may}",
                "have a sponsor or a deputy decide, or write a mandate",
                environment=environment,
            )
