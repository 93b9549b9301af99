"""Finds the figures a gate looks at: journeys, KPIs, findings, and releases before."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from fnmatch import fnmatchcase

import orjson

from onetake.declare.kpis import kpi_called
from onetake.flows.kpi import settled
from onetake.flows.slo import budgets
from onetake.words.charter import Charter
from onetake.words.checks import Facts
from onetake.words.decision import Earlier, Figure
from onetake.words.judged import GRAVITY, Judged
from onetake.words.policy import Gate, Weighed
from onetake.words.programme import Programme
from onetake.words.verdict import Verdict
from onetake.words.wilson import wilson

_JUDGED = """
SELECT journey, arg_max(verdict, seq), arg_max(passed, seq), arg_max(walked, seq)
FROM judgements
WHERE environment = $environment AND judged >= $since AND judged < $until AND NOT draft
GROUP BY journey, persona, row ORDER BY journey
"""
_SINCE = """
SELECT max(moment) FROM (
    SELECT max(made) AS moment FROM releases WHERE name = $release
    UNION ALL
    SELECT max(started) FROM deployments WHERE "release" = $release AND environment = $environment
)
"""
_NEXT = """
SELECT arg_min(name, moment), min(moment) FROM (
    SELECT name, max(moment) AS moment FROM (
        SELECT name, made AS moment FROM releases
        UNION ALL
        SELECT "release", started FROM deployments WHERE environment = $environment
    ) WHERE name NOT IN ($release, '') GROUP BY name
) WHERE moment > $since
"""
_BEFORE = """
SELECT details, verdict FROM (
    SELECT arg_max(details, decided) AS details, max(decided) AS decided, arg_max(
        CASE WHEN rule LIKE 'override of %' THEN substr(rule, 13) ELSE verdict END, decided
    ) AS verdict
    FROM decisions WHERE gate = $gate AND environment = $environment AND "release" <> $release
    GROUP BY "release"
) WHERE verdict IN (SELECT unnest($results)) ORDER BY decided DESC LIMIT $number
"""
_RESULTS = {
    "pass": ["pass"],
    "pass_or_warn": ["pass", "warning"],
    "all": ["pass", "warning", "fail", "inconclusive"],
}
_GOOD = ("pass", "warning")
_WORST = (
    Verdict.FAILED, Verdict.UNKNOWN, Verdict.SKIPPED, Verdict.DEGRADED, Verdict.PASSED,
)  # fmt: skip
_UNTOLD = (Verdict.UNKNOWN, Verdict.SKIPPED)


@dataclass(frozen=True, slots=True)
class Asked:
    """What a gate is asked about: a release on its way from where it was walked.

    Runs there count as the release's from `since` until `until`, when the release `after` came, in
    microseconds.
    """

    release: str
    environment: str
    walked_in: str
    now: float
    since: int
    until: int
    after: str = ""


def asked_about(
    facts: Facts, release: str, environment: str, walked_in: str, now: float
) -> Asked | None:
    """Return what is asked about a release; None when nobody recorded it."""
    [(since,)] = facts.select(_SINCE, release=release, environment=walked_in)
    if since is None:
        return None
    [(after, until)] = facts.select(_NEXT, release=release, environment=walked_in, since=since)
    if until is None:
        after, until = "", int(now * 1e6)
    return Asked(release, environment, walked_in, now, int(since), int(until), after)


def before(facts: Facts, gate: Gate, asked: Asked) -> list[Earlier]:
    """Return the releases before that are compared with, the newest first.

    One whose gate somebody opened all the same is as good as the gate had said.
    """
    rows = facts.select(
        _BEFORE, gate=gate.name, environment=asked.environment, release=asked.release,
        results=_RESULTS[gate.comparison.results], number=gate.comparison.number,
    )  # fmt: skip
    return [
        Earlier(
            {item["name"]: item["value"] for item in orjson.loads(details).get("objectives", ())
             if item["value"] is not None},
            verdict in _GOOD,
        )
        for details, verdict in rows
    ]  # fmt: skip


def figures(
    gate: Gate,
    asked: Asked,
    facts: Facts,
    declared: tuple[Programme, Charter],
    judged: Callable[[], Judged],
) -> Iterator[Figure]:
    """Yield the figure of each objective; `judged` judges the programme, when one asks."""
    programme, charter = declared
    for item in gate.objectives:
        if item.of == "journey":
            yield _journeys(item, asked, facts, programme)
        elif item.of == "kpi":
            yield _kpi(item.name, asked, facts, charter)
        elif item.of == "findings":
            yield _findings(item.name, judged())
        else:
            yield _budget(item.name, asked, facts, charter)


def _journeys(item: Weighed, asked: Asked, facts: Facts, programme: Programme) -> Figure:
    fitting = sorted(
        name
        for name, journey in programme.journeys.items()
        if fnmatchcase(name, item.name) and not journey.draft
    )
    evidence = f"onetake runs '{item.name}' --env {asked.walked_in}"
    if not fitting:
        return Figure(why=f"no journey is called {item.name}", evidence=evidence)
    rows = facts.select(_JUDGED, environment=asked.walked_in, since=asked.since, until=asked.until)
    found: dict[str, list[Sequence]] = {}
    for name, *rest in rows:
        found.setdefault(name, []).append(rest)
    missing = [name for name in fitting if name not in found]
    if missing:
        more = f" and {len(missing) - 1} more" if len(missing) > 1 else ""
        span = f"before {asked.after} came" if asked.after else "since the release was there"
        why = f"{missing[0]}{more} was not walked in {asked.walked_in} {span}"
        return Figure(why=why, evidence=f"onetake test --env {asked.walked_in}")
    if not item.passes:
        return _verdict(fitting, found, evidence)
    lows = {name: _low(found[name]) for name in fitting}
    untold = [name for name, low in lows.items() if low is None]
    if untold:
        return Figure(why=f"{untold[0]} could not be judged", evidence=evidence)
    worst = min(fitting, key=lambda name: lows[name] or 0.0)
    return Figure(lows[worst], why=worst, evidence=evidence, unit="%")


def _low(tries: list[Sequence]) -> float | None:
    """Return the lower end of a journey's pass rate in percent; None without tries."""
    passed, walked = (sum(int(row[at]) for row in tries) for at in (1, 2))
    return 100 * wilson(passed, walked)[0] if walked else None


def _verdict(fitting: Sequence[str], found: Mapping[str, list[Sequence]], evidence: str) -> Figure:
    """Return the worst verdict of all journeys; one that was skipped is as good as unknown."""
    verdicts = {name: {Verdict(row[0]) for row in found[name]} for name in fitting}
    worst = next(one for one in _WORST if any(one in held for held in verdicts.values()))
    here = [name for name in fitting if worst in verdicts[name]]
    if worst is Verdict.PASSED:
        return Figure(None, worst, f"all {len(fitting)} passed", evidence)
    more = f" and {len(here) - 1} more" if len(here) > 1 else ""
    told = f"{here[0]}{more} of {len(fitting)}: {worst.value}"
    return Figure(None, None if worst in _UNTOLD else worst, told, evidence)


def _kpi(name: str, asked: Asked, facts: Facts, charter: Charter) -> Figure:
    kpi = kpi_called(name, charter.kpis)
    if kpi is None:
        return Figure(why=f"there is no KPI {name}", evidence="onetake kpi --all")
    measured = settled(kpi, facts, asked.now)
    return Figure(measured.value, why=measured.why, evidence=f"onetake kpi {kpi.id}", unit=kpi.unit)


def _budget(name: str, asked: Asked, facts: Facts, charter: Charter) -> Figure:
    slo = charter.slos.get(name)
    if slo is None:
        return Figure(why=f"no SLO is called {name}", evidence="slos/")
    [budget] = budgets([slo], facts, charter.kpis, asked.now)
    return Figure(budget.left, why=budget.why, evidence=f"onetake slo {name}", unit="%")


def _findings(name: str, judged: Judged) -> Figure:
    """Return how many findings are open: of a severity and graver, or of checks by wildcard."""
    if name in GRAVITY:
        grave = GRAVITY[: GRAVITY.index(name) + 1]
        found = [item for item in judged.open if item.severity in grave]
    else:
        found = [
            item
            for item in judged.open
            if item.severity != "info" and fnmatchcase(item.check, name)
        ]
    first = f"the gravest: {found[0].gap.message}" if found else ""
    return Figure(float(len(found)), why=first, evidence="onetake judge")
