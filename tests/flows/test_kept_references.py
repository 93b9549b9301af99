"""Texts of the last pass are their owner's, grow old, and go when somebody is forgotten."""

import os
import stat

from onetake.flows.references import FRESH, KeptTexts, expire_references, forget_references


def test_a_text_is_found_again_by_the_same_walk_only(tmp_path):
    folder = tmp_path / "references"
    KeptTexts(folder, "staging shop/buy anna 0").put("site 3", "- heading")

    assert KeptTexts(folder, "staging shop/buy anna 0").get("site 3") == "- heading"
    assert KeptTexts(folder, "staging shop/buy björn 0").get("site 3") == ""
    assert KeptTexts(folder, "staging shop/buy anna 0").get("site 4") == ""


def test_only_its_owner_may_read_it(tmp_path):
    KeptTexts(tmp_path / "references", "walk").put("site 1", "text")
    (kept,) = (tmp_path / "references").iterdir()
    assert stat.S_IMODE(kept.stat().st_mode) == 0o600
    assert stat.S_IMODE(kept.parent.stat().st_mode) == 0o700


def test_it_is_fresh_for_a_while(tmp_path):
    clock = 1e9
    texts = KeptTexts(tmp_path / "references", "walk", lambda: clock)
    assert not texts.fresh("site 1")
    texts.put("site 1", "text")
    (kept,) = (tmp_path / "references").iterdir()
    os.utime(kept, (clock, clock))
    assert texts.fresh("site 1")
    clock += FRESH + 1
    assert not texts.fresh("site 1")


def test_what_cannot_be_written_is_as_if_never_kept(tmp_path):
    (tmp_path / "references").write_text("a file in the way")
    texts = KeptTexts(tmp_path / "references", "walk")
    texts.put("site 1", "text")
    assert texts.get("site 1") == "" and not texts.fresh("site 1")


def test_they_expire_and_are_forgotten(tmp_path):
    texts = KeptTexts(tmp_path / "references", "walk")
    texts.put("old", "text")
    texts.put("new", "text")
    old = min((tmp_path / "references").iterdir())
    os.utime(old, (1e9, 1e9))
    expire_references(tmp_path, 3600, 1e9 + 3601)
    assert any((tmp_path / "references").iterdir())
    assert not old.exists()

    forget_references(tmp_path)
    assert not (tmp_path / "references").exists()
