"""Connectors that users write: what is wrong is a fault with its reason, what is right is read."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

import onetake.channels.chat as chat
from onetake.channels.chat.reading import messages_in, parse
from onetake.channels.chat.ready import NAMES, ready
from onetake.channels.chat.settings import Settings

FOLDER = Path(chat.__file__).parent / "connectors"
TALK = {"say": {"post": "/talk", "text": "${text}"}}


@pytest.mark.parametrize(
    ("connector", "reason"),
    [
        ("rassa", "'rassa' is no connector; did you mean 'rasa'"),
        ({}, "say"),
        ({"say": {"json": {"text": "${text}"}}}, "a frame needs listen"),
        ({"say": {"post": "/a", "put": "/b"}}, "one request has one method"),
        ({"say": {"post": "/a", "text": "a", "json": 1}}, "one message has one body"),
        ({**TALK, "listen": {"every": "1s"}}, "exactly one of socket and poll"),
        ({**TALK, "start": [{"text": "hi"}]}, "what starts a conversation is a request"),
        ({**TALK, "buttons": {"label": "title"}}, "Field required"),
        ({**TALK, "from_bot": {"a..b": "x"}}, "is not a path"),
        ({**TALK, "from_bot": {"a": {"contians": "x"}}}, "is not a matcher"),
        ({**TALK, "text": "$[?"}, "is not a JSON path"),
        ({**TALK, "colour": "red"}, "Extra inputs"),
        ({"say": {"post": "/rooms/${room}"}}, r"uses \$\{room\}, which nobody gives it"),
    ],
)
def test_a_wrong_connector_is_a_fault(connector, reason):
    with pytest.raises(ValidationError, match=reason):
        Settings.model_validate({"connector": connector})


def test_a_value_nobody_uses_is_a_fault_that_names_the_nearest():
    settings = {"connector": "matrix", "values": {"room": "!a", "tokn": "b"}}
    with pytest.raises(ValidationError, match="no use for 'tokn'") as fault:
        Settings.model_validate(settings)
    wrong = fault.value.errors()[0]["ctx"]["error"]
    assert (wrong.at, wrong.hint) == (("values", "tokn"), "did you mean 'token'?")


@pytest.mark.parametrize(
    "settings",
    [
        {"connector": "http", "auth": {}},
        {"connector": "http", "auth": {"bearer": "a", "basic": {"user": "a", "password": "b"}}},
        {"connector": "http", "largest": "0KB"},
        {"connector": "http", "largest": "much"},
        {},
    ],
)
def test_wrong_settings_are_a_fault(settings):
    with pytest.raises(ValidationError):
        Settings.model_validate(settings)


def test_names_of_a_run_and_of_values_may_be_used():
    connector = {
        "say": {"post": "/${persona.bank}/${room}", "json": {"id": "${id}", "from": "${sender}"}}
    }
    settings = Settings.model_validate(
        {"connector": connector, "values": {"room": "${secret.room}"}}
    )
    asked = {name for template in settings.templates() for name in template.names}
    assert {"persona.bank", "secret.room"} <= asked
    assert not {"text", "id", "sender"} & asked, "what the connector fills in is nobody's fault"


@pytest.mark.parametrize("name", NAMES)
def test_a_ready_connector_can_be_copied_into_a_systems_file(name):
    written = yaml.safe_load((FOLDER / f"{name}.yaml").read_text("utf-8"))
    values = dict.fromkeys(ready(name).needs, "x")
    settings = Settings.model_validate({"connector": written, "values": values})
    assert settings.connector.kept() == ready(name).kept()
    assert not list(settings.connector.templates()), "a ready connector asks a run for nothing"


@pytest.mark.parametrize("name", NAMES)
def test_a_ready_connector_says_what_it_is_for(name):
    first = (FOLDER / f"{name}.yaml").read_text("utf-8").splitlines()[0]
    assert first.startswith("# ")
    assert first.endswith(".")


ANYTHING = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(
        st.sampled_from([
            "text", "message", "messages", "buttons", "cards", "media", "label", "title", "image",
            "attachments", "content", "activities", "suggestedActions", "actions", "images", "url",
            "rooms", "join", "timeline", "events", "type", "sender", "from", "id", "payload",
            "contentType", "body", "msgtype", "elements", "attachment", "value",
        ]), inner, max_size=4,
    ),
    max_leaves=25,
)  # fmt: skip


@pytest.mark.parametrize("name", NAMES)
@given(answer=ANYTHING)
def test_whatever_a_bot_sends_can_be_read(name, answer):
    for message in messages_in(answer, ready(name), {"sender": "us", "user": "us"}):
        assert all(isinstance(button.label, str) for button in message.offered)
        assert all(isinstance(url, str) for url in message.media)
        assert message.text is None or message.text.encode("utf-8") is not None


@given(st.binary())
def test_whatever_bytes_come_are_text_or_json(data):
    assert isinstance(parse(data), str | dict | list)


def test_json_nested_too_deeply_is_text():
    data = b"[" * 100_000
    assert parse(data) == data.decode()
