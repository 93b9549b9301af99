"""A ledger in a PostgreSQL database, shared by any number of machines.

Its tables lie in the schema `onetake`. A connection sets what must hold for it, whatever the role
or the database has by default: a commit that returned is on the server's disk.
"""

from __future__ import annotations

import select
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import orjson
from sqlalchemy import Connection, create_engine, event
from sqlalchemy.exc import DisconnectionError
from sqlalchemy.pool import QueuePool

from onetake.errors import LedgerMissing, LedgerUnreadable, LedgerVersion
from onetake.ledger import postgres_guards
from onetake.ledger.chain import Head
from onetake.ledger.codec import Draft, codecs
from onetake.ledger.migrations import STEPS, Step
from onetake.ledger.postgres_address import NETWORK, shown, target_of
from onetake.ledger.postgres_append import LOCK, SCHEMA
from onetake.ledger.postgres_troubles import told
from onetake.ledger.store import Put

if TYPE_CHECKING:
    import psycopg

_SETTINGS = f"""
SELECT set_config('search_path', '{SCHEMA}, pg_catalog, pg_temp', false),
    set_config('default_transaction_isolation', 'read committed', false),
    set_config('idle_in_transaction_session_timeout', '60s', false),
    set_config('lock_timeout', %s, false),
    set_config('synchronous_commit', CASE current_setting('synchronous_commit')
        WHEN 'off' THEN 'on' ELSE current_setting('synchronous_commit') END, false)
"""
_THERE = f"""
SELECT to_regclass('{SCHEMA}.forms') IS NOT NULL, current_setting('server_encoding'),
    EXISTS (SELECT 1 FROM pg_class WHERE relnamespace = to_regnamespace('{SCHEMA}'))
"""
_APPEND = (
    f"SELECT _last, _head, _at, _behind, _known, _taken FROM {SCHEMA}.append(%t::jsonb, %b::bytea)"
)


class Postgres:
    """The store in a PostgreSQL database; made and brought up to date when `writable`.

    `address` is a URI as libpq takes it. A commit waits up to `patience` seconds for others.
    """

    def __init__(
        self, address: str, *, writable: bool, patience: float, steps: Sequence[Step] = STEPS
    ) -> None:
        self.address = address
        self._target = target_of(address)
        self.place = shown(self._target)
        self._patience = patience
        self._steps = steps
        self._engine = create_engine(
            "postgresql+psycopg://", creator=self._connect, poolclass=QueuePool,
            max_overflow=-1, use_native_hstore=False,
        )  # fmt: skip
        event.listen(self._engine, "checkout", _refuse_stale)
        try:
            with told(self.place):
                self._prepare(writable)
        except BaseException:
            self.close()
            raise

    def close(self) -> None:
        """Close every connection."""
        self._engine.dispose()

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """Give a connection that sees one moment."""
        with told(self.place), self._engine.connect() as connection:
            yield connection.execution_options(
                isolation_level="REPEATABLE READ", postgresql_readonly=True
            )

    @contextmanager
    def writing(self, *, whole: bool = True) -> Iterator[Connection]:
        """Give a connection with the right to append, or one whose every `put` takes it."""
        with told(self.place), self._engine.connect() as connection:
            if not whole:
                yield connection.execution_options(isolation_level="AUTOCOMMIT")
                return
            with connection.begin():
                connection.exec_driver_sql("SELECT pg_advisory_xact_lock(%s)", (LOCK,))
                yield connection

    def put(self, connection: Connection, drafts: Sequence[Draft]) -> Put:
        """Append drafts, whose ids differ, by calling the database's function."""
        batch: dict[str, list[dict[str, object]]] = {}
        for place, draft in enumerate(drafts):
            row = dict(zip(codecs()[draft.table].names, draft.values, strict=True))
            batch.setdefault(draft.table, []).append({"#": place, **row})
        digests = b"".join(draft.digest for draft in drafts)
        told = connection.exec_driver_sql(_APPEND, (orjson.dumps(batch).decode(), digests)).one()
        last, head, recorded, behind, known, taken = told
        return Put(Head(last, bytes(head)), recorded, frozenset(known), frozenset(taken), behind)

    def unguarded(self, connection: Connection) -> list[str]:
        """Return the tables and functions that are not as they were made."""
        return postgres_guards.unguarded(connection, self._steps)

    def _connect(self) -> psycopg.Connection:
        """Return a new connection that leaves nothing that matters to the server's defaults."""
        import psycopg

        connection = psycopg.connect(**{**NETWORK, **self._target}, autocommit=True)
        connection.execute(_SETTINGS, (f"{max(int(self._patience * 1000), 1)}ms",))
        connection.adapters.register_loader("uuid", psycopg.types.string.TextLoader)
        connection.autocommit = False
        return connection

    def _prepare(self, writable: bool) -> None:
        """Make the ledger or bring it up to date, whoever else does the same."""
        with self._engine.begin() as connection:
            done = self._version(connection)
        if done == len(self._steps):
            return
        if not writable:
            raise self._unready(done)
        with self._engine.begin() as connection:
            connection.exec_driver_sql("SELECT pg_advisory_xact_lock(%s)", (LOCK,))
            done = self._version(connection)
            if done < len(self._steps):
                postgres_guards.make(connection, self._steps, done)

    def _version(self, connection: Connection) -> int:
        """Return how many steps the ledger has taken; raises when it is no ledger, or a newer."""
        ours, encoding, others = connection.exec_driver_sql(_THERE).one()
        if encoding != "UTF8":
            raise LedgerUnreadable(
                f"The ledger {self.place} is kept in {encoding}, which cannot hold every text.",
                hint="Make another database: createdb --encoding UTF8 --template template0 NAME",
            )
        if not ours and others:
            raise LedgerUnreadable(
                f"The ledger {self.place} is not a ledger: its schema {SCHEMA} is another's.",
                hint="Name another database with --ledger.",
            )
        if not ours:
            return 0
        done = connection.exec_driver_sql(f"SELECT max(step) FROM {SCHEMA}.forms").scalar_one()
        if done > len(self._steps):
            raise LedgerVersion(
                f"The ledger {self.place} has form {done}, and this Onetake knows forms up to "
                f"{len(self._steps)}.",
                hint="Upgrade Onetake to the version that wrote it, or a later one.",
            )
        return done

    def _unready(self, done: int) -> LedgerMissing | LedgerVersion:
        if not done:
            return LedgerMissing(
                f"There is no ledger in {self.place}.",
                hint="Run `onetake test` to begin one, or name another place with --ledger.",
            )
        return LedgerVersion(
            f"The ledger {self.place} has form {done}, and this Onetake reads form "
            f"{len(self._steps)}.",
            hint="Run a command that may write to it once, such as `onetake test`.",
        )


def _refuse_stale(connection: Any, *_: object) -> None:
    """Refuse a pooled connection that its server has closed; a new one is made in its place.

    Between transactions a server only says goodbye, so there is nothing to read otherwise.
    """
    poll = select.poll()
    poll.register(connection.fileno(), select.POLLIN)
    if poll.poll(0):
        raise DisconnectionError("the server closed this connection")
