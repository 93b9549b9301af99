"""Prepares a test: reads the programme, plans the walk, resolves the secrets it needs."""

from __future__ import annotations

import time
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import partial
from pathlib import Path
from random import Random, SystemRandom

from onetake.exercise.explain import explain
from onetake.exercise.plan import Plan, Selection, make_plan
from onetake.exercise.setting import Setting
from onetake.flows.home import HOME
from onetake.flows.leases import Locks
from onetake.flows.place import Place, place_in
from onetake.flows.programme import Opened, demand_known, environment_of, open_programme
from onetake.flows.references import FOLDER, KeptTexts
from onetake.flows.scrubbing import scrubber_of
from onetake.flows.secrets import secrets_for
from onetake.scrub import Canary
from onetake.words.plan import PlannedRun

LEASES = HOME / "leases"
"""Where processes note which personas they walk as, below the programme's folder."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """What somebody asked to test; empty means the programme's own settings."""

    start: Path
    environment: str = ""
    journeys: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()
    personas: tuple[str, ...] = ()
    tries: int | None = None
    overrides: Mapping[str, str] = field(default_factory=dict)
    jobs: int | None = None
    ledger: Path | str | None = None


@dataclass(frozen=True, slots=True)
class Prepared:
    """A test ready to be explained or walked."""

    opened: Opened
    setting: Setting
    plan: Plan
    canary: Canary
    place: Place
    locks: Locks
    overrides: tuple[tuple[str, str], ...] = ()

    def explain(self) -> tuple[PlannedRun, ...]:
        """Return the plan in words."""
        return tuple(explain(self.plan, self.setting))


def prepare(wanted: Wanted, *, explaining: bool = False) -> Prepared:
    """Read the programme and plan the walk. Raises ProgrammeWrong when a file or name is wrong."""
    opened = open_programme(wanted.start, wanted.journeys)
    programme = opened.programme
    environment = environment_of(programme, wanted.environment, wanted.overrides)
    demand_known("journey", wanted.journeys, tuple(programme.journeys))
    demand_known("persona", wanted.personas, tuple(programme.personas))
    tags = {tag for journey in programme.journeys.values() for tag in journey.tags}
    demand_known("tag", wanted.tags, tuple(sorted(tags)))
    chance = SystemRandom()
    canary = Canary(f"canary.{chance.randbytes(8).hex()}@onetake.invalid")
    secrets: dict[str, str] = {}
    place = place_in(programme, opened.folder, wanted.ledger)
    locks = Locks(opened.folder / LEASES, place, (programme.name, environment.name))
    setting = Setting(
        programme=programme,
        environment=environment,
        channels=opened.channels,
        secrets=secrets,
        now=time.time,
        random=Random(chance.getrandbits(256)),
        jobs=wanted.jobs or programme.jobs,
        canary=canary.value,
        lock=locks.take,
        scripts=opened.scripts,
    )
    selection = Selection(wanted.journeys, wanted.tags, wanted.personas, wanted.tries)
    plan = make_plan(setting, selection)
    if not explaining:
        secrets.update(secrets_for(plan, programme, environment.name, opened.folder))
        opened.scripts.load(errand.ready.journey for errand in plan.errands)
        scrubber = scrubber_of(programme, secrets)
        kept = partial(KeptTexts, (place.home / FOLDER).absolute())
        setting = replace(setting, scrub=scrubber.text, references=kept)
    overrides = tuple(wanted.overrides.items())
    return Prepared(opened, setting, plan, canary, place, locks, overrides)
