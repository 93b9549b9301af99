"""Looks for work that people do by hand at every release."""

from __future__ import annotations

from collections.abc import Iterator

from onetake.words.checks import Gap, Known, checks

_BY_HAND = """
SELECT environment, count(*), sum(by_hand), (
    SELECT count(*) FROM deployments a WHERE a.environment = d.environment
    AND NOT a.synthetic AND a.started >= $since
)
FROM deployments d
WHERE NOT synthetic AND started >= $since AND by_hand > 0
GROUP BY environment ORDER BY sum(by_hand) DESC
"""
_SINCE = 90 * 86_400


@checks("process.manual", pitfall=6, severity="minor")
def check(known: Known) -> Iterator[Gap]:
    """People work by hand at deployments, which a file in git could do each time alike."""
    for name, count, minutes, of in known.facts.select(
        _BY_HAND, since=int((known.now - _SINCE) * 1e6)
    ):
        environment = known.programme.environments.get(name)
        yield Gap(
            str(environment.location) if environment else "onetake.yaml",
            f"people worked {minutes:.0f} minutes by hand at {count} of {of} deployments to "
            f"{name} in 90 days",
            "write what they do as a step of the pipeline, or as a journey",
            environment=name,
        )
