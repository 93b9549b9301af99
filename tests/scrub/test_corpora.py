"""Both corpora, both engines: everything personal goes, everything else stays."""

import json
import re
from pathlib import Path

import pytest

from onetake.scrub import Scrubber

HERE = Path(__file__).parent
CLEAN = (HERE / "corpus_clean.txt").read_text(encoding="utf-8").splitlines()
PERSONAL = [
    json.loads(line)
    for line in (HERE / "corpus_personal.jsonl").read_text(encoding="utf-8").splitlines()
]
ENGINES = {name: Scrubber(engine=name) for name in ("re", "hyperscan")}
# Longer than the shortest text that hyperscan gets to see.
PADDING = "Nothing to see here, only words. " * 20
FOUR_DIGITS = re.compile("[0-9]{4,}")


def leftovers(case: dict, scrubbed: str) -> list[str]:
    """Give what of the hidden value can still be read."""
    parts = [digits for digits in FOUR_DIGITS.findall(scrubbed) if digits in case["hidden"]]
    return parts + ([case["hidden"]] if case["hidden"] in scrubbed else [])


def test_the_corpora_are_large_enough_to_mean_something():
    assert len(CLEAN) >= 200
    assert len(PERSONAL) >= 150


@pytest.mark.parametrize("engine", ENGINES)
def test_no_clean_line_changes(engine):
    scrub = ENGINES[engine].text
    assert [line for line in CLEAN if scrub(line) is not line] == []
    padded = [f"{PADDING}\n{line}\n{PADDING}" for line in CLEAN]
    assert [text for text in padded if scrub(text) is not text] == []


@pytest.mark.parametrize("engine", ENGINES)
@pytest.mark.parametrize("padding", ["", PADDING], ids=["alone", "in a long text"])
def test_every_personal_value_gives_way_to_the_name_of_its_kind(engine, padding):
    missed = []
    for case in PERSONAL:
        scrubbed = ENGINES[engine].text(f"{padding}\n{case['text']}\n{padding}")
        if f"[{case['kind']}]" not in scrubbed or leftovers(case, scrubbed):
            missed.append((case["text"], scrubbed.replace(PADDING, "")))
    assert missed == []


def test_scrubbing_what_was_scrubbed_changes_nothing():
    for case in PERSONAL:
        once = ENGINES["re"].text(case["text"])
        assert ENGINES["re"].text(once) is once


def test_all_lines_in_one_text_are_scrubbed_alike_by_both_engines():
    whole = "\n".join([*CLEAN, *(case["text"] for case in PERSONAL)])
    assert ENGINES["re"].text(whole) == ENGINES["hyperscan"].text(whole)
