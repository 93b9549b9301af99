"""What refuses changes on PostgreSQL, and whether it still stands as it was put up."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from sqlalchemy import Connection

from onetake.ledger.beside import BESIDE, SEALABLE, SEALED
from onetake.ledger.migrations import Step
from onetake.ledger.postgres_append import CLOCK, SCHEMA, append_function
from onetake.ledger.schema import upgrade

_REFUSE = f"""
CREATE OR REPLACE FUNCTION {SCHEMA}.refuse() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS
$$
BEGIN
    RAISE EXCEPTION 'the ledger is append-only: rows of % are never %', TG_TABLE_NAME,
        CASE TG_OP WHEN 'UPDATE' THEN 'changed' ELSE 'deleted' END
        USING ERRCODE = 'restrict_violation';
END
$$
"""
_NAMES = ", ".join(f"'{name}'" for name in SEALABLE)
_REFUSE_UNLESS_SEALING = _REFUSE.replace(
    "BEGIN",
    f"""BEGIN
    IF TG_OP = 'DELETE' AND TG_TABLE_NAME IN ({_NAMES}) AND EXISTS (
        SELECT 1 FROM {SCHEMA}.sealing JOIN {SCHEMA}.seals ON seals.id = sealing.token
        WHERE seals.sealed = TG_TABLE_NAME
    ) THEN
        RETURN NULL;
    END IF;""",
)
_REFUSE_OTHERS = f"""
CREATE OR REPLACE FUNCTION {SCHEMA}.refuse_others() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS
$$
BEGIN
    IF EXISTS (
        SELECT 1 FROM {SCHEMA}.sealing JOIN {SCHEMA}.seals ON seals.id = sealing.token
        WHERE seals.sealed = TG_TABLE_NAME AND OLD.seq BETWEEN seals.first AND seals.last
        AND to_char(to_timestamp(OLD.recorded / 1000000) AT TIME ZONE 'UTC', 'YYYY-MM-DD')
            = seals.day
    ) THEN
        RETURN OLD;
    END IF;
    RAISE EXCEPTION 'the ledger is append-only: rows of % are never deleted', TG_TABLE_NAME
        USING ERRCODE = 'restrict_violation';
END
$$
"""
_SEAL = f"""
CREATE OR REPLACE FUNCTION {SCHEMA}.refuse_unsealed() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS
$$
BEGIN
    IF TG_OP = 'DELETE' AND EXISTS (
        SELECT 1 FROM {SCHEMA}.erasing JOIN {SCHEMA}.erasures ON erasures.id = erasing.token
    ) THEN
        RETURN NULL;
    END IF;
    RAISE EXCEPTION 'the ledger keeps % until they are erased: no row is %', TG_TABLE_NAME,
        CASE TG_OP WHEN 'UPDATE' THEN 'changed' ELSE 'deleted' END
        USING ERRCODE = 'restrict_violation';
END
$$
"""
_FORMS = f"CREATE TABLE {SCHEMA}.forms (step integer PRIMARY KEY, title text NOT NULL)"
_TAKEN = f"INSERT INTO {SCHEMA}.forms (step, title) VALUES (%s, %s)"
_TRIGGERS = """
SELECT c.relname, p.proname, t.tgtype
FROM pg_catalog.pg_trigger AS t
JOIN pg_catalog.pg_class AS c ON c.oid = t.tgrelid
JOIN pg_catalog.pg_proc AS p ON p.oid = t.tgfoid
WHERE c.relnamespace = %s::regnamespace AND p.pronamespace = c.relnamespace
AND t.tgenabled = 'A' AND t.tgqual IS NULL AND t.tgnargs = 0
"""
_EVERY_STATEMENT, _EVERY_DELETED_ROW = 58, 11
_BENT = """
SELECT c.relname FROM pg_catalog.pg_class AS c
WHERE c.relnamespace = %s::regnamespace AND c.relkind IN ('r', 'p') AND (
    c.relrowsecurity OR c.relhasrules OR c.relpersistence <> 'p' OR c.relhassubclass
)
"""
_SOURCES = """
SELECT proname, prosrc FROM pg_catalog.pg_proc WHERE pronamespace = %s::regnamespace
"""


def functions(steps: Sequence[Step]) -> Mapping[str, str]:
    """Return the statement that makes each function of a ledger that took these steps."""
    made = {"clock": CLOCK, "refuse": _REFUSE, "append": append_function(steps)}
    made["refuse_others"] = _REFUSE_OTHERS
    if any("erasing" in step.beside for step in steps):
        made["refuse_unsealed"] = _SEAL
    if any("sealing" in step.beside for step in steps):
        made["refuse"] = _REFUSE_UNLESS_SEALING
    return made


def guards(table: str) -> Iterator[str]:
    """Yield the statements that let a trigger refuse UPDATE, DELETE and TRUNCATE of a table.

    ALWAYS: also for a session that plays a replica, where ordinary triggers keep still.
    """
    function = _refuser(table)
    if function:
        yield (
            f"CREATE TRIGGER refuse BEFORE UPDATE OR DELETE OR TRUNCATE ON {SCHEMA}.{table} "
            f"FOR EACH STATEMENT EXECUTE FUNCTION {SCHEMA}.{function}()"
        )
        yield f"ALTER TABLE {SCHEMA}.{table} ENABLE ALWAYS TRIGGER refuse"
    if table in SEALABLE:
        yield (
            f"CREATE TRIGGER refuse_others BEFORE DELETE ON {SCHEMA}.{table} "
            f"FOR EACH ROW EXECUTE FUNCTION {SCHEMA}.refuse_others()"
        )
        yield f"ALTER TABLE {SCHEMA}.{table} ENABLE ALWAYS TRIGGER refuse_others"


def _refuser(table: str) -> str:
    """Return the function that refuses changes of a table; nothing for one that may change."""
    if table in SEALED:
        return "refuse_unsealed"
    return "" if table in BESIDE else "refuse"


def _wanted(table: str) -> Iterator[tuple[str, str, int]]:
    """Yield the triggers of a table: their function, and when they fire, as PostgreSQL has it."""
    yield table, _refuser(table), _EVERY_STATEMENT
    if table in SEALABLE:
        yield table, "refuse_others", _EVERY_DELETED_ROW


def unguarded(connection: Connection, steps: Sequence[Step]) -> list[str]:
    """Return the tables and functions that are not as they were made."""
    there = set(map(tuple, connection.exec_driver_sql(_TRIGGERS, (SCHEMA,))))
    bent = set(connection.exec_driver_sql(_BENT, (SCHEMA,)).scalars())
    tables = [name for step in steps for name in (*step.tables, *step.beside) if _refuser(name)]
    broken = [
        table
        for table in (*tables, "forms")
        if not there.issuperset(_wanted(table)) or table in bent
    ]
    found = dict(map(tuple, connection.exec_driver_sql(_SOURCES, (SCHEMA,))))
    return broken + [
        name
        for name, statement in functions(steps).items()
        if found.get(name) != statement.split("$$")[1]
    ]


def make(connection: Connection, steps: Sequence[Step], done: int) -> None:
    """Bring the ledger from its first `done` steps up to all of them, in the caller's transaction.

    Nobody but the owner may call the functions, until GRANT says so.
    """
    if not done:
        connection.exec_driver_sql(f"CREATE SCHEMA IF NOT EXISTS {SCHEMA}")
    for statement in functions(steps).values():
        connection.exec_driver_sql(statement.replace("%", "%%"))
    connection.exec_driver_sql(f"REVOKE ALL ON ALL FUNCTIONS IN SCHEMA {SCHEMA} FROM PUBLIC")
    if not done:
        connection.exec_driver_sql(_FORMS)
        for statement in guards("forms"):
            connection.exec_driver_sql(statement)
    upgrade(connection, steps[done:], guards)
    for number, step in enumerate(steps[done:], done + 1):
        connection.exec_driver_sql(_TAKEN, (number, step.title))
