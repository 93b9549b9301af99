"""Each ready mapping on a file in its system's own form, beside what was worked out by hand."""

from __future__ import annotations

import re
import sqlite3
from datetime import datetime
from pathlib import Path

import pytest
import yaml

from onetake.analysis import opened
from onetake.declare.mappings import read_mapping
from onetake.flows.import_facts import import_facts
from onetake.flows.mappings import READY, ready_mappings
from onetake.ledger.ledger import Ledger

HERE = Path(__file__).parent / "ready"
EXPECTED = yaml.safe_load((HERE / "expected.yaml").read_text("utf-8"))
STAFF = ("holm", "Petra", "pholm", "u-1")
CHANCE = re.compile(r"[0-9a-f-]{32,}")
"""Ids and digests, in which any short name may stand by chance."""

CUSTOMERS = ("+46701740", "4711", "kari.nordmann")


@pytest.fixture
def folder(tmp_path):
    (tmp_path / "onetake.yaml").write_text("programme: Shop\nenvironments: {dev: {}}\n")
    return tmp_path


@pytest.mark.parametrize("name", ready_mappings())
def test_a_ready_mapping_makes_the_rows_that_were_worked_out(name, folder):
    [file] = HERE.glob(f"{name}.*")
    wanted = EXPECTED[name]
    done = import_facts(folder, [file], name, values=wanted.get("set"))
    assert (done.new, done.left_out) == (wanted["new"], wanted.get("left_out", 0))
    assert [why for _, why in done.bad] == wanted.get("bad", [])
    again = import_facts(folder, [file], name, values=wanted.get("set"))
    assert (again.new, again.known) == (0, done.new)
    with Ledger.open(folder / ".onetake" / "ledger.db") as ledger, opened(ledger) as facts:
        for row in wanted["rows"]:
            names = ", ".join(f'"{field}"' for field in row)
            [found] = facts.select(
                f"SELECT {names} FROM {done.into} WHERE key = $key", key=row["key"]
            )
            assert found == tuple(map(_stored, row.values()))


@pytest.mark.parametrize("name", ready_mappings())
def test_nobody_s_name_reaches_a_row_nor_the_staff_s_anything(name, folder):
    [file] = HERE.glob(f"{name}.*")
    import_facts(folder, [file], name, values=EXPECTED[name].get("set"))
    words = []
    with sqlite3.connect(folder / ".onetake" / "ledger.db") as database:
        tables = [
            table
            for (table,) in database.execute("SELECT name FROM sqlite_schema WHERE type = 'table'")
        ]
        for table in tables:
            words += [
                value for row in database.execute(f'SELECT * FROM "{table}"') for value in row
            ]
    told = [word for word in words if isinstance(word, str) and not CHANCE.fullmatch(word)]
    assert told
    assert [name for name in (*STAFF, *CUSTOMERS) if any(name in word for word in told)] == []


@pytest.mark.parametrize("name", ready_mappings())
def test_a_ready_mapping_is_whole(name):
    mapped, faults = read_mapping(READY / f"{name}.yaml", EXPECTED[name].get("set", {}))
    assert faults == [] and mapped is not None and mapped.source == name


def _stored(value):
    return int(value.timestamp() * 1e6) if isinstance(value, datetime) else value
