"""Many writers of one process sharing commits: each waits only until its own rows are safe.

A commit costs about the same for one row and for a hundred, because it waits for the disk.
"""

from __future__ import annotations

import asyncio
from collections.abc import Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from types import TracebackType
from typing import Self

from onetake.errors import OurBug
from onetake.ledger.append import Receipt
from onetake.ledger.ledger import Ledger, prepare
from onetake.words.personal import Personal
from onetake.words.rows import Row


@dataclass(frozen=True, slots=True)
class _Put:
    """Rows of one writer, and the future that tells it when they are safe."""

    rows: tuple[Row | Personal, ...]
    safe: asyncio.Future[Receipt]


class Recorder:
    """Collects rows for up to `gap` seconds, then commits them together in a worker thread.

    After a pause the first rows go at once; only commits that follow each other keep the gap.
    At most about `most` rows wait; a writer beyond that waits before its rows are taken in.
    The rows of one `put` are never split: they are recorded all or none.
    """

    def __init__(self, ledger: Ledger, gap: float = 0.02, *, most: int = 5000) -> None:
        self._ledger = ledger
        self._gap = gap
        self._most = most
        self._waiting: list[_Put] = []
        self._size = 0
        self._arrived = asyncio.Event()
        self._hurry = asyncio.Event()
        self._taken = asyncio.Event()
        self._closing = False
        self._task: asyncio.Task[None] | None = None
        self._thread = ThreadPoolExecutor(1, "ledger")

    async def put(self, rows: Iterable[Row | Personal]) -> Receipt:
        """Record rows and return, once they are on the disk, the receipt of the commit they share.

        Raises LedgerUnusable when the commit failed, RowRefused when a row cannot be recorded
        (others in the same commit are not touched), OurBug after `close`. A writer that is
        cancelled while it waits may still find its rows recorded.
        """
        put = _Put(tuple(rows), asyncio.get_running_loop().create_future())
        while self._waiting and self._size + len(put.rows) > self._most and not self._closing:
            self._hurry.set()
            await self._taken.wait()
        if self._closing:
            raise OurBug("Rows came after the recorder was closed.")
        self._waiting.append(put)
        self._size += len(put.rows)
        self._arrived.set()
        self._task = self._task or asyncio.create_task(self._run())
        return await put.safe

    async def close(self) -> None:
        """Record what waits, then take no more; closing twice is harmless."""
        self._closing = True
        self._hurry.set()
        self._arrived.set()
        if self._task:
            await self._task
        self._thread.shutdown()

    async def __aenter__(self) -> Self:
        """Return the recorder itself."""
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Close the recorder."""
        await self.close()

    async def _run(self) -> None:
        """Commit what waits, at most once per gap, until closed and empty."""
        loop = asyncio.get_running_loop()
        due = 0.0
        while await self._arrived.wait() and self._waiting:
            await self._pause(due - loop.time())
            due = loop.time() + self._gap
            outcomes = await loop.run_in_executor(self._thread, self._commit, self._take())
            for put, outcome in outcomes:
                if put.safe.done():
                    continue
                if isinstance(outcome, Exception):
                    put.safe.set_exception(outcome)
                else:
                    put.safe.set_result(outcome)

    async def _pause(self, seconds: float) -> None:
        """Let more rows come, for so many seconds or until there are enough, or no more will."""
        try:
            async with asyncio.timeout(max(seconds, 0)):
                await self._hurry.wait()
        except TimeoutError:
            return

    def _take(self) -> list[_Put]:
        """Return what waits, and let those in who waited for room."""
        puts, self._waiting, self._size = self._waiting, [], 0
        if not self._closing:
            self._arrived.clear()
            self._hurry.clear()
        self._taken.set()
        self._taken = asyncio.Event()
        return puts

    def _commit(self, puts: Sequence[_Put]) -> list[tuple[_Put, Receipt | Exception]]:
        """Commit the rows of all writers at once; return what each is to be told."""
        drafts, good, outcomes = [], [], []
        for put in puts:
            try:
                drafts += prepare(put.rows)
                good.append(put)
            except Exception as error:  # noqa: BLE001 - whatever it is, the writer waits for it
                outcomes.append((put, error))
        try:
            outcome: Receipt | Exception = self._ledger.commit(drafts)
        except Exception as error:  # noqa: BLE001 - likewise
            outcome = error
        return outcomes + [(put, outcome) for put in good]
