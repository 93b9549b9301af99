"""Publishes by whole commands, as fixtures."""

from __future__ import annotations

import json

import pytest
from days import DAY, NOON, THIRD, Days
from ledger_rows import a_run

from onetake.commands import main
from onetake.ledger.backup import backup
from onetake.ledger.evidence import EvidenceStore
from onetake.ledger.restore import restore
from onetake.ledger.seal import seal


@pytest.fixture
def days(tmp_path, monkeypatch) -> Days:
    """Return a ledger to record rows of several days in; commands run beside it."""
    monkeypatch.chdir(tmp_path)
    return Days(tmp_path / "ledger.db", tmp_path)


@pytest.fixture
def publish(days, capsys):
    """Publish: publish("lake", "--vacuum") gives the exit code, what was printed and told."""

    def run(where="lake", *words):
        with pytest.raises(SystemExit) as ended:
            main(["ledger", "publish", str(where), *words, "--ledger", str(days.place)])
        printed = capsys.readouterr()
        assert "Traceback" not in printed.err
        return ended.value.code, printed.out, " ".join(printed.err.split())

    return run


@pytest.fixture
def told(publish):
    """Publish with success and return what is told as data."""

    def run(where="lake", *words):
        code, out, err = publish(where, *words, "--json")
        assert code == 0, err
        return json.loads(out)

    return run


def sealed(days, *stories, until=THIRD):
    """Record the rows of some days and seal them."""
    days.record(*stories)
    with days.open() as ledger:
        return list(seal(ledger, until))


def put_back(days, secret):
    """Seal a day with a row that a backup lacks; return what puts the backup back and seals it."""
    with days.open(NOON) as ledger:
        ledger.append([a_run(goal="stays")])
        backup(ledger, days.home / "copy.db")
        ledger.append([a_run(goal=secret)])
    with days.open(NOON + DAY) as ledger:
        ledger.append([a_run(goal=secret)])

    def back(*rows):
        with days.open(NOON) as ledger:
            restore(ledger, days.home / "copy.db", EvidenceStore(days.home / "e"), replace=True)
            ledger.append(rows)
        with days.open() as ledger:
            list(seal(ledger))

    with days.open() as ledger:
        list(seal(ledger))
    return back
