"""Where a programme's ledger lies: where it was declared to, or where somebody says."""

from pathlib import Path

import pytest

from onetake.errors import ProgrammeWrong
from onetake.flows.place import place_of
from onetake.words.keeping import DAY

HEAD = "programme: Harbor Bank\nenvironments: {dev: {}}\n"
ADDRESS = "postgresql://onetake:${secret.db}@db.example/ledger"


@pytest.fixture
def folder(tmp_path):
    """Return a programme's folder; onetake.yaml is written by each test."""
    return tmp_path / "programme"


@pytest.fixture
def declared(folder):
    """Write onetake.yaml with something more in it."""

    def write(more=""):
        folder.mkdir(exist_ok=True)
        (folder / "onetake.yaml").write_text(HEAD + more)
        return folder

    return write


def test_it_lies_in_the_programme_unless_told_otherwise(declared):
    folder = declared()
    below = folder / "journeys"
    below.mkdir()
    place = place_of(below)
    assert (place.at, place.home) == (folder / ".onetake" / "ledger.db", folder / ".onetake")
    assert not place.shared


def test_a_declared_file_is_the_programmes_and_its_evidence_lies_beside_it(declared):
    folder = declared("ledger: {at: kept/here.db, retention: {texts: 2d}}\n")
    place = place_of(folder)
    assert (place.at, place.home) == (folder / "kept" / "here.db", folder / "kept")
    assert place.keeping.retention.texts == 2 * DAY


def test_a_given_place_wins_and_keeps_what_was_declared(declared, tmp_path):
    folder = declared("ledger: {at: kept/here.db, retention: {texts: 2d}}\n")
    place = place_of(folder, tmp_path / "other.db")
    assert (place.at, place.home) == (tmp_path / "other.db", tmp_path)
    assert place.keeping.retention.texts == 2 * DAY


def test_an_address_gets_its_secret_in_a_form_that_an_address_can_hold(declared, monkeypatch):
    folder = declared(f"secrets: {{db: {{}}}}\nledger: {{at: '{ADDRESS}'}}\n")
    monkeypatch.setenv("DB", "p@ss/w%rd")
    place = place_of(folder)
    assert place.at == "postgresql://onetake:p%40ss%2Fw%25rd@db.example/ledger"
    assert place.shared and place.home == folder / ".onetake"


def test_a_secret_in_a_path_is_taken_as_it_is(declared, monkeypatch):
    folder = declared("secrets: {where: {}}\nledger: {at: 'k/${secret.where}.db'}\n")
    monkeypatch.setenv("WHERE", "a@b")
    assert place_of(folder).at == folder / "k" / "a@b.db"


@pytest.mark.parametrize(
    ("more", "told"),
    [
        (f"ledger: {{at: '{ADDRESS}'}}\n", "asks for 'db', which is no declared secret"),
        ("ledger: {at: '${persona.x}.db'}\n", "asks for 'persona.x'"),
        ("ledger: {at: '${secret.'}\n", "never closed"),
        (f"secrets: {{db: {{env: NOT_SET}}}}\nledger: {{at: '{ADDRESS}'}}\n", "NOT_SET is not set"),
        ("ledger: {at: [1]}\n", "fault"),
    ],
)
def test_a_place_that_cannot_be_told_is_an_error_with_its_fix(declared, more, told):
    with pytest.raises(ProgrammeWrong, match=told) as error:
        place_of(declared(more))
    assert error.value.hint


def test_without_a_programme_a_given_place_is_enough(tmp_path):
    place = place_of(tmp_path, "postgresql://db.example/ledger")
    assert place.at == "postgresql://db.example/ledger" and place.home == Path(".onetake")
    assert place_of(tmp_path, tmp_path / "x.db").home == tmp_path
    with pytest.raises(ProgrammeWrong):
        place_of(tmp_path)
