"""Processes that share a ledger, are killed, or find the disk full lose nothing."""

import random
import subprocess
import sys
from pathlib import Path
from uuid import UUID

import pytest
from ledger_rows import a_run

from onetake.ledger.ledger import Ledger
from onetake.words.rows import RunRow, StepRow

WRITER = Path(__file__).with_name("writer.py")


def start(path, *, times=0, room=0):
    """Start a process that appends so many times, or for ever; `room` bounds its files in bytes."""
    return subprocess.Popen(
        [sys.executable, WRITER, path, str(times), str(room)], stdout=subprocess.PIPE, text=True
    )


def test_processes_that_begin_and_fill_one_ledger_make_one_chain_without_a_gap(path):
    writers = [start(path, times=60) for _ in range(3)]
    for writer in writers:
        said, _ = writer.communicate()
        assert (writer.returncode, said) == (0, "")
    with Ledger.open(path) as ledger:
        verified = ledger.verify()
        assert verified.holds and verified.rows == 3 * 60 * 3
        assert [entry.seq for entry in ledger.entries()] == list(range(1, 541))


@pytest.mark.parametrize("seed", range(4))
def test_a_process_killed_at_any_moment_loses_nothing_it_called_safe(path, seed):
    rounds = random.Random(seed)
    safe = set()
    for _ in range(2):
        writer = start(path)
        safe |= {UUID(writer.stdout.readline().strip()) for _ in range(rounds.randrange(1, 40))}
        writer.kill()
        said, _ = writer.communicate()
        safe |= {UUID(line) for line in said.splitlines()}
    with Ledger.open(path, writable=seed % 2 == 0) as ledger:
        runs = {run.id for run in ledger.rows(RunRow)}
        assert ledger.verify().holds
        assert safe <= runs and len(runs) <= len(safe) + 2
        assert ledger.count(StepRow) == 4 * len(runs)


def test_a_full_disk_is_told_and_what_was_recorded_is_whole(path):
    with Ledger.open(path) as ledger:
        ledger.append([a_run() for _ in range(100)])
    full = start(path, room=path.stat().st_size + 200_000)
    *safe, last = full.communicate()[0].splitlines()
    assert full.returncode == 0
    assert last == (
        "LedgerFull Free some space, then run the command again; nothing recorded before is lost."
    )
    with Ledger.open(path) as ledger:
        assert ledger.verify().holds
        assert {UUID(line) for line in safe} < {run.id for run in ledger.rows(RunRow)}
        assert ledger.count(RunRow) == 100 + len(safe) and safe
        assert ledger.append([a_run()]).appended == 1
