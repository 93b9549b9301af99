"""Somebody talks to a bot in a terminal; the journey that is written passes when walked."""

import json
import subprocess
import sys

import pytest
import yaml

from onetake.bring.talked import Turn, talked, telling
from onetake.demo.bank import BANK

ONETAKE = (sys.executable, "-m", "onetake")
ANNA = "name: Anna Berg\nfirst: Anna\ncustomer: C-1001\npin: '4711'\n"


@pytest.fixture(scope="module")
def bot():
    """Return the address of Harbor Bank's bot, without faults."""
    command = [*ONETAKE, "simulate", str(BANK), "--faultless", "--json"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        told = ""
        for line in process.stdout:
            told += line
            if line.startswith("}"):
                break
        yield json.loads(told)["bot_ws"]
        process.terminate()


@pytest.fixture
def folder(bot, tmp_path):
    files = {
        "onetake.yaml": f'programme: Talk\nenvironments: {{dev: {{values: {{bot: "{bot}"}}}}, '
        f'live: {{customer_facing: true, values: {{bot: "{bot}"}}}}}}\n',
        "systems/bot.yaml": "channel: chat\naddress: ${environment.bot}\nconnector: websocket\n",
        "personas/anna.yaml": ANNA,
    }
    for name, text in files.items():
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text(text)
    return tmp_path


def run(folder, *words, said=""):
    return subprocess.run(
        [*ONETAKE, *words], cwd=folder, input=said, capture_output=True, text=True, check=False
    )


def test_a_talk_becomes_a_journey_that_passes(folder):
    done = run(
        folder, "record", "--chat", "bot", "--persona", "anna", "--name", "Anna asks for her cards",
        said="I want to talk about my card\nC-1001\nI lost my card\n",
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    assert "walking it at once:" in done.stdout
    assert "✓ passed    anna-asks-for-her-cards as anna" in done.stdout
    assert "talk to it; end with Ctrl-D" in done.stderr
    assert "You have one card" in done.stderr and "[I lost my card]" in done.stderr
    journey = yaml.safe_load((folder / "journeys" / "anna-asks-for-her-cards.yaml").read_text())
    said = [step for step in journey["steps"] if "chat.hear" not in step]
    assert journey["personas"] == ["anna"]
    assert said == [
        {"chat.say": "I want to talk about my card"},
        {"chat.say": "${persona.customer}"},
        {"chat.press": "I lost my card"},
    ]
    assert "${persona.first}" in str(journey)
    assert run(folder, "test", "--env", "dev").returncode == 0


def test_beside_json_the_walk_is_told_on_standard_error(folder):
    done = run(folder, "record", "--chat", "bot", "--json", said="Hello there\n")
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout)["files"] and "✓ passed" in done.stderr
    unchecked = run(folder, "record", "--chat", "bot", "--unchecked", said="Hello there\n")
    assert unchecked.returncode == 0 and "walking" not in unchecked.stdout


@pytest.mark.parametrize(
    ("words", "code", "why"),
    [
        (("--chat", "bott"), 2, "chat systems: bot"),
        (("--chat", "bot", "--persona", "bob"), 2, "personas: anna"),
        (("--chat", "bot", "--env", "live"), 2, "not declared safe in live"),
        (("--chat", "bot"), 4, "nothing was said"),
        ((), 2, "onetake record https://shop.example"),
        (("https://shop.example", "--chat", "bot"), 2, "a site's address, or a chat system"),
    ],
)
def test_what_cannot_be_talked_to_is_told(folder, words, code, why):
    done = run(folder, "record", *words)
    assert (done.returncode, why in done.stderr) == (code, True), done.stderr
    assert "talk to it" not in done.stderr or why == "nothing was said"
    assert not (folder / "journeys").exists()


def test_a_bot_that_is_not_there_is_told(folder):
    (folder / "systems" / "bot.yaml").write_text(
        "channel: chat\naddress: ws://127.0.0.1:1\nconnector: websocket\n"
    )
    done = run(folder, "record", "--chat", "bot", said="hello\n")
    assert done.returncode == 4 and "Traceback" not in done.stderr


@pytest.mark.parametrize(
    ("answer", "expected"),
    [
        ("Your order 1234 is on its way.", "is on its way"),
        ("Hello!", "Hello!"),
        ("17.03.2026", ""),
        ('We call it "Blue Lamp" here, as everybody does', "here, as everybody does"),
        ("one\nthe longer line of both", "the longer line of both"),
    ],
)
def test_what_most_likely_stays_the_same_is_expected(answer, expected):
    assert telling(answer) == expected


def test_words_are_never_taken_for_templates():
    steps = talked([Turn("Is ${x} mine?", "said"), Turn("No: ${x} is Anna's")], {"name": "Anna"})
    assert steps == [
        {"chat.say": "Is $${x} mine?"},
        {"chat.hear": "No: $${x} is ${persona.name}'s"},
    ]


def test_an_answer_without_words_is_expected_to_be_there():
    assert talked([Turn("42")], {}) == [{"chat.hear": {"exists": True}}]
