"""Evidence is found by its content, and is what was kept, or an error."""

import os
import stat
from hashlib import sha256

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from onetake.errors import EvidenceDamaged, EvidenceFull, EvidenceMissing, EvidenceUnusable
from onetake.ledger.evidence import EvidenceStore


@pytest.fixture
def store(tmp_path):
    """Return an empty store."""
    return EvidenceStore(tmp_path / "evidence")


def files(store):
    return [path for path in store.folder.rglob("*") if path.is_file()]


def test_the_name_is_the_content_and_its_kind(store):
    digest = sha256(b'{"state": "blocked"}').hexdigest()
    name = store.put("answer.json", b'{"state": "blocked"}')
    assert name == f"{digest[:2]}/{digest}.json"
    assert (store.folder / name).read_bytes() == b'{"state": "blocked"}'


def test_a_kind_of_several_words_stands_in_the_name(store):
    name = store.put("look.home.desktop.light.painted.png", b"picture")
    assert name.endswith(".look.home.desktop.light.painted.png")
    assert store.get(name) == b"picture"


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=40)
@given(kind=st.text(), data=st.binary())
def test_whatever_is_put_is_got(store, kind, data):
    assert store.get(store.put(kind, data)) == data


@pytest.mark.parametrize("kind", ["", "trace", "a/../../b", "x.", "x.toolongsuffix", "x.j/s"])
def test_a_kind_without_a_plain_suffix_is_kept_all_the_same(store, kind):
    name = store.put(kind, b"1")
    assert store.get(name) == b"1" and files(store) == [store.folder / name]


def test_the_same_bytes_are_kept_once(store):
    before = store.put("a.txt", b"once")
    written = (store.folder / before).stat().st_ino
    assert store.put("b.txt", b"once") == before
    assert (store.folder / before).stat().st_ino == written and len(files(store)) == 1


@pytest.mark.parametrize("name", ["../x", "ab/../../x", "/etc/x", "x", "ab/cd/x", ".", ""])
def test_nothing_outside_the_folder_is_ever_removed(tmp_path, name):
    store = EvidenceStore(tmp_path / "evidence")
    inside = store.put("x.txt", b"1")
    (tmp_path / "x").write_text("mine")
    assert store.remove(name) is False
    assert (tmp_path / "x").exists() and store.get(inside) == b"1"
    assert store.remove(inside) is True and store.remove(inside) is False


def test_an_item_that_is_too_large_is_cut_and_says_so(tmp_path):
    store = EvidenceStore(tmp_path, largest=10)
    assert store.get(store.put("body.txt", b"0123456789")) == b"0123456789"
    cut = store.get(store.put("body.txt", b"0123456789" + b"x" * 2000))
    assert cut == b"0123456789\n[2000 bytes more were cut here]\n"


def test_a_full_folder_says_so_and_keeps_what_it_has(tmp_path):
    store = EvidenceStore(tmp_path, whole=10)
    first = store.put("a.txt", b"12345678")
    with pytest.raises(EvidenceFull, match="holds 8 bytes, and 4 more would pass") as error:
        store.put("a.txt", b"abcd")
    assert error.value.hint and store.get(first) == b"12345678"
    assert store.put("a.txt", b"12345678") == first
    with pytest.raises(EvidenceFull, match="holds 8 bytes"):
        EvidenceStore(tmp_path, whole=10).put("a.txt", b"abcd")
    assert store.put("a.txt", b"ab")
    with pytest.raises(EvidenceFull, match="holds 10 bytes"):
        store.put("a.txt", b"c")


@pytest.mark.parametrize("name", ["", "ab/abcdef.txt", "../../etc/passwd", "00/" + "0" * 64])
def test_what_was_never_kept_is_missing(store, name):
    with pytest.raises(EvidenceMissing):
        store.get(name)


def test_what_was_changed_is_not_given_out(store):
    name = store.put("a.txt", b"blocked")
    (store.folder / name).write_bytes(b"active")
    with pytest.raises(EvidenceDamaged, match="is not what was kept"):
        store.get(name)


def test_a_folder_that_cannot_be_written_is_told(tmp_path):
    (tmp_path / "file").write_text("x")
    with pytest.raises(EvidenceUnusable, match="cannot be kept") as error:
        EvidenceStore(tmp_path / "file").put("a.txt", b"1")
    assert error.value.exit_code == 4 and error.value.hint


def test_a_write_that_fails_leaves_no_half_file(store, monkeypatch):
    def full(handle):
        if stat.S_ISREG(os.fstat(handle).st_mode):
            raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(EvidenceUnusable, match="No space left"):
        store.put("a.txt", b"half")
    assert files(store) == []
