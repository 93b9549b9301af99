"""Harbor Bank's programme is whole, and what is planted stands where it is said to."""

from pathlib import Path

import pytest
import yaml

from onetake.demo.bank import PROGRAMME, start
from onetake.demo.planted import PLANTED
from onetake.exercise.ready import make_ready
from onetake.flows.programme import Opened, open_programme

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


def test_several_journeys_carry_a_value_from_one_channel_to_another(opened):
    crossing = []
    for journey in opened.programme.journeys.values():
        ready = make_ready(journey, opened.programme, opened.channels)
        if {"api", "chat"} <= {act.step.channel for act in ready.acts}:
            crossing.append(journey.id)
    assert len(crossing) >= 3


@pytest.mark.parametrize("planted", PLANTED["staging"], ids=lambda planted: planted.id)
def test_each_planted_step_is_there(opened, planted):
    journey = opened.programme.journeys[planted.journey]
    act = make_ready(journey, opened.programme, opened.channels).acts[planted.step - 1]
    assert (act.number, act.name) == (planted.step, planted.name)


def test_each_fault_breaks_a_journey_of_its_own():
    staging = PLANTED["staging"]
    assert len(staging) >= 8
    assert len({planted.journey for planted in staging}) == len(staging)
    assert all(planted.notices.endswith(".") for planted in staging)


def test_only_staging_has_something_planted():
    assert {name for name, planted in PLANTED.items() if planted} == {"staging"}


async def test_an_unknown_environment_is_told():
    with pytest.raises(ValueError, match="only dev, staging, production"):
        async with start("qa"):
            pass
