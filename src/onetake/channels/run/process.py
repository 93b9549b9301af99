"""Runs a command in a process group of its own, of which nothing is left behind."""

from __future__ import annotations

import asyncio
import os
import signal
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

_KEPT = 1_000_000
_CHUNK = 65_536
_LAST_WORDS = 2.0


@dataclass(frozen=True, slots=True)
class Ended:
    """How a command ended: its exit code (below 0: the signal that ended it), what it printed.

    `timed_out`: it was stopped, since its time was over.
    """

    code: int
    output: bytes
    timed_out: bool = False


async def run(
    command: Sequence[str], folder: Path, environment: Mapping[str, str], *, seconds: float
) -> Ended:
    """Run a command to its end, for so many seconds at most; its whole group ends with it.

    Raises OSError when it cannot be started.
    """
    process = await asyncio.create_subprocess_exec(
        *command,
        cwd=folder,
        env=dict(environment),
        stdin=asyncio.subprocess.DEVNULL,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.STDOUT,
        start_new_session=True,
    )
    printed = bytearray()
    reading = asyncio.create_task(_read(process, printed))
    timed_out = False
    try:
        async with asyncio.timeout(max(seconds, 0.0)):
            await process.wait()
    except TimeoutError:
        timed_out = True
    finally:
        _end(process.pid)
        await _settle(process, reading)
    return Ended(process.returncode or 0, bytes(printed), timed_out)


async def _read(process: asyncio.subprocess.Process, printed: bytearray) -> None:
    """Keep the end of what a process prints, however much it is."""
    while process.stdout and (chunk := await process.stdout.read(_CHUNK)):
        printed += chunk
        if len(printed) > 2 * _KEPT:
            del printed[:-_KEPT]


async def _settle(process: asyncio.subprocess.Process, reading: asyncio.Task[None]) -> None:
    """Wait until a killed process is gone and its last words are read."""
    with suppress(TimeoutError):
        async with asyncio.timeout(_LAST_WORDS):
            await process.wait()
            await reading
    reading.cancel()


def _end(group: int) -> None:
    """Kill what is left of a process group."""
    with suppress(ProcessLookupError, PermissionError):
        os.killpg(group, signal.SIGKILL)
