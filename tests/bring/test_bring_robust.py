"""Whatever a foreign file holds, it is brought or refused in words; what is written reads alike."""

from __future__ import annotations

import copy
import json
from contextlib import suppress
from pathlib import Path
from typing import Any

import yaml
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from postman_samples import collection
from test_bring_openapi import openapi

from onetake.bring.drafted import Wish
from onetake.bring.files import files_of
from onetake.bring.foreign import recognise
from onetake.bring.javascript import NoLiteral, statements, value_of
from onetake.bring.naming import slug
from onetake.bring.postman_scripts import read_checks
from onetake.bring.reading import bring
from onetake.bring.written import yaml_of
from onetake.declare.reading import read
from onetake.errors import UsageWrong
from onetake.words.scalar import typed_tree

SAMPLES = Path(__file__).parent.parent / "third_party"
JUNK = st.sampled_from(
    [None, "", "x", 0, -1, 1.5, True, [], {}, [[]], [None], {"key": None}, "{{", "${", "a: b # c",
     "\n", "\u2028", {"$ref": "#/paths"}, "http://[", "//", "é"]
)  # fmt: skip
SENT = [{"name": "a", "value": "b"}]
HAR = {"log": {"entries": [
    {"startedDateTime": "2026-01-01T00:00:00Z", "request": {
        "method": "POST", "url": "http://shop.example/a?b=c", "headers": SENT,
        "postData": {"mimeType": "application/json", "text": '{"a": [1, {"id": "abcdefgh1"}]}'}},
     "response": {"status": 200, "headers": [], "content": {
         "mimeType": "application/json", "text": '{"id": "abcdefgh1"}'}}},
    {"startedDateTime": "2026-01-01T00:00:01Z", "request": {
        "method": "GET", "url": "http://shop.example/a/abcdefgh1", "headers": []},
     "response": {"status": 200, "redirectURL": "", "headers": [], "content": {
         "mimeType": "text/html", "text": "<title>x</title>"}}},
]}}  # fmt: skip
CONVOS = {
    "convos": [{"name": "a", "steps": [{"me": ["hi", {"PAUSE": [1]}]}, {"bot": ["?$x", "INTENT a"]},
                                       {"include": ["b"]}]}],
    "partialConvos": [{"name": "b", "steps": [{"bot": ["UTT", "!no"]}]}],
    "utterances": {"UTT": ["a", "b"]},
}  # fmt: skip
WHOLE = [collection("http://shop.example"), openapi("http://shop.example"), HAR, CONVOS]
ALL = Wish(frozenset({"api", "chat", "web", "voice"}), changing=True)


def _spots(tree: Any) -> list[tuple[Any, Any]]:
    """Return every place in a nested value, as its holder and key."""
    keys = tree if isinstance(tree, dict) else range(len(tree)) if isinstance(tree, list) else ()
    own = [(tree, key) for key in keys]
    return own + [spot for _, key in own for spot in _spots(tree[key])]


@settings(max_examples=400, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.sampled_from(WHOLE), st.data())
def test_a_file_with_anything_in_it_is_brought_or_refused(whole, data):
    """No junk anywhere in a file of any kind is a crash of ours."""
    tree = copy.deepcopy(whole)
    for _ in range(data.draw(st.integers(1, 3))):
        spots = _spots(tree)
        if spots:
            holder, key = data.draw(st.sampled_from(spots))
            holder[key] = copy.deepcopy(data.draw(JUNK))
    with suppress(UsageWrong):
        brought = bring([recognise("x.json", json.dumps(tree).encode())], ALL)
        for text in files_of(brought, owner="a").values():
            assert text


@given(st.binary(max_size=60))
def test_any_bytes_are_recognised_or_refused(content):
    """Bytes that mean nothing are refused in words."""
    with suppress(UsageWrong):
        recognise("x.yaml", content)


@given(st.text(alphabet="pm.expect(){}[]'\"`/;,\n =>a1$!", max_size=80))
def test_any_script_is_read_to_its_end(script):
    """A script is cut without losing a line's place; what makes no sense is listed."""
    for statement in statements(script):
        assert 1 <= statement.line <= script.count("\n") + 1
    read_checks(script)
    with suppress(NoLiteral):
        value_of(script)


SCALARS = st.none() | st.booleans() | st.integers(-999, 999) | st.text(max_size=30)
TREES = st.recursive(
    SCALARS,
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.text(min_size=1, max_size=8), inner, max_size=3)
    ),
    max_leaves=12,
)


@settings(max_examples=300, deadline=None)
@given(st.dictionaries(st.from_regex(r"[a-z]{1,8}", fullmatch=True), TREES, max_size=4))
def test_what_is_written_says_the_same_when_read(tree):
    """YAML that is written is the inverse of reading it, by YAML's own rules."""
    assert yaml.safe_load(yaml_of(tree)) == tree


def test_what_is_written_says_the_same_to_onetake(tmp_path):
    """Texts that look like numbers, dates or templates stay texts in a persona's file."""
    tree = {"a": "007", "b": "1e5", "c": "yes", "d": "12:30", "e": "x # y", "f": "- a", "g": "null",
            "h": "a: b", "i": "${x", "j": "", "k": "l1\nl2\n", "l": [1, "1", {"m": "{n}, [o]"}],
            "p": " lead", "q": "*star", "r": "2026-01-01", "s": "+49301234"}  # fmt: skip
    (tmp_path / "onetake.yaml").write_text("programme: A\nenvironments: {dev: {}}\n")
    (tmp_path / "personas").mkdir()
    (tmp_path / "personas" / "anna.yaml").write_text(yaml_of(tree), "utf-8")
    programme = read(tmp_path, {}).programme
    assert programme is not None
    assert typed_tree(programme.personas["anna"].attributes) == tree


@given(st.text(max_size=20))
def test_any_text_has_a_name(text):
    """A name can always stand in a template."""
    assert slug(text)[0].isalpha()
    assert slug(text).replace("_", "").isalnum()
    assert slug(slug(text)) == slug(text)
