"""Looks for releases that went to customers without a gate's decision."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime

from onetake.words.checks import Gap, Known, checks

_UNDECIDED = """
SELECT d.environment, d.release, d.started, (
    SELECT arg_max(c.verdict, c.decided) FROM decisions c
    WHERE c.release = d.release AND c.environment = d.environment AND c.decided <= d.started
) AS verdict
FROM deployments d
WHERE NOT d.synthetic AND d.started >= $since
ORDER BY d.started, d.seq
"""
_OPEN = ("pass", "warning")
_SINCE = 90 * 86_400


@checks("deployment.decision", pitfall=6)
def check(known: Known) -> Iterator[Gap]:
    """A release was put where customers are without a gate that had opened for it."""
    rows = known.facts.select(_UNDECIDED, since=int((known.now - _SINCE) * 1e6))
    for name, release, started, verdict in rows:
        environment = known.programme.environments.get(name)
        if environment is None or not environment.customer_facing or verdict in _OPEN:
            continue
        when = datetime.fromtimestamp(started / 1e6, UTC).strftime("%Y-%m-%d %H:%M UTC")
        why = f"although its gate said {verdict}" if verdict else "and no gate had decided on it"
        yield Gap(
            str(environment.location),
            f"{release or 'a release without a name'} went to {name} on {when}, {why}",
            f"onetake gate {release or 'RELEASE'} --env {name} before each deployment",
            environment=name,
        )
