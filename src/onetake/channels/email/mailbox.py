"""One mailbox for all lines of an event loop: a single task looks, fetches and hands out."""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from itertools import islice
from typing import Protocol

from onetake.channels.email.delivery import Envelope, Subscriber, Waiting
from onetake.channels.email.letter import Letter
from onetake.channels.email.mime import take_apart
from onetake.words.clock import now
from onetake.words.trouble import CannotTell, Trouble, Unreached

_LONGEST_PAUSE = 5.0
_MOST_AT_ONCE = 25
_LARGEST_AT_ONCE = 1_000_000
"""So many mails, or bytes of small ones, are asked for in one go."""

_READ_ASIDE = 20_000
"""A mail of more bytes is read in a thread, so that nobody else has to wait."""


class Passing(CannotTell):
    """The server could not answer now; it may a little later."""


@dataclass(frozen=True, slots=True)
class Sighting:
    """A mail that lies in a mailbox: its id there, to whom it goes, its size in bytes."""

    id: str
    envelope: Envelope
    size: int


class Source(Protocol):
    """Where mails lie; its methods are called one after the other. They raise Trouble."""

    async def look(self) -> Sequence[Sighting]:
        """Return what is new since the last look, the oldest first; at first nothing is new."""

    async def fetch(self, sightings: Sequence[Sighting]) -> Mapping[str, bytes]:
        """Return mails by their ids, or as much of each as may be read; not those that are gone."""

    async def pause(self, seconds: float) -> None:
        """Wait so long, or until there may be something new."""

    def wake(self) -> None:
        """End a pause at once."""

    async def close(self) -> None:
        """Let go of the connection; never raises."""


@dataclass(slots=True, eq=False)
class Mailbox:
    """The lines of a mailbox; `every` and `patience` (how long it may be out of reach) in seconds.

    What was sighted stays on the list until it is handed out, so that a connection that breaks
    loses nothing and brings nothing twice.
    """

    source: Source
    every: float
    patience: float
    trusted: str
    _waiting: Waiting = field(default_factory=Waiting)
    _joining: list[tuple[Subscriber, asyncio.Future[None]]] = field(default_factory=list)
    _sighted: deque[tuple[Sighting, list[Subscriber]]] = field(default_factory=deque)
    _task: asyncio.Task[None] | None = None

    @property
    def idle(self) -> bool:
        """Whether no line is left."""
        return not self._waiting and not self._joining

    async def join(self, line: Subscriber) -> None:
        """Let a line wait for what comes after this moment. Raises Trouble."""
        joined = asyncio.get_running_loop().create_future()
        entry = (line, joined)
        self._joining.append(entry)
        if self._task is None or self._task.done():
            self._task = asyncio.get_running_loop().create_task(self._run())
        self.source.wake()
        try:
            await joined
        finally:
            if entry in self._joining:
                self._joining.remove(entry)

    def leave(self, line: Subscriber) -> None:
        """Let a line go."""
        self._waiting.remove(line)

    async def close(self) -> None:
        """End the task and the connection."""
        task, self._task = self._task, None
        if task is not None:
            task.cancel()
            await asyncio.gather(task, return_exceptions=True)
        await self.source.close()

    async def _run(self) -> None:
        """Look for ever; what ends this ends all lines."""
        try:
            await self._watch()
        except Trouble as trouble:
            self._end(trouble)
        except Exception as error:  # noqa: BLE001 - nobody awaits this task
            reason = f"the email channel broke: {type(error).__name__}: {error}"
            self._end(CannotTell("channel.crash", reason))

    async def _watch(self) -> None:
        lost: float | None = None
        pause = self.every
        while True:
            try:
                await self._look()
                await self._hand_out()
                lost, pause = None, self.every
                if not self._joining:
                    await self.source.pause(self.every)
            except (Passing, Unreached) as trouble:
                lost = now() if lost is None else lost
                self._refuse(trouble)
                for line in self._waiting:
                    line.miss(f"the mailbox was out of reach: {trouble.reason}")
                if now() - lost >= self.patience or not self._waiting:
                    raise
                await asyncio.sleep(pause)
                pause = min(pause * 2, _LONGEST_PAUSE)

    async def _look(self) -> None:
        """Sight what is new for the lines that wait; then let in those that came before the look.

        A line that came during the look waits for the next one.
        """
        joining = [entry for entry in self._joining if not entry[1].done()]
        for sighting in await self.source.look():
            lines = self._waiting.whose(sighting.envelope)
            if lines:
                self._sighted.append((sighting, lines))
            else:
                self._waiting.strange(sighting.envelope)
        for line, joined in joining:
            if not joined.done():
                self._waiting.add(line)
                joined.set_result(None)

    async def _hand_out(self) -> None:
        """Fetch what was sighted, a few at a time, and give it to those it is for."""
        while self._sighted:
            batch = self._next()
            wanted = [sighting for sighting, lines in batch if self._still(lines)]
            found = await self.source.fetch(wanted) if wanted else {}
            for sighting, lines in batch:
                raw = found.get(sighting.id)
                letter = await _read(raw, sighting.size, self.trusted) if raw is not None else None
                for line in self._still(lines):
                    if letter is not None:
                        line.take(letter)
                    else:
                        line.miss("a mail was deleted before it could be read")
                self._sighted.popleft()

    def _next(self) -> list[tuple[Sighting, list[Subscriber]]]:
        """Return the first of what was sighted: one, or several small ones."""
        size = 0
        batch: list[tuple[Sighting, list[Subscriber]]] = []
        for entry in islice(self._sighted, _MOST_AT_ONCE):
            size += entry[0].size
            if batch and size > _LARGEST_AT_ONCE:
                break
            batch.append(entry)
        return batch

    def _still(self, lines: Sequence[Subscriber]) -> list[Subscriber]:
        return [line for line in lines if line in self._waiting]

    def _refuse(self, trouble: Trouble) -> None:
        """Tell those who would join that nothing came of it."""
        for _, joined in self._joining:
            if not joined.done():
                joined.set_exception(trouble)

    def _end(self, trouble: Trouble) -> None:
        self._refuse(trouble)
        for line in list(self._waiting):
            line.end(trouble)


async def _read(raw: bytes, size: int, trusted: str) -> Letter:
    def read() -> Letter:
        return Letter(take_apart(raw, size), trusted).read()

    return await asyncio.to_thread(read) if len(raw) > _READ_ASIDE else read()
