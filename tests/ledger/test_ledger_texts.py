"""What was said lies beside the row that tells of it, in the same transaction, under a digest."""

from dataclasses import replace
from hashlib import sha256

import pytest
from anybody import Refused, connected, look
from hypothesis import given
from hypothesis import strategies as st
from ledger_rows import a_run, a_step

from onetake.errors import RowRefused
from onetake.ledger.beside import SEALED
from onetake.words.ids import uuid7
from onetake.words.personal import Personal, Text
from onetake.words.rows import StepRow

REPLACE = (
    "INSERT INTO {table} SELECT * FROM {table} "
    "ON CONFLICT ON CONSTRAINT {table}_pkey DO UPDATE SET {column} = 'x'"
)


def a_saying(words, *people, **changes):
    """Return a step that said these words, as these people's."""
    text = Text.of(words)
    return Personal(a_step(said=text.reference, **changes), people or ("anna",), (text,))


def test_a_row_holds_a_salted_digest_and_the_words_are_found_by_it(ledger):
    saying, other = a_saying("I lost my card"), a_saying("I lost my card")
    ledger.append([saying, other])
    first, second = ledger.rows(StepRow)
    assert first.said != second.said
    assert ledger.texts([first.said, second.said, "0" * 64]) == {
        first.said: "I lost my card",
        second.said: "I lost my card",
    }
    text = saying.texts[0]
    assert first.said == sha256(text.salt + b"I lost my card").hexdigest()


def test_many_references_are_read_at_once(ledger):
    sayings = [a_saying(f"number {n}") for n in range(1234)]
    ledger.append(sayings)
    found = ledger.texts(row.said for row in ledger.rows(StepRow))
    assert sorted(found.values()) == sorted(f"number {n}" for n in range(1234))
    assert ledger.texts([]) == {}


def test_a_row_that_is_there_already_brings_no_second_text(ledger, place):
    saying = a_saying("once")
    ledger.append([saying])
    assert ledger.append([saying, saying]).ignored == 2
    assert look(place, "SELECT words FROM texts") == [("once",)]


def test_rows_and_texts_are_recorded_together_or_not_at_all(ledger, place):
    with pytest.raises(RowRefused):
        ledger.append([a_saying("never"), a_run(turns="3")])
    taken = a_saying("first")
    ledger.append([taken])
    conflict = replace(taken, row=replace(taken.row, seen="other"), texts=(Text.of("second"),))
    assert ledger.append([conflict]).conflicts
    assert look(place, "SELECT words FROM texts") == [("first",)]


def test_the_chain_does_not_cover_the_words(ledger):
    head = ledger.append([a_saying("I lost my card")]).head
    assert ledger.verify(head).holds


def test_the_same_people_have_one_pseudonym_that_tells_nothing_of_them(ledger, place):
    ledger.append([a_saying("1", "anna"), a_saying("2", "anna", "+49 170 1234567")])
    ledger.append([a_saying("3", "Anna "), a_saying("4", "+491701234567", "ANNA")])
    ledger.append([a_saying("5", "bo"), replace(a_saying("6"), people=())])
    of = dict(look(place, "SELECT words, person FROM texts"))
    assert of["1"] == of["3"] != of["2"] == of["4"]
    assert of["5"] not in (of["1"], of["2"]) and of["6"] == ""
    for table in ("persons", "texts", "keys"):
        stored = str(look(place, f"SELECT * FROM {table}")).lower()
        assert "anna" not in stored and "1234567" not in stored


def test_evidence_is_listed_with_the_people_it_is_of(ledger, place):
    step = a_step(evidence=("ab/1.txt", "cd/2.json", "ab/1.txt"))
    ledger.append([Personal(step, ("anna",)), a_step(evidence=("ef/3.txt",)), a_saying("x")])
    names = look(place, "SELECT name, person != '' FROM exhibits WHERE name != 'ab/abcdef.txt'")
    assert sorted(names) == [("ab/1.txt", 1), ("cd/2.json", 1), ("ef/3.txt", 0)]


@pytest.mark.parametrize("table", SEALED)
@pytest.mark.parametrize(
    "statement",
    [
        "DELETE FROM {table}",
        "UPDATE {table} SET {column} = 'x'",
        "REPLACE INTO {table} SELECT * FROM {table}",
    ],
)
def test_nobody_changes_or_deletes_them_without_an_erasure(ledger, place, table, statement):
    ledger.append([a_saying("I lost my card")])
    with connected(place) as connection:
        connection.execute("INSERT INTO erased VALUES ('ab')")
        connection.execute(f"INSERT INTO sealed VALUES ('runs', '{uuid7()}', 1)")
        connection.execute("INSERT INTO erasing VALUES ('00000000-0000-0000-0000-000000000001')")
        everything = connection.execute(f"SELECT * FROM {table}")
        column, before = everything.description[0][0], everything.fetchall()
        if statement.startswith("REPLACE") and isinstance(place, str):
            statement = REPLACE
        with pytest.raises(Refused, match=f"keeps {table} until they are erased"):
            connection.execute(statement.format(table=table, column=column))
        assert before and connection.execute(f"SELECT * FROM {table}").fetchall() == before


@given(st.text())
def test_any_text_has_a_reference_that_can_be_recomputed(words):
    text = Text.of(words)
    assert text.reference == sha256(text.salt + text.words.encode()).hexdigest()


def test_what_no_database_keeps_becomes_question_marks(ledger):
    ledger.append([a_saying("half \ud83d, nul \0")])
    (row,) = ledger.rows(StepRow)
    assert ledger.texts([row.said]) == {row.said: "half \ufffd, nul \ufffd"}
