"""Keeps scrubbed texts of the last pass of each walk, to show what differs when one fails.

They lie beside the evidence, for their owner's eyes, and are kept no longer than evidence. When
somebody is forgotten, all of them go: they are written again by the next pass.
"""

from __future__ import annotations

import os
import shutil
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

from onetake.flows.home import make_private

FOLDER = "references"
FRESH = 600.0
"""Seconds for which a text is not gathered again: walks that follow each other pay for it once."""


@dataclass(frozen=True, slots=True)
class KeptTexts:
    """The texts of one walk in a folder; what cannot be read or written is as if never kept."""

    folder: Path
    walk: str
    now: Callable[[], float] = time.time

    def get(self, name: str) -> str:
        """Return the text kept under a name; nothing when there is none."""
        try:
            return self._path(name).read_text("utf-8")
        except (OSError, UnicodeDecodeError):
            return ""

    def put(self, name: str, text: str) -> None:
        """Keep a scrubbed text; another process never reads half of it."""
        path = self._path(name)
        with suppress(OSError):
            make_private(self.folder.parent)
            make_private(self.folder)
            half = path.with_suffix(f".{os.getpid()}")
            half.touch(mode=0o600)
            half.write_text(text, "utf-8")
            half.replace(path)

    def fresh(self, name: str) -> bool:
        """Tell whether a text was kept within the last `FRESH` seconds."""
        try:
            return self.now() - self._path(name).stat().st_mtime < FRESH
        except OSError:
            return False

    def _path(self, name: str) -> Path:
        digest = sha256(f"{self.walk}\n{name}".encode()).hexdigest()
        return self.folder / f"{digest[:32]}.txt"


def forget_references(home: Path) -> None:
    """Drop all texts, since nobody can tell whose page one shows."""
    shutil.rmtree(home / FOLDER, ignore_errors=True)


def expire_references(home: Path, longest: float, now: float) -> None:
    """Drop the texts that were kept longer than `longest` seconds before `now`."""
    with suppress(OSError):
        for path in (home / FOLDER).iterdir():
            if now - path.stat().st_mtime > longest:
                path.unlink()
