"""Harbor Bank's programme is whole, and what is planted stands where it is said to."""

import re
from pathlib import Path

import pytest
import yaml

from onetake.commands.demo import TO_WALK
from onetake.demo.bank import PROGRAMME, start
from onetake.demo.planted import PLANTED
from onetake.exercise.make_ready import make_ready
from onetake.flows.programme import Opened, open_programme
from onetake.simulate.faults import FaultKind
from onetake.words.steps import Handoff, Together

FILES = sorted(PROGRAMME.rglob("*.yaml"))


@pytest.fixture(scope="module")
def opened() -> Opened:
    return open_programme(PROGRAMME)


@pytest.mark.parametrize("file", FILES, ids=lambda file: str(file.relative_to(PROGRAMME)))
def test_every_file_is_yaml_with_something_in_it(file: Path):
    assert isinstance(yaml.safe_load(file.read_text(encoding="utf-8")), dict)


def test_nothing_in_it_is_doubtful(opened):
    assert opened.faults == ()


def test_the_programme_shows_what_a_programme_can_be(opened):
    programme = opened.programme
    assert list(programme.environments) == ["dev", "staging", "production"]
    assert len(programme.personas) >= 3
    assert len(programme.teams) >= 3
    journeys = programme.journeys.values()
    assert len(journeys) >= 8
    assert any(journey.draft for journey in journeys)
    assert any(journey.data for journey in journeys)
    assert any(journey.order for journey in journeys)
    assert all(
        journey.effort.turns or journey.effort.logins or journey.draft for journey in journeys
    )


@pytest.fixture(scope="module")
def channels(opened) -> dict[str, set[str]]:
    """Return the channels of each journey."""
    return {
        journey.id: {
            act.step.channel for act in make_ready(journey, opened.programme, opened.channels).acts
        }
        for journey in opened.programme.journeys.values()
    }


def test_customers_meet_the_bank_on_five_channels(channels):
    assert set().union(*channels.values()) == {"api", "chat", "email", "sms", "web"}
    assert len(channels) >= 12


def test_many_journeys_cross_channels(channels):
    assert sum({"api", "chat"} <= met for met in channels.values()) >= 3
    assert sum(len(met) > 1 and bool(met & {"email", "sms"}) for met in channels.values()) >= 5
    assert channels["cards/raise-my-limit"] == {"api", "chat", "email", "sms"}


def test_some_journeys_go_over_the_site_and_what_is_beside_it(channels):
    assert sum("web" in met for met in channels.values()) >= 8
    assert channels["profile/move-house-on-the-site"] >= {"web", "sms"}
    assert channels["access/new-pin-on-the-site"] >= {"web", "email"}
    assert channels["loans/loan-from-chat-to-site"] >= {"web", "chat"}


def test_some_journeys_are_of_two_people_handed_on_or_with_leased_phones(opened):
    journeys = opened.programme.journeys
    kinds = {name: {type(step) for step in journey.steps} for name, journey in journeys.items()}
    assert Together in kinds["service/text-from-a-colleague"]
    assert Handoff in kinds["service/dispute-a-payment"]
    assert opened.programme.personas["visitor"].pools


def test_nobody_in_it_is_real(opened):
    for persona in opened.programme.personas.values():
        attributes = {name: str(value) for name, value in persona.attributes.items()}
        assert attributes.get("email", "@x.example").endswith(".example")
        assert attributes.get("phone", "+44 7700 900").startswith("+44 7700 900")
        for pool in persona.pools.values():
            assert all(str(value).startswith("+44 7700 900") for value in pool.values)


@pytest.mark.parametrize("planted", PLANTED["staging"], ids=lambda planted: planted.id)
def test_each_planted_step_is_there(opened, planted):
    journey = opened.programme.journeys[planted.journey]
    act = make_ready(journey, opened.programme, opened.channels).acts[planted.step - 1]
    assert (act.number, act.name) == (planted.step, planted.name)


def test_each_fault_breaks_a_journey_of_its_own():
    staging = PLANTED["staging"]
    assert len(staging) >= 18
    assert len({planted.journey for planted in staging}) == len(staging)
    assert all(planted.notices.endswith(".") for planted in staging)


def test_what_is_sent_goes_wrong_in_every_way():
    kinds = {planted.fault.kind for planted in PLANTED["staging"]}
    assert {
        FaultKind.MISSING,
        FaultKind.LATE,
        FaultKind.DOUBLED,
        FaultKind.WRONG_LANGUAGE,
        FaultKind.WRONG_LINK,
        FaultKind.EXPIRED_CODE,
        FaultKind.WRONG_RECIPIENT,
    } <= kinds


def test_pages_go_wrong_in_every_way():
    kinds = {planted.fault.kind: planted.id for planted in PLANTED["staging"]}
    pages = list(FaultKind)[list(FaultKind).index(FaultKind.BROKEN_BUTTON) :]
    assert [kinds.get(kind) for kind in pages] == [f"H-{number}" for number in range(21, 29)]


def test_only_staging_has_something_planted():
    assert {name for name, planted in PLANTED.items() if planted} == {"staging"}


async def test_an_unknown_environment_is_told():
    with pytest.raises(ValueError, match="only dev, staging, production"):
        async with start("qa"):
            pass


def test_what_is_told_to_walk_it_oneself_serves_the_addresses_of_dev(opened):
    ports = re.findall(r"-port (\d+)", TO_WALK)
    values = opened.programme.environments["dev"].values
    names = ("bank", "bot", "mail", "smtp", "sms", "site", "id")
    assert [str(values[name]).rpartition(":")[2] for name in names] == ports
    options = re.findall(r"--(\w+)-port", TO_WALK)
    assert options == ["api", "bot", "mail", "smtp", "sms", "site", "identity"]
