"""Records what nothing can scrub, where an environment allows it: trace, video, traffic."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from onetake.channels.web.har import cleaned
from onetake.words.channel import Evidence

if TYPE_CHECKING:
    from playwright.async_api import BrowserContext, Page


@dataclass(frozen=True, slots=True)
class Kinds:
    """Which recordings are made."""

    trace: bool = True
    har: bool = True
    video: bool = True


class Recordings:
    """Recordings of one line, from its opening or the last proof to the next.

    They lie in a folder that only its owner may read, and that is gone when the line closes.
    """

    def __init__(self, context: BrowserContext, kinds: Kinds) -> None:
        """Prepare; nothing is recorded before `start`."""
        self._context = context
        self._kinds = kinds
        self._folder = TemporaryDirectory(prefix="onetake-")
        self._filmed: Page | None = None

    async def start(self, page: Page) -> None:
        """Begin to record; a kind that cannot be had is left out."""
        tracing = self._context.tracing
        if self._kinds.trace:
            await tracing.start(screenshots=True, snapshots=True)
        if self._kinds.har:
            await tracing.start_har(self._path("traffic.har"), content="omit")
        await self._film(page)

    async def put(self, evidence: Evidence, page: Page) -> None:
        """Put into the evidence what was recorded since the last time, and go on recording."""
        tracing = self._context.tracing
        if self._kinds.trace:
            with self._taken("trace.zip", evidence) as path:
                await tracing.stop_chunk(path=path)
            await tracing.start_chunk()
        if self._kinds.har:
            await tracing.stop_har()
            evidence.put("traffic.har", cleaned(self._path("traffic.har").read_bytes()))
            await tracing.start_har(self._path("traffic.har"), content="omit")
        if self._filmed is not None:
            with self._taken("video.webm", evidence):
                await self._filmed.screencast.stop()
            await self._film(page)

    def close(self) -> None:
        """Delete what was recorded; to be called when the context is closed."""
        self._folder.cleanup()

    async def _film(self, page: Page) -> None:
        """Film a page; without an ffmpeg there is no film."""
        from playwright.async_api import Error

        self._filmed = None
        if not self._kinds.video:
            return
        try:
            await page.screencast.start(path=self._path("video.webm"))
            self._filmed = page
        except Error:
            return

    @contextmanager
    def _taken(self, kind: str, evidence: Evidence) -> Iterator[Path]:
        path = self._path(kind)
        yield path
        if path.exists():
            evidence.put(kind, path.read_bytes())

    def _path(self, name: str) -> Path:
        return Path(self._folder.name) / name
