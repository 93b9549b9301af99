"""A list of events that clients read from a position on, waiting for more when there is none."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence


class Feed:
    """Events in order, kept for whoever asks again from an earlier position."""

    def __init__(self) -> None:
        self.events: list[dict[str, object]] = []
        self._more = asyncio.Event()

    def put(self, event: dict[str, object]) -> None:
        """Append an event and wake whoever waits."""
        self.events.append(event)
        self._more.set()
        self._more = asyncio.Event()

    async def after(self, position: int, timeout: float) -> Sequence[dict[str, object]]:
        """Return the events from a position on, waiting up to `timeout` seconds for the first."""
        if len(self.events) <= position and timeout > 0:
            try:
                async with asyncio.timeout(timeout):
                    await self._more.wait()
            except TimeoutError:
                return ()
        return self.events[position:]
