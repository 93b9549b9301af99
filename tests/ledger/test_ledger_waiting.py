"""While the ledger is away, rows wait on disk; they arrive once and in order, whoever delivers."""

import os
import subprocess
import sys
from pathlib import Path
from uuid import UUID

import pytest
from anybody import connected, look
from ledger_rows import a_run, a_step
from postgres import Server

from onetake.errors import LedgerAway, LedgerDamaged, LedgerFull
from onetake.ledger.ledger import Ledger
from onetake.ledger.recorder import Recorder
from onetake.words.personal import Personal, Text
from onetake.words.rows import RunRow, StepRow

WAITER = Path(__file__).with_name("waiter.py")


@pytest.fixture(scope="module")
def server():
    """Yield a server of this file's own, which its tests stop and start."""
    made = Server()
    yield made
    made.end()


@pytest.fixture
def away(server):
    """Return the address of a ledger whose server the test takes away."""
    if not server.up:
        server.start()
    return server.url(server.database())


@pytest.fixture
def home(tmp_path):
    """Return a folder for what lies on this machine only."""
    return tmp_path / ".onetake"


def files(home):
    return sorted((home / "waiting").glob("*"))


def test_rows_wait_while_the_server_is_away_and_arrive_once_and_in_order(server, away, home):
    rows = [a_run() for _ in range(30)]
    with Ledger.open(away, home=home) as ledger:
        ledger.append(rows[:5])
        server.kill()
        receipts = [ledger.append([row]) for row in rows[5:20]]
        assert {receipt.waiting for receipt in receipts} == {1}
        assert str(receipts[0]) == "Rows that wait on disk until the ledger takes them: 1."
        assert ledger.patient.settle() == 15 and len(files(home)) == 1
        server.start()
        assert ledger.append(rows[20:25]).waiting == 5
        assert ledger.patient.settle() == 0 and files(home) == []
        assert ledger.append(rows[25:]).last == 30
        assert list(ledger.rows(RunRow)) == rows
        assert ledger.verify().holds


def test_rows_arrive_by_themselves_when_the_server_is_back(server, away, home):
    with Ledger.open(away, home=home) as ledger:
        ledger.patient._pause = 0.01
        server.stop()
        run = a_run()
        assert ledger.append([run]).waiting == 1
        thread = ledger.patient._thread
        server.start()
        thread.join(30)
        assert not thread.is_alive() and files(home) == []
        assert list(ledger.rows(RunRow)) == [run]


def test_a_server_that_was_restarted_meanwhile_is_not_even_noticed(server, away, home):
    with Ledger.open(away, home=home) as ledger:
        ledger.append([a_run()])
        server.stop()
        server.start()
        assert ledger.append([a_run()]).last == 2 and ledger.count() == 2


def test_what_a_killed_process_left_is_delivered_by_the_next_command(server, away, home):
    with Ledger.open(away, home=home) as ledger:
        ledger.append([a_run()])
    waiter = subprocess.Popen(
        [sys.executable, WAITER, away, home],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert waiter.stdout.readline() == "open\n"
    server.stop()
    waiter.stdin.write("go\n")
    waiter.stdin.flush()
    safe = [UUID(waiter.stdout.readline().strip()) for _ in range(20)]
    waiter.kill()
    said, _ = waiter.communicate()
    safe += [UUID(line) for line in said.splitlines() if len(line) == 36]
    with pytest.raises(LedgerAway):
        Ledger.open(away, home=home)
    server.start()
    with Ledger.open(away, home=home) as ledger:
        arrived = [run.id for run in ledger.rows(RunRow)][1:]
        assert arrived[: len(safe)] == safe and len(arrived) <= len(safe) + 1
        assert ledger.count(StepRow) == 4 * len(arrived)
        assert ledger.verify().holds
    assert [file for file in files(home) if not file.name.startswith(".")] == []


def test_rows_of_a_process_that_lives_are_left_to_it(server, away, home):
    with Ledger.open(away, home=home) as one, Ledger.open(away, home=home) as other:
        server.stop()
        one.append([a_run()])
        assert other.patient.settle() == 0
        server.start()
        assert one.patient.settle() == 0
        assert other.count() == 1


def test_what_arrived_already_when_the_deliverer_died_is_not_there_twice(server, away, home):
    with Ledger.open(away, home=home) as ledger:
        server.stop()
        run = a_run()
        ledger.append([run, a_step(run=run.id)])
        ledger.append([a_run()])
    (file,) = files(home)
    copy = file.read_bytes()
    server.start()
    Ledger.open(away, home=home).close()
    file.write_bytes(copy)
    with Ledger.open(away, home=home) as ledger:
        assert ledger.count() == 3 and ledger.verify().holds
    assert files(home) == []


def test_a_line_cut_off_by_a_power_cut_was_never_promised(server, away, home):
    with Ledger.open(away, home=home) as ledger:
        server.stop()
        ledger.append([a_run()])
        ledger.append([a_run()])
    (file,) = files(home)
    file.write_bytes(file.read_bytes()[:-20])
    server.start()
    with Ledger.open(away, home=home) as ledger:
        assert ledger.count() == 1
    assert files(home) == []


def test_waiting_rows_that_somebody_changed_are_told_and_kept(server, away, home):
    with Ledger.open(away, home=home) as ledger:
        server.stop()
        ledger.append([a_run()])
    (file,) = files(home)
    file.write_bytes(file.read_bytes().replace(b"anna", b"bert"))
    server.start()
    with pytest.raises(LedgerDamaged) as error:
        Ledger.open(away, home=home)
    assert str(file) in error.value.message and "move it away" in error.value.hint
    assert file.exists()


def test_rows_wait_for_their_own_ledger_and_no_other(server, away, home):
    other = server.url(server.database())
    with Ledger.open(away, home=home) as ledger, Ledger.open(other, home=home) as second:
        server.stop()
        ledger.append([a_run()])
        server.start()
        assert second.patient.settle() == 0 and second.count() == 0
    Ledger.open(other, home=home).close()
    with Ledger.open(away, home=home) as ledger:
        assert ledger.count() == 1


def test_half_a_line_on_a_full_disk_harms_no_later_one(server, away, home, monkeypatch):
    write = os.write
    with Ledger.open(away, home=home) as ledger:
        server.stop()
        ledger.append([a_run()])
        with monkeypatch.context() as full:
            full.setattr(os, "write", lambda file, data: write(file, data[: len(data) // 2]))
            with pytest.raises(LedgerFull, match="took a part only"):
                ledger.append([a_run()])
        ledger.append([a_run()])
        server.start()
        assert ledger.patient.settle() == 0 and ledger.count() == 2


def test_nobody_is_told_that_rows_wait_before_they_are_on_the_disk(path, home, monkeypatch):
    synced, sync = {}, os.fsync

    def noted(descriptor):
        sync(descriptor)
        about = os.fstat(descriptor)
        synced[about.st_ino] = about.st_size

    monkeypatch.setattr(os, "fsync", noted)
    with Ledger.open(path, patience=0, home=home) as ledger, connected(path) as holder:
        holder.execute("BEGIN IMMEDIATE")
        for _ in range(2):
            assert ledger.append([a_run()]).waiting == 1
            (about,) = [file.stat() for file in files(home)]
            assert synced[about.st_ino] == about.st_size > 0
        assert (home / "waiting").stat().st_ino in synced


def test_waiting_rows_are_for_their_owner_only(server, away, home):
    with Ledger.open(away, home=home) as ledger:
        server.stop()
        ledger.append([a_run()])
        (file,) = files(home)
        assert file.stat().st_mode & 0o077 == 0
    server.start()


def test_words_wait_with_their_row(server, away, home):
    text = Text.of("I lost my card")
    with Ledger.open(away, home=home) as ledger:
        server.stop()
        ledger.append([Personal(a_step(said=text.reference), ("anna",), (text,))])
        server.start()
        assert ledger.patient.settle() == 0
        assert ledger.texts([text.reference]) == {text.reference: "I lost my card"}
    assert look(away, "SELECT person != '' FROM texts") == [(True,)]


def test_rows_wait_for_a_file_that_another_process_holds_too_long(path):
    with Ledger.open(path, patience=0) as ledger:
        with connected(path) as holder:
            holder.execute("BEGIN IMMEDIATE")
            assert ledger.append([a_run()]).waiting == 1
            assert ledger.patient.settle() == 1
        assert ledger.patient.settle() == 0
        assert ledger.append([a_run()]).last == 2


def test_rows_that_cannot_wait_either_are_an_error_and_harm_no_others(server, away, home):
    with Ledger.open(away, home=home) as ledger:
        server.stop()
        (home / "waiting").parent.mkdir(exist_ok=True)
        (home / "waiting").write_text("a file where the folder should be")
        with pytest.raises(LedgerFull, match="cannot wait on this disk either"):
            ledger.append([a_run()])
        (home / "waiting").unlink()
        assert ledger.append([a_run()]).waiting == 1
        server.start()
        assert ledger.patient.settle() == 0 and ledger.count() == 1


async def test_every_writer_of_a_recorder_is_told_that_its_rows_wait(server, away, home):
    with Ledger.open(away, home=home) as ledger:
        server.stop()
        async with Recorder(ledger, gap=0) as recorder:
            receipt = await recorder.put([a_run(), a_step()])
        server.start()
        assert receipt.waiting == 2 and ledger.patient.settle() == 0
        assert ledger.count() == 2
