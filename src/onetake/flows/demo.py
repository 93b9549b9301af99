"""Walks Harbor Bank in staging, where faults are planted, and in production, where none is."""

from __future__ import annotations

import asyncio
import shutil
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from onetake.demo.bank import BANK, PROGRAMME, start
from onetake.demo.planted import Planted
from onetake.flows.browserless import no_browser, without_browser
from onetake.flows.prepare import Wanted, prepare
from onetake.flows.test import walk
from onetake.words.report import Outcome, Report

ENVIRONMENTS = ("staging", "production")


@dataclass(frozen=True, slots=True)
class Shown:
    """What the demo came to in each environment, and what was planted there.

    `skipped` are the journeys that want a browser, where there is none, and `why` says how to get
    one.
    """

    outcomes: Mapping[str, Outcome]
    planted: tuple[Planted, ...]
    folder: Path
    skipped: tuple[str, ...] = ()
    why: str = ""


def run_demo(
    folder: Path,
    reports: Callable[[str], Sequence[Report]],
    environments: Sequence[str] = ENVIRONMENTS,
) -> Shown:
    """Write Harbor Bank's programme into a folder, start its bank, and walk every journey.

    `reports` gives the reports of an environment by its name. Raises OnetakeError.
    """
    import uvloop

    shutil.copytree(PROGRAMME, folder, dirs_exist_ok=True)
    shutil.copy(BANK, folder / BANK.name)
    outcomes: dict[str, Outcome] = {}
    planted: list[Planted] = []
    skipped: dict[str, None] = {}
    why = no_browser()

    async def walk_all() -> None:
        for name in environments:
            async with start(name) as bank:
                planted.extend(bank.planted)
                wanted = Wanted(folder, name, overrides=bank.values)
                prepared = await asyncio.to_thread(prepare, wanted)
                if why:
                    prepared = without_browser(prepared, why)
                    skipped.update(
                        (item.id, None) for item, told in prepared.plan.skipped if told == why
                    )
                with prepared.place.open() as ledger:
                    outcomes[name] = await walk(prepared, ledger, reports(name))

    with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
        runner.run(walk_all())
    return Shown(outcomes, tuple(planted), folder, tuple(skipped), why)
