"""Records what happened: scrubbed, in the ledger and the evidence store beside it."""

from __future__ import annotations

import asyncio
import subprocess
import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from functools import partial
from itertools import chain
from pathlib import Path
from uuid import UUID

from onetake import __version__
from onetake.flows.clean import Cleaner
from onetake.flows.outcome import Key
from onetake.flows.people import names_of
from onetake.flows.prepare import Prepared
from onetake.flows.rows import Invocation, finding_row, invocation_row, judgement_row, rows_of
from onetake.flows.scrubbing import scrubber_of
from onetake.ledger.ledger import Ledger
from onetake.ledger.recorder import Recorder
from onetake.words.events import JourneyJudged, Planned, RunEnded
from onetake.words.ids import uuid7
from onetake.words.personal import Personal
from onetake.words.report import Outcome
from onetake.words.rows import Row

_ON_THEIR_WAY = 64


def _nothing(invocation: UUID) -> Iterable[Row]:
    return ()


class Recording:
    """Writes scrubbed runs to the ledger, several in one commit, and evidence into `folder`."""

    def __init__(self, prepared: Prepared, ledger: Ledger, command: str = "test") -> None:
        self._prepared = prepared
        self._store = prepared.place.evidence()
        self.folder = self._store.folder
        self._ledger = ledger
        self._recorder = Recorder(ledger)
        self._new_id = partial(uuid7, random=prepared.setting.random.randbytes)
        self._names = names_of(prepared.setting.programme.personas)
        self._waiting: set[asyncio.Task[object]] = set()
        self._quoted: dict[Key, dict[str, None]] = {}
        programme = prepared.setting.programme
        commit = commit_of(prepared.opened.folder)
        self._started = time.time()
        self._invocation = Invocation(self._new_id(), programme.name, commit, __version__, command)

    def cleaner(self) -> Cleaner:
        """Return what scrubs events; it knows this test's secrets and personas."""
        setting = self._prepared.setting
        scrubber = scrubber_of(setting.programme, setting.secrets)
        largest, raw = setting.programme.keeping.largest, setting.environment.raw
        return Cleaner(scrubber, self._prepared.canary, self._store.put, largest, raw=raw)

    def planned(self, planned: Planned, options: Sequence[str], evidence: str) -> Planned:
        """Note what the command was told, scrubbed; return the plan with what will be recorded.

        `evidence` is where that lies, as people type it.
        """
        self._invocation = replace(self._invocation, options=tuple(options))
        return replace(
            planned,
            evidence=evidence,
            options=self._invocation.options,
            invocation=str(self._invocation.id),
            commit=self._invocation.commit,
            started=self._started,
        )

    async def record(self, event: RunEnded | JourneyJudged) -> None:
        """Hand an event to the ledger; waits only when too many are on their way."""
        rows = self._of_run(event) if isinstance(event, RunEnded) else [self._of_journey(event)]
        self._waiting.add(asyncio.create_task(self._recorder.put(rows)))
        if len(self._waiting) > _ON_THEIR_WAY:
            await self._settle()

    def _of_run(self, ended: RunEnded) -> list[Personal]:
        """Return a run's rows; whom its reason may quote, its journey's verdict may quote, too."""
        result = replace(ended.result, people=self._all_names(ended.result.people))
        if result.reason:
            key = (result.journey, result.persona, result.row)
            self._quoted.setdefault(key, {}).update(dict.fromkeys(result.people))
        return rows_of(result, self._invocation, self._new_id)

    def _of_journey(self, judged: JourneyJudged) -> Personal:
        people = tuple(self._quoted.pop((judged.journey, judged.persona, judged.row), ()))
        return judgement_row(judged, people, self._invocation, self._new_id(), time.time())

    def _all_names(self, people: Iterable[str]) -> tuple[str, ...]:
        """Return every name by which these people may ask to be forgotten."""
        return tuple(chain.from_iterable(self._names.get(name, (name,)) for name in people))

    async def close(self) -> None:
        """Wait until every run handed over is durable. Raises what kept one from it."""
        try:
            await self._settle()
        finally:
            await self._recorder.close()

    def end(self, outcome: Outcome, more: Callable[[UUID], Iterable[Row]] = _nothing) -> Outcome:
        """Append what the whole test came to and its findings; return it with the chain's head.

        `more` gives further rows of the command by its id.

        When the ledger is away, there is no head to tell, and the outcome says how many rows wait.
        """
        at = time.time()
        rows: list[Row | Personal] = [
            finding_row(item, self._all_names(item.people), self._invocation, self._new_id(), at)
            for item in outcome.findings
        ]
        rows += more(self._invocation.id)
        rows.append(invocation_row(outcome, self._invocation, self._started))
        receipt = self._ledger.append(rows)
        if not receipt.waiting:
            return replace(outcome, head=str(receipt.head))
        waiting = self._ledger.patient.settle()
        return replace(outcome, head="" if waiting else str(self._ledger.head()), waiting=waiting)

    async def _settle(self) -> None:
        waiting, self._waiting = self._waiting, set()
        await asyncio.gather(*waiting)


def commit_of(folder: Path) -> str:
    """Return the git commit of a programme's folder, or nothing where there is none."""
    try:
        done = subprocess.run(
            ["git", "-C", str(folder), "rev-parse", "HEAD"],
            capture_output=True, text=True, timeout=5, check=False,
        )  # fmt: skip
    except (OSError, subprocess.TimeoutExpired):
        return ""
    return done.stdout.strip() if done.returncode == 0 else ""
