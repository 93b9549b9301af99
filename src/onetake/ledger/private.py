"""Files that hold people's words: made so that only their owner may read them."""

from __future__ import annotations

import os
from pathlib import Path


def begin(path: Path) -> None:
    """Make an empty file that only its owner may read and write; one that is there stays.

    Raises OSError. What a database or a writer puts beside it or into it keeps these rights.
    """
    os.close(os.open(path, os.O_WRONLY | os.O_CREAT, 0o600))
