"""Processes that write to one file take turns, and nobody waits for the dead or for ever."""

import fcntl
import multiprocessing
import os
import threading

import pytest

from onetake.errors import LedgerBusy
from onetake.ledger.queue import turn


def hold(path, told):
    """Hold the turn as a process of its own, until somebody kills it."""
    with turn(path, 10):
        told.send("mine")
        told.recv()


def test_only_one_at_a_time_has_the_turn(path):
    inside, most, together = [], [], threading.Lock()

    def work(number):
        for _ in range(20):
            with turn(path, 30):
                inside.append(number)
                with together:
                    most.append(len(inside))
                inside.remove(number)

    threads = [threading.Thread(target=work, args=(number,)) for number in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert most == [1] * 80


def test_who_waits_too_long_is_told_and_takes_no_turn_later(path):
    with turn(path, 1):
        for patience in (0, 0.01):
            with (
                pytest.raises(LedgerBusy, match="held by another process") as error,
                turn(path, patience),
            ):
                pass
            assert error.value.hint
    with turn(path, 30):
        pass


def test_the_turn_of_a_process_that_is_killed_is_free(path):
    context = multiprocessing.get_context("forkserver")
    here, there = context.Pipe()
    holder = context.Process(target=hold, args=(path, there))
    holder.start()
    assert here.recv() == "mine"
    with pytest.raises(LedgerBusy), turn(path, 0):
        pass
    holder.kill()
    with turn(path, 30):
        pass
    holder.join()


def test_where_folders_cannot_be_locked_nobody_waits(path, monkeypatch):
    def no_locks(descriptor, operation):
        raise OSError(os.strerror(95))

    monkeypatch.setattr(fcntl, "flock", no_locks)
    with turn(path, 0), turn(path, 0):
        pass
