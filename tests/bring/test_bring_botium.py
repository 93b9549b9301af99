"""Botium's convos become journeys that pass against the bot they were made for."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from onetake.bring.botium_asserters import asserter, matched

SAMPLES = Path(__file__).parent.parent / "third_party" / "botium"
LOST = """\
Lost card

#me
UTT_LOST

#bot
Sorry to hear
BUTTONS Block it
!TEXT_CONTAINS_ANY_IC error|oops

#me
BUTTON Block it

#bot
Your order is $order

#me
Where is $order?
INCLUDE bye
"""
UTTERANCES = "UTT_LOST\nI lost my card\nmy card is gone\n"
BYE = "bye\n\n#me\nbye\n\n#bot\n?You said: $word\nTEXT_WER 0.2|bye\n"


@pytest.fixture
def project(tmp_path):
    """Write a botium project: project({"a.convo.txt": text})."""

    def write(files: dict[str, str]) -> Path:
        folder = tmp_path / "botium"
        folder.mkdir()
        for name, text in files.items():
            (folder / name).write_text(text, "utf-8")
        return folder

    return write


def test_a_project_passes_at_once(shop, project, onetake, tmp_path, passes):
    """Utterances, buttons, variables and partial convos are walked against a bot."""
    files = {"lost.convo.txt": LOST, "lost.utterances.txt": UTTERANCES, "bye.pconvo.txt": BYE}
    folder = tmp_path / "company"
    done = onetake("new", folder, "--from", project(files))
    assert done.code == 0, done.err
    out = passes(folder, "--set", f"bot={shop.address}/bot")
    assert "2 passed" in out, "one run per utterance"


def test_botium_json_tells_where_the_bot_is_and_how_to_talk_to_it(shop, project, onetake, tmp_path,
                                                                  passes):  # fmt: skip
    """A bot reached by simplerest is talked to without a line written by hand."""
    capabilities = {
        "CONTAINERMODE": "simplerest", "SIMPLEREST_URL": f"{shop.address}/bot",
        "SIMPLEREST_METHOD": "POST", "SIMPLEREST_RESPONSE_JSONPATH": "$.text",
        "SIMPLEREST_BODY_TEMPLATE": {"text": "{{msg.messageText}}"},
    }  # fmt: skip
    files = {
        "hi.convo.txt": "Hi\n\n#me\nhi\n\n#bot\nYou said: hi\n",
        "botium.json": json.dumps({"botium": {"Capabilities": capabilities}}),
    }
    folder = tmp_path / "company"
    onetake("new", folder, "--from", project(files))
    passes(folder)


def test_what_has_no_counterpart_is_listed(project, onetake, tmp_path):
    """An asserter that cannot be carried is told with its convo and what to do."""
    folder = tmp_path / "company"
    done = onetake("new", folder, "--from", project({"bye.convo.txt": BYE}))
    assert "bye.convo.txt: bye: TEXT_WER 0.2|bye" in done.out
    assert "how alike two texts sound is not measured here" in done.out


@pytest.mark.parametrize("name", [file.name for file in SAMPLES.iterdir() if "." in file.name
                                  and file.suffix not in (".md", ".json")])  # fmt: skip
def test_botiums_own_samples_are_read(onetake, tmp_path, name):
    """Each of botium's own files becomes a programme without a fault."""
    folder = tmp_path / "company"
    config = SAMPLES / "botium.json"
    assert onetake("new", folder, "--from", SAMPLES / name, "--from", config).code == 0
    linted = onetake("lint", folder)
    assert linted.code == 0, linted.out
    assert "post: /iambotium/reply, json: {username: botium" in (
        folder / "systems" / "bot.yaml"
    ).read_text("utf-8")


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("TEXT_CONTAINS_ALL a|b", {"text": {"all": ["a", "b"], "case": "match"}}),
        ("TEXT_CONTAINS_ANY_IC a", {"text": {"any": ["a"]}}),
        ("!TEXT_CONTAINS_ANY_IC a", {"text": {"none": ["a"]}}),
        ("TEXT_EQUALS a", {"text": {"one_of": ["a"]}}),
        ("TEXT_WILDCARD_ANY_IC a*b", {"text": {"any": [{"wildcard": "*a*b*"}]}}),
        ("TEXT_REGEXP_ANY ^a", {"text": {"any": [{"matches": "^a"}]}}),
        ("BUTTONS Yes|No", {"buttons": {"all": ["Yes", "No"]}}),
        ("!BUTTONS Pay", {"buttons": {"none": ["Pay"]}}),
        ("BUTTONS_COUNT >=2", {"buttons": {"count": {"at_least": 2}}}),
        ("JSON_PATH $.a[0].b|x", {"raw.a.0.b": {"contains": "x"}}),
        ("INTENT lost", {"raw.intent.name": "lost"}),
    ],
)
def test_asserters_have_counterparts(line, expected):
    """An asserter means the same as the matcher it becomes."""
    found = asserter(line)
    assert found is not None
    negated, name, given = found
    assert matched(name, given, negated=negated) == expected


def test_words_in_capitals_are_no_asserters():
    """A bot may shout."""
    assert asserter("HELLO THERE") is None


def test_a_variable_that_stands_twice_must_be_the_same(shop, project, onetake, tmp_path, passes):
    """What is new in a turn is kept once; where it stands again it must be the same."""
    text = "Twice\n\n#me\nred and red\n\n#bot\nYou said: $colour and $colour\n"
    folder = tmp_path / "company"
    onetake("new", folder, "--from", project({"twice.convo.txt": text}))
    written = (folder / "journeys" / "twice.yaml").read_text("utf-8")
    assert r"(?P<colour>\S+) and (?P=colour)" in written
    passes(folder, "--set", f"bot={shop.address}/bot")
