"""Call scripts become journeys: drafts while there is no voice, or on chat when told so."""

from __future__ import annotations

from onetake.bring.callscript import read_calls
from onetake.bring.drafted import Wish

SCRIPT = """\
call;step;caller says;expected
Lost card;1;I lost my card;Sorry|Oh no
Lost card;2;press 1;You said: 1
Lost card;3;(hangs up);
Order;1;Block it;/order is A-\\d+/
"""


def test_a_script_passes_on_chat_when_told(shop, brought, passes, onetake):
    """Each call is a journey; alternatives and patterns are understood."""
    folder = brought("calls.csv", SCRIPT, "--calls-on", "chat")
    out = passes(folder, "--set", f"bot={shop.address}/bot")
    assert "2 passed" in out
    assert "status: draft" not in (folder / "journeys" / "order.yaml").read_text("utf-8")
    account = (folder / "BROUGHT.md").read_text("utf-8")
    assert "calls.csv: Lost card, step 3 | `(hangs up)`" in account


def test_without_a_voice_channel_they_are_drafts(brought):
    """A draft is walked and shown and never counts."""
    text = (brought("calls.csv", SCRIPT) / "journeys" / "lost-card.yaml").read_text("utf-8")
    assert "status: draft" in text
    assert "there is no voice channel here yet" in text


def test_with_a_voice_channel_they_are_calls():
    """Once there is a voice channel, scripts are spoken."""
    wish = Wish(channels=frozenset({"voice", "chat"}))
    made = read_calls(SCRIPT, "calls.csv", wish)
    assert made.systems[0].channel == "voice"
    assert made.journeys[0].steps[0] == {"voice.say": "I lost my card"}
    assert "status" not in made.journeys[0].head
