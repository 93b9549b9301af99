"""Remembers, for a report, what a programme's ledger knows of earlier tests."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from onetake.errors import OnetakeError
from onetake.flows.place import place_of
from onetake.flows.report import words_of
from onetake.flows.retold import run_of
from onetake.ledger import past
from onetake.ledger.history import Walked
from onetake.ledger.ledger import Ledger
from onetake.words.events import RunResult, Tries
from onetake.words.past import Past, Remembering, Walker


def remembering(start: Path, ledger: Path | str | None) -> Remembering:
    """Return what looks up the past in a programme's ledger, or in a given one."""
    return partial(_past, start, ledger)


def _past(start: Path, given: Path | str | None, environment: str, before: float) -> Past:
    """Return what was before; nothing where the ledger cannot tell, which a report bears."""
    memory = _Memory(start, given, environment, before)
    try:
        with memory.opened() as ledger:
            shares = past.shares(ledger, environment, before)
            return Past(
                shares, past.passes(ledger, environment, before), memory.recall, memory.lately
            )
    except OnetakeError:
        return Past()


@dataclass(frozen=True, slots=True)
class _Memory:
    """Looks up runs of an environment before a moment, when a report asks for them."""

    start: Path
    given: Path | str | None
    environment: str
    before: float

    @contextmanager
    def opened(self) -> Iterator[Ledger]:
        with place_of(self.start, self.given).open(writable=False) as ledger:
            yield ledger

    def recall(self, walkers: Sequence[Walker]) -> Mapping[Walker, RunResult]:
        try:
            with self.opened() as ledger:
                found = past.passed_runs(ledger, self.environment, self.before, walkers)
                return {
                    walker: _run(walked, words_of(ledger, (walked[0], *walked[1])))
                    for walker, walked in found.items()
                }
        except OnetakeError:
            return {}

    def lately(self, walker: Walker) -> Sequence[RunResult]:
        try:
            with self.opened() as ledger:
                found = past.latest_runs(ledger, self.environment, self.before, walker)
                return [_run(walked, {}) for walked in found]
        except OnetakeError:
            return ()


def _run(walked: Walked, words: Mapping[str, str]) -> RunResult:
    run, steps = walked
    return run_of(run, steps, words, Tries(run.try_number, run.try_number))
