"""Measures forgetting one person among a million rows, on each database.

The ledger holds 100,000 runs of nine steps each, by 1,000 people; every step has said or heard
something, and every tenth has evidence. One person is forgotten, with 100 runs; the time counts
until the rows, the files and the database's own leftovers are gone, as the command does it. Median
of 5 people. PostgreSQL is on this machine, over a socket, with fsync.
"""

from __future__ import annotations

import random
import sys
import tempfile
import time
from collections.abc import Iterator
from hashlib import sha256
from pathlib import Path
from statistics import median

from frame import Row

from onetake.ledger.evidence import EvidenceStore
from onetake.ledger.forget import forget
from onetake.ledger.ledger import Ledger
from onetake.ledger.sweep import remove
from onetake.ledger.wipe import wipe
from onetake.words.ids import uuid7
from onetake.words.personal import Personal, Text
from onetake.words.rows import RunRow, StepRow
from onetake.words.verdict import Verdict

sys.path.insert(0, str(Path(__file__).parent.parent / "tests" / "ledger"))

ROWS, PEOPLE, STEPS, AT_ONCE = 1_000_000, 1000, 9, 500
MOST = 2.0


def rows() -> list[Row]:
    """Return the figures of both databases."""
    from postgres import SAFE, Server

    with tempfile.TemporaryDirectory() as folder:
        found = [measured("SQLite", str(Path(folder) / "ledger.db"), Path(folder))]
    server = Server(SAFE)
    try:
        with tempfile.TemporaryDirectory() as folder:
            found.append(measured("PostgreSQL", server.url(server.database()), Path(folder)))
    finally:
        server.end()
    return found


def measured(name: str, place: str, home: Path) -> Row:
    """Fill a ledger, then forget a few people, one after the other."""
    store = EvidenceStore(home / "evidence")
    with Ledger.open(place, home=home) as ledger:
        begun = time.perf_counter()
        for runs in range(0, ROWS // (STEPS + 1), AT_ONCE):
            ledger.append(list(some_rows(store, runs)))
        filled = time.perf_counter() - begun
        times = [forgetting(ledger, store, f"+49170{number:06}") for number in range(5)]
        total = ledger.count()
    return {
        "work": f"{name}: forget one person",
        "figure": round(median(times), 3),
        "unit": "s",
        "peer": None,
        "ratio": None,
        "target": f"≤ {MOST:.0f} s",
        "met": median(times) <= MOST,
        "how": f"Longest {max(times):.3f} s; rows {total:,}, appended with their texts at "
        f"{ROWS / filled:,.0f} rows/s.",
    }


def forgetting(ledger: Ledger, store: EvidenceStore, person: str) -> float:
    """Forget a person as the command does, and return how many seconds it took."""
    begun = time.perf_counter()
    known = forget(ledger, person)
    files = remove(store, known.erased.evidence)
    wipe(ledger)
    seconds = time.perf_counter() - begun
    assert known.erased.texts == ROWS // PEOPLE // (STEPS + 1) * STEPS and files
    return seconds


def some_rows(store: EvidenceStore, first: int) -> Iterator[RunRow | Personal]:
    """Yield runs with their steps, what was said in them, and their evidence."""
    for number in range(first, first + AT_ONCE):
        run = RunRow(
            uuid7(), uuid7(), "Harbor Bank", "cards/block", "anna", "staging", 1,
            time.time_ns() // 1000, 4210.5, Verdict.PASSED, trace="f" * 32,
        )  # fmt: skip
        yield run
        person = (f"customer {number % PEOPLE}", f"+49170{number % PEOPLE:06}")
        for step in range(STEPS):
            text = Text.of("I lost my card and need a new one before my journey starts")
            yield Personal(
                StepRow(
                    uuid7(), run.id, step, "Tell the bot", "Report", "anna", "chat", "bot",
                    "chat.say", Verdict.PASSED, run.started, random.random() * 1000,
                    evidence=(piece(store, number, step),) if step == 4 else (),
                    said=text.reference,
                ),
                person,
                (text,),
            )  # fmt: skip


def piece(store: EvidenceStore, number: int, step: int) -> str:
    """Return the name of a piece of evidence; only that of people to be forgotten is a file."""
    content = f"{number} {step}".encode()
    if number % PEOPLE < 5:
        return store.put("answer.txt", content)
    digest = sha256(content).hexdigest()
    return f"{digest[:2]}/{digest}.txt"
