"""Looks up what earlier tests came to, for reports that compare with them."""

from __future__ import annotations

from sqlalchemy import case, func, select

from onetake.ledger.ledger import Ledger
from onetake.ledger.statements import TABLES
from onetake.words.past import LastPass, Past, Share
from onetake.words.rows import InvocationRow, JudgementRow
from onetake.words.verdict import Verdict

TESTS = 20
"""At most so many earlier tests are told."""


def past(ledger: Ledger, environment: str, before: float) -> Past:
    """Return what was recorded of an environment before a moment, in seconds since 1970."""
    return Past(_shares(ledger, environment, before), _passes(ledger, environment, before))


def _shares(ledger: Ledger, environment: str, before: float) -> tuple[Share, ...]:
    column = TABLES[JudgementRow.table].c
    begun, good = func.min(column.judged), (Verdict.PASSED, Verdict.DEGRADED)
    query = (
        select(begun, func.sum(case((column.verdict.in_(good), 1), else_=0)), func.count())
        .where(
            column.environment == environment,
            column.verdict != Verdict.SKIPPED,
            column.draft.is_not(True),
        )
        .group_by(column.invocation)
        .having(begun < int(before * 1e6))
        .order_by(begun.desc())
        .limit(TESTS)
    )
    with ledger.reading() as connection:
        found = connection.execute(query).all()
    return tuple(Share(at / 1e6, int(passed), walked) for at, passed, walked in reversed(found))


def _passes(
    ledger: Ledger, environment: str, before: float
) -> dict[tuple[str, str, int | None], LastPass]:
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
    with ledger.reading() as connection:
        found = connection.execute(query).all()
    return {
        (journey, persona, row): LastPass(judged / 1e6, commit or "")
        for journey, persona, row, judged, commit in found
    }
