"""Explains a run, a journey, a KPI or a finding: what changed, the most likely first."""

from __future__ import annotations

import re
import time
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from onetake import declare
from onetake.analysis import opened
from onetake.declare.kpis import kpi_called
from onetake.errors import UsageWrong
from onetake.flows.declared import checks_of, declared_in
from onetake.flows.explain_kpi import explain_kpi
from onetake.flows.explain_run import explain_run, when
from onetake.flows.place import place_in
from onetake.reports.signs import counted
from onetake.words.cause import Cause, Explained
from onetake.words.checks import Facts

_RUN = re.compile(r"[0-9a-f-]{6,36}")
_FOUND = """
SELECT arg_max(place, found), min(found), max(found), count(*), arg_max(waiver, found),
    arg_max(i."commit", found), arg_min(i."commit", found)
FROM findings f LEFT JOIN invocations i ON i.id = f.invocation
WHERE rule = $rule GROUP BY fingerprint ORDER BY 3 DESC, 1 LIMIT 5
"""
_JUDGED = """
SELECT max(started) FROM invocations
WHERE command = 'judge' AND NOT contains(options::VARCHAR, '--pitfall')
"""


def explain(start: Path, what: str, ledger: str = "") -> Explained:
    """Return why something is as it is: a run by its id, a journey, a KPI, or a check's finding.

    Raises UsageWrong for what is none of these, ProgrammeFaulty, LedgerUnusable.
    """
    folder, now = declare.find(start), time.time()
    declared = declared_in(folder)
    with (
        place_in(declared.programme, folder, ledger or None).open(writable=False) as kept,
        opened(kept, declared.programme.facing) as facts,
    ):
        if kpi := kpi_called(what, declared.charter.kpis):
            return explain_kpi(facts, kpi, now)
        if what in declared.programme.journeys:
            return explain_run(facts, "", what) or _never_bad(what)
        if any(check.name == what for check in checks_of(folder)) or _is_rule(facts, what):
            return _finding(facts, what)
        if _RUN.fullmatch(what) and (found := explain_run(facts, what)):
            return found
    raise UsageWrong(
        f"nobody knows {what!r}",
        hint="name a run by its id, a journey, a KPI, or a check such as kpi.off_target",
    )


def _never_bad(journey: str) -> Explained:
    return Explained(journey, "no run of it was bad, or it was never walked", ())


def _is_rule(facts: Facts, what: str) -> bool:
    return bool(facts.select("SELECT 1 FROM findings WHERE rule = $rule LIMIT 1", rule=what))


def _finding(facts: Facts, rule: str) -> Explained:
    rows = facts.select(_FOUND, rule=rule)
    if not rows:
        return Explained(rule, "it was never found: onetake judge looks for it", ())
    [(judged,)] = facts.select(_JUDGED)
    return Explained(
        rule, f"found at {counted(len(rows), 'place')}", tuple(_told(rows, judged or 0))
    )


def _told(rows: Sequence[Sequence[Any]], judged: int) -> Iterator[Cause]:
    for number, (place, first, last, times, waiver, now, then) in enumerate(rows):
        state = "still there" if last >= judged else "not found by the last judging"
        commit = f", at commit {then[:10]}" if then else ""
        borne = f"; borne with by {waiver}" if waiver else ""
        span = f"-p {then[:10]}~1..{now[:10]} " if then and now else ""
        yield Cause(
            1 - number / 10,
            f"{place}: first found {when(first)}{commit}, {counted(times, 'time')} since, "
            f"{state}{borne}",
            f"git log {span}-- {place.partition(':')[0]}",
        )
