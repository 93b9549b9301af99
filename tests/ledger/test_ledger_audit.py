"""What rows refer to is what was kept, was erased on purpose, or is a fault."""

import pytest
from ledger_rows import a_step
from people import a_saying
from sqlalchemy import delete, insert, text, update

from onetake.ledger.audit import audit
from onetake.ledger.beside import BESIDE
from onetake.ledger.carry import guards_down
from onetake.ledger.evidence import EvidenceStore
from onetake.ledger.forget import forget
from onetake.words.rows import StepRow

TEXTS, ERASED = BESIDE["texts"], BESIDE["erased"]


@pytest.fixture
def store(tmp_path):
    return EvidenceStore(tmp_path / "evidence")


def tamper(ledger, *statements):
    """Do what somebody does who may change the database itself."""
    with ledger.writing() as connection:
        for name in BESIDE:
            guards_down(connection, name)
        for statement in statements:
            connection.execute(statement)


def test_all_is_well(ledger, store):
    name = store.put("x.txt", b"seen")
    ledger.append([a_saying("one", evidence=(name,)), a_saying("two"), a_step(evidence=())])
    kept = audit(ledger, store)
    assert str(kept) == "Texts kept: 2, erased: 0; evidence kept: 1, erased: 0."
    assert (kept.bad, kept.faults) == (0, ())


def test_a_changed_text_is_named(ledger, store):
    saying = a_saying("I lost my card")
    ledger.append([saying, a_saying("two")])
    tamper(ledger, update(TEXTS).where(TEXTS.c.words == "two").values(words="three"))
    (fault,) = audit(ledger, store).faults
    assert fault.startswith("text ") and fault.endswith("it is not what was kept")
    tamper(ledger, update(TEXTS).values(salt="no hex"))
    assert audit(ledger, store).bad == 2


@pytest.mark.parametrize("field", ["said", "heard", "reason_text", "seen_text"])
def test_a_text_that_nobody_erased_is_named_by_its_row(ledger, store, field):
    saying = a_saying("hello")
    reference = saying.texts[0].reference
    row = a_step(**{field: reference, "evidence": ()})
    ledger.append([a_step(evidence=()), type(saying)(row, ("anna",), saying.texts)])
    tamper(ledger, delete(TEXTS))
    assert audit(ledger, store).faults == (
        f"row 2 (steps): the text of {field} is gone, and nobody erased it",
    )


def test_an_erasure_slipped_in_is_found_by_what_the_chain_tells(ledger, store):
    ledger.append([a_saying("one", "anna"), a_saying("two", "bo")])
    forget(ledger, "anna")
    assert audit(ledger, store).bad == 0
    (left,) = [row.said for row in ledger.rows(StepRow) if row.said in ledger.texts([row.said])]
    tamper(ledger, delete(TEXTS), insert(ERASED).values(reference=left))
    assert audit(ledger, store).faults == ("texts listed as erased: 2, but erasures tell of 1",)


def test_a_seal_left_open_is_a_fault(ledger, store):
    tamper(ledger, text("INSERT INTO erasing VALUES ('0193543a-0000-7000-8000-000000000001')"))
    assert "a seal stands in the table erasing" in audit(ledger, store).faults[0]


def test_lost_and_changed_evidence_is_named(ledger, store):
    lost, changed = store.put("x.txt", b"lost"), store.put("x.txt", b"changed")
    ledger.append([a_step(evidence=(lost, changed)), a_step(evidence=(lost,))])
    (store.folder / lost).unlink()
    (store.folder / changed).write_bytes(b"!")
    kept = audit(ledger, store)
    assert (kept.bad, kept.evidence, kept.erased_evidence) == (2, 0, 0)
    assert f"There is no evidence {lost}" in kept.faults[0]
    assert "is not what was kept" in kept.faults[1]


def test_evidence_of_a_shared_ledger_may_be_on_another_machine(ledger, store):
    here, there = store.put("x.txt", b"here"), store.put("x.txt", b"there")
    ledger.append([a_step(evidence=(here, there))])
    (store.folder / there).unlink()
    kept = audit(ledger, store, shared=True)
    assert (kept.bad, kept.evidence, kept.elsewhere) == (0, 1, 1)
    assert str(kept).endswith("Evidence that is not on this machine: 1.")
    (store.folder / here).write_bytes(b"!")
    assert audit(ledger, store, shared=True).bad == 1


def test_of_very_many_faults_a_hundred_are_named_and_all_counted(ledger, store):
    ledger.append([a_step(evidence=(f"ab/ab{n:062x}.txt",)) for n in range(700)])
    kept = audit(ledger, store)
    assert (len(kept.faults), kept.bad) == (100, 700)
