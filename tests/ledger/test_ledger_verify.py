"""Verifying names the first row that is not as it was recorded."""

import hashlib
import json

import pytest
from anybody import connected, tamper
from ledger_rows import a_run, a_step

from onetake.errors import LedgerDamaged, LedgerTampered
from onetake.ledger.beside import SEALED
from onetake.ledger.chain import Head
from onetake.ledger.export import export
from onetake.ledger.ledger import Ledger
from onetake.ledger.sqlite_guards import guards
from onetake.words.tables import ROWS


@pytest.fixture
def head(place):
    """Make a ledger of six rows, runs and steps in turn, and return its head."""
    with Ledger.open(place) as ledger:
        for _ in range(3):
            run = a_run()
            ledger.append([run, a_step(run=run.id)])
        return ledger.head()


def damage(path):
    """Overwrite the middle of a file."""
    with path.open("r+b") as file:
        file.seek(path.stat().st_size // 2)
        file.write(b"\xee" * 20_000)


def verify(place, remembered=None):
    with Ledger.open(place, writable=False) as ledger:
        return ledger.verify(remembered)


def test_an_untouched_ledger_holds(place, head):
    verified = verify(place, head)
    assert verified.holds and (verified.rows, verified.head) == (6, head)
    assert str(verified) == f"The ledger holds: rows 6, head {head}."
    verified.demand()


@pytest.mark.parametrize(
    "text", ["", "7", "7:ab", "x:" + "0" * 64, "7:" + "g" * 64, "７:" + "0" * 64, "-1:" + "0" * 64]
)
def test_a_text_that_is_no_head_is_refused_with_its_form(text):
    with pytest.raises(ValueError, match="is not a chain head: it is a row's number, a colon"):
        Head.parse(text)


@pytest.mark.parametrize(
    "change",
    [
        "UPDATE runs SET verdict = 'failed' WHERE seq = 3",
        "UPDATE runs SET ms = ms + 0.001 WHERE seq = 3",
        "UPDATE runs SET synthetic = NOT synthetic WHERE seq = 3",
        "UPDATE runs SET recorded = recorded - 1 WHERE seq = 3",
        "UPDATE runs SET chain = (SELECT chain FROM steps WHERE seq = 4) WHERE seq = 3",
    ],
)
def test_a_changed_row_is_named(place, head, change):
    tamper(place, change)
    verified = verify(place)
    first = verified.faults[0]
    assert (first.table, first.seq) == ("runs", 3)
    assert "row 3 (runs): it" in str(verified)


@pytest.mark.parametrize(
    "change",
    ["chain = zeroblob(32)", "chain = x''", "reason = CAST(x'ff' AS TEXT)"],
)
def test_a_row_that_only_sqlite_takes_is_named(path, change):
    with Ledger.open(path) as ledger:
        ledger.append([a_run() for _ in range(5)])
    tamper(path, f"UPDATE runs SET {change} WHERE seq = 3")
    first = verify(path).faults[0]
    assert (first.table, first.seq) == ("runs", 3)


def test_evidence_that_is_no_list_is_named_as_unreadable(place, head):
    tamper(place, "UPDATE steps SET evidence = 'x' WHERE seq = 4")
    (fault,) = verify(place).faults
    assert (fault.table, fault.seq) == ("steps", 4) and "cannot be read" in fault.what


def test_every_changed_row_is_named_even_after_unreadable_text(path):
    with Ledger.open(path) as ledger:
        for _ in range(3):
            ledger.append([a_run(), a_step()])
    tamper(
        path,
        "UPDATE runs SET reason = CAST(x'ff' AS TEXT) WHERE seq = 1",
        "UPDATE steps SET reason = '' WHERE seq IN (2, 6)",
    )
    assert [(f.table, f.seq) for f in verify(path).faults] == [
        ("runs", 1),
        ("steps", 2),
        ("steps", 6),
    ]


def test_a_deleted_row_is_named_by_its_number(place, head):
    tamper(place, "DELETE FROM steps WHERE seq = 4")
    verified = verify(place)
    (fault,) = verified.faults
    assert str(fault) == "row 4: it is missing"
    assert not verified.holds and verified.rows == 5


def test_several_deleted_rows_are_one_fault(place, head):
    tamper(place, "DELETE FROM steps WHERE seq <= 4", "DELETE FROM runs WHERE seq <= 3")
    assert str(verify(place).faults[0]) == "row 1: it is missing, and so are those up to row 4"


def test_swapped_rows_are_named(place, head):
    tamper(
        place,
        "UPDATE runs SET seq = -1 WHERE seq = 1",
        "UPDATE runs SET seq = 1 WHERE seq = 3",
        "UPDATE runs SET seq = 3 WHERE seq = -1",
    )
    first = verify(place).faults[0]
    assert (first.table, first.seq) == ("runs", 1)


@pytest.mark.parametrize(
    "changes",
    [
        (),
        ("UPDATE runs SET reason = 'x' WHERE seq = 3",),
        ("DELETE FROM steps WHERE seq >= 4", "DELETE FROM runs WHERE seq >= 4"),
        ("UPDATE runs SET seq = -5 WHERE seq = 1", "UPDATE steps SET seq = 99 WHERE seq = 6"),
        ("DELETE FROM steps WHERE seq >= 2", "UPDATE runs SET ms = 0 WHERE seq = 5"),
    ],
)
def test_several_processes_find_what_one_finds(place, head, monkeypatch, changes):
    if changes:
        tamper(place, *changes)
    alone = verify(place, head)
    monkeypatch.setattr("onetake.ledger.ledger.LARGE", 0)
    monkeypatch.setattr("os.sched_getaffinity", lambda process: {0, 1})
    assert verify(place, head) == alone
    assert alone.holds == (not changes)


def test_a_part_that_cannot_be_read_is_told_as_alone(path, monkeypatch):
    ledger = Ledger.open(path)
    ledger.append([a_run() for _ in range(500)])
    ledger.close()
    damage(path)
    monkeypatch.setattr("onetake.ledger.ledger.LARGE", 0)
    with pytest.raises(LedgerDamaged) as error:
        verify(path)
    assert error.value.exit_code == 4 and "copy" in error.value.hint


def test_a_number_given_twice_is_named(place, head):
    tamper(place, "UPDATE steps SET seq = 3 WHERE seq = 4")
    faults = verify(place).faults
    assert (faults[0].table, faults[0].seq) == ("steps", 3)
    assert faults[0].what == "another row has the same number"


def test_a_row_slipped_in_is_named(place, head):
    tamper(
        place,
        "CREATE TEMP TABLE more AS SELECT * FROM runs WHERE seq = 1",
        "UPDATE more SET seq = 7, id = '00000000-0000-0000-0000-000000000007'",
        "INSERT INTO runs SELECT * FROM more",
    )
    (fault,) = verify(place).faults
    assert (fault.table, fault.seq) == ("runs", 7)


def test_an_end_cut_off_shows_only_against_a_remembered_head(place, head):
    tamper(place, "DELETE FROM steps WHERE seq = 6", "DELETE FROM runs WHERE seq = 5")
    assert verify(place).holds
    verified = verify(place, Head.parse(f" {head}\n"))
    assert str(verified.faults[0]) == "row 5: it is missing, and so are those up to row 6"


def test_a_ledger_written_anew_shows_against_a_remembered_head(path, tmp_path):
    with Ledger.open(path) as ledger:
        head = ledger.append([a_run() for _ in range(6)]).head
    with Ledger.open(tmp_path / "anew.db") as ledger:
        ledger.append([a_run() for _ in range(8)])
        (fault,) = ledger.verify(head).faults
    assert (fault.table, fault.seq) == ("runs", 6)
    assert fault.what == "its chain value is not the remembered one"


def test_rows_added_since_do_not_disturb_a_remembered_head(place, head):
    with Ledger.open(place) as ledger:
        ledger.append([a_run()])
        assert ledger.verify(head).holds


def test_missing_and_blunted_triggers_are_named(path):
    Ledger.open(path).close()
    with connected(path) as connection:
        query = "SELECT name FROM sqlite_master WHERE type = 'trigger'"
        for (name,) in connection.execute(query).fetchall():
            connection.execute(f"DROP TRIGGER {name}")
        assert {f.table for f in verify(path).faults} == {*ROWS, *SEALED}
        blunt = next(guards("runs")).replace("SELECT RAISE", "SELECT 1 WHERE 0 AND RAISE")
        connection.execute(blunt)
    assert "runs" in {f.table for f in verify(path).faults}


@pytest.mark.parametrize(
    ("change", "named"),
    [
        ("DROP TRIGGER refuse ON runs", "runs"),
        ("ALTER TABLE steps DISABLE TRIGGER refuse", "steps"),
        ("ALTER TABLE steps ENABLE TRIGGER refuse", "steps"),
        ("ALTER TABLE findings ENABLE ROW LEVEL SECURITY", "findings"),
        ("CREATE RULE no AS ON DELETE TO runs DO INSTEAD NOTHING", "runs"),
        ("DROP TRIGGER refuse ON texts", "texts"),
        ("DROP TRIGGER refuse ON forms", "forms"),
        (
            "CREATE OR REPLACE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN END'",
            "refuse",
        ),
        (
            "CREATE OR REPLACE FUNCTION clock() RETURNS bigint LANGUAGE sql AS 'SELECT 7::bigint'",
            "clock",
        ),
    ],
)
def test_whatever_was_done_to_the_guards_in_postgresql_is_named(database, change, named):
    Ledger.open(database).close()
    assert verify(database).holds
    with connected(database) as connection:
        connection.execute(change)
    (fault,) = verify(database).faults
    assert fault.table == named and "missing or changed" in fault.what


def test_a_tampered_ledger_is_an_error_where_it_is_demanded_to_hold(place, head):
    tamper(place, "UPDATE runs SET verdict = 'passed', reason = 'x' WHERE seq = 5")
    with pytest.raises(LedgerTampered) as error:
        verify(place).demand()
    assert error.value.exit_code == 1 and error.value.hint and "row 5" in error.value.place


def test_of_very_many_faults_the_first_hundred_are_named_and_all_counted(place, ledger):
    ledger.append([a_run() for _ in range(150)])
    tamper(place, "UPDATE runs SET reason = 'x'")
    verified = ledger.verify()
    assert (len(verified.faults), verified.bad) == (100, 150)


def test_a_damaged_page_is_an_error_that_names_the_way_back(path):
    ledger = Ledger.open(path)
    ledger.append([a_run() for _ in range(500)])
    ledger.close()
    damage(path)
    with pytest.raises(LedgerDamaged) as error:
        verify(path)
    assert error.value.exit_code == 4 and "copy" in error.value.hint


def test_anybody_can_recompute_the_chain_from_an_export(place, head, tmp_path):
    with Ledger.open(place) as ledger:
        ledger.append([a_step(ms=None, reason="Grüß Gott \U0001f600 \u2028 \x7f")])
        exported = export(ledger, tmp_path / "ledger.jsonl")
    chain = bytes(32)
    for line in exported.path.read_bytes().split(b"\n")[:-1]:
        entry = json.loads(line)
        content = {"row": entry["row"], "table": entry["table"]}
        canonical = json.dumps(content, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
        digest = hashlib.sha256(canonical.encode()).digest()
        recorded = entry["recorded"].to_bytes(8, "big")
        chain = hashlib.sha256(chain + recorded + digest).digest()
        assert chain.hex() == entry["chain"]
    assert chain == exported.head.chain
