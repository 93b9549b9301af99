"""Asks KPIs over 90 days of a ledger with ten million contacts and ten million steps.

The rows are made by DuckDB from a fixed seed and lie in the sealed files of 90 days, 180 in all;
seals name them. Each KPI is asked twice in one process: the first time opens the files and looks
for lines that came more than once, the second is warm. Peak memory is that of the process.
"""

import json
import subprocess
import sys
import tempfile
import time
from datetime import UTC, datetime
from hashlib import file_digest
from pathlib import Path

ROWS, DAYS = 10_000_000, 90
DAY = 86_400
SIMPLE = ("aht", "asa", "transfer", "digital_success", "voice_quality")
FOLLOWED = ("fcr.7d", "containment")
_CONTACTS = """
SELECT *, started AS queued, started + 20000000 AS answered, started + 300000000 AS ended FROM (
SELECT i + {first} AS seq, {base} + i AS recorded, 'x'::BLOB AS chain, 'i' || (i + {first}) AS id,
    's' AS source, 'k' || (i + {first}) AS key, 'phone' AS channel,
    {base} + (random() * 86400e6)::BIGINT AS started, 'in' AS direction,
    'r' || (random() * 10)::INT AS reason, md5((random() * 2000000)::INT::TEXT) AS customer,
    false AS abandoned, random() * 300 AS talk, 10.0 AS hold, 30.0 AS wrap,
    (random() * 1.2)::INT AS transfers, random() < 0.5 AS bot, random() < 0.7 AS human,
    random() < 0.8 AS completed, 3 + random() AS mos, 'j' || (random() * 100)::INT AS journey,
    'eu' AS region, 'production' AS environment, '' AS incident, false AS synthetic,
    'contacts' AS retention
FROM range({rows}) t(i))
"""
_STEPS = """
SELECT i + {first} AS seq, {base} + i AS recorded, 'x'::BLOB AS chain, 's' || (i + {first}) AS id,
    'r' || (i // 10) AS run, (i % 10)::BIGINT AS number, 'chat' AS channel, 'bot' AS system,
    {base} + (random() * 86400e6)::BIGINT AS started, random() * 900 AS ms, 'passed' AS verdict,
    true AS synthetic, 'synthetic' AS retention
FROM range({rows}) t(i)
"""
_ASK = """
import json, resource, sys, time
from dataclasses import replace
from pathlib import Path
from onetake.analysis import opened
from onetake.declare.kpis import shipped
from onetake.ledger.ledger import Ledger
from onetake.measure import measure
kpis = {kpi.id: kpi for kpi in shipped().values()}
now, told = float(sys.argv[2]), {}
with Ledger.open(Path(sys.argv[1]), writable=False) as ledger, opened(ledger) as facts:
    for name in sys.argv[3:]:
        for _ in range(2):
            begun = time.perf_counter()
            found = measure(kpis[name], facts, now - 90 * 86400, now)[0]
            told[name] = time.perf_counter() - begun
        assert found.value is not None and found.n > 1000, found
    begun = time.perf_counter()
    [(p95,)] = facts.select("SELECT quantile_cont(ms, 0.95) FROM steps WHERE started >= $s",
                            s=int((now - 90 * 86400) * 1e6))
    facts.select("SELECT count(*) FROM steps")
    told["steps"] = time.perf_counter() - begun
print(json.dumps([told, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024]))
"""


def rows() -> list[dict]:
    """Give how long warm KPIs take, and how much memory."""
    with tempfile.TemporaryDirectory() as made:
        folder, now = Path(made), time.time() // DAY * DAY
        _make(folder, now)
        words = [sys.executable, "-c", _ASK, str(folder / "ledger.db"), str(now)]
        done = subprocess.run([*words, *SIMPLE, *FOLLOWED], capture_output=True, check=True)
    told, peak = json.loads(done.stdout)
    return [
        _row("a KPI over 90 days, 10 million contacts", max(told[k] for k in SIMPLE), "s", 1),
        _row("a KPI that looks who came again", max(told[k] for k in FOLLOWED), "s", 1),
        _row("p95 of 10 million steps", told["steps"], "s", 1),
        _row("peak memory of asking", peak, "MB", 1500),
    ]


def _make(folder: Path, now: float) -> None:
    """Write the sealed files of 90 days, and a ledger whose seals name them."""
    from onetake.ledger.ledger import Ledger
    from onetake.words.decided import SealRow
    from onetake.words.ids import uuid7

    seals, each = [], ROWS // DAYS
    for day in range(DAYS):
        at = datetime.fromtimestamp(now - (DAYS - day) * DAY, UTC)
        for number, (table, sql) in enumerate((("contacts", _CONTACTS), ("steps", _STEPS))):
            first = (2 * day + number) * each + 1
            file = Path("sealed", at.strftime("%Y/%m/%d"), f"{table}.parquet")
            (folder / file).parent.mkdir(parents=True, exist_ok=True)
            base = int(at.timestamp() * 1e6)
            _write(folder / file, table, sql.format(first=first, base=base, rows=each), day)
            seals.append(SealRow(
                uuid7(), at.strftime("%Y-%m-%d"), table, str(file), _digest(folder / file), each,
                first, first + each - 1, int(now * 1e6),
            ))  # fmt: skip
    with Ledger.open(folder / "ledger.db") as ledger:
        ledger.append(seals)


def _digest(path: Path) -> str:
    with path.open("rb") as file:
        return file_digest(file, "sha256").hexdigest()


def _write(path: Path, table: str, sql: str, seed: int) -> None:
    import duckdb
    import pyarrow as pa
    import pyarrow.parquet as pq

    from onetake.ledger.codec import codecs
    from onetake.ledger.sealed_file import schema_of

    schema = schema_of(codecs()[table])
    database = duckdb.connect()
    database.execute(f"SELECT setseed({seed / DAYS})").fetchall()
    found = database.sql(sql).to_arrow_table()
    columns = [
        found[field.name].cast(field.type)
        if field.name in found.column_names
        else pa.nulls(found.num_rows, field.type)
        for field in schema
    ]
    whole = pa.Table.from_arrays(columns, schema=schema)
    pq.write_table(whole, path, compression="zstd", row_group_size=50_000)


def _row(work: str, figure: float, unit: str, most: float) -> dict:
    return {
        "work": work, "figure": figure, "unit": unit, "peer": None, "ratio": None,
        "target": f"≤ {most} {unit}", "met": figure <= most,
    }  # fmt: skip
