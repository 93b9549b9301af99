"""Serves stand-ins declared in a file, for tests without the real systems."""

from __future__ import annotations

import asyncio
import signal
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from onetake.errors import ProgrammeWrong, UsageWrong
from onetake.simulate.declared import Simulation
from onetake.simulate.load import SimulationWrong, load
from onetake.simulate.server import Ports, running
from onetake.simulate.server import Running as Addresses


@dataclass(frozen=True, slots=True)
class StandIns:
    """What to serve: a file, which of its faults are on (None: all), on which ports (0: any)."""

    file: Path
    faults: tuple[str, ...] | None = None
    ports: Ports | None = None


def serve(wanted: StandIns, ready: Callable[[Addresses, tuple[str, ...]], None]) -> None:
    """Serve until Ctrl-C or SIGTERM; `ready` is told the addresses and the faults that are on.

    Raises ProgrammeWrong for a wrong file, UsageWrong for an unknown fault or a taken port.
    """
    simulation = _chosen(_loaded(wanted.file), wanted)

    async def run() -> None:
        stop = asyncio.Event()
        loop = asyncio.get_running_loop()
        for number in (signal.SIGINT, signal.SIGTERM):
            loop.add_signal_handler(number, stop.set)
        async with running(simulation, ports=wanted.ports) as stands:
            ready(stands, tuple(fault.id for fault in simulation.faults))
            await stop.wait()

    try:
        asyncio.run(run())
    except (OSError, OverflowError) as error:
        reason = getattr(error, "strerror", None) or error
        raise UsageWrong(
            f"the stand-ins cannot listen: {reason}", hint="name other ports, or none"
        ) from None
    except ValueError as error:
        raise ProgrammeWrong(str(error), hint=f"mend the fault in {wanted.file}") from None


def _loaded(file: Path) -> Simulation:
    try:
        return load(file)
    except SimulationWrong as wrong:
        hint = "mend the file; docs/simulators.md shows one"
        raise ProgrammeWrong(str(wrong), hint=hint) from None


def _chosen(simulation: Simulation, wanted: StandIns) -> Simulation:
    """Keep only the faults asked for."""
    if wanted.faults is None:
        return simulation
    known = {fault.id: fault for fault in simulation.faults}
    for name in wanted.faults:
        if name not in known:
            raise UsageWrong(
                f"{wanted.file} has no fault {name!r}",
                hint=f"faults: {', '.join(known)}" if known else "it declares no faults",
            )
    faults = tuple(known[name] for name in wanted.faults)
    return simulation.model_copy(update={"faults": faults})
