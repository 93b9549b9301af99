"""A chatbot that is not ours: journeys walked on a real opsdroid, by the command line."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

COMMAND = "import sys; from onetake.commands import main; sys.exit(main())"
FILES = {
    "onetake.yaml": """
programme: Corner Shop
environments:
  dev: {values: {bot: "ADDRESS"}}
""",
    "systems/bot.yaml": """
channel: chat
address: ${environment.bot}
connector: opsdroid
""",
    "personas/anna.yaml": "{name: Anna, order: A17}\n",
    "personas/omar.yaml": "{name: Omar, order: B42}\n",
    "journeys/find-an-order.yaml": """
goal: A customer learns where an order is
personas: [anna, omar]
tries: 5
steps:
  - chat.say: Hello
  - chat.hear: {contains: how can I help, none: [error]}
    within: 5s
  - chat.say: Where is my order ${persona.order}?
  - chat.hear: {matches: 'Order (?P<order>\\w+) is on its way'}
    expect: {text: {contains: "${persona.order}"}, parts: 1}
  - chat.say: hey
    when: {order: "${persona.order}"}
  - chat.hear: {wildcard: "hello!*", buttons: {count: 0}}
""",
    "journeys/cancel-an-order.yaml": """
goal: A customer cancels an order, which this bot cannot do
steps:
  - chat.say: Hello
  - chat.hear: help
    expect: {text: {contains: cancel}}
""",
}


@pytest.fixture
def shop(tmp_path: Path, opsdroid: str) -> Path:
    """Return the folder of a programme for the running bot."""
    for name, text in FILES.items():
        file = tmp_path / name
        file.parent.mkdir(exist_ok=True)
        file.write_text(text.replace("ADDRESS", opsdroid), encoding="utf-8")
    return tmp_path


def walked(folder: Path, journey: str) -> tuple[int, dict]:
    """Return the exit code of `onetake test` and what it printed."""
    arguments = ["test", journey, "--env", "dev", "--json"]
    done = subprocess.run(
        [sys.executable, "-c", COMMAND, *arguments],
        cwd=folder, capture_output=True, text=True, check=False, timeout=120,
    )  # fmt: skip
    assert done.stdout, done.stderr
    return done.returncode, json.loads(done.stdout)


def test_customers_who_talk_at_once_get_their_own_answers(shop: Path) -> None:
    """Two personas, five tries each, at the same time: nobody hears about another's order."""
    code, printed = walked(shop, "find-an-order")
    reasons = [run["reason"] for run in printed["runs"] if run["reason"]]
    assert (code, printed["verdict"], reasons) == (0, "passed", [])
    assert {run["persona"] for run in printed["runs"]} == {"anna", "omar"}


def test_what_the_bot_does_not_say_is_noticed(shop: Path) -> None:
    """The reason quotes what was said instead."""
    code, printed = walked(shop, "cancel-an-order")
    [run] = printed["runs"]
    assert (code, run["verdict"], run["rule"]) == (1, "failed", "expect.text")
    assert "Hello! How can I help?" in run["reason"]
