"""Every matcher holds and fails as its cases say, and wrong ones tell the fix."""

from pathlib import Path

import pytest
import yaml

from onetake.words.match import Matcher, MatcherFault
from onetake.words.match_words import WORDS
from onetake.words.path import ABSENT
from onetake.words.scalar import Plain

CASES = yaml.safe_load(Path(__file__).with_name("matcher_cases.yaml").read_text("utf-8"))
MEMORY = {"order": "5"}


def as_written(node: yaml.Node) -> object:
    """Read a node as the declare room does: unquoted scalars stay marked as such."""
    if isinstance(node, yaml.MappingNode):
        return {key.value: as_written(value) for key, value in node.value}
    if isinstance(node, yaml.SequenceNode):
        return [as_written(item) for item in node.value]
    return Plain(node.value) if node.style is None else node.value


@pytest.mark.parametrize(
    "case", CASES, ids=lambda case: f"{case['expected']} ~ {case.get('value')}"
)
def test_a_matcher_grades_a_value(case):
    text = case["expected"] if not case["expected"].startswith("$") else f"'{case['expected']}'"
    matcher = Matcher.parse(as_written(yaml.compose(text)))
    value = ABSENT if case.get("absent") else case["value"]
    assert matcher.grade(value, MEMORY)[0] == case["level"]


def test_every_matcher_word_has_a_case_that_holds_and_one_that_does_not():
    for word in set(WORDS) - {"case"}:
        levels = {case["level"] > 0 for case in CASES if f"{word}:" in case["expected"]}
        if word == "equals":
            levels |= {case["level"] > 0 for case in CASES if "{" not in case["expected"]}
        assert levels == {True, False}, word


@pytest.mark.parametrize(
    ("spec", "at", "words"),
    [
        ({"contians": "x"}, ("contians",), "did you mean 'contains'?"),
        ({"any": "x"}, ("any",), "takes a list"),
        ({"any": ["a", {"matches": "("}]}, ("any", 1, "matches"), "not a regular expression"),
        ({"between": ["3", "1"]}, ("between",), "write the smaller one first"),
        ({"at_most": "soon"}, ("at_most",), "is not a figure"),
        ({"at_most": "1 / 2 / 3"}, ("at_most",), "minor / major"),
        ({"exists": "maybe"}, ("exists",), "true or false"),
        ({"contains": ""}, ("contains",), "empty text"),
        ({"type": "thing"}, ("type",), "text, number"),
        ({"schema": {"type": 5}}, ("schema",), "not a JSON Schema"),
        ({"case": "ignore"}, ("case",), "there are none"),
        ({"case": "maybe", "equals": "x"}, ("case",), "ignore or match"),
        ({"equals": "${"}, ("equals",), "never closed"),
        ({}, (), "nothing is expected"),
    ],
)
def test_a_wrong_matcher_tells_where_and_how_to_mend_it(spec, at, words):
    with pytest.raises(MatcherFault) as caught:
        Matcher.parse(spec)
    assert caught.value.at == at
    assert words in f"{caught.value} {caught.value.hint}"


def test_named_groups_are_found_also_below_any():
    matcher = Matcher.parse(
        {"any": [{"matches": r"nothing (?P<a>\d)"}, {"matches": r"(?P<b>\d+)"}]}
    )
    assert matcher.groups("code 12", {}) == {"b": "12"}
    assert set(matcher.group_names()) == {"a", "b"}


def test_what_is_expected_reads_as_words():
    matcher = Matcher.parse({"any": ["block it", {"matches": "^no"}], "at_most": Plain("3")})
    assert str(matcher) == "any ['block it', matches '^no'] and at most 3"


def test_named_groups_are_found_whatever_the_case_and_in_a_template():
    ignoring = Matcher.parse({"matches": r"CODE (?P<code>\d+)", "case": "ignore"})
    assert ignoring.groups("code 12", {}) == {"code": "12"}
    late = Matcher.parse({"matches": r"${word} (?P<code>\d+)"})
    assert late.groups("pin 12", {"word": "pin"}) == {"code": "12"}
    assert list(late.group_names()) == ["code"]


@pytest.mark.parametrize("reference", ["http://127.0.0.1:9/schema.json", "#/$defs/none", "other"])
def test_a_schema_refers_to_itself_only_and_nothing_is_fetched(reference):
    with pytest.raises(MatcherFault, match="nothing is fetched"):
        Matcher.parse({"schema": {"properties": {"a": {"$ref": reference}}}})


@pytest.mark.parametrize("reference", ["#/$defs/card", "#card"])
def test_a_schema_may_refer_to_its_own_parts(reference):
    card = {"$anchor": "card", "type": "object"}
    matcher = Matcher.parse({"schema": {"$ref": reference, "$defs": {"card": card}}})
    assert [matcher.grade(value, {})[0] for value in ({}, 3)] == [0, 2]


def test_what_must_not_be_is_judged_after_quiet_also_among_others():
    assert Matcher.parse({"all": ["fine", {"not": {"contains": "error"}}]}).closing
    assert Matcher.parse({"any": [{"none": ["error"]}, "fine"]}).closing
    assert not Matcher.parse({"all": ["fine", {"matches": "x"}]}).closing


@pytest.mark.parametrize("word", ["at_most", "at_least"])
def test_what_is_not_a_number_is_on_no_side_of_a_limit(word):
    assert Matcher.parse({word: Plain("5")}).grade(float("nan"), {})[0] == 2


def test_a_reason_shows_a_list_with_its_templates_filled_in():
    assert Matcher.parse(["${order}", "b"]).phrase(MEMORY) == '["5","b"]'
