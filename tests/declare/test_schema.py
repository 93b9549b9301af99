"""The schema that editors check files with."""

import json

import jsonschema
import pytest
import yaml
from programme_channels import CHANNELS
from test_reading import BLOCK_A_LOST_CARD

from onetake import declare, plugins


def valid(text: str, kind: str = "journey", channels=CHANNELS) -> bool:
    schema = declare.schema(channels, kind)
    return jsonschema.Draft202012Validator(schema).is_valid(yaml.safe_load(text))


def test_is_a_schema_with_every_definition_it_refers_to() -> None:
    schema = declare.schema(plugins.channels().found)

    jsonschema.Draft202012Validator.check_schema(schema)
    wanted = {ref.rpartition("/")[2] for ref in _references(schema)}
    assert wanted <= set(schema["$defs"])


def test_a_right_journey_is_valid() -> None:
    assert valid(BLOCK_A_LOST_CARD)


def test_the_starter_of_onetake_new_is_valid(request) -> None:
    starter = request.config.rootpath / "src" / "onetake" / "flows" / "starter"
    channels = plugins.channels().found

    for folder, kind in (("journeys", "journey"), ("personas", "persona"), ("teams", "team")):
        for file in (starter / folder).glob("*.yaml"):
            assert valid(file.read_text("utf-8"), kind, channels), file
    assert valid((starter / "onetake.yaml").read_text("utf-8"), "programme", channels)


@pytest.mark.parametrize(
    ("right", "wrong"),
    [
        ("chat.say:", "chat.sya:"),
        ("owner:", "ownr:"),
        ("within:", "withn:"),
        ("absent: true", "absnt: true"),
        ("absent: true", "absent: perhaps"),
        ("turns: 6", "turns: many"),
        ("any: [block it, block your card]", "any: block it"),
        ("goal: ", "# "),
        ("chat.press: Block it", "chat.press: [Block it]"),
    ],
)
def test_a_wrong_journey_is_not(right: str, wrong: str) -> None:
    assert right in BLOCK_A_LOST_CARD
    assert not valid(BLOCK_A_LOST_CARD.replace(right, wrong, 1))


def test_a_text_that_looks_like_a_number_is_valid() -> None:
    assert valid("goal: 007\nowner: 1\nsteps: [{chat.say: 12, name: 7}, {chat.hear: true}]")


@pytest.mark.parametrize(
    ("text", "right"),
    [
        ("channel: chat\naddress: x\nconnector: http", True),
        ("channel: chat\naddress: x\nconnector: telex", False),
        ("channel: chat\naddress: x\ntoken: x", False),
        ("channel: api\naddress: {dev: x}\ntoken: x", True),
        ("channel: echo", True),
        ("channel: echo\ntoken: x", False),
        ("channel: telex", False),
    ],
)
def test_a_system_has_the_settings_of_its_channel(text: str, right: bool) -> None:
    assert valid(text, "system") == right


def test_a_setting_that_may_be_one_of_two_kinds_is_neither_more_nor_less() -> None:
    real = plugins.channels().found

    assert valid("channel: chat\naddress: x\nconnector: websocket", "system", real)
    assert not valid("channel: chat\naddress: x\nconnector: telex", "system", real)


def test_blocks_and_parts() -> None:
    loop = "until: {expect: {status: 200}, at_most: 3, steps: [{api.get: /x}]}"
    part = f"needs: [card]\nsteps:\n  - {loop}"

    assert valid(part, "part")
    assert not valid(part.replace("at_most", "atmost"), "part")


def test_actions_are_plain_properties_described_by_their_docstring() -> None:
    step = declare.schema(CHANNELS)["$defs"]["step"]

    assert step["additionalProperties"] is False
    assert step["properties"]["chat.say"]["description"] == "Say a text to the bot."


def test_nothing_may_be_null_beside_a_reference() -> None:
    assert '{"type": "null"}' not in json.dumps(declare.schema(plugins.channels().found))


def _references(schema: object):
    if isinstance(schema, dict):
        for key, item in schema.items():
            if key == "$ref":
                yield item
            else:
                yield from _references(item)
    elif isinstance(schema, list):
        for item in schema:
            yield from _references(item)
