"""Looks things up in the ledger: what one command did, and the runs that fit a question."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from heapq import merge
from itertools import islice
from operator import itemgetter
from typing import Any, TypeVar
from uuid import UUID

from sqlalchemy import ColumnElement, Select, String, cast, func, or_, select

from onetake.ledger.chain import Head
from onetake.ledger.codec import codecs
from onetake.ledger.entries import Record
from onetake.ledger.ledger import Ledger
from onetake.ledger.statements import TABLES
from onetake.words.history import RunsWanted
from onetake.words.rows import FindingRow, InvocationRow, JudgementRow, Row, RunRow, StepRow
from onetake.words.verdict import Verdict

R = TypeVar("R")
_AT_ONCE = 500
_MADE = (("invocations", "id"), ("runs", "invocation"), ("judgements", "invocation"))
_NO_TESTS = ("judge", "gate", "kpi")
_WILDCARDS = str.maketrans({"%": r"\%", "_": r"\_", "\\": r"\\", "*": "%", "?": "_"})


Walked = tuple[RunRow, tuple[StepRow, ...]]
"""A run with its steps by number."""


def runs(ledger: Ledger, wanted: RunsWanted) -> Iterator[RunRow]:
    """Yield the runs that fit, the one recorded last first."""
    table = TABLES[RunRow.table]
    query = select(table).where(*_conditions(wanted)).order_by(table.c.seq.desc())
    if wanted.limit is not None:
        query = query.limit(wanted.limit)
    for _, _, row in _found(ledger, RunRow, query):
        yield row


def tallies(ledger: Ledger, wanted: RunsWanted) -> dict[tuple[str, str], dict[Verdict, int]]:
    """Return how many runs came to which verdict, by journey and environment; drafts apart."""
    column = TABLES[RunRow.table].c
    keys = (column.journey, column.environment, column.verdict)
    query = select(*keys, func.count()).where(*_conditions(wanted), column.draft.is_not(True))
    found: dict[tuple[str, str], dict[Verdict, int]] = {}
    with ledger.all_days.looking() as connection:
        for journey, environment, verdict, count in connection.execute(query.group_by(*keys)):
            found.setdefault((journey, environment), {})[Verdict(verdict)] = count
    return dict(sorted(found.items()))


def count(ledger: Ledger, wanted: RunsWanted) -> int:
    """Return how many runs fit, whatever the limit."""
    query = select(func.count()).select_from(TABLES[RunRow.table]).where(*_conditions(wanted))
    with ledger.all_days.looking() as connection:
        return int(connection.execute(query).scalar_one())


def with_steps(ledger: Ledger, found: Iterable[RunRow]) -> Iterator[Walked]:
    """Yield runs with their steps by number; asks for those of many runs at once."""
    for batch in _batches(found):
        yield from _with_steps(ledger, batch)


def invocations(ledger: Ledger, identity: str) -> list[UUID]:
    """Return the commands whose ids begin or end like this, also those that never ended."""
    found: dict[UUID, None] = {}
    for name, column in _MADE:
        field = TABLES[name].c[column]
        fitting = (_begins_or_ends(field, identity), *_tests(name))
        query = select(field).where(*fitting).distinct().limit(_AT_ONCE)
        with ledger.all_days.looking() as connection:
            for item in connection.execute(query).scalars():
                found[UUID(str(item))] = None
    return list(found)


def _tests(table: str) -> Iterator[ColumnElement[bool]]:
    """Yield what keeps commands out that walked nothing."""
    if table == InvocationRow.table:
        yield TABLES[table].c.command.not_in(_NO_TESTS)


def at_commit(ledger: Ledger, commit: str) -> UUID | None:
    """Return the command recorded last of a commit that begins like this; None when none was."""
    table = TABLES[InvocationRow.table]
    begins = table.c.commit.startswith(commit, autoescape=True)
    fitting = (begins, *_tests(table.name))
    query = select(table.c.id).where(*fitting).order_by(table.c.seq.desc()).limit(1)
    with ledger.all_days.looking() as connection:
        found = connection.execute(query).scalar()
    return UUID(str(found)) if found is not None else None


def before(ledger: Ledger, invocation: UUID) -> UUID | None:
    """Return the command recorded before this one in the same environment; None for the first."""
    table = TABLES[InvocationRow.table].c
    own = select(table.seq, table.environment).where(table.id == str(invocation))
    with ledger.all_days.looking() as connection:
        known = connection.execute(own).first()
        if known is None:
            return None
        query = select(table.id).where(table.environment == known[1], table.seq < known[0])
        found = connection.execute(query.order_by(table.seq.desc()).limit(1)).scalar()
    return UUID(str(found)) if found is not None else None


def since(ledger: Ledger, moment: int) -> list[tuple[UUID, str]]:
    """Return the commands begun since a moment, in µs UTC since 1970, the oldest first.

    Each has its environment. One that never ended began with its first run.
    """
    found: dict[UUID, tuple[int, str]] = {}
    for name, column in _MADE[:2]:
        field = TABLES[name].c
        begun = func.min(field.started)
        query = select(field[column], begun, func.min(field.environment)).where(*_tests(name))
        query = query.group_by(field[column])
        with ledger.all_days.looking() as connection:
            for item, at, environment in connection.execute(query.having(begun >= moment)):
                found.setdefault(UUID(str(item)), (at, environment))
    return [(item, of) for item, (_, of) in sorted(found.items(), key=lambda one: one[1][0])]


def names(ledger: Ledger, most: int) -> Iterator[UUID]:
    """Yield the ids of the newest commands and of the newest runs, so many of each at most."""
    for name in ("invocations", "runs"):
        table = TABLES[name].c
        query = select(table.id).where(*_tests(name)).order_by(table.seq.desc()).limit(most)
        with ledger.all_days.looking() as connection:
            yield from [UUID(str(item)) for item in connection.execute(query).scalars()]


def latest(ledger: Ledger) -> UUID | None:
    """Return the command that recorded something last; None when there is none."""
    newest: tuple[int, str] = (0, "")
    for name, column in _MADE:
        table = TABLES[name]
        query = select(table.c.seq, table.c[column]).where(*_tests(name))
        query = query.order_by(table.c.seq.desc()).limit(1)
        with ledger.all_days.looking() as connection:
            newest = max([newest, *((row[0], str(row[1])) for row in connection.execute(query))])
    return UUID(newest[1]) if newest[1] else None


def ending(ledger: Ledger, invocation: UUID) -> tuple[InvocationRow, Head] | None:
    """Return what a command came to, and the chain's head then; None when it never ended."""
    for seq, chain, row in _of(ledger, InvocationRow, "id", invocation):
        return row, Head(seq, chain)
    return None


def findings(ledger: Ledger, invocation: UUID) -> Iterator[FindingRow]:
    """Yield the findings of a command as they were recorded."""
    for _, _, row in _of(ledger, FindingRow, "invocation", invocation):
        yield row


def story(ledger: Ledger, invocation: UUID) -> Iterator[JudgementRow | Walked]:
    """Yield a command's runs, with their steps, and judgements in the order of recording."""
    both = merge(
        _of(ledger, RunRow, "invocation", invocation),
        _of(ledger, JudgementRow, "invocation", invocation),
        key=itemgetter(0),
    )
    for batch in _batches(row for _, _, row in both):
        walked = {
            run.id: steps
            for run, steps in _with_steps(ledger, [row for row in batch if isinstance(row, RunRow)])
        }
        for row in batch:
            yield (row, walked[row.id]) if isinstance(row, RunRow) else row


def _batches(items: Iterable[R]) -> Iterator[list[R]]:
    several = iter(items)
    while batch := list(islice(several, _AT_ONCE)):
        yield batch


def _of(ledger: Ledger, kind: type[Row], column: str, value: UUID) -> Iterator[tuple]:
    table = TABLES[kind.table]
    stored = codecs()[kind.table].stored(column, value)
    return _found(ledger, kind, select(table).where(table.c[column] == stored).order_by("seq"))


def _with_steps(ledger: Ledger, found: list[RunRow]) -> Iterator[Walked]:
    table, codec = TABLES[StepRow.table], codecs()[StepRow.table]
    wanted = [codec.stored("run", run.id) for run in found]
    query = select(table).where(table.c.run.in_(wanted)).order_by(table.c.number, table.c.seq)
    walked: dict[UUID, list[StepRow]] = {run.id: [] for run in found}
    for _, _, row in _found(ledger, StepRow, query):
        walked[row.run].append(row)
    for run in found:
        yield run, tuple(walked[run.id])


def _found(ledger: Ledger, kind: type[Row], query: Select) -> Iterator[tuple[int, bytes, Any]]:
    """Yield the number, the chain value and the row of all that a query finds."""
    codec = codecs()[kind.table]
    with ledger.all_days.looking() as connection:
        for stored in connection.execution_options(yield_per=_AT_ONCE).execute(query):
            yield stored[0], stored[2], Record(stored[0], 0, codec, stored).row()


def _conditions(wanted: RunsWanted) -> Iterator[ColumnElement[bool]]:
    column = TABLES[RunRow.table].c
    if wanted.journeys:
        yield or_(*(_named(column.journey, name) for name in wanted.journeys))
    if wanted.verdicts:
        yield column.verdict.in_(wanted.verdicts)
    if wanted.since is not None:
        yield column.started >= wanted.since
    if wanted.identity:
        yield _begins_or_ends(column.id, wanted.identity)
    for name in ("environment", "persona"):
        if getattr(wanted, name):
            yield column[name] == getattr(wanted, name)


def _named(field: ColumnElement[str], name: str) -> ColumnElement[bool]:
    """Return what holds for a name or wildcard; a plain name finds its rows by the index."""
    if "*" in name or "?" in name:
        return field.like(name.translate(_WILDCARDS), escape="\\")
    return field == name


def _begins_or_ends(field: ColumnElement[Any], part: str) -> ColumnElement[bool]:
    text = cast(field, String)
    return or_(text.startswith(part, autoescape=True), text.endswith(part, autoescape=True))
