"""Measures the ledger: commits under load, many runs in little memory, verifying, forgetting.

Commits: every 20 ms each writer, a process of its own, has 5,000 / writers / 50 new rows to commit;
the time counts from the moment they are due, so waiting behind a slow commit counts, too. The peer
is the database's own driver with plain inserts of the same rows at the same pace, no chain, no
search for known ids. PostgreSQL is on this machine, over a socket, with fsync.
"""

from __future__ import annotations

import asyncio
import json
import random
import resource
import sqlite3
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any
from uuid import UUID

from frame import Row

from onetake.ledger.codec import Draft, codecs
from onetake.ledger.forget import forget
from onetake.ledger.ledger import Ledger, prepare
from onetake.ledger.recorder import Recorder
from onetake.words.ids import uuid7
from onetake.words.personal import Personal, Text
from onetake.words.rows import RunRow, StepRow
from onetake.words.verdict import Verdict

sys.path.insert(0, str(Path(__file__).parent.parent / "tests" / "ledger"))

SECONDS, RATE, EVERY = 10, 5000, 0.02
RUNS, IN_FLIGHT, PEOPLE, MILLION = 100_000, 1000, 1000, 1_000_000
MOST_MS, MOST_MB, LEAST_VERIFIED, MOST_S = 50.0, 300.0, 100_000.0, 2.0
Recorded = RunRow | StepRow
NOBODY = UUID(int=1)


def rows() -> list[Row]:
    """Return the figures of both databases."""
    with places() as found:
        return [
            *(commits(name, place, n) for name, place in found.items() for n in (1, 4)),
            *(row for name, place in found.items() for row in grown(name, place())),
        ]


@contextmanager
def places() -> Iterator[dict[str, Callable[[], str]]]:
    """Give what makes the place of a new ledger on each database."""
    from postgres import SAFE, Server

    server = Server(SAFE)
    with tempfile.TemporaryDirectory() as folder:
        numbers = iter(range(1000))
        yield {
            "SQLite": lambda: str(Path(folder) / f"{next(numbers)}.db"),
            "PostgreSQL": lambda: server.url(server.database()),
        }
    server.end()


def commits(name: str, place: Callable[[], str], writers: int) -> Row:
    """Return the time of commits of so many writers beside that of plain inserts."""
    ours = written("ours", place(), writers)
    peer = written("peer", place(), writers)
    times, theirs = sorted(ours["times"]), sorted(peer["times"])
    slowest, other = percentile(times, 99), percentile(theirs, 99)
    return {
        "work": f"{name}, {writers} writer{'s' * (writers > 1)}: commit p99",
        "figure": round(slowest, 1),
        "unit": "ms",
        "peer": f"plain inserts {other:.1f} ms",
        "ratio": round(slowest / other, 2),
        "target": f"≤ {MOST_MS:.0f} ms, none failed",
        "met": slowest <= MOST_MS and not ours["failed"],
        "how": f"p50 {percentile(times, 50):.1f} ms, longest {times[-1]:.0f} ms; plain inserts "
        f"p50 {percentile(theirs, 50):.1f} ms, longest {theirs[-1]:.0f} ms; "
        f"{ours['rows'] / SECONDS:,.0f} rows/s, failed commits {ours['failed']}",
    }


def grown(name: str, place: str) -> list[Row]:
    """Return the figures of a ledger that is recorded into, then verified, then grown large."""
    recorded = json.loads(
        subprocess.run(
            [sys.executable, __file__, "record", place, "0"], stdout=subprocess.PIPE, check=True
        ).stdout
    )
    with Ledger.open(place) as ledger:
        begun = time.perf_counter()
        verified = ledger.verify()
        speed = verified.rows / (time.perf_counter() - begun)
        assert verified.holds and verified.rows == RUNS * 5
        while ledger.head().seq < MILLION:
            ledger.append(some_stories(2000))
        took = [seconds(forget, ledger, f"customer {number}") for number in range(5)]
    return [
        figure(
            f"{name}: {RUNS:,} runs recorded, peak memory", recorded["mb"], "MB", MOST_MB,
            f"through the Recorder, {IN_FLIGHT} runs at once, each with 4 steps and what was said; "
            f"{recorded['rows'] / recorded['seconds']:,.0f} rows/s",
        ),
        figure(
            f"{name}: verify", speed, "rows/s", -LEAST_VERIFIED,
            f"{verified.rows:,} rows, every digest recomputed from the stored columns",
        ),
        figure(
            f"{name}: forget one of {PEOPLE:,} people among a million rows", max(took), "s", MOST_S,
            f"the longest of {len(took)}, {MILLION // 5 // PEOPLE} texts each",
        ),
    ]  # fmt: skip


def figure(work: str, value: float, unit: str, limit: float, how: str) -> Row:
    """Return a row whose figure is to be at most its limit, or at least a negative one's size."""
    least = limit < 0
    return {
        "work": work,
        "figure": round(value, 2) if value < 100 else round(value),
        "unit": unit,
        "peer": None,
        "ratio": None,
        "target": f"{'≥' if least else '≤'} {abs(limit):,g} {unit}",
        "met": value >= -limit if least else value <= limit,
        "how": how,
    }


def seconds(work: Callable[..., object], *arguments: object) -> float:
    """Return how long something takes."""
    begun = time.perf_counter()
    work(*arguments)
    return time.perf_counter() - begun


def percentile(times: Sequence[float], percent: float) -> float:
    """Return a percentile of sorted times: the least that so many per cent do not pass."""
    return times[min(len(times) - 1, int(len(times) * percent / 100))]


def written(what: str, place: str, writers: int) -> dict[str, Any]:
    """Let writers write at once and return all their times."""
    if what == "ours":
        Ledger.open(place).close()
    else:
        Peer(place).make()
    command = [sys.executable, __file__, what, place, str(RATE // writers)]
    parts = [
        subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        for _ in range(writers)
    ]
    for part in parts:
        assert part.stdout and part.stdout.readline() == "ready\n"
    for number, part in enumerate(parts):
        assert part.stdin
        part.stdin.write(f"{time.time() + 0.5 + EVERY * number / writers}\n")
        part.stdin.flush()
    results = [json.loads(part.communicate()[0]) for part in parts]
    return {
        "times": [one for result in results for one in result["times"]],
        "failed": sum(result["failed"] for result in results),
        "rows": sum(result["rows"] for result in results),
    }


def write(commit: Callable[[list[Draft]], object], rate: int) -> None:
    """Commit at a steady pace, and print how long each took from when it was due, in ms."""
    batch = int(rate * EVERY)
    ready = [prepare(some_rows(batch)) for _ in range(int(SECONDS / EVERY))]
    print("ready", flush=True)
    begin = float(sys.stdin.readline())
    times, failed = [], 0
    for number, drafts in enumerate(ready):
        due = begin + number * EVERY
        time.sleep(max(due - time.time(), 0))
        try:
            failed += bool(getattr(commit(drafts), "waiting", 0))
        except Exception as error:  # noqa: BLE001 - whatever it is, it counts
            print(error, file=sys.stderr)
            failed += 1
        times.append((time.time() - due) * 1000)
    print(json.dumps({"times": times, "failed": failed, "rows": len(ready) * batch}))


def some_rows(count: int) -> list[Recorded]:
    """Return rows of runs with four steps each."""
    made: list[Recorded] = []
    while len(made) < count:
        run = RunRow(
            uuid7(), NOBODY, "Harbor Bank", "cards/block", "anna", "staging", 1,
            time.time_ns() // 1000, 4210.5, Verdict.PASSED, trace="f" * 32,
        )  # fmt: skip
        made.append(run)
        made += [
            StepRow(
                uuid7(), run.id, number, "Tell the bot", "Report", "anna", "chat", "bot",
                "chat.hear", Verdict.PASSED, run.started, random.random() * 1000,
                seen="What can I do for you?", place="journeys/cards/block.yaml:9:5",
            )
            for number in range(1, 5)
        ]  # fmt: skip
    return made[:count]


def some_stories(runs: int) -> list[Recorded | Personal]:
    """Return rows of runs with four steps each, the first of which said something."""
    made: list[Recorded | Personal] = []
    for _ in range(runs):
        run, step, *others = some_rows(5)
        text = Text.of("I lost my card")
        said = replace(step, said=text.reference)
        name = f"customer {random.randrange(PEOPLE)}"
        made += [run, Personal(said, (name,), (text,)), *others]
    return made


async def record(ledger: Ledger) -> None:
    """Record many runs, many at once, and print what it took."""
    begun, left = time.perf_counter(), iter(range(RUNS))

    async def walk(recorder: Recorder) -> None:
        for _ in left:
            await recorder.put(some_stories(1))

    async with Recorder(ledger) as recorder:
        await asyncio.gather(*(walk(recorder) for _ in range(IN_FLIGHT)))
    took = time.perf_counter() - begun
    used = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(json.dumps({"mb": used, "seconds": took, "rows": RUNS * 5}))


class Peer:
    """The database's own driver: the same tables without guards, and plain inserts."""

    def __init__(self, place: str) -> None:
        self._postgres = place.startswith("postgresql:")
        if self._postgres:
            import psycopg

            self._connection: Any = psycopg.connect(place)
        else:
            self._connection = sqlite3.connect(place, timeout=60, isolation_level=None)
            self._connection.execute("PRAGMA journal_mode=WAL")
            self._connection.execute("PRAGMA synchronous=FULL")

    def make(self) -> None:
        """Make the tables."""
        for name in ("runs", "steps"):
            names = [column for column in codecs()[name].names if column != "id"]
            columns = ", ".join(f'"{column}" text' for column in names)
            serial = "bigserial" if self._postgres else "integer"
            self._connection.execute(
                f"CREATE TABLE {name} (seq {serial} PRIMARY KEY, id text UNIQUE, {columns})"
            )
        self._connection.commit()

    def commit(self, drafts: list[Draft]) -> None:
        """Insert the drafts' values in one transaction."""
        batches: dict[str, list[Sequence[object]]] = {}
        for draft in drafts:
            batches.setdefault(draft.table, []).append(draft.values)
        cursor = self._connection.cursor()
        if not self._postgres:
            cursor.execute("BEGIN IMMEDIATE")
        for name, batch in batches.items():
            names = codecs()[name].names
            columns = ", ".join(f'"{column}"' for column in names)
            places = ", ".join(["%s" if self._postgres else "?"] * len(names))
            cursor.executemany(f"INSERT INTO {name} ({columns}) VALUES ({places})", batch)
        self._connection.commit()


if __name__ == "__main__":
    kind, where, pace = sys.argv[1], sys.argv[2], int(sys.argv[3])
    if kind == "record":
        with Ledger.open(where) as ledger:
            asyncio.run(record(ledger))
    elif kind == "ours":
        with Ledger.open(where) as ledger:
            write(ledger.commit, pace)
    else:
        write(Peer(where).commit, pace)
