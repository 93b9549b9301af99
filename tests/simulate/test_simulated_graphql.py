"""GraphQL as far as a stand-in reads it."""

import contextlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from onetake.simulate.graphql import QueryWrong, Selected, parse, pick


def test_fields_aliases_arguments_and_nested_fields_are_read():
    operation = parse(
        """query Orders($state: State = OPEN) {
          # what is open
          open: orders(state: $state, first: 2, paid: true, text: "a \\"b\\"") { id, item { name } }
          me
        }""",
        {"state": "OPEN"},
    )
    assert not operation.mutation
    assert operation.fields == (
        Selected(
            "orders",
            "open",
            {"state": "OPEN", "first": 2, "paid": True, "text": 'a "b"'},
            (
                Selected("id", "id", {}),
                Selected("item", "item", {}, (Selected("name", "name", {}),)),
            ),
        ),
        Selected("me", "me", {}),
    )


def test_a_mutation_is_told_from_a_query():
    assert parse("mutation { ship }", {}).mutation


def test_only_what_was_asked_for_is_given():
    [field] = parse("{ orders { id gone item { name } } }", {}).fields
    value = [{"id": 1, "secret": 2, "item": {"name": "chair", "price": 3}}]
    assert pick(value, field.fields) == [{"id": 1, "gone": None, "item": {"name": "chair"}}]


@pytest.mark.parametrize(
    "query", ["", "{", "{ a(", "{ a(b) }", "{ a(b: }", "a", "{ ;", "{a" * 5000]
)
def test_what_is_no_query_is_refused(query):
    with pytest.raises(QueryWrong):
        parse(query, {})


@given(st.text(alphabet='{}()$:!"=@. abquerymutation1-', max_size=60))
def test_any_text_is_read_or_refused(text):
    with contextlib.suppress(QueryWrong):
        assert isinstance(parse(text, {}).fields, tuple)
