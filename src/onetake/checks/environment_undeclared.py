"""Compares the environments that are declared with those where something happened."""

from __future__ import annotations

from collections.abc import Iterator

from onetake.words.checks import Gap, Known, checks

_SEEN = """
SELECT environment, string_agg(DISTINCT what, ', ' ORDER BY what) FROM (
    SELECT environment, 'deployments' AS what FROM deployments WHERE started >= $since
    UNION ALL SELECT environment, 'incidents' FROM incidents WHERE opened >= $since
    UNION ALL SELECT environment, 'contacts' FROM contacts WHERE started >= $since
    UNION ALL SELECT environment, 'surveys' FROM surveys WHERE answered >= $since
) WHERE environment <> '' GROUP BY environment ORDER BY environment
"""
_DAYS = 90


@checks("environment.undeclared", pitfall=5)
def check(known: Known) -> Iterator[Gap]:
    """Something happened in an environment that nobody declared: no journey is tried there."""
    since = int((known.now - _DAYS * 86_400) * 1e6)
    for name, what in known.facts.select(_SEEN, since=since):
        if name not in known.programme.environments:
            yield Gap(
                "onetake.yaml",
                f"{what} name the environment {name}, which is not declared",
                "declare it in onetake.yaml, or map it to one that is when importing",
                environment=name,
            )
