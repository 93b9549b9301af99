"""Records what a release is, and tells which there are."""

from __future__ import annotations

import time
from dataclasses import dataclass
from pathlib import Path

from onetake.analysis import opened
from onetake.errors import UsageWrong
from onetake.flows.place import place_of
from onetake.words.decided import ReleaseRow
from onetake.words.ids import uuid7

_RELEASES = """
SELECT r.name, max(r.made), arg_max(r.commits, r.seq), arg_max(r.planned, r.seq),
    (SELECT string_agg(verdict || ' for ' || environment, ', ' ORDER BY environment) FROM (
        SELECT environment, arg_max(verdict, seq) AS verdict FROM decisions
        WHERE "release" = r.name GROUP BY environment
    ))
FROM releases r GROUP BY r.name ORDER BY 2 DESC
"""


@dataclass(frozen=True, slots=True)
class Release:
    """A release that was recorded, with what gates said of it; times in µs."""

    name: str
    made: int
    planned: int | None
    decisions: str


def record_release(
    start: Path,
    name: str,
    ledger: str = "",
    *,
    digests: tuple[str, ...] = (),
    commits: tuple[str, ...] = (),
    sbom: str = "",
    planned: int | None = None,
    who: str = "",
) -> ReleaseRow:
    """Record a release, and return its row. Raises UsageWrong for no name, LedgerUnusable."""
    if not name.strip():
        raise UsageWrong("a release needs a name", hint="onetake release 2026.11.3")
    row = ReleaseRow(
        uuid7(), name, int(time.time() * 1e6), digests, commits, sbom, planned, who
    )  # fmt: skip
    with place_of(start, ledger).open() as kept:
        kept.append([row])
    return row


def releases(start: Path, ledger: str = "") -> list[Release]:
    """Return the releases that were recorded, the newest first. Raises LedgerUnusable."""
    with place_of(start, ledger).open(writable=False) as kept, opened(kept) as facts:
        rows = facts.select(_RELEASES)
    return [Release(name, made, planned, said or "") for name, made, _, planned, said in rows]
