"""Looks for releases that went to customers without a gate's decision."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime

from onetake.words.checks import Gap, Known, checks
from onetake.words.programme import Environment

_UNDECIDED = """
SELECT d.environment, d.release, d.started, (
    SELECT arg_max(c.verdict, c.decided) FROM decisions c
    WHERE c.release = d.release AND c.environment = d.environment AND c.decided <= d.started
) AS verdict, EXISTS (
    SELECT 1 FROM decisions e WHERE e.environment = d.environment AND e.decided <= d.started
) AS asked
FROM deployments d
WHERE NOT d.synthetic AND d.started >= $since
ORDER BY d.started, d.seq
"""
_EVER = "SELECT 1 FROM decisions WHERE environment = $environment LIMIT 1"
_OPEN = ("pass", "warning")
_SINCE = 90 * 86_400


@checks("deployment.decision", pitfall=6)
def check(known: Known) -> Iterator[Gap]:
    """A release was put where customers are without a gate that had opened for it.

    As long as no gate was ever asked they are told together; later, those before it are past.
    """
    rows = known.facts.select(_UNDECIDED, since=int((known.now - _SINCE) * 1e6))
    for environment in known.programme.environments.values():
        if not environment.customer_facing:
            continue
        here = [row[1:] for row in rows if row[0] == environment.name]
        ever = known.facts.select(_EVER, environment=environment.name)
        if here and not ever:
            yield Gap(
                str(environment.location),
                f"{len(here)} releases went to {environment.name} in 90 days, and no gate was "
                f"ever asked; the last one is {here[-1][0] or 'without a name'}",
                f"onetake gate RELEASE --env {environment.name} before each deployment",
                severity="minor",
                environment=environment.name,
            )
        for release, started, verdict, asked in here:
            if asked and verdict not in _OPEN:
                yield _gap(environment, release, started, verdict)


def _gap(environment: Environment, release: str, started: int, verdict: str | None) -> Gap:
    when = datetime.fromtimestamp(started / 1e6, UTC).strftime("%Y-%m-%d %H:%M UTC")
    why = f"although its gate said {verdict}" if verdict else "and no gate had decided on it"
    return Gap(
        str(environment.location),
        f"{release or 'a release without a name'} went to {environment.name} on {when}, {why}",
        f"onetake gate {release or 'RELEASE'} --env {environment.name} before each deployment",
        environment=environment.name,
    )
