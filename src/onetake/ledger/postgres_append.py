"""The function that appends on PostgreSQL, so that one call locks, numbers, chains and commits.

It takes rows as JSON, `{"runs": [{"#": 0, "id": …}, …], …}` with each row's place in the batch,
and the digests of all of them, 32 bytes each, one after the other.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from onetake.ledger.beside import SEALABLE
from onetake.ledger.migrations import Step

SCHEMA = "onetake"
LOCK = 0x6F_6E_65_74_61_6B_65
_TYPES = {
    "uuid": "uuid",
    "text": "text",
    "int": "bigint",
    "float": "double precision",
    "bool": "boolean",
    "texts": "text",
}
Columns = Mapping[str, Sequence[tuple[str, str]]]

CLOCK = f"""
CREATE OR REPLACE FUNCTION {SCHEMA}.clock() RETURNS bigint
LANGUAGE sql VOLATILE SET search_path = pg_catalog, pg_temp AS
$$SELECT (extract(epoch FROM clock_timestamp()) * 1000000)::bigint$$
"""

_APPEND = """
CREATE OR REPLACE FUNCTION {schema}.append(
    batch jsonb, digests bytea,
    OUT _first bigint, OUT _last bigint, OUT _head bytea, OUT _at bigint, OUT _behind bigint,
    OUT _known integer[], OUT _taken integer[]
)
LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp SET enable_seqscan = off AS
$$
DECLARE
    _total integer := octet_length(digests) / 32;
    _there integer[];
    _same integer[];
    _seqs bigint[];
    _chains bytea[];
    _rows bigint;
    _inserted bigint := 0;
BEGIN
    IF current_setting('transaction_isolation') <> 'read committed' THEN
        RAISE EXCEPTION 'rows are appended at the isolation level read committed only';
    END IF;
    IF current_setting('synchronous_commit') = 'off' THEN
        PERFORM set_config('synchronous_commit', 'on', true);
    END IF;
    PERFORM pg_advisory_xact_lock({lock});
    SELECT t.seq, t.chain, t.recorded INTO _last, _head, _at FROM (
        {lasts}
    ) AS t ORDER BY t.seq DESC LIMIT 1;
    _last := coalesce(_last, 0);
    _head := coalesce(_head, decode(repeat('00', 32), 'hex'));
    _behind := greatest(coalesce(_at, 0) - {schema}.clock(), 0);
    _at := greatest(coalesce(_at, 0), {schema}.clock());
    _known := '{{}}';
    _taken := '{{}}';
{sifts}
    _there := _known || _taken;
    _first := _last + 1;
    FOR place IN 0 .. _total - 1 LOOP
        IF place = ANY (_there) THEN
            _seqs[place + 1] := NULL;
            _chains[place + 1] := NULL;
        ELSE
            _last := _last + 1;
            _head := sha256(
                _head || int8send(_at) || substring(digests FROM place * 32 + 1 FOR 32)
            );
            _seqs[place + 1] := _last;
            _chains[place + 1] := _head;
        END IF;
    END LOOP;
{inserts}
    IF _inserted <> _last - _first + 1 THEN
        RAISE EXCEPTION 'the batch has % new rows and % new digests', _inserted, _last - _first + 1;
    END IF;
END
$$
"""

_LAST = "(SELECT seq, chain, recorded FROM {schema}.{table} ORDER BY seq DESC LIMIT 1)"

_SIFT = """
    IF batch ? '{table}' THEN
        SELECT array_agg(b."#") INTO _there
        FROM jsonb_to_recordset(batch -> '{table}') AS b("#" integer, id uuid),
        LATERAL (SELECT 1 FROM {schema}.{table} AS t WHERE t.id = b.id OFFSET 0) AS known;
        IF _there IS NOT NULL THEN
            SELECT coalesce(array_agg(b."#"), '{{}}') INTO _same
            FROM jsonb_to_recordset(batch -> '{table}') AS b("#" integer, {typed}),
            LATERAL (SELECT * FROM {schema}.{table} AS k WHERE k.id = b.id OFFSET 0) AS t
            WHERE ({stored}) IS NOT DISTINCT FROM ({given});
            _known := _known || _same;
            _taken := _taken || ARRAY(SELECT unnest(_there) EXCEPT SELECT unnest(_same));
        END IF;
    END IF;
"""

_SIFT_SEALED = """
    IF batch ? '{table}' AND EXISTS (SELECT 1 FROM {schema}.sealed) THEN
        SELECT coalesce(array_agg(b."#") FILTER (WHERE s.mark = b.mark), '{{}}'),
            coalesce(array_agg(b."#") FILTER (WHERE s.mark <> b.mark), '{{}}') INTO _same, _there
        FROM (
            SELECT "#", id, ('x' || encode(substring(digests FROM "#" * 32 + 1 FOR 8), 'hex')
                )::bit(64)::bigint AS mark
            FROM jsonb_to_recordset(batch -> '{table}') AS given("#" integer, id uuid)
        ) AS b,
        LATERAL (
            SELECT k.mark FROM {schema}.sealed AS k
            WHERE k.name = '{table}' AND k.id = b.id OFFSET 0
        ) AS s;
        _known := _known || _same;
        _taken := _taken || _there;
    END IF;
"""

_INSERT = """
    IF batch ? '{table}' THEN
        INSERT INTO {schema}.{table} (seq, recorded, chain, {names})
        SELECT l.seq, _at, l.chain, {given}
        FROM unnest(_seqs, _chains) WITH ORDINALITY AS l(seq, chain, place)
        JOIN jsonb_to_recordset(batch -> '{table}') AS b("#" integer, {typed})
        ON b."#" + 1 = l.place WHERE l.seq IS NOT NULL;
        GET DIAGNOSTICS _rows = ROW_COUNT;
        _inserted := _inserted + _rows;
    END IF;
"""


def append_function(steps: Sequence[Step]) -> str:
    """Return the statement that makes the function for the tables these steps bring.

    It runs with its owner's rights, so that a role may append that cannot write to the tables.
    Its plans are made while tables are small and kept: OFFSET 0 and no sequential scans let it go
    by the index when they have grown, too.
    `_known` and `_taken` are the places of rows whose id is there with the same content, or with
    another, be it in a sealed file; `_behind` is how many µs the server's clock stands before the
    last recorded row.
    """
    columns = columns_of(steps)
    sealable = SEALABLE if any("sealed" in step.beside for step in steps) else ()
    sifts = [_part(_SIFT, table, columns) for table in columns]
    sifts += [_part(_SIFT_SEALED, table, columns) for table in sealable]
    return _APPEND.format(
        schema=SCHEMA,
        lock=LOCK,
        lasts="\n        UNION ALL ".join(_LAST.format(schema=SCHEMA, table=t) for t in columns),
        sifts="".join(sifts),
        inserts="".join(_part(_INSERT, table, columns) for table in columns),
    )


def columns_of(steps: Sequence[Step]) -> Columns:
    """Return the columns, each a name and a kind, of every table of the chain."""
    columns: dict[str, list[tuple[str, str]]] = {}
    for step in steps:
        for changes in (step.tables, step.columns):
            for table, text in changes.items():
                pairs = (part.split() for part in text.split(","))
                columns.setdefault(table, []).extend((name, kind) for name, kind in pairs)
    return columns


def _part(template: str, table: str, columns: Columns) -> str:
    names = [f'"{name}"' for name, _ in columns[table]]
    return template.format(
        schema=SCHEMA,
        table=table,
        names=", ".join(names),
        stored=", ".join(f"t.{name}" for name in names),
        given=", ".join(f"b.{name}" for name in names),
        typed=", ".join(f'"{name}" {_TYPES[kind.rstrip("?")]}' for name, kind in columns[table]),
    )
