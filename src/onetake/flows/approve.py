"""Approves how pages look: copies the pictures of the last test into the programme."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from fnmatch import fnmatchcase
from pathlib import Path

from onetake import declare
from onetake.errors import EvidenceUnusable, UsageWrong
from onetake.flows.place import place_of
from onetake.flows.report import evidence_folder
from onetake.ledger import history
from onetake.ledger.evidence import EvidenceStore
from onetake.ledger.ledger import Ledger
from onetake.words.rows import RunRow, StepRow

APPROVED = "approved"
"""The folder of a programme that holds approved pictures, one folder per system."""

_LOOK = re.compile(r"[0-9a-f]{2}/[0-9a-f]{64}\.look\.((?:[a-z0-9-]+\.){3})painted\.png")
_PNG = b"\x89PNG\r\n\x1a\n"


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture seen by a step, and the file it would be approved as.

    `file` is relative to the programme's folder, `seen` is the evidence as people find it. `data`
    is empty where the picture is not there any more. `new`: nothing was approved there before.
    """

    file: Path
    seen: str
    data: bytes
    journey: str
    persona: str
    step: str
    new: bool


@dataclass(frozen=True, slots=True)
class Approval:
    """What approving would change in a programme's folder: what differs, and what is lost."""

    folder: Path
    pictures: tuple[Picture, ...] = ()
    lost: tuple[Picture, ...] = ()


def look_through(start: Path, ledger: Path | str | None, journeys: Sequence[str]) -> Approval:
    """Return what the pictures of the last test would change; `journeys` are ids or wildcards.

    Of several pictures for one file the last one counts. Raises ProgrammeWrong, LedgerUnusable, and
    UsageWrong when nothing was walked yet or no journey of the last test is meant.
    """
    folder = declare.find(start)
    with place_of(start, ledger).open(writable=False) as opened:
        walked = list(_walked(opened))
        chosen = [one for one in walked if not journeys or _meant(one[0].journey, journeys)]
        if not chosen:
            known = ", ".join(sorted({run.journey for run, _ in walked}))
            raise UsageWrong(
                f"the last test did not walk {' or '.join(journeys)}", hint=f"it walked: {known}"
            )
        store = EvidenceStore(opened.home / "evidence")
        found = {
            picture.file: picture
            for picture in _pictures(chosen, store, folder, evidence_folder(opened))
        }
    there = [picture for picture in found.values() if picture.data]
    return Approval(
        folder,
        tuple(one for one in there if one.new or one.data != (folder / one.file).read_bytes()),
        tuple(picture for picture in found.values() if not picture.data),
    )


def approve(approval: Approval) -> None:
    """Copy the pictures into the programme; git shows what changed, and takes it back."""
    for picture in approval.pictures:
        file = approval.folder / picture.file
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(picture.data)


def _walked(ledger: Ledger) -> Iterator[tuple[RunRow, tuple[StepRow, ...]]]:
    """Yield the runs of the last command that walked any, with their steps."""
    newest = history.latest(ledger)
    if newest is None:
        raise UsageWrong("nothing was walked yet", hint="walk something: onetake test")
    for told in history.story(ledger, newest):
        if isinstance(told, tuple):
            yield told


def _meant(journey: str, wanted: Iterable[str]) -> bool:
    return any(fnmatchcase(journey, pattern) for pattern in wanted)


def _pictures(
    walked: Iterable[tuple[RunRow, tuple[StepRow, ...]]],
    store: EvidenceStore,
    folder: Path,
    shown: str,
) -> Iterator[Picture]:
    for run, steps in walked:
        for step in steps:
            for name in step.evidence:
                if look := _LOOK.fullmatch(name):
                    file = Path(APPROVED, step.system, f"{look[1]}png")
                    yield Picture(
                        file, f"{shown}/{name}", _read(store, name), run.journey, run.persona,
                        step.name, not (folder / file).is_file(),
                    )  # fmt: skip


def _read(store: EvidenceStore, name: str) -> bytes:
    """Return a picture; nothing when it has expired, was erased, or was too large to be kept."""
    try:
        data = store.get(name)
    except EvidenceUnusable:
        return b""
    return data if data.startswith(_PNG) else b""
