"""A journey of Harbor Bank, written in Python, comes to the same rows as the one in YAML."""

import asyncio
import shutil
from dataclasses import replace
from pathlib import Path

import pytest

from onetake.demo.bank import PROGRAMME, start
from onetake.flows.lint import lint_programme, rendered
from onetake.flows.test import Wanted, prepare, walk
from onetake.words.events import RunEnded
from onetake.words.location import NOWHERE

TWINS = """
from onetake.journeys import Walk, journey


async def log_in(walk: Walk) -> None:
    who = {"customer": walk.persona["customer"], "pin": walk.persona["pin"]}
    await walk.api.login(
        "/login",
        json=who,
        name="Log in",
        expect={"status": 200, "cookie.session": {"exists": True}},
        within="2s",
    )


async def identify(walk: Walk) -> None:
    await walk.chat.hear("customer number", within="2s")
    await walk.chat.say("${persona.customer}", name="Say who I am")


@journey(
    goal="A customer who lost a card has it blocked and a new one on the way, saying nothing twice",
    owner="cards",
    personas=["anna", "björn"],
    tags=["critical", "first-impression"],
    effort={"turns": 3, "repeats": 0, "logins": 1},
    safe_in=["dev", "staging", "production"],
)
async def block(walk: Walk) -> None:
    walk.always(
        walk.api.post("/invented-customers/reset", json={"customer": "${persona.customer}"})
    )
    walk.phase("Report")
    await walk.chat.say("I lost my card", name="Tell the bot")
    await identify(walk)
    await walk.chat.hear(
        contains="ending ${persona.card.ending}",
        buttons=["Block it", "Talk to a person"],
        name="Be asked before anything is done",
        within="2s",
    )
    await walk.chat.press("Block it")
    heard = await walk.chat.hear(
        {"all": ["is blocked", "on its way"], "matches": r"order is (?P<order>R-\\d+)"},
        name="Hear that it is blocked",
        within="2s",
    )
    walk.phase("Confirm")
    await log_in(walk)
    await walk.api.get(
        f"/cards/{walk.persona['card']['id']}",
        name="See that it is blocked",
        expect={"status": 200, "json.state": "blocked", "json.number": {"absent": True}},
    )
    await walk.api.get(
        f"/replacements/{heard['order']}",
        name="See the new card's order",
        expect={"status": 200, "json.state": "ordered", "json.card": "${persona.card.id}"},
    )


@journey(
    goal="A customer transfers small and large amounts and knows the fee",
    owner="payments",
    personas=["anna"],
    tags=["critical"],
    data="data/transfers.csv",
    effort={"logins": 1},
)
async def transfer(walk: Walk) -> None:
    walk.always(
        walk.api.post("/invented-customers/reset", json={"customer": "${persona.customer}"})
    )
    await log_in(walk)
    heard = await walk.api.post(
        "/transfers",
        json={"to": walk.data["to"], "amount": walk.data["amount"]},
        name="Transfer the amount",
        expect={"status": 201, "json.state": "booked", "json.fee": walk.data["fee"]},
        keep={"transfer": "json.id"},
        within="2s",
    )
    assert heard["transfer"] == heard.fact("json.id")
    await walk.api.get(
        "/transfers/${transfer}",
        name="Find it again",
        expect={"status": 200, "json.to": walk.data["to"]},
    )
"""
PAIRS = [("cards/block-a-lost-card", "twins:block"), ("payments/transfer-money", "twins:transfer")]


class Collector:
    """A report that keeps the runs."""

    def __init__(self) -> None:
        self.runs = []

    def start(self, programme: str, environment: str) -> None:
        """Need nothing."""

    def event(self, event: object) -> None:
        if isinstance(event, RunEnded):
            self.runs.append(event.result)

    def finish(self, outcome: object) -> None:
        """Need nothing."""


@pytest.fixture
def programme(tmp_path: Path) -> Path:
    """Harbor Bank's programme with journeys in Python beside its own."""
    folder = tmp_path / "programme"
    shutil.copytree(PROGRAMME, folder)
    (folder / "journeys" / "twins.py").write_text(TWINS, "utf-8")
    return folder


async def rows(programme: Path, environment: str, journey: str) -> list[str]:
    """Return what the steps of each run came to, without what differs each time."""
    collector = Collector()
    async with start(environment) as bank:
        wanted = Wanted(
            start=programme,
            environment=environment,
            journeys=(journey,),
            overrides=bank.values,
            ledger=programme / f"{environment}.db",
        )
        prepared = await asyncio.to_thread(prepare, wanted)
        with prepared.place.open() as ledger:
            await walk(prepared, ledger, [collector])
    alike = {"started": 0.0, "ms": None, "took": None, "location": NOWHERE, "evidence": ()}
    return sorted(
        f"{run.persona} {run.row or 0} {step.number} {replace(step, **alike)} "
        f"{run.verdict} {run.rule} {run.turns} {run.repeats} {run.logins} {run.messages}"
        for run in collector.runs
        for step in run.steps
    )


@pytest.mark.parametrize("environment", ["dev", "staging"])
@pytest.mark.parametrize(("yaml", "python"), PAIRS)
async def test_the_twin_comes_to_the_same_rows(programme, environment, yaml, python) -> None:
    declared = await rows(programme, environment, yaml)
    coded = await rows(programme, environment, python)
    assert coded == declared
    assert any("verdict=<Verdict.FAILED" in row for row in coded) == (environment == "staging")


def test_lint_finds_nothing(programme) -> None:
    assert rendered(lint_programme(programme, use_cache=False).faults) == []
