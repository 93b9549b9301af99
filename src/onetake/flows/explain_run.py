"""Explains why a journey stopped passing: what changed between its last good and first bad run."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from onetake.words.cause import Cause, Explained
from onetake.words.checks import Facts

_GOOD = "('passed')"
_BAD = "('failed', 'degraded')"
_SAME = """journey = $journey AND environment = $environment AND persona = $persona
    AND "row" IS NOT DISTINCT FROM $row AND NOT coalesce(draft, false)"""
_RUN = """
SELECT journey, environment, persona, "row", started, verdict, reason FROM runs
WHERE id LIKE $identity || '%' OR id LIKE '%' || $identity ORDER BY seq DESC LIMIT 2
"""
_NEWEST = f"""
SELECT journey, environment, persona, "row", started, verdict, reason FROM runs
WHERE journey = $journey AND verdict IN {_BAD} AND NOT coalesce(draft, false)
ORDER BY started DESC LIMIT 1
"""
_BEFORE = f"""
SELECT started, "commit", version, invocation FROM runs
WHERE {_SAME} AND verdict IN {_GOOD} AND started < $at ORDER BY started DESC LIMIT 1
"""
_FIRST = f"""
SELECT started, "commit", version, invocation, id, verdict FROM runs
WHERE {_SAME} AND verdict IN {_BAD} AND started > $after ORDER BY started LIMIT 1
"""
_DEPLOYED = """
SELECT "release", system, "commit", coalesce(finished, started) AS moment, outcome
FROM deployments WHERE environment = $environment AND NOT synthetic
    AND coalesce(finished, started) > $good AND started <= $bad ORDER BY moment DESC
"""
_RELEASED = """
SELECT name, made FROM releases WHERE made > $good AND made <= $bad ORDER BY made DESC
"""
_INCIDENTS = """
SELECT key, system, journey, coalesce(began, opened) FROM incidents
WHERE (environment = $environment OR environment = '') AND NOT synthetic
    AND coalesce(began, opened) <= $bad AND coalesce(resolved, $bad) >= $good
"""
_NEIGHBOURS = f"""
SELECT r.journey, (
    SELECT arg_max(s.system, s.number) FROM steps s WHERE s.run = r.id AND s.verdict IN {_BAD}
) FROM runs r
WHERE r.invocation = $invocation AND r.environment = $environment AND r.journey <> $journey
    AND r.verdict = 'failed' AND NOT coalesce(r.draft, false) AND EXISTS (
        SELECT 1 FROM runs g WHERE g.journey = r.journey AND g.environment = r.environment
            AND g.verdict IN {_GOOD} AND g.started <= $good
    )
ORDER BY 1
"""
_SYSTEM = f"""
SELECT arg_max(system, number) FROM steps WHERE run = $run AND verdict IN {_BAD}
"""
UNKNOWN = (
    "not measured: settings of environments at either time: configuration snapshots",
    "not measured: certificates at either time: security runs",
)


@dataclass(frozen=True, slots=True)
class _Bad:
    journey: str
    environment: str
    persona: str
    good: Sequence[Any] | None
    first: Sequence[Any]


def explain_run(facts: Facts, identity: str, journey: str = "") -> Explained | None:
    """Return why a run, by how its id begins or ends, or a journey's newest bad run was bad.

    None when there is no such run, or the journey has no bad one.
    """
    if journey:
        rows = facts.select(_NEWEST, journey=journey)
    else:
        rows = facts.select(_RUN, identity=identity.lower())
    if len(rows) != 1:
        return None
    *_, verdict, reason = rows[0]
    if verdict not in ("failed", "degraded"):
        said = f"it {verdict}" if verdict == "passed" else f"it is {verdict}: {reason}"
        return Explained(str(rows[0][0]), f"{said}; there is nothing bad to explain", ())
    bad = _bad(facts, rows[0])
    name = f"{bad.journey} in {bad.environment}" + (f" as {bad.persona}" if bad.persona else "")
    if bad.good is None:
        said = f"it has never passed there; the first bad run was {when(bad.first[0])}"
        return Explained(name, said, (), UNKNOWN)
    said = (
        f"it passed {when(bad.good[0])} and {bad.first[5]} {when(bad.first[0])} for the first "
        f"time ({str(bad.first[4])[:8]})"
    )
    causes = sorted(_causes(facts, bad), key=lambda cause: -cause.likely)
    return Explained(name, said, tuple(causes), UNKNOWN, compared=True)


def _bad(facts: Facts, row: Sequence[Any]) -> _Bad:
    journey, environment, persona, number, at, *_ = row
    about = {
        "journey": journey, "environment": environment, "persona": persona, "row": number
    }  # fmt: skip
    good = facts.select(_BEFORE, at=at, **about)
    after = good[0][0] if good else 0
    first = facts.select(_FIRST, after=after, **about)
    return _Bad(journey, environment, persona, good[0] if good else None, first[0])


def _causes(facts: Facts, bad: _Bad) -> Iterator[Cause]:
    assert bad.good is not None, "there is something to compare with"
    good, first = bad.good[0], bad.first[0]
    span = {"good": good, "bad": first}
    [(system,)] = facts.select(_SYSTEM, run=str(bad.first[4]))
    for release, at_system, commit, moment, outcome in facts.select(
        _DEPLOYED, environment=bad.environment, **span
    ):
        near = 0.3 * _near(moment, good, first) + (0.1 if at_system and at_system == system else 0)
        named = release or commit[:10] or "a release without a name"
        where = f" of {at_system}" if at_system else ""
        yield Cause(
            0.6 + near,
            f"{named}{where} went to {bad.environment} {_ago(moment, first)} ({outcome})",
            f"onetake gate {named} --env {bad.environment}",
        )
    yield from _neighbours(facts, bad, system)
    if bad.good[1] != bad.first[1] and bad.good[1] and bad.first[1]:
        yield Cause(
            0.55, f"the programme's files changed: {bad.good[1][:10]} → {bad.first[1][:10]}",
            f"git diff {bad.good[1][:10]} {bad.first[1][:10]} -- journeys/{bad.journey}.yaml",
        )  # fmt: skip
    for key, _, journey, began in facts.select(_INCIDENTS, environment=bad.environment, **span):
        same = 0.3 if journey == bad.journey else 0.0
        yield Cause(
            0.4 + same, f"incident {key} began {_ago(began, first)}", "onetake kpi time_to_fix"
        )
    for name, made in facts.select(_RELEASED, **span):
        yield Cause(0.3, f"release {name} was made {_ago(made, first)}", "onetake release")
    if bad.good[2] != bad.first[2]:
        yield Cause(0.2, f"Onetake itself changed: {bad.good[2]} → {bad.first[2]}", "CHANGELOG.md")


def _neighbours(facts: Facts, bad: _Bad, system: str) -> Iterator[Cause]:
    """Yield what else broke in the same test, and the system where most of it did."""
    rows = facts.select(
        _NEIGHBOURS, invocation=str(bad.first[3]), environment=bad.environment,
        journey=bad.journey, good=bad.first[0],
    )  # fmt: skip
    broken = dict(rows)
    if not broken:
        return
    names = ", ".join(list(broken)[:3])
    more = f" and {len(broken) - 3} more" if len(broken) > 3 else ""
    where = Counter(at for at in broken.values() if at)
    most = where.most_common(1)
    shared = bool(most) and most[0][0] == system and most[0][1] > len(broken) / 2
    told = f", most of them at {system}, as it did" if shared else ""
    yield Cause(
        0.75 if shared else 0.5,
        f"{len(broken)} more broke with it{told}: {names}{more}",
        f"onetake runs --env {bad.environment} --verdict failed",
    )


def _near(moment: int, good: int, bad: int) -> float:
    """Return how close before the first bad run something was: 1 at it, 0 at the last good."""
    return (moment - good) / (bad - good) if bad > good else 1.0


def when(at: int) -> str:
    """Return a time in µs since 1970 as explanations tell it, in UTC."""
    return datetime.fromtimestamp(at / 1e6, UTC).strftime("%Y-%m-%d %H:%M UTC")


def _ago(moment: int, bad: int) -> str:
    minutes = max(0.0, (bad - moment) / 6e7)
    if minutes < 120:
        return f"{minutes:.0f} min before"
    return f"{minutes / 60:.0f} h before" if minutes < 2880 else f"{minutes / 1440:.0f} d before"
