"""Whoever forgets is told of rows that have not arrived yet."""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent.parent / "ledger"))

from ledger_rows import a_run

from onetake.ledger.ledger import Ledger, prepare
from onetake.ledger.waiting import Waiting, known_as

JOURNEY = "goal: A goal\nowner: t\nsteps: [{echo.say: hello}, {echo.hear: hello}]\n"


def test_rows_that_another_process_holds_back_are_told(onetake, programme):
    folder = programme({"hello": JOURNEY}, **{"teams/t.yaml": "name: T\n"})
    assert onetake("test", at=folder).code == 0
    place = folder / ".onetake" / "ledger.db"
    with Ledger.open(place, settle=False) as ledger:
        waiting = Waiting(folder / ".onetake" / "waiting", known_as(ledger.place))
        waiting.put(prepare([a_run()]))  # its process lives, so nobody else may deliver it
        done = onetake("ledger", "forget", "anna", "--yes", at=folder)
        assert "Not reached: 1 rows that wait on this disk" in done.out
        waiting.close()
    assert "wait on this disk" not in onetake("ledger", "forget", "anna", "--yes", at=folder).out
