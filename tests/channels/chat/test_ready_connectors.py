"""Each ready connector carries a whole conversation with the simulated bot of its dialect."""

from __future__ import annotations

import pytest
from pydantic import ValidationError

from onetake.channels.chat.ready import NAMES, ready
from onetake.channels.chat.settings import Settings
from onetake.simulate.declared import Simulation
from onetake.simulate.server import running

SHOP = Simulation.model_validate({
    "chat": {
        "intents": [
            {
                "name": "lost",
                "patterns": "lost my card",
                "answers": [
                    {"say": "Sorry to hear that."},
                    {
                        "say": "What shall I do?",
                        "buttons": [
                            {"title": "Block it", "payload": "/block"},
                            {"title": "Talk to a person"},
                        ],
                    },
                ],
            },
            {"name": "block", "patterns": "^/block$", "answers": "Your card is blocked."},
            {
                "name": "show",
                "patterns": "show",
                "answers": [
                    {
                        "say": "Have a look",
                        "cards": [
                            {"title": "Gold", "subtitle": "10 a year", "image": "https://x/g.png"},
                            {"title": "Silver", "subtitle": "5 a year"},
                        ],
                        "media": [{"url": "https://x/tour.png"}],
                    }
                ],
            },
        ]
    }
})  # fmt: skip
SETTINGS = {
    "directline": {"values": {"secret": "the secret"}},
    "matrix": {"values": {"room": "!a room:localhost", "token": "anna"}},
}


def test_the_ready_ones_are_those_that_are_promised():
    assert set(NAMES) >= {"rasa", "directline", "opsdroid", "matrix", "websocket", "http"}


@pytest.mark.parametrize("name", NAMES)
async def test_an_answer_in_parts_is_heard_whole_and_its_button_pressed(name, customer):
    async with running(SHOP) as bot:
        anna = await customer(bot.bot_http, connector=name, **SETTINGS.get(name, {}))
        await anna.say("I lost my card")
        heard = await anna.hear({"buttons": ["Block it", "talk to a person"]})
        assert heard["text"] == "Sorry to hear that.\nWhat shall I do?"
        assert heard["buttons"] == ["Block it", "Talk to a person"]
        assert heard["parts"] == 2
        await anna.press("block it")
        assert (await anna.hear("blocked"))["text"] == "Your card is blocked."


@pytest.mark.parametrize("name", NAMES)
async def test_cards_and_media_are_seen(name, customer):
    async with running(SHOP) as bot:
        anna = await customer(bot.bot_http, connector=name, **SETTINGS.get(name, {}))
        await anna.say("show me")
        heard = await anna.hear({"contains": "look", "cards": {"count": 2}, "media": ["*tour.png"]})
        assert heard["cards.titles"] == ["Gold", "Silver"]
        assert heard["cards.0"] == {
            "title": "Gold", "subtitle": "10 a year", "image": "https://x/g.png", "buttons": [],
        }  # fmt: skip
        assert heard["media"] == ["https://x/tour.png"]
        assert heard["text"] == "Have a look"


@pytest.mark.parametrize("name", NAMES)
async def test_two_customers_hear_only_their_own_answers(name, customer):
    async with running(SHOP) as bot:
        both = []
        for person in ("anna", "björn"):
            settings = dict(SETTINGS.get(name, {}))
            if name == "matrix":
                settings["values"] = {"room": f"!{person}:localhost", "token": person}
            both.append(await customer(bot.bot_http, connector=name, **settings))
        anna, bjorn = both
        await anna.say("I lost my card")
        await bjorn.say("/block")
        await anna.hear({"buttons": ["Block it"]})
        assert (await bjorn.hear("blocked"))["text"] == "Your card is blocked."


@pytest.mark.parametrize("name", ["websocket", "opsdroid", "directline"])
async def test_a_greeting_arrives_unasked(name, customer):
    simulation = SHOP.model_copy(update={"chat": SHOP.chat.model_copy(update={
        "greeting": Simulation.model_validate({"chat": {"greeting": "Welcome!"}}).chat.greeting
    })})  # fmt: skip
    async with running(simulation) as bot:
        anna = await customer(bot.bot_ws, connector=name, **SETTINGS.get(name, {}))
        assert (await anna.hear("welcome"))["text"] == "Welcome!"


@pytest.mark.parametrize("name", NAMES)
def test_what_a_connector_needs_is_asked_for(name):
    for need, meaning in ready(name).needs.items():
        others = {key: "x" for key in ready(name).needs if key != need}
        with pytest.raises(ValidationError, match=meaning):
            Settings.model_validate({"connector": name, "values": others})
