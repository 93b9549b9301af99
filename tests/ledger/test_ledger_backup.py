"""A backup is the whole ledger at one moment; restored, it is that ledger again, or nothing is."""

import sqlite3
import subprocess
import sys
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest
from ledger_rows import a_run, a_step, one_of_each
from people import a_saying, said
from sqlalchemy.exc import DBAPIError

from onetake.errors import (
    CouldNotTell,
    EvidenceDamaged,
    LedgerMissing,
    LedgerTampered,
    LedgerUnreadable,
    UsageWrong,
)
from onetake.ledger.audit import audit
from onetake.ledger.backup import backup
from onetake.ledger.chain import Head
from onetake.ledger.copies import Copy, note
from onetake.ledger.erasures import LIST, read_list, write_list
from onetake.ledger.evidence import EvidenceStore
from onetake.ledger.expire import expire
from onetake.ledger.export import export
from onetake.ledger.forget import forget, look
from onetake.ledger.ledger import Ledger
from onetake.ledger.restore import restore
from onetake.words.keeping import DAY, Retention
from onetake.words.rows import ErasureRow, RunRow


@pytest.fixture
def store(tmp_path):
    return EvidenceStore(tmp_path / "evidence")


@pytest.fixture
def target(tmp_path):
    return tmp_path / "copies" / "backup.db"


@pytest.fixture(autouse=True)
def folder(target):
    target.parent.mkdir()


@pytest.fixture(params=["sqlite", "postgres"])
def other(request, tmp_path):
    """Yield another empty ledger, on each database in turn."""
    place = tmp_path / "other.db"
    if request.param == "postgres":
        server = request.getfixturevalue("postgres")
        place = server.url(server.database())
    with Ledger.open(place, home=tmp_path / "other") as opened:
        yield opened


def everything(ledger):
    return [(e.seq, e.recorded, e.chain, e.row) for e in ledger.entries()]


def test_a_backup_is_a_ledger_that_can_be_read_as_it_is(ledger, target):
    ledger.append([*one_of_each(), a_saying("hello")])
    written = backup(ledger, target)
    assert (written.rows, written.head, written.path) == (17, ledger.head(), target)
    assert f"rows 17; head {ledger.head()}." in str(written)
    with Ledger.open(target, writable=False) as copy:
        assert everything(copy) == everything(ledger)
        assert said(copy) == ["hello"]
    assert [path.name for path in target.parent.iterdir()] == ["backup.db"]


def test_a_restored_ledger_is_the_same_and_goes_on(ledger, other, target, store):
    ledger.append([*one_of_each(), a_saying("hello", "anna"), a_step(ms=None, took=1.5)])
    backup(ledger, target)
    restored = restore(other, target, store)
    assert (restored.rows, restored.head) == (18, ledger.head())
    assert everything(other) == everything(ledger)
    assert said(other) == ["hello"] and look(other, "Anna").erased.texts == 1
    assert other.append([a_run()]).last == 19
    verified = other.verify(ledger.head())
    assert verified.holds and not verified.faults


def test_what_is_appended_meanwhile_is_in_it_whole_or_not_at_all(ledger, place, target):
    ledger.append([a_run() for _ in range(50)])
    with ledger.reading() as connection:
        backup(ledger, target)
        connection.exec_driver_sql("SELECT 1")
    with Ledger.open(place) as another:
        another.append([a_run()])
    with Ledger.open(target, writable=False) as copy:
        assert copy.count() == 50 and copy.verify().holds


def test_others_write_on_while_a_backup_is_taken(place, target):
    writer = Path(__file__).with_name("writer.py")
    command = [sys.executable, writer, str(place), "0", "0"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout.readline()
        with Ledger.open(place) as ledger:
            written = backup(ledger, target)
            assert process.stdout.readline()
        process.kill()
    with Ledger.open(target, writable=False) as copy, Ledger.open(place) as ledger:
        assert ledger.verify(written.head).holds and ledger.count() > written.rows
        assert everything(copy) == everything(ledger)[: written.rows]


def test_evidence_goes_with_it_when_asked(ledger, other, target, store, tmp_path):
    there, gone = store.put("x.txt", b"seen"), store.put("x.txt", b"lost")
    ledger.append([a_step(evidence=(there,)), a_saying("1", evidence=(gone, there))])
    (store.folder / gone).unlink()
    written = backup(ledger, target, store)
    assert (written.evidence, written.missing) == (1, 1)
    assert "evidence 1; head" in str(written) and "not there: 1." in str(written)
    elsewhere = EvidenceStore(tmp_path / "elsewhere")
    assert restore(other, target, elsewhere).evidence == 1
    assert elsewhere.get(there) == b"seen"


def test_changed_evidence_in_a_backup_restores_nothing(ledger, other, target, store, tmp_path):
    ledger.append([a_step(evidence=(store.put("x.txt", b"seen"),))])
    backup(ledger, target, store)
    with sqlite3.connect(target) as connection:
        connection.execute("UPDATE files SET data = x'21'")
    with pytest.raises(EvidenceDamaged, match="of the copy is not what was kept"):
        restore(other, target, EvidenceStore(tmp_path / "elsewhere"))
    assert other.head() == Head()


def test_rows_that_are_there_are_only_replaced_when_that_is_said(ledger, other, target, store):
    ledger.append([a_run()])
    backup(ledger, target)
    mine = a_run()
    other.append([mine, a_saying("mine")])
    with pytest.raises(UsageWrong) as error:
        restore(other, target, store)
    assert "holds 2 rows" in error.value.message and "--replace" in error.value.hint
    assert mine in list(other.rows(RunRow))
    restore(other, target, store, replace=True)
    assert everything(other) == everything(ledger) and said(other) == []
    with other.reading() as connection:
        assert connection.exec_driver_sql("SELECT count(*) FROM texts").scalar_one() == 0


def test_the_guards_stand_again_after_restoring(ledger, other, target, store):
    ledger.append([*one_of_each(), a_saying("hello")])
    backup(ledger, target)
    restore(other, target, store)
    for statement, why in (
        ("DELETE FROM runs", "rows of runs are never deleted"),
        ("UPDATE steps SET reason = ''", "rows of steps are never changed"),
        ("DELETE FROM texts", "keeps texts until they are erased"),
        ("UPDATE keys SET value = 'x'", "keeps keys until they are erased"),
    ):
        with pytest.raises(DBAPIError, match=why), other.writing() as connection:
            connection.exec_driver_sql(statement)
    assert other.verify().holds


def test_who_was_forgotten_since_is_not_restored(ledger, target, store):
    own = store.put("x.txt", b"anna's")
    ledger.append([a_saying("anna's", "anna", evidence=(own,)), a_saying("bo's", "bo")])
    backup(ledger, target, store)
    (subject,) = forget(ledger, "anna").pseudonyms
    store.remove(own)
    restored = restore(ledger, target, store, replace=True)
    assert (restored.again.texts, restored.again.evidence) == (1, (own,))
    assert "Erased again, because somebody was forgotten since: texts 1, evidence 1." in str(
        restored
    )
    assert said(ledger) == ["bo's"] and look(ledger, "anna").pseudonyms == ()
    assert list(store.files()) == []
    assert [row.subject for row in ledger.rows(ErasureRow)] == [subject]
    kept = audit(ledger, store)
    assert (kept.bad, kept.erased_texts, kept.erased_evidence) == (0, 1, 1)
    assert ledger.verify().holds


def test_who_was_forgotten_stays_so_however_often_an_old_backup_comes_back(ledger, target, store):
    ledger.append([a_saying("anna's", "anna"), a_saying("bo's", "bo")])
    backup(ledger, target)
    forget(ledger, "anna")
    restore(ledger, target, store, replace=True)
    forget(ledger, "bo")
    restore(ledger, target, store, replace=True)
    assert said(ledger) == []
    backup(ledger, target)
    restore(ledger, target, store, replace=True)
    assert len(list(ledger.rows(ErasureRow))) == 2


def test_a_list_beside_the_ledger_tells_when_the_ledger_itself_was_lost(
    ledger, other, target, store, tmp_path
):
    ledger.append([a_saying("overdue", "zoe")])
    assert expire(ledger, Retention(texts=-DAY)).texts == 1
    ledger.append([a_saying("anna's", "anna"), a_saying("bo's", "bo")])
    backup(ledger, target)
    forgotten = forget(ledger, "anna").pseudonyms
    listed, exported = tmp_path / LIST, tmp_path / "export.jsonl"
    write_list(ledger, listed)
    write_list(ledger, listed)
    export(ledger, exported)
    assert read_list(listed) == read_list(exported) == forgotten
    restore(other, target, store, erased=read_list(listed))
    assert said(other) == ["bo's"]
    write_list(other, tmp_path / "again.txt")
    assert (tmp_path / "again.txt").read_text() == listed.read_text() == f"{forgotten[0]}\n"


@pytest.mark.parametrize("text", ["anna@harbor.example\n", '{"seq": 1}\n', "{\n", "\xff\xfe"])
def test_what_is_no_list_of_erasures_is_told(tmp_path, text):
    (tmp_path / "list").write_bytes(text.encode("latin-1"))
    with pytest.raises(UsageWrong, match="is no list of erasures") as error:
        read_list(tmp_path / "list")
    assert LIST in error.value.hint


def test_copies_are_remembered_and_named_to_whoever_forgets(ledger, other, target, store):
    ledger.append([a_saying("hello", "anna")])
    first = Copy("/copies/one.db", "backup", ledger.clock())
    note(ledger, first)
    note(ledger, replace(first, made=ledger.clock()))
    note(ledger, Copy("/copies/two.jsonl", "export", ledger.clock()))
    ledger.append([a_saying("hi", "bo")])
    places = [copy.place for copy in look(ledger, "anna").copies]
    assert places == ["/copies/one.db", "/copies/two.jsonl"]
    assert look(ledger, "bo").copies == ()
    backup(ledger, target)
    note(ledger, Copy("/copies/three.db", "backup", ledger.clock()))
    restore(ledger, target, store, replace=True)
    assert len(look(ledger, "anna").copies) == 3


def test_a_backup_takes_the_place_of_an_earlier_one_only(ledger, path, target):
    ledger.append([a_run()])
    backup(ledger, target)
    ledger.append([a_run()])
    assert backup(ledger, target).rows == 2
    target.write_text("goal: precious\n")
    with pytest.raises(CouldNotTell, match="it holds something else"):
        backup(ledger, target)
    assert target.read_text() == "goal: precious\n"
    for place, why in (
        (target.parent, "it is no file"),
        (target / "below" / "x.db", "there is no such folder"),
        (target.parent / "no" / "x.db", "there is no such folder"),
    ):
        with pytest.raises(CouldNotTell, match=f"cannot be written.*{why}") as error:
            backup(ledger, place)
        assert error.value.hint
    if path.exists():
        with pytest.raises(CouldNotTell, match="it is the ledger itself"):
            backup(ledger, path)


def test_a_ledger_that_does_not_hold_is_not_backed_up_as_if_it_did(path, target):
    with Ledger.open(path) as ledger:
        ledger.append([a_run(), a_run()])
    with closing(sqlite3.connect(path)) as connection, connection:
        connection.execute("DROP TRIGGER runs_refuse_update")
        connection.execute("UPDATE runs SET reason = 'x' WHERE seq = 1")
    with Ledger.open(path, writable=False) as ledger, pytest.raises(LedgerTampered):
        backup(ledger, target)
    assert list(target.parent.iterdir()) == []


def test_what_is_no_whole_backup_restores_nothing(ledger, other, target, store, tmp_path):
    ledger.append([a_run() for _ in range(300)])
    backup(ledger, target)
    other.append([a_run()])
    with pytest.raises(LedgerMissing):
        restore(other, tmp_path / "nowhere.db", store, replace=True)
    (tmp_path / "text.db").write_text("no ledger at all, but some text that is long enough")
    with pytest.raises(LedgerUnreadable):
        restore(other, tmp_path / "text.db", store, replace=True)
    with sqlite3.connect(target) as connection:
        connection.execute("DROP TRIGGER runs_refuse_delete")
        connection.execute("DELETE FROM runs WHERE seq = 7")
    with pytest.raises(LedgerTampered):
        restore(other, target, store, replace=True)
    assert other.count() == 1 and other.verify().holds


def test_a_ledger_is_not_restored_onto_itself(path, store):
    with Ledger.open(path) as ledger, pytest.raises(UsageWrong, match="is the ledger itself"):
        restore(ledger, Path(path), store, replace=True)
