"""Templates are compiled when read and filled in when said."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from onetake.words.path import ABSENT, Path
from onetake.words.scalar import Plain, typed
from onetake.words.template import Template, TemplateFault, Undefined, compile_tree, fill

MEMORY = {"persona": {"name": "Anna", "cards": [{"last": 7}]}, "code": 123456, "yes": True}


@pytest.mark.parametrize(
    ("text", "filled"),
    [
        ("hello ${persona.name}!", "hello Anna!"),
        ("${ code }", "123456"),
        ("${persona.cards.0.last}", "7"),
        ("$${code} is ${code}", "${code} is 123456"),
        ("is it ${yes}", "is it true"),
        ("costs $5", "costs $5"),
    ],
)
def test_a_text_is_filled_in(text, filled):
    assert Template.parse(text).text(MEMORY) == filled


def test_a_single_name_keeps_the_type_of_its_value():
    assert Template.parse("${code}").value(MEMORY) == 123456


@pytest.mark.parametrize(("text", "column"), [("a ${b", 2), ("a ${}", 2), ("${a b}", 0)])
def test_a_wrong_template_tells_its_column(text, column):
    with pytest.raises(TemplateFault) as caught:
        Template.parse(text)
    assert caught.value.column == column


def test_a_name_without_a_value_is_told():
    with pytest.raises(Undefined, match="persona.nix"):
        Template.parse("${persona.nix}").text(MEMORY)


@given(st.text())
def test_any_text_is_said_as_written_when_its_dollars_are_escaped(text):
    assert Template.parse(text.replace("${", "$${")).text({}) == text


def test_a_tree_is_typed_and_filled_in():
    tree = compile_tree({"a": Plain("5"), "b": ["5", Plain("true")], "c": "${code}"})
    assert fill(tree, MEMORY) == {"a": 5, "b": ["5", True], "c": 123456}


@given(st.integers() | st.booleans() | st.none() | st.floats(allow_nan=False, allow_infinity=False))
def test_an_unquoted_scalar_is_read_as_it_was_written(value):
    written = {True: "true", False: "false", None: "null"}.get(value, repr(value))
    written = "null" if value is None else "true" if value is True else written
    written = "false" if value is False else written
    assert typed(Plain(written)) == value


@pytest.mark.parametrize("text", ["007", "12:30", "Yes", "on", "1_000", "0x1F", "1.2.3"])
def test_what_only_looks_like_a_number_stays_text(text):
    assert typed(Plain(text)) == text


@pytest.mark.parametrize(
    ("path", "found"),
    [
        ("json.items.0.id", 7),
        ("json.items.-1.id", 8),
        ("json.items.9.id", ABSENT),
        ("json.a.b", "dotted key"),
        ("json.nothing.at.all", ABSENT),
        ("$.items[?@.id==8].id", [8]),
        ("$.items[0].id", 7),
        ("$.items[5].id", ABSENT),
    ],
)
def test_a_path_leads_to_a_value_or_to_nothing(path, found):
    value = {"items": [{"id": 7}, {"id": 8}], "a.b": "dotted key"}
    assert Path.parse(path).dig(value) == found


@pytest.mark.parametrize("text", ["", "a b", "a..b", ".a", "$.items[", "a."])
def test_what_is_no_path_is_refused(text):
    with pytest.raises(ValueError, match="path"):
        Path.parse(text)


def test_what_was_written_unquoted_is_a_number_in_a_tree_and_text_in_a_text():
    memory = {"persona": {"limit": Plain("500"), "code": Plain("007")}}
    tree = compile_tree({"limit": "${persona.limit}", "code": "${persona.code}"})
    assert fill(tree, memory) == {"limit": 500, "code": "007"}
    assert Template.parse("limit ${persona.limit}").text(memory) == "limit 500"
