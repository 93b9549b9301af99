"""A stand-in's file is read whole, or refused with every reason."""

import pytest

from onetake.simulate.faults import Fault
from onetake.simulate.load import SimulationWrong, load
from onetake.simulate.server import running


def test_faults_may_stand_in_the_file(tmp_path):
    file = tmp_path / "shop.yaml"
    file.write_text(
        "chat: {intents: [{name: hello, patterns: hello, answers: Hello}]}\n"
        "faults: [{id: S-1, kind: slow, where: hello, seconds: 0.2}]\n"
    )
    assert load(file).faults == (Fault("S-1", "slow", "hello", seconds=0.2),)


def test_an_empty_file_is_a_business_without_anything(tmp_path):
    file = tmp_path / "empty.yaml"
    file.write_text("")
    assert load(file).customers == {}


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("chat: {intent: []}", "chat.intent"),
        ("chat: {intents: [{name: a, patterns: '(', answers: b}]}", "not a regular expression"),
        ("chat: {intents: [{name: a, patterns: a, needs: [b]}]}", "'a' needs the slot 'b'"),
        ("chat: {fallback: '${'}", "never closed"),
        ("api: {routes: [{name: fallback, path: /}]}", "both have 'fallback'"),
        ("faults: [{id: a, kind: sleepy, where: b}]", "faults.0.kind"),
        ("faults: [{id: a, kind: slow, where: b, colour: red}]", "colour"),
        ("api: {routes: [{name: a, path: /, sends: [{sms: {text: b}}]}]}", "add sms: {}"),
        ("mail: {}\napi: {routes: [{name: a, path: /, sends: [{name: b}]}]}", "one thing is sent"),
        ("api: {routes: [{name: a, path: /, do: {spend: [b]}}]}", "no code 'b'"),
        ("sms: {webhook: 'http://example.com/'}", "nobody but this machine"),
        (
            "sms: {intents: [{name: stop, patterns: a}]}\napi: {routes: [{name: stop, path: /}]}",
            "the api and the SMS both have 'stop'",
        ),
        ("codes: {a: {digits: 2}}", "codes.a.digits"),
        ("api: [", "is not YAML"),
        ("[]", "the file"),
    ],
)
def test_what_is_wrong_is_told(tmp_path, text, reason):
    file = tmp_path / "wrong.yaml"
    file.write_text(text)
    with pytest.raises(SimulationWrong, match="wrong.yaml") as wrong:
        load(file)
    assert reason in str(wrong.value)


def test_a_missing_file_is_told(tmp_path):
    with pytest.raises(SimulationWrong, match="cannot be read"):
        load(tmp_path / "none.yaml")


@pytest.mark.parametrize(
    ("faults", "reason"),
    [
        ([Fault("a", "slow", "nowhere")], "there is no 'nowhere' here"),
        ([Fault("a", "slow", "me"), Fault("a", "slow", "paint")], "two faults are called a"),
        ([Fault("a", "missing_buttons", "me")], "me is a route"),
        ([Fault("a", "asks_twice", "paint")], "paint is an intent"),
        ([Fault("a", "wrong_text", "paint")], "needs text"),
        ([Fault("a", "wrong_customer", "paint")], "needs other"),
        ([Fault("a", "late", "me")], "me is a route; the fault late needs what answers"),
        ([Fault("a", "endless", "order mail")], "order mail is what is sent"),
        ([Fault("a", "wrong_link", "order mail")], "needs text"),
        ([Fault("a", "wrong_recipient", "order mail")], "needs other"),
        ([Fault("a", "server_error", "stop")], "stop is what answers a mail or SMS"),
    ],
)
async def test_a_fault_that_cannot_be_is_refused_before_anything_is_served(shop, faults, reason):
    with pytest.raises(ValueError, match=reason):
        async with running(shop, faults):
            pass
