"""Measures a programme's KPIs out of its ledger, and records who understood a definition."""

from __future__ import annotations

import time
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from difflib import get_close_matches
from fnmatch import fnmatchcase
from pathlib import Path
from uuid import UUID

import orjson

from onetake import __version__, declare
from onetake.analysis import opened
from onetake.declare.kpis import shipped
from onetake.errors import QuestionRefused, UsageWrong
from onetake.flows.charter import charter_of
from onetake.flows.place import place_of
from onetake.flows.programme import ProgrammeFaulty
from onetake.flows.record import commit_of
from onetake.measure import behind, daily, measure, reaches, with_before
from onetake.words.checks import Facts
from onetake.words.decided import AcknowledgementRow, MeasurementRow
from onetake.words.ids import uuid7
from onetake.words.kpi import DAY, Kpi, Measurement
from onetake.words.rows import InvocationRow
from onetake.words.verdict import Verdict

COMMAND = "kpi"
DAYS = 120
"""How many days are looked at one by one."""


def measure_kpis(
    start: Path,
    ledger: str = "",
    *,
    which: Sequence[str] = (),
    since: float | None = None,
    by: str = "",
    record: bool = False,
) -> list[Measurement]:
    """Return the KPIs that fit, or all the company's own, each over its window until now.

    `which` holds ids or wildcards; one that the company did not adopt is taken from Onetake's.
    `since` is in seconds since 1970. Raises UsageWrong for what is no KPI or dimension,
    ProgrammeFaulty, LedgerUnusable.
    """
    folder, now = declare.find(start), time.time()
    wanted = chosen(kpis_of(folder), which)
    programme = declare.read(folder, {}, journeys=False).programme
    facing = programme.facing if programme else ()
    with place_of(start, ledger).open(writable=record) as kept:
        with opened(kept, facing) as facts:
            found = [item for kpi in wanted for item in beside(kpi, facts, now, since, by=by)]
        if record:
            kept.append(_recorded(found, programme.name if programme else "", folder, now))
    return found


def kpis_of(folder: Path) -> Mapping[str, Kpi]:
    """Return the KPIs a company has, by `id@version`. Raises ProgrammeFaulty."""
    reading = charter_of(folder)
    grave = tuple(fault for fault in reading.faults if fault.severity == "error")
    if grave:
        raise ProgrammeFaulty(grave)
    return reading.charter.kpis


def chosen(own: Mapping[str, Kpi], which: Sequence[str]) -> list[Kpi]:
    """Return the KPIs whose ids fit, a company's own before Onetake's. Raises UsageWrong."""
    if not which:
        return list(own.values()) or list(shipped().values())
    known = {**shipped(), **own}
    found: dict[str, Kpi] = {}
    for wanted in which:
        fitting = {name: kpi for name, kpi in known.items() if _fits(wanted, kpi)}
        if not fitting:
            near = get_close_matches(wanted, [kpi.id for kpi in known.values()], 1)
            meant = f"did you mean {near[0]!r}? " if near else ""
            raise UsageWrong(
                f"there is no KPI {wanted!r}", hint=f"{meant}onetake kpi --all lists them"
            )
        found |= fitting
    return list(found.values())


def beside(
    kpi: Kpi, facts: Facts, now: float, since: float | None = None, *, by: str = ""
) -> list[Measurement]:
    """Return a KPI's measurements until now, beside those of as long a time before.

    One whose SQL cannot be asked is unknown, and says why.
    """
    began = now - kpi.window if since is None else since
    return _beside(kpi, facts, (began, now), now, by)


def settled(kpi: Kpi, facts: Facts, now: float, window: float = 0.0) -> Measurement:
    """Return what can be decided by: over the newest time of which nothing can change any more.

    A call of yesterday that nobody followed up is not solved yet, so the time ends as long ago as
    the KPI's follow-up takes. `window` is in seconds, the KPI's own unless given.
    """
    until = now - kpi.reckoning.follow_up
    [measured] = _beside(kpi, facts, (until - (window or kpi.window), until), now, "")
    return measured


def _beside(
    kpi: Kpi, facts: Facts, span: tuple[float, float], now: float, by: str
) -> list[Measurement]:
    began, until = span
    try:
        found = measure(kpi, facts, began, until, by=by, now=now)
    except QuestionRefused as refused:
        return [Measurement(kpi, began, until, why=refused.message)]
    before = 2 * began - until
    known = reaches(kpi, facts, before)
    earlier = measure(kpi, facts, before, began, by=by, now=now) if known else ()
    return [replace(item, rows=behind(item, by)) for item in with_before(found, earlier)]


def last_days(facts: Facts, now: float, kpi: Kpi) -> Mapping[int, float]:
    """Return a KPI's value of each of the last whole UTC days that is sure, by days since 1970."""
    today = now // DAY * DAY
    try:
        return daily(kpi, facts, today - DAYS * DAY, today, now)
    except QuestionRefused:
        return {}


def acknowledge(
    start: Path, identity: str, audience: str, *, who: str = "", ledger: str = ""
) -> Kpi:
    """Record that an audience has seen and understood what a KPI means now, and return the KPI.

    Raises UsageWrong when there is no such KPI or audience, ProgrammeFaulty, LedgerUnusable.
    """
    own = kpis_of(declare.find(start))
    adopted = [kpi for kpi in own.values() if kpi.is_called(identity)]
    found = adopted or chosen(own, [identity])
    if len(found) > 1:
        names = ", ".join(kpi.name for kpi in found)
        raise UsageWrong(f"{identity} means several KPIs: {names}", hint="name one of them")
    [kpi] = found
    if audience not in kpi.audience:
        told = ", ".join(kpi.audience) or "nobody"
        raise UsageWrong(
            f"{audience!r} is no audience of {kpi.id}: it tells {told}",
            hint=f"write --audience with one of them, or audience: [{audience}] in its file",
        )
    row = AcknowledgementRow(uuid7(), kpi.id, kpi.digest, audience, int(time.time() * 1e6), who)
    with place_of(start, ledger).open() as kept:
        kept.append([row])
    return kpi


def measurement_rows(
    found: Iterable[Measurement], invocation: UUID, now: float
) -> Iterator[MeasurementRow]:
    """Yield a row for each measurement."""
    for item in found:
        kpi = item.kpi
        dimensions = orjson.dumps(item.dimensions, option=orjson.OPT_SORT_KEYS).decode()
        yield MeasurementRow(
            uuid7(), invocation, kpi.name, kpi.digest, int(item.since * 1e6),
            int(item.until * 1e6), dimensions,
            item.value, item.low, item.high, item.n, item.provisional, item.why, kpi.counted,
            int(now * 1e6),
        )  # fmt: skip


def _fits(wanted: str, kpi: Kpi) -> bool:
    return kpi.is_called(wanted) or any(fnmatchcase(name, wanted) for name in (kpi.id, kpi.name))


def _recorded(
    found: Sequence[Measurement], programme: str, folder: Path, began: float
) -> Iterator[InvocationRow | MeasurementRow]:
    identity, now = uuid7(), time.time()
    yield InvocationRow(
        identity, COMMAND, programme, "", int(began * 1e6), (now - began) * 1e3,
        Verdict.PASSED, commit=commit_of(folder), version=__version__,
    )  # fmt: skip
    yield from measurement_rows(found, identity, now)
