"""What is written into a request or an answer is found again, whatever it is."""

from __future__ import annotations

from urllib.parse import parse_qsl
from xml.etree.ElementTree import Element, SubElement, tostring

from hypothesis import given
from hypothesis import strategies as st

from onetake.channels.api import channel
from onetake.channels.api.address import Addresses
from onetake.channels.api.body import pairs, source_of
from onetake.channels.api.xmlpath import dig, parse

ACTIONS = {action.word: action for action in channel.actions}

texts = st.text(st.characters(exclude_categories=["Cs"]))
several = st.dictionaries(texts, st.lists(texts, max_size=3), max_size=3)
names = st.from_regex(r"[a-z]{1,6}", fullmatch=True)
words = st.text("abc <&>'\"äß€", min_size=1).map(str.strip)


def escaped(written: dict[str, list[str]]) -> dict[str, list[str]]:
    """Return texts as a journey would have to write them."""
    return {name: [text.replace("${", "$${") for text in found] for name, found in written.items()}


@given(several)
def test_a_form_carries_every_text(written):
    action = ACTIONS["post"].model_validate({"path": "/", "form": escaped(written)})
    sent = parse_qsl(source_of(action).fixed.data.decode(), keep_blank_values=True)
    assert sent == [(name, text) for name, found in written.items() for text in found]


@given(several)
def test_a_query_carries_every_text(written):
    action = ACTIONS["get"].model_validate({"path": "/x?a=1", "query": escaped(written)})
    url = Addresses.parse("bank", "http://bank.example", ()).url("/x?a=1")
    sent = list(url.extend_query(pairs(action.query, {})).query.items())
    assert sent == [("a", "1"), *((n, text) for n, found in written.items() for text in found)]


@given(st.lists(st.tuples(names, words), min_size=1, max_size=6), words)
def test_every_element_of_a_document_is_found_by_its_path(children, mark):
    root = Element("root")
    seen: dict[str, int] = {}
    for name, text in children:
        SubElement(root, f"{{urn:any}}{name}", {"mark": mark}).text = text
    document = parse(tostring(root), None)
    for name, text in children:
        position = str(seen.setdefault(name, 0))
        assert dig(document, ("root", name, position)) == text
        assert dig(document, ("root", name, position, "@mark")) == mark
        seen[name] += 1
    for name, count in seen.items():
        assert dig(document, ("root", name, "#")) == count
