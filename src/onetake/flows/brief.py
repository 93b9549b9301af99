"""Gathers one page for a sponsor out of what is declared, measured and judged."""

from __future__ import annotations

import re
import time
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from fnmatch import fnmatchcase
from pathlib import Path

from onetake import declare
from onetake.analysis import opened
from onetake.declare.kpis import known_by_id, shipped
from onetake.errors import UsageWrong
from onetake.flows.declared import Declared, checks_of, declared_in
from onetake.flows.judge import known_of
from onetake.flows.kpi import settled
from onetake.flows.place import place_in
from onetake.judge import judge
from onetake.kpis import relation
from onetake.words.brief import Asked, Brief, Gated, Worst
from onetake.words.charter import Charter, Money, Sponsor
from onetake.words.checks import Facts
from onetake.words.judged import Judged
from onetake.words.kpi import DAY, Measurement
from onetake.words.verdict import Verdict

DAYS = 90
OUTCOME = ("found.first", "journey_success", "csat.top2", "fcr.7d")
OWN = 3
"""How many of the company's own KPIs stand on the page beside these, those off target first."""

DORA = (
    "change.lead_time", "deployment.frequency", "change.fail_rate", "recovery_time",
    "change.rework",
)  # fmt: skip
_FROM_BAD = (Verdict.FAILED, Verdict.DEGRADED, None, Verdict.PASSED)
_WORST = """
SELECT journey, count(*), count(*) FILTER (WHERE NOT first),
    coalesce(sum(coalesce(talk, 0) + coalesce(hold, 0) + coalesce(wrap, 0))
        FILTER (WHERE NOT first), 0) / 3600
FROM {issues} WHERE started >= $since AND NOT synthetic AND journey <> ''
GROUP BY 1 HAVING count(*) FILTER (WHERE NOT first) > 0 ORDER BY 4 DESC, 3 DESC, 1 LIMIT 3
"""
_VERDICTS = """
SELECT environment, arg_max(verdict, seq) FROM judgements
WHERE journey = $journey AND NOT draft GROUP BY 1 ORDER BY max(seq) DESC LIMIT 3
"""
_INCIDENTS = """
SELECT count(*) FROM incidents WHERE journey = $journey AND opened >= $since AND NOT synthetic
"""
_GATES = """
SELECT arg_max("release", seq), environment, arg_max(verdict, seq), arg_max(reason, seq),
    max(decided)
FROM decisions GROUP BY environment ORDER BY 5 DESC LIMIT 2
"""


def brief_for(start: Path, sponsor: str = "", ledger: str = "") -> Brief:
    """Return the page of a sponsor; of the only one when none is named.

    Raises UsageWrong for no such sponsor, ProgrammeFaulty, LedgerUnusable.
    """
    folder, now = declare.find(start), time.time()
    declared = declared_in(folder)
    found = _sponsor(declared.charter, sponsor)
    since = now - DAYS * DAY
    with (
        place_in(declared.programme, folder, ledger or None).open(writable=False) as kept,
        opened(kept, declared.programme.facing) as facts,
    ):
        judged = judge(checks_of(folder), known_of(declared, facts, folder, now))
        own = _own(declared.charter, found, facts, now)
        outcome = (*_measured(OUTCOME, declared.charter, facts, now), *own)
        dora = _measured(DORA, declared.charter, facts, now)
        return Brief(
            declared.programme.name, found, since, now, outcome,
            tuple(_worst(declared, facts, int(since * 1e6))), dora,
            tuple(_asked(declared.charter, found, now)),
            tuple(_opposed(judged, declared.charter)),
            tuple(item for item in judged.open if item.pitfall == 4 and item.severity != "info"),
            tuple(Gated(*row) for row in facts.select(_GATES)),
            tuple(_budgets(judged, declared.charter)),
            tuple(_unknown((*outcome, *dora), judged)),
        )  # fmt: skip


def _sponsor(charter: Charter, name: str) -> Sponsor:
    sponsors = charter.sponsors
    if name in sponsors:
        return sponsors[name]
    if not name and len(sponsors) == 1:
        return next(iter(sponsors.values()))
    known = ", ".join(sponsors) or "none: write sponsors/NAME.yaml"
    told = f"there is no sponsor {name!r}" if name else "whose brief it is was not said"
    raise UsageWrong(told, hint=f"--for one of the sponsors: {known}")


def _measured(
    wanted: Sequence[str], charter: Charter, facts: Facts, now: float
) -> tuple[Measurement, ...]:
    known = known_by_id(charter.kpis)
    return tuple(settled(known[name], facts, now, DAYS * DAY) for name in wanted)


def _own(charter: Charter, sponsor: Sponsor, facts: Facts, now: float) -> tuple[Measurement, ...]:
    """Return figures with a target that the sponsor is told of, or has a mandate for."""
    scope = sponsor.mandate.scope if sponsor.mandate else ()
    wanted = [
        kpi.id
        for kpi in charter.kpis.values()
        if kpi.target and kpi.id not in (*OUTCOME, *DORA)
        and (sponsor.name in kpi.audience or any(fnmatchcase(kpi.id, item) for item in scope))
    ]  # fmt: skip
    found = _measured(wanted, charter, facts, now)
    return tuple(sorted(found, key=_goodness)[:OWN])


def _goodness(measured: Measurement) -> int:
    return _FROM_BAD.index(measured.verdict)


def _worst(declared: Declared, facts: Facts, since: int) -> Iterator[Worst]:
    """Yield the three journeys for which people served most who had to come again."""
    programme = declared.programme
    sql = _WORST.format(issues=facts.kept("issues", relation("issues"), _WORST))
    for name, contacts, again, hours in facts.select(sql, since=since):
        journey = programme.journeys.get(name)
        [(incidents,)] = facts.select(_INCIDENTS, journey=name, since=since)
        price = programme.hour
        yield Worst(
            name, journey.goal if journey else "", contacts, again, hours,
            Money(hours * price.amount, price.currency) if price else None, incidents,
            tuple(facts.select(_VERDICTS, journey=name)),
        )  # fmt: skip


def _asked(charter: Charter, sponsor: Sponsor, now: float) -> Iterator[Asked]:
    today = datetime.fromtimestamp(now, UTC).date()
    for initiative in charter.initiatives.values():
        if initiative.sponsor != sponsor.name:
            continue
        for ask in initiative.asks:
            if ask.taken is None:
                title = initiative.title or initiative.name
                yield Asked(ask, title, (today - ask.asked).days, sponsor.days)


def _opposed(judged: Judged, charter: Charter) -> Iterator[tuple[str, str]]:
    """Yield grave findings about goals, with KPIs by their titles, and the fix of each."""
    titles: dict[str, str] = {}
    for kpi in (*charter.kpis.values(), *shipped().values()):
        for name in (kpi.id, kpi.id.partition(".")[0]):
            titles.setdefault(name, f"“{kpi.title}”")
    names = "|".join(re.escape(name) for name in sorted(titles, key=len, reverse=True))
    known = re.compile(rf"(?<![\w.])({names})(?![\w.]*\w)")
    for item in judged.open:
        if item.pitfall == 2 and item.severity == "major":
            yield known.sub(lambda met: titles[met[0]], item.gap.message), item.gap.fix


def _budgets(judged: Judged, charter: Charter) -> Iterator[str]:
    found = [item for item in judged.open if item.check.startswith("slo.")]
    yield from (item.gap.message for item in found)
    if not charter.slos:
        yield "error budgets are not measured: no SLO is declared, such as slo: 99%"
    elif not found:
        yield f"all {len(charter.slos)} error budgets hold"


def _unknown(measured: Sequence[Measurement], judged: Judged) -> Iterator[str]:
    for item in measured:
        if item.value is None:
            yield f"{item.kpi.title}: {item.why}"
    for found in judged.open:
        if found.severity == "info":
            yield found.gap.message
