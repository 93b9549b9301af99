"""Who is forgotten leaves nothing behind that tells of them, and the chain holds."""

import pytest
from ledger_rows import a_run
from people import a_saying, said
from sqlalchemy import select

from onetake.errors import LedgerReadOnly
from onetake.ledger.audit import audit
from onetake.ledger.beside import BESIDE
from onetake.ledger.copies import Copy, note
from onetake.ledger.evidence import EvidenceStore
from onetake.ledger.forget import forget, look
from onetake.ledger.ledger import Ledger
from onetake.ledger.persons import normalised
from onetake.ledger.sweep import Swept, remove, sweep
from onetake.ledger.wipe import wipe
from onetake.words.rows import ErasureRow


@pytest.fixture
def store(tmp_path):
    return EvidenceStore(tmp_path / "evidence")


def test_what_somebody_said_is_gone_and_what_others_said_stays(ledger):
    ledger.append([a_run(), a_saying("I am Anna", "anna"), a_saying("I am Bo", "bo")])
    known = forget(ledger, "anna")
    assert known.erased.texts == 1
    assert said(ledger) == ["I am Bo"]
    assert ledger.verify().holds


def test_the_chain_tells_that_somebody_was_forgotten_but_not_who(ledger):
    ledger.append([a_saying("I am Anna", "anna")])
    pseudonyms = forget(ledger, "anna").pseudonyms
    (row,) = ledger.rows(ErasureRow)
    assert (row.reason, row.texts, row.evidence) == ("forgotten", 1, 0)
    assert pseudonyms == (row.subject,)
    assert "anna" not in str(list(ledger.entries())[-1]).lower()


@pytest.mark.parametrize(
    ("written", "asked"),
    [
        ("anna@harbor.example", "  Anna@Harbor.Example "),
        ("anna+bank@harbor.example", "anna@harbor.example"),
        ("+49 170 123 45 67", "0049 (170) 1234567"),
        ("+49 170 1234567", "+49/170/123-45.67"),
        ("0170 1234567", "01701234567"),
        ("C-1042", "c-1042"),
        ("Björn", "BJÖRN"),
        ("Björn", "Bjo\u0308rn"),
        ("4111 1111 1111 1111", "4111111111111111"),
    ],
)
def test_somebody_is_known_however_the_name_is_written(ledger, written, asked):
    ledger.append([a_saying("it was me", "anna", written)])
    assert look(ledger, asked).erased.texts == 1
    forget(ledger, asked)
    assert said(ledger) == []


@pytest.mark.parametrize(
    ("one", "other"),
    [("anna", "ann"), ("+491701234567", "+491701234568"), ("C-1042", "C-104"), ("12345", "012345")],
)
def test_other_names_are_other_people(one, other):
    assert normalised(one) != normalised(other)


def test_forgetting_one_of_several_people_takes_all_that_was_said_among_them(ledger):
    ledger.append(
        [
            a_saying("both", "anna", "bo"),
            a_saying("anna alone", "anna"),
            a_saying("bo alone", "bo"),
            a_saying("leased", "anna", "+491701234567"),
        ]
    )
    assert forget(ledger, "+49 170 1234567").erased.texts == 1
    assert said(ledger) == ["both", "anna alone", "bo alone"]
    assert forget(ledger, "bo").erased.texts == 2
    assert said(ledger) == ["anna alone"]
    assert len(list(ledger.rows(ErasureRow))) == 3


def test_nobody_is_forgotten_twice_and_who_is_unknown_leaves_no_row(ledger):
    ledger.append([a_saying("hello", "anna")])
    forget(ledger, "anna")
    again = forget(ledger, "anna")
    assert (again.pseudonyms, again.erased.texts) == ((), 0)
    assert ledger.count(ErasureRow) == 1


def test_who_comes_back_is_somebody_new(ledger):
    ledger.append([a_saying("before", "anna")])
    (before,) = forget(ledger, "anna").pseudonyms
    ledger.append([a_saying("after", "anna")])
    assert said(ledger) == ["after"]
    (after,) = look(ledger, "anna").pseudonyms
    assert after != before


def test_looking_changes_nothing(ledger, place):
    ledger.append([a_saying("hello", "anna")])
    head = ledger.head()
    with Ledger.open(place, writable=False) as reader:
        assert look(reader, "anna").erased.texts == 1
        with pytest.raises(LedgerReadOnly):
            forget(reader, "anna")
    assert (said(ledger), ledger.head()) == (["hello"], head)


def test_evidence_goes_unless_somebody_else_needs_it(ledger, store):
    own, shared = store.put("x.txt", b"anna's"), store.put("x.txt", b"a page all see")
    ledger.append(
        [
            a_saying("1", "anna", evidence=(own, shared)),
            a_saying("2", "anna", "bo", evidence=(own,)),
            a_saying("3", "bo", evidence=(shared,)),
        ]
    )
    assert look(ledger, "anna").erased.evidence == (own,)
    known = forget(ledger, "anna")
    assert set(known.erased.evidence) == {own}
    assert remove(store, known.erased.evidence) == 1
    assert [name for name, _ in store.files()] == [shared]
    kept = audit(ledger, store)
    assert (kept.bad, kept.evidence, kept.erased_evidence) == (0, 1, 1)


def test_files_left_by_a_process_that_was_killed_are_named_and_removed_later(ledger, store):
    own, other = store.put("x.txt", b"anna's"), store.put("x.txt", b"bo's")
    ledger.append([a_saying("1", "anna", evidence=(own,)), a_saying("2", "bo", evidence=(other,))])
    forget(ledger, "anna")  # and killed before the file was removed
    kept = audit(ledger, store)
    assert (kept.bad, kept.lingering) == (0, 1) and "Erased, but still there: 1" in str(kept)
    assert sweep(ledger, store, age=1e9) == Swept(erased=1)
    assert [name for name, _ in store.files()] == [other]
    assert audit(ledger, store).lingering == 0


def test_nothing_leads_back_from_what_is_left(ledger, place):
    ledger.append([a_saying("hello", "anna", "anna@harbor.example"), a_saying("hi", "bo")])
    with ledger.reading() as connection:
        before = len(connection.execute(select(BESIDE["persons"])).all())
    forget(ledger, "anna")
    with ledger.reading() as connection:
        persons = connection.execute(select(BESIDE["persons"])).all()
        texts = connection.execute(select(BESIDE["texts"].c.words)).scalars().all()
    assert (before, len(persons), texts) == (5, 2, ["hi"])
    assert look(ledger, "anna@harbor.example").pseudonyms == ()


def test_the_bytes_themselves_are_gone_from_the_file(path):
    words = "my mother's maiden name is Featherstonehaugh"
    with Ledger.open(path) as ledger:
        ledger.append([a_saying(f"filler {n}", "bo") for n in range(200)])
        ledger.append([a_saying(words, "anna")])
        forget(ledger, "anna")
        assert wipe(ledger)
        there = b"".join(file.read_bytes() for file in path.parent.glob("ledger.db*"))
        assert b"filler 7" in there and b"Featherstone" not in there


def test_pages_that_somebody_still_reads_are_told(path):
    with Ledger.open(path) as ledger, Ledger.open(path, writable=False) as other:
        ledger.append([a_saying(f"number {n}", "anna") for n in range(1500)])
        with other.reading() as connection:
            connection.execute(select(BESIDE["texts"])).first()
            forget(ledger, "anna")
            assert not wipe(ledger)
        assert wipe(ledger)


def test_a_row_that_arrives_again_after_its_people_were_forgotten_brings_no_text(ledger):
    saying = a_saying("hello", "anna")
    ledger.append([saying])
    forget(ledger, "anna")
    assert ledger.append([saying]).ignored == 1
    assert said(ledger) == [] and look(ledger, "anna").pseudonyms == ()


def test_names_of_any_form_are_taken(ledger):
    names = ("half \ud83d", "nul \0", "'; DROP TABLE texts; --", "%", "İstanbul", "ß")
    ledger.append([a_saying("hello", *names)])
    for name in names:
        assert look(ledger, name).erased.texts == 1


def test_a_copy_noted_by_a_clock_that_lags_is_named(place):
    with Ledger.open(place) as ledger:
        ledger.append([a_saying("I am Anna", "anna")])
        note(ledger, Copy("report.html", "HTML report", made=1))
        (copy,) = look(ledger, "anna").copies
        assert (copy.place, copy.kind) == ("report.html", "HTML report") and copy.made > 1
        note(ledger, Copy("report.html", "HTML report", made=copy.made + 7))
        assert [again.made - copy.made for again in look(ledger, "anna").copies] == [7]
