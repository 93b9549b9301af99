"""Looks up what earlier tests came to, for reports that compare with them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from statistics import median
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Connection, case, func, select

from onetake.ledger.codec import codecs
from onetake.ledger.entries import Record
from onetake.ledger.history import Walked, with_steps
from onetake.ledger.ledger import Ledger
from onetake.ledger.sealed_sql import Whole
from onetake.ledger.statements import TABLES
from onetake.words.past import LastPass, Share, Walker
from onetake.words.rows import FindingRow, InvocationRow, JudgementRow, RunRow, StepRow
from onetake.words.verdict import Verdict

TESTS = 20
"""At most so many earlier tests are told."""

RUNS = 40
"""At most so many earlier runs of one walker."""

_GOOD = (Verdict.PASSED, Verdict.DEGRADED)


def shares(ledger: Ledger, environment: str, before: float) -> tuple[Share, ...]:
    """Return the tests of an environment before a moment, in seconds since 1970, oldest first."""
    column = TABLES[JudgementRow.table].c
    begun = func.min(column.judged)
    query = (
        select(
            column.invocation, begun,
            func.sum(case((column.verdict.in_(_GOOD), 1), else_=0)), func.count(),
            func.sum(column.passed), func.sum(column.walked),
        )
        .where(
            column.environment == environment,
            column.verdict != Verdict.SKIPPED,
            column.draft.is_not(True),
        )
        .group_by(column.invocation)
        .having(begun < int(before * 1e6))
        .order_by(begun.desc())
        .limit(TESTS)
    )  # fmt: skip
    with ledger.all_days.looking() as connection:
        found = connection.execute(query).all()[::-1]
        names = [row[0] for row in found]
        slowest, turns = _slowest(connection, names), _turns(connection, names)
        gaps = _counted(connection, names)
    return tuple(
        Share(at / 1e6, int(passed), walked, int(good or 0), int(runs or 0), slowest.get(name),
              turns.get(name), gaps.get(name, 0))
        for name, at, passed, walked, good, runs in found
    )  # fmt: skip


def passes(ledger: Ledger, environment: str, before: float) -> dict[Walker, LastPass]:
    """Return when each journey passed last before a moment, and at which commit."""
    column, made = TABLES[JudgementRow.table].c, TABLES[InvocationRow.table].c
    keys = (column.journey, column.persona, column.row)
    last = (
        select(*keys, func.max(column.seq).label("seq"))
        .where(
            column.environment == environment,
            column.verdict == Verdict.PASSED,
            column.judged < int(before * 1e6),
        )
        .group_by(*keys)
        .subquery()
    )
    query = (
        select(*keys, column.judged, made.commit)
        .join_from(last, TABLES[JudgementRow.table], column.seq == last.c.seq)
        .outerjoin(TABLES[InvocationRow.table], made.id == column.invocation)
    )
    with ledger.all_days.looking() as connection:
        found = connection.execute(query).all()
    return {
        (journey, persona, row): LastPass(judged / 1e6, commit or "")
        for journey, persona, row, judged, commit in found
    }


def passed_runs(
    ledger: Ledger, environment: str, before: float, walkers: Sequence[Walker]
) -> Mapping[Walker, Walked]:
    """Return the last run that passed of each of some walkers, with its steps."""
    found: list[RunRow] = []
    for walker in walkers:
        conditions = [
            *_of(walker, environment, before),
            TABLES[RunRow.table].c.verdict == Verdict.PASSED,
        ]
        found += _newest(ledger, conditions, 1)
    walked = with_steps(ledger, found)
    return {(run.journey, run.persona, run.row): (run, steps) for run, steps in walked}


def latest_runs(
    ledger: Ledger, environment: str, before: float, walker: Walker
) -> Sequence[Walked]:
    """Return the newest runs of a walker with their steps, the oldest first."""
    found = _newest(ledger, list(_of(walker, environment, before)), RUNS)
    return list(with_steps(ledger, reversed(found)))


def _of(walker: Walker, environment: str, before: float) -> Iterator[ColumnElement[bool]]:
    column = TABLES[RunRow.table].c
    journey, persona, row = walker
    yield column.journey == journey
    yield column.persona == persona
    yield column.row.is_(None) if row is None else column.row == row
    yield column.environment == environment
    yield column.started < int(before * 1e6)


def _newest(ledger: Ledger, conditions: list[ColumnElement[bool]], most: int) -> list[RunRow]:
    table, codec = TABLES[RunRow.table], codecs()[RunRow.table]
    query = select(table).where(*conditions).order_by(table.c.seq.desc()).limit(most)
    with ledger.all_days.looking() as connection:
        rows: list[Any] = [
            Record(stored[0], 0, codec, stored).row() for stored in connection.execute(query)
        ]
    return rows


def _slowest(connection: Connection | Whole, names: Sequence[UUID]) -> dict[UUID, float]:
    """Return the largest part of its limit that any answer of a test took."""
    run, step = TABLES[RunRow.table].c, TABLES[StepRow.table].c
    query = (
        select(run.invocation, func.max(step.ms / step.major))
        .join_from(TABLES[RunRow.table], TABLES[StepRow.table], step.run == run.id)
        .where(run.invocation.in_(names), step.ms.is_not(None), step.major > 0)
        .group_by(run.invocation)
    )
    return {name: float(part) for name, part in connection.execute(query)}


def _turns(connection: Connection | Whole, names: Sequence[UUID]) -> dict[UUID, float]:
    """Return how often customers spoke in runs that passed: half of all runs less."""
    column = TABLES[RunRow.table].c
    query = (
        select(column.invocation, column.turns, func.count())
        .where(column.invocation.in_(names), column.verdict.in_(_GOOD), column.turns > 0)
        .group_by(column.invocation, column.turns)
    )
    found: dict[UUID, list[int]] = {}
    for name, turns, count in connection.execute(query):
        found.setdefault(name, []).extend([turns] * count)
    return {name: median(turns) for name, turns in found.items()}


def _counted(connection: Connection | Whole, names: Sequence[UUID]) -> dict[UUID, int]:
    column = TABLES[FindingRow.table].c
    query = select(column.invocation, func.count()).where(column.invocation.in_(names))
    found = connection.execute(query.group_by(column.invocation)).all()
    return {name: count for name, count in found}  # noqa: C416 - rows are no pairs to mypy
