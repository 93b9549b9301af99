"""Machines that share a ledger never walk as the same persona at once."""

import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parent.parent / "ledger"))

from postgres import Server

from onetake.flows.leases import Locks
from onetake.flows.place import Place
from onetake.ledger.postgres_leases import PostgresLocks
from onetake.words.keeping import Keeping


@pytest.fixture
def server():
    """Yield a server that the test may take away."""
    made = Server()
    yield made
    made.end()


@pytest.fixture
def machine(server, tmp_path):
    """Return what a machine locks with: its own folder, the same ledger."""
    address, made = server.url(server.database()), []

    def start(name, programme="Harbor Bank", environment="dev"):
        place = Place(address, tmp_path / name, Keeping())
        made.append(Locks(tmp_path / name / "leases", place, (programme, environment)))
        return made[-1]

    yield start
    for locks in made:
        locks.close()


def test_what_one_machine_has_no_other_gets(machine):
    here, there = machine("here"), machine("there")
    release = here.take("persona anna")
    assert there.take("persona anna") is None
    assert there.take("persona björn") is not None
    release()
    assert there.take("persona anna") is not None


def test_another_programme_or_environment_has_an_anna_of_its_own(machine):
    assert machine("a").take("persona anna") is not None
    assert machine("b", environment="qa").take("persona anna") is not None
    assert machine("c", programme="Quay Bank").take("persona anna") is not None


def test_a_machine_that_ends_leases_nothing(machine):
    here, there = machine("here"), machine("there")
    assert here.take("persona anna") is not None
    here.close()
    assert there.take("persona anna") is not None


def test_asking_in_vain_gives_back_the_machine_s_own_lock(machine):
    here, there = machine("here"), machine("there")
    release = here.take("persona anna")
    assert [there.take("persona anna") for _ in range(2)] == [None, None]
    release()
    assert there.take("persona anna") is not None


def test_while_the_ledger_is_away_the_machine_locks_alone(server):
    seconds = [0.0]
    address = server.url(server.database())
    locks, others = (PostgresLocks(address, lambda: seconds[0]) for _ in range(2))
    held = locks.take("anna")
    server.stop()
    held()
    assert locks.take("björn") is not None
    server.start()
    assert locks.take("chloe") is not None and others.take("chloe") is not None  # not asked yet
    seconds[0] = 31.0
    assert locks.take("dora") is not None and others.take("dora") is None
    locks.close()
    others.close()
