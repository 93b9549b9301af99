"""Walks Harbor Bank in staging, where faults are planted, and in production, where none is."""

from __future__ import annotations

import asyncio
import shutil
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from onetake.demo.bank import BANK, PROGRAMME, start
from onetake.demo.fixes import mend
from onetake.demo.past import write_past
from onetake.demo.planted import Planted
from onetake.flows.brief import brief_for
from onetake.flows.browserless import no_browser, without_browser
from onetake.flows.gate import Decided, ask_gate
from onetake.flows.import_facts import import_facts
from onetake.flows.judge import judge_programme
from onetake.flows.prepare import Wanted, prepare
from onetake.flows.release import record_release
from onetake.flows.test import walk
from onetake.words.brief import Brief
from onetake.words.judged import Judged
from onetake.words.report import Outcome, Report

ENVIRONMENTS = ("staging", "production")
RELEASE = "2026.30"
"""The release that is on its way to Harbor Bank's customers."""


@dataclass(frozen=True, slots=True)
class Shown:
    """What the demo came to in each environment, and what was planted there.

    `judged` is what stands behind it, `decided` what the gate says of the release in staging,
    `brief` the page of who answers for it.
    `skipped` are the journeys that want a browser, where there is none, and `why` says how to get
    one.
    """

    outcomes: Mapping[str, Outcome]
    planted: tuple[Planted, ...]
    folder: Path
    judged: Judged
    decided: Decided
    brief: Brief
    skipped: tuple[str, ...] = ()
    why: str = ""


def run_demo(
    folder: Path,
    reports: Callable[[str], Sequence[Report]],
    environments: Sequence[str] = ENVIRONMENTS,
    *,
    mended: bool = False,
) -> Shown:
    """Write Harbor Bank's programme into a folder, start its bank, walk every journey, and judge.

    `reports` gives the reports of an environment by its name. `mended`: as it is when everything
    planted is mended. Raises OnetakeError.
    """
    import uvloop

    shutil.copytree(PROGRAMME, folder, dirs_exist_ok=True)
    shutil.copy(BANK, folder / BANK.name)
    if mended:
        mend(folder)
    record_release(folder, RELEASE, commits=("8f3c1d0",), who="pipeline")
    for kind, file in write_past(folder / "imports", time.time(), mended=mended).items():
        import_facts(folder, [file], str(folder / "imports" / f"{kind}.yaml"))
    outcomes: dict[str, Outcome] = {}
    planted: list[Planted] = []
    skipped: dict[str, None] = {}
    why = no_browser()

    async def walk_all() -> None:
        for name in environments:
            async with start(name, mended=mended) as bank:
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
    decided = ask_gate(folder, RELEASE, ENVIRONMENTS[-1])
    judged = judge_programme(folder).judged
    return Shown(
        outcomes, tuple(planted), folder, judged, decided, brief_for(folder), tuple(skipped), why
    )  # fmt: skip
