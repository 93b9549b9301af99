"""Processes that share a ledger, are killed, or find the disk full lose nothing."""

import multiprocessing
import random
import subprocess
import sys
import tempfile
from contextlib import suppress
from pathlib import Path
from uuid import UUID

import pytest
import writer
from ledger_rows import a_run
from postgres import SAFE, Server

from onetake.ledger.ledger import Ledger
from onetake.words.rows import RunRow, StepRow

WRITER = Path(writer.__file__)
KILLS = 20
PATIENT_S = 60


@pytest.fixture(scope="module")
def processes():
    """Return what makes processes quickly: children of one that has imported everything."""
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(["writer"])
    return context


@pytest.fixture(scope="module")
def safe_server():
    """Yield a server that waits for the disk as in earnest."""
    made = Server(SAFE)
    yield made
    made.end()


@pytest.fixture(params=["sqlite", "postgres"])
def safe_place(request, path):
    """Return where a ledger will be that waits for the disk, on each database in turn."""
    if request.param == "sqlite":
        return path
    server = request.getfixturevalue("safe_server")
    return server.url(server.database())


def start(place, *, times=0, room=0):
    """Start a process that appends so many times, or for ever; `room` bounds its files in bytes."""
    return subprocess.Popen(
        [sys.executable, WRITER, place, str(times), str(room)], stdout=subprocess.PIPE, text=True
    )


class Told:
    """What writers said of their runs: tried, and safe."""

    def __init__(self):
        self.tried, self.safe = [], []

    def listen(self, pipe, count):
        """Listen until so many are safe."""
        while count:
            word, run = pipe.recv()
            getattr(self, word).append(run)
            count -= word == "safe"

    def drain(self, pipe):
        """Listen to what a process said before it died."""
        with suppress(EOFError):
            while True:
                word, run = pipe.recv()
                getattr(self, word).append(run)


def test_processes_that_begin_and_fill_one_ledger_make_one_chain_without_a_gap(place):
    writers = [start(place, times=40) for _ in range(4)]
    for process in writers:
        said, _ = process.communicate()
        assert (process.returncode, said) == (0, "")
    with Ledger.open(place) as ledger:
        verified = ledger.verify()
        assert verified.holds and verified.rows == 4 * 40 * 3
        assert [entry.seq for entry in ledger.entries()] == list(range(1, 481))


def test_processes_killed_at_any_moment_lose_nothing_they_called_safe(
    safe_place, processes, tmp_path
):
    chance = random.Random(7)
    told = Told()
    for _ in range(KILLS // 2):
        pair = []
        for _ in range(2):
            here, there = processes.Pipe(duplex=False)
            process = processes.Process(target=writer.write, args=(safe_place, tmp_path, there))
            process.start()
            there.close()
            pair.append((process, here))
        for process, pipe in pair:
            told.listen(pipe, chance.randrange(1, 30))
            process.kill()
            process.join(PATIENT_S)
            told.drain(pipe)
    with Ledger.open(safe_place, home=tmp_path) as ledger:
        runs = {run.id for run in ledger.rows(RunRow)}
        assert ledger.verify().holds
        assert set(told.safe) <= runs <= set(told.tried)
        assert ledger.count() == 5 * len(runs)
        for run in told.tried:
            receipt = ledger.append(writer.rows(run))
            assert (receipt.appended, receipt.ignored) == ((0, 5) if run in runs else (5, 0))
        assert ledger.count(StepRow) == 4 * ledger.count(RunRow) == 4 * len(told.tried)
        assert ledger.verify().holds


def test_a_server_killed_at_any_moment_loses_nothing_its_writers_called_safe(
    safe_server, processes, tmp_path
):
    place = safe_server.url(safe_server.database())
    Ledger.open(place, home=tmp_path).close()
    chance = random.Random(7)
    told = Told()
    here, there = processes.Pipe(duplex=False)
    process = processes.Process(target=writer.write, args=(place, tmp_path, there))
    process.start()
    there.close()
    for _ in range(4):
        told.listen(here, chance.randrange(1, 60))
        safe_server.kill()
        told.listen(here, chance.randrange(1, 60))
        safe_server.start()
    told.listen(here, 20)
    process.kill()
    process.join(PATIENT_S)
    told.drain(here)
    with Ledger.open(place, home=tmp_path) as ledger:
        runs = [run.id for run in ledger.rows(RunRow)]
        assert runs[: len(told.safe)] == told.safe and set(runs) <= set(told.tried)
        assert ledger.count(StepRow) == 4 * len(runs)
        assert ledger.verify().holds


@pytest.fixture
def small_disk(tmp_path):
    """Yield a folder on a disk of two megabytes; None where mounting is not allowed."""
    folder = Path(tempfile.mkdtemp(dir=tmp_path))
    mounted = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=2m", "tmpfs", folder], capture_output=True, check=False
    )
    yield None if mounted.returncode else folder
    if not mounted.returncode:
        subprocess.run(["umount", "-l", folder], check=True)


def test_a_full_disk_is_told_and_what_was_recorded_is_whole(path, small_disk):
    path = small_disk / "ledger.db" if small_disk else path
    with Ledger.open(path) as ledger:
        ledger.append([a_run() for _ in range(100)])
    full = start(path, room=0 if small_disk else path.stat().st_size + 200_000)
    *said, last = full.communicate()[0].splitlines()
    safe = {UUID(line.split()[1]) for line in said if line.startswith("safe")}
    assert full.returncode == 0
    assert last == (
        "LedgerFull Free some space, then run the command again; nothing recorded before is lost."
    )
    if small_disk:
        subprocess.run(["mount", "-o", "remount,size=8m", small_disk], check=True)
    with Ledger.open(path) as ledger:
        assert ledger.verify().holds
        assert safe < {run.id for run in ledger.rows(RunRow)}
        assert ledger.count(RunRow) == 100 + len(safe) and safe
        assert ledger.append([a_run()]).appended == 1
