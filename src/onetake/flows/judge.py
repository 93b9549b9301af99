"""Judges a programme: what it declares and what its ledger holds, by every check."""

from __future__ import annotations

import re
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import partial
from hashlib import sha256
from pathlib import Path
from uuid import UUID

from onetake import __version__, declare
from onetake.analysis import opened
from onetake.flows.declared import Declared, checks_of, declared_in
from onetake.flows.kpi import last_days, measurement_rows, settled
from onetake.flows.place import place_in
from onetake.flows.record import commit_of
from onetake.flows.rows import personal
from onetake.flows.slo import budgets
from onetake.flows.strays import strays
from onetake.judge import judge
from onetake.words.checks import Facts, Known
from onetake.words.decided import MeasurementRow
from onetake.words.ids import uuid7
from onetake.words.judged import Found, Judged
from onetake.words.kpi import Measurement
from onetake.words.personal import Personal
from onetake.words.rows import FindingRow, InvocationRow
from onetake.words.verdict import Verdict

COMMAND = "judge"
_PITFALLS = 6
_FIGURES = re.compile(r"\d[\d,.]*")
_VERDICTS = {"major": Verdict.FAILED, "minor": Verdict.DEGRADED, "info": Verdict.UNKNOWN}


@dataclass(frozen=True, slots=True)
class Judgement:
    """What judging a programme came to."""

    programme: str
    folder: Path
    judged: Judged


def judge_programme(
    start: Path,
    ledger: str = "",
    *,
    pitfalls: tuple[int, ...] = (),
    record: bool = True,
    tell: Callable[[str], None] = lambda name: None,
) -> Judgement:
    """Return what the checks of some pitfalls, or of all, find; record it in the ledger.

    Raises ProgrammeFaulty when files have faults that keep them from being used, ProgrammeWrong
    for a check that cannot be loaded, LedgerUnusable.
    """
    folder, began = declare.find(start), time.time()
    declared, checks = declared_in(folder), checks_of(folder)
    wanted = [check for check in checks if not pitfalls or check.pitfall in pitfalls]
    programme = declared.programme
    with place_in(programme, folder, ledger or None).open(writable=record) as kept:
        with opened(kept, programme.facing) as facts:
            known = known_of(declared, facts, folder, began)
            judged = judge(wanted, known, tell)
        if record:
            kept.append(_rows(programme.name, judged, folder, began, known.measured.values()))
    return Judgement(programme.name, folder, judged)


def known_of(declared: Declared, facts: Facts, folder: Path, now: float) -> Known:
    """Return all that checks may look at, with every KPI measured and every SLO until now."""
    charter = declared.charter
    measured = [settled(kpi, facts, now) for kpi in charter.kpis.values()]
    return Known(
        declared.programme, charter, facts, now,
        {item.kpi.name: item for item in measured},
        declared.faults, partial(strays, folder), partial(last_days, facts, now),
        tuple(budgets(charter.slos.values(), facts, charter.kpis, now)),
    )  # fmt: skip


def _rows(
    programme: str, judged: Judged, folder: Path, began: float, measured: Iterable[Measurement]
) -> Iterable[Personal | InvocationRow | MeasurementRow]:
    """Yield the row of the command, one for each figure measured and one for each finding."""
    identity, at = uuid7(), int(time.time() * 1e6)
    worst, looked = judged.worst(), sorted(judged.looked)
    some = tuple(f"--pitfall={number}" for number in looked) if len(looked) < _PITFALLS else ()
    yield InvocationRow(
        identity, COMMAND, programme, "", int(began * 1e6), (time.time() - began) * 1e3,
        _VERDICTS[worst] if worst else Verdict.PASSED,
        options=some, commit=commit_of(folder), version=__version__,
    )  # fmt: skip
    yield from measurement_rows(measured, identity, time.time())
    for item in judged.found:
        yield _finding(item, identity, at)


def _finding(item: Found, invocation: UUID, at: int) -> Personal:
    """Return the row of a finding; its message lies in `texts`, where it can be erased."""
    gap = item.gap
    told = _FIGURES.sub("#", gap.message)  # which change from day to day
    same = f"{item.check}\n{gap.place.partition(':')[0]}\n{told}"
    row = FindingRow(
        uuid7(), invocation, item.check, item.severity, gap.place, "", gap.fix, gap.journey,
        gap.environment, sha256(same.encode()).hexdigest(), at, pitfall=item.pitfall,
        waiver=f"{item.waiver.owner} until {item.waiver.until}" if item.waiver else None,
    )  # fmt: skip
    return personal(row, (), message_text=gap.message)
