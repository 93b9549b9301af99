"""Finds the figures a gate looks at: journeys, KPIs, findings, and releases before."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from fnmatch import fnmatchcase

import orjson

from onetake.declare.kpis import kpi_called
from onetake.flows.kpi import beside
from onetake.flows.slo import budgets
from onetake.words.charter import Charter
from onetake.words.checks import Facts
from onetake.words.decision import Figure
from onetake.words.judged import GRAVITY, Judged
from onetake.words.policy import Gate, Weighed
from onetake.words.programme import Programme
from onetake.words.verdict import Verdict
from onetake.words.wilson import wilson

_JUDGED = """
SELECT journey, arg_max(verdict, seq), arg_max(passed, seq), arg_max(walked, seq)
FROM judgements
WHERE environment = $environment AND judged >= $since AND NOT draft
GROUP BY journey, persona, row ORDER BY journey
"""
_SINCE = """
SELECT max(moment) FROM (
    SELECT max(made) AS moment FROM releases WHERE name = $release
    UNION ALL
    SELECT max(started) FROM deployments WHERE "release" = $release AND environment = $environment
)
"""
_BEFORE = """
SELECT details FROM (
    SELECT arg_max(details, decided) AS details, arg_max(verdict, decided) AS verdict,
        max(decided) AS decided
    FROM decisions WHERE gate = $gate AND environment = $environment AND "release" <> $release
    GROUP BY "release"
) WHERE verdict IN (SELECT unnest($good)) ORDER BY decided DESC LIMIT $number
"""
_GOOD = {
    "pass": ["pass"],
    "pass_or_warn": ["pass", "warning"],
    "all": ["pass", "warning", "fail", "inconclusive"],
}
_WORST = (
    Verdict.FAILED, Verdict.UNKNOWN, Verdict.SKIPPED, Verdict.DEGRADED, Verdict.PASSED,
)  # fmt: skip
_UNTOLD = (Verdict.UNKNOWN, Verdict.SKIPPED)


@dataclass(frozen=True, slots=True)
class Asked:
    """What a gate is asked about: a release on its way from where it was walked."""

    release: str
    environment: str
    walked_in: str
    since: int
    now: float


def begun(facts: Facts, release: str, environment: str) -> int | None:
    """Return since when runs in an environment are a release's, in µs; None for an unknown one."""
    [(at,)] = facts.select(_SINCE, release=release, environment=environment)
    return None if at is None else int(at)


def before(facts: Facts, gate: Gate, asked: Asked) -> list[Mapping[str, float]]:
    """Return the figures of the releases before that count as good, the newest first."""
    rows = facts.select(
        _BEFORE, gate=gate.name, environment=asked.environment, release=asked.release,
        good=_GOOD[gate.comparison.results], number=gate.comparison.number,
    )  # fmt: skip
    return [
        {item["name"]: item["value"] for item in orjson.loads(details).get("objectives", ())
         if item["value"] is not None}
        for (details,) in rows
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
    rows = facts.select(_JUDGED, environment=asked.walked_in, since=asked.since)
    found: dict[str, list[Sequence]] = {}
    for name, *rest in rows:
        found.setdefault(name, []).append(rest)
    missing = [name for name in fitting if name not in found]
    if missing:
        more = f" and {len(missing) - 1} more" if len(missing) > 1 else ""
        why = f"{missing[0]}{more} was not walked in {asked.walked_in} since the release was there"
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
    [measured] = beside(kpi, facts, asked.now)
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
