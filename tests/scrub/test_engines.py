"""Whatever the text, both engines give the same, and scrubbing twice gives what once gives."""

import json
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from onetake.scrub import Scrubber, engines

HERE = Path(__file__).parent
LINES = (HERE / "corpus_clean.txt").read_text(encoding="utf-8").splitlines() + [
    json.loads(line)["text"]
    for line in (HERE / "corpus_personal.jsonl").read_text(encoding="utf-8").splitlines()
]
SECRETS = {"token": "s3cr3t/Tok+en=1", "short": "12", "word": "card", "odd": "] ["}
BY_RE = Scrubber(SECRETS, engine="re")
BY_HYPERSCAN = Scrubber(SECRETS, engine="hyperscan")

pieces = st.one_of(
    st.sampled_from(LINES),
    st.text("0123456789 -./+()", max_size=24),
    st.sampled_from(
        ["phone ", "customerPhone", "Karte: ", "bsn ", "order ", "電話", "tel. ", "tax id "]
    ),
    st.sampled_from(["password=", '"token": "', "Bearer ", "@", "[card]", "[secret x]", "&#52;"]),
    st.sampled_from(list(SECRETS.values())),
    st.text(max_size=12),
)
texts = st.lists(pieces, max_size=12).map("".join)
long_texts = st.lists(pieces, max_size=12).map(lambda parts: "x" * 400 + " " + "".join(parts))
calm = settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])


@calm
@given(long_texts)
def test_both_engines_give_the_same(text):
    assert BY_RE.text(text) == BY_HYPERSCAN.text(text)


@calm
@given(texts)
def test_scrubbing_twice_gives_what_scrubbing_once_gives(text):
    once = BY_RE.text(text)
    assert BY_RE.text(once) is once


@calm
@given(
    st.recursive(texts, lambda inner: st.dictionaries(texts, inner) | st.lists(inner), max_leaves=8)
)
def test_scrubbing_a_nested_value_twice_gives_what_once_gives(value):
    once = BY_RE.json(value)
    assert BY_RE.json(once) is once


def test_auto_turns_to_hyperscan_once_it_pays(monkeypatch):
    calls = []
    monkeypatch.setattr(engines, "PAYS_FROM", 1000)
    monkeypatch.setattr(
        engines, "fast_screen", lambda text, before: calls.append(text) or ([], False)
    )
    scrubber = Scrubber()
    for _ in range(4):
        scrubber.text("order 12345678 " * 30)
    assert len(calls) == 1


def test_an_unknown_engine_is_refused_with_the_known_ones():
    with pytest.raises(ValueError, match="use auto, re or hyperscan"):
        Scrubber(engine="re2")
