"""The folder of a programme that holds what happened: nobody else's business."""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path

HOME = Path(".onetake")
"""Where ledger, evidence, leases and caches lie, below a programme's folder."""


def make_private(folder: Path) -> None:
    """Make a folder that only its owner may look into; one that is there stays as it is.

    Whoever writes there next tells why it cannot be made.
    """
    with suppress(OSError):
        folder.mkdir(mode=0o700)
