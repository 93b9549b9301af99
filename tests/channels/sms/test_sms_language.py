"""Systems and gateways as users write them: what is wrong is a fault with its reason and fix."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

import onetake.channels.sms as sms
from onetake.channels.sms.gateway import Fields, Reports
from onetake.channels.sms.reading import parse, part_of, report_of
from onetake.channels.sms.ready import NAMES, ready
from onetake.channels.sms.settings import Settings
from onetake.wire.udh import Reference

FOLDER = Path(sms.__file__).parent / "gateways"
SEND = {"send": {"post": "/send", "json": {"text": "${text}"}}}
LIST = {**SEND, "list": {"get": "/inbox"}}
TWILIO = {"gateway": "twilio", "account": "AC1", "password": "x"}
HOOK = {"listen": "127.0.0.1:8799"}


def fault(settings: object) -> tuple[str, tuple[str, ...], str]:
    """Return what is wrong with settings: the reason, where, and the fix."""
    with pytest.raises(ValidationError) as caught:
        Settings.model_validate(settings)
    error = caught.value.errors()[0]
    wrong = error.get("ctx", {}).get("error")
    return error["msg"], getattr(wrong, "at", ()), getattr(wrong, "hint", "")


@pytest.mark.parametrize(
    ("gateway", "reason"),
    [
        ("twillio", "'twillio' is no gateway; did you mean 'twilio'? ready ones: kannel, twilio"),
        ({}, "Field required"),
        ({"send": {}}, "sending takes exactly one of get and post"),
        ({"send": {"get": "/a", "post": "/b"}}, "sending takes exactly one of get and post"),
        ({"send": {"post": "/a", "json": 1, "form": {}}}, "one message has one body"),
        ({"send": {"get": "/a", "form": {"a": "b"}}}, "a get has no body"),
        ({"send": {"get": "/a", "answer": "("}}, "is not a regular expression"),
        ({**LIST, "message": {"text": "a..b"}}, "is not a path"),
        ({**LIST, "message": {"text": "$[?"}}, "is not a JSON path"),
        ({**LIST, "message": {"only": {"a": {"contians": "x"}}}}, "is not a matcher"),
        ({**LIST, "list": {"get": "/", "first": "best"}}, "'newest' or 'oldest'"),
        ({**LIST, "webhook": {"signature": "vonage"}}, "Input should be 'twilio'"),
        ({**LIST, "colour": "red"}, "Extra inputs"),
    ],
)
def test_a_wrong_gateway_is_a_fault(gateway, reason):
    assert reason in fault({"gateway": gateway})[0]


@pytest.mark.parametrize(
    ("settings", "reason", "hint"),
    [
        ({"gateway": "twilio", "password": "x"}, "the gateway needs account", "add account: …"),
        ({"gateway": "twilio", "account": "x"}, "the gateway needs password", "add password: …"),
        ({**TWILIO, "values": {"acount": "x"}}, "no use for 'acount'", "did you mean 'account'?"),
        ({"gateway": "kannel", "account": "a", "password": "b"}, "by webhook only",
         "add webhook: {listen: 127.0.0.1:8799}"),
        ({"gateway": {**LIST, "needs": {"key": "a key"}}}, "this gateway needs key, a key",
         "add values: {key: …}"),
        ({"gateway": {"send": {"get": "/${room}"}, "list": {"get": "/"}}}, "the gateway needs room",
         "add values: {room: …}"),
        ({"gateway": SEND, "webhook": {"listen": "0.0.0.0:80"}}, "anybody could send messages",
         "add secret: ${secret.sms_webhook}"),
        ({"gateway": SEND, "webhook": {"listen": "gateway.example:80"}}, "anybody could send", ""),
    ],
)  # fmt: skip
def test_what_does_not_go_together_is_told_with_the_fix(settings, reason, hint):
    told, at, fix = fault(settings)
    assert reason in told
    assert at
    assert hint in fix


@pytest.mark.parametrize(
    ("key", "value", "reason"),
    [
        ("webhook", {"listen": "8799"}, "is nowhere to listen"),
        ("webhook", {"listen": "127.0.0.1:99999"}, "is nowhere to listen"),
        ("webhook", {**HOOK, "path": "sms"}, "should match pattern"),
        ("every", "0s", "without a pause"),
        ("every", "soon", "is not a duration"),
        ("largest", "0KB", "is not above 0"),
        ("region", "Germany", "is no region"),
        ("auth", {}, "exactly one of basic and bearer"),
        ("auth", {"bearer": "a", "basic": {"user": "a", "password": "b"}}, "exactly one of"),
    ],
)
def test_wrong_settings_are_a_fault(key, value, reason):
    assert reason in fault({**TWILIO, key: value})[0]


@pytest.mark.parametrize(
    "settings",
    [
        TWILIO,
        {"gateway": "twilio", "account": "AC1", "auth": {"basic": {"user": "K", "password": "S"}}},
        {**TWILIO, "webhook": {"listen": "0.0.0.0:80"}},
        {**TWILIO, "webhook": {"listen": "${environment.hook}"}},
        {"gateway": SEND, "webhook": {"listen": "[::1]:0"}},
        {"gateway": SEND, "webhook": {"listen": "0.0.0.0:80", "secret": "${secret.hook}"}},
        {"gateway": {"send": {"get": "/${persona.room}"}, "list": {"get": "/"}}},
    ],
)
def test_right_settings_are_read(settings):
    Settings.model_validate(settings)


def test_names_of_a_run_may_be_used_and_own_names_are_nobodys_fault():
    settings = Settings.model_validate({"gateway": {**LIST, "values": {"key": "${secret.key}"}}})
    asked = {name for template in settings.templates() for name in template.names}
    assert {"persona.phone"} <= asked
    assert not {"text", "from", "to", "number"} & asked


@pytest.mark.parametrize("name", NAMES)
def test_a_ready_gateway_may_stand_in_a_systems_file(name):
    written = yaml.safe_load((FOLDER / f"{name}.yaml").read_text("utf-8"))
    settings = {"account": "a", "password": "b", "webhook": HOOK}
    read = Settings.model_validate({**settings, "gateway": written}).gateway
    assert read.asked() == ready(name).asked()
    assert read.message == ready(name).message


FIELDS = Fields.model_validate({})


def test_what_a_gateway_does_not_tell_is_empty():
    part = part_of({"text": None}, FIELDS)
    assert (part.id, part.sender, part.to, part.text, part.segments) == ("", "", "", "", None)


@pytest.mark.parametrize(
    ("udh", "reference"),
    [
        ("050003CC0201", Reference(0xCC, 2, 1)),
        ("05 00 03 cc 02 01", Reference(0xCC, 2, 1)),
        ("\x05\x00\x03\xcc\x02\x01", Reference(0xCC, 2, 1)),
        ("%05%00%03%cc%02%01", Reference(0xCC, 2, 1)),
        ("\x05\x00\x03%20", Reference(0x25, 0x32, 0x30)),
        ("0500", None),
        ("漢", None),
        (12, None),
    ],
)
def test_a_header_comes_in_hex_or_as_bytes(udh, reference):
    assert part_of({"udh": udh}, FIELDS).reference == reference


@pytest.mark.parametrize(
    ("segments", "count"),
    [("3", 3), (3, 3), ("0", None), ("many", None), ("9" * 5000, None), ("²", None), (None, None)],
)
def test_a_count_of_segments_is_a_small_number(segments, count):
    assert part_of({"segments": segments}, FIELDS).segments == count


def test_a_status_is_told_in_our_words_or_the_gateways():
    reports = Reports.model_validate({"words": {"DELIVRD": "delivered"}, "detail": ["why", "code"]})
    assert report_of({"status": "DELIVRD", "code": 0}, reports).text == "delivered (0)"
    assert report_of({"status": "Enroute"}, reports).text == "enroute"
    assert report_of({}, reports).status == ""


json = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(
            st.sampled_from(["id", "text", "from", "to", "udh", "charset", "segments", "x"]), inner
        )
    ),
    max_leaves=20,
)


@given(json, st.booleans())
def test_whatever_a_gateway_says_is_read_without_an_error(raw, as_bytes):
    part = part_of(raw, FIELDS, as_bytes=as_bytes)
    assert isinstance(part.text, str)
    report_of(raw, Reports.model_validate({}))


@given(st.binary(max_size=200))
def test_any_bytes_are_something(data):
    assert isinstance(parse(data), dict | list)
