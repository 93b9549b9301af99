"""A test goes on while its ledger on PostgreSQL is away; what it recorded arrives with the next."""

import io
import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parent.parent / "ledger"))

from postgres import Server
from rich.console import Console

from onetake.flows.prepare import Wanted
from onetake.flows.test import run_test
from onetake.ledger.ledger import Ledger
from onetake.reports.console import ConsoleReport
from onetake.words.report import Report
from onetake.words.rows import InvocationRow, RunRow

JOURNEY = "goal: Echo\nsteps: [{echo.say: hello}, {echo.hear: hello}]\n"


@pytest.fixture
def server():
    """Yield a server that the test takes away."""
    made = Server()
    yield made
    made.end()


@pytest.fixture
def programme(tmp_path):
    """Return the folder of a programme of one journey."""
    (tmp_path / "onetake.yaml").write_text("programme: Harbor Bank\nenvironments: {dev: {}}\n")
    for file, text in (("systems/echo", "channel: echo\naddress: here\n"), ("journeys/a", JOURNEY)):
        path = tmp_path / f"{file}.yaml"
        path.parent.mkdir()
        path.write_text(text)
    return tmp_path


class Outage(Report):
    """Stops the server once the test has begun and its ledger is open."""

    def __init__(self, server):
        self._server = server

    def start(self, programme, environment):
        self._server.stop()

    def event(self, event):
        pass

    def finish(self, outcome):
        pass


def test_rows_wait_are_told_and_arrive_with_the_next_test(server, programme):
    address = server.url(server.database())
    wanted = Wanted(programme, ledger=address)
    seen = io.StringIO()
    away = run_test(wanted, [Outage(server), ConsoleReport(Console(file=seen, width=200))])
    assert (away.verdict, away.head, away.waiting) == ("passed", "", 5)
    assert "the ledger cannot take rows now: 5 rows wait in .onetake" in seen.getvalue()
    server.start()
    back = run_test(wanted, [])
    assert back.waiting == 0 and back.head
    with Ledger.open(address, writable=False) as ledger:
        first, second = ledger.rows(InvocationRow)
        assert [run.invocation for run in ledger.rows(RunRow)] == [first.id, second.id]
        assert str(ledger.head()) == back.head and ledger.verify().holds
    assert list((programme / ".onetake" / "waiting").iterdir()) == []
