"""Serves a load in several processes of this machine, each a slice, and brings them together."""

from __future__ import annotations

import asyncio
import signal
import time
from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import partial
from multiprocessing import get_context
from multiprocessing.connection import Connection
from multiprocessing.process import BaseProcess

from onetake.errors import CouldNotTell, OnetakeError
from onetake.flows.load_seconds import Seconds
from onetake.flows.load_serving import Part, Serving
from onetake.flows.prepare import Prepared, Wanted, prepare
from onetake.words.load import Profile, Slice

READY, STOP = "ready", "stop"
_SOON = 0.2
"""Seconds from when all are ready until they begin, all at once."""


class Jobs:
    """The processes of a load, one for each slice; what they hand on comes to `seconds`.

    `begin` is called when all are ready and the first customers are about to come.
    """

    def __init__(
        self,
        wanted: Wanted,
        profile: Profile,
        slices: Sequence[Slice],
        seconds: Seconds,
        begin: Callable[[], None],
    ) -> None:
        context = get_context("spawn")
        self._seconds, self._begin = seconds, begin
        self._going: dict[Slice, tuple[Connection, BaseProcess]] = {}
        self._processes: list[BaseProcess] = []
        self._over = asyncio.Event()
        self._told: asyncio.Queue[str] = asyncio.Queue()
        for part in slices:
            ours, theirs = context.Pipe()
            process = context.Process(
                target=serve, args=(theirs, wanted, profile, part), daemon=True
            )
            process.start()
            theirs.close()
            self._going[part] = ours, process
            self._processes.append(process)

    async def run(self) -> None:
        """Let all begin when each is ready, and wait until the last is done or lost.

        Raises CouldNotTell when one cannot begin.
        """
        loop = asyncio.get_running_loop()
        every = dict(self._going)
        for part, (connection, _) in every.items():
            loop.add_reader(connection.fileno(), partial(self._heard, part))
        for _ in every:
            if (told := await self._told.get()) != READY:
                raise CouldNotTell(f"a process of the load could not begin: {told}")
        begin = time.time() + _SOON
        for connection, _ in every.values():
            connection.send(begin)
        self._begin()
        await self._over.wait()

    def stop(self) -> None:
        """Let nobody come any more, in no process."""
        for connection, _ in self._going.values():
            connection.send(STOP)

    def close(self) -> None:
        """Wait until every process is gone; those that still serve are ended."""
        for connection, process in self._going.values():
            connection.close()
            process.kill()
        for process in self._processes:
            process.join()

    def _heard(self, part: Slice) -> None:
        connection, process = self._going[part]
        try:
            message = connection.recv()
        except (EOFError, OSError):
            self._gone(part, process)
            return
        if isinstance(message, Part):
            self._seconds.hand(part, message)
        elif message is None:
            self._end(part)
            self._seconds.end(part)
        else:
            self._told.put_nowait(message)

    def _gone(self, part: Slice, process: BaseProcess) -> None:
        self._end(part)
        process.join()
        code = process.exitcode or 0
        why = f"signal {-code}" if code < 0 else f"it ended with {code}"
        self._told.put_nowait(why)
        self._seconds.lose(part, why)

    def _end(self, part: Slice) -> None:
        connection, _ = self._going.pop(part)
        asyncio.get_running_loop().remove_reader(connection.fileno())
        connection.close()
        if not self._going:
            self._over.set()


def serve(connection: Connection, wanted: Wanted, profile: Profile, part: Slice) -> None:
    """Serve a slice in a process of its own, from the moment that is told over the connection."""
    import uvloop

    for number in (signal.SIGINT, signal.SIGTERM):  # whoever began us says when to stop
        signal.signal(number, signal.SIG_IGN)
    try:
        prepared = prepare(wanted)
    except OnetakeError as error:
        connection.send(str(error))
        return
    prepared = replace(prepared, setting=replace(prepared.setting, canary=part.canary))
    with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
        runner.run(_serve(connection, prepared, profile, part))


async def _serve(connection: Connection, prepared: Prepared, profile: Profile, part: Slice) -> None:
    serving = Serving(prepared, profile, part, connection.send)
    loop = asyncio.get_running_loop()
    connection.send(READY)
    begin = await asyncio.to_thread(connection.recv)

    def told() -> None:
        serving.stop()
        loop.remove_reader(connection.fileno())

    loop.add_reader(connection.fileno(), told)
    await asyncio.sleep(max(0.0, begin - time.time()))
    await serving.run()
    connection.send(None)
