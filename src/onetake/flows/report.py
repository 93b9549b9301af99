"""Tells what a command did from the ledger alone, to the same reports as when it was walked."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path

from onetake.errors import EvidenceUnusable
from onetake.flows.outcome import Account
from onetake.flows.place import EVIDENCE, place_of
from onetake.flows.retold import Retold, alone, finding, judged_alone
from onetake.flows.test import shown
from onetake.flows.which import Asked, Meant, meant, one_test
from onetake.ledger import history
from onetake.ledger.evidence import EvidenceStore
from onetake.ledger.ledger import Ledger
from onetake.ledger.sweep import erased
from onetake.reports.several import Several
from onetake.words.events import ERASED, Event, Interrupted, Planned, RunEnded
from onetake.words.report import Outcome, Report
from onetake.words.rows import JudgementRow, Row, RunRow, StepRow, references

_STOPPED = "it was stopped before its end"
_NEVER_ENDED = "it never ended, or goes on still: what was recorded by now is told"


def report(
    start: Path, place: Path | str | None, identity: str, reports: Sequence[Report]
) -> Outcome:
    """Tell reports what one command did, and return what it came to.

    `identity` is how its id or its commit begins, how its id ends, `latest`, or `previous`: the one
    before that in the same environment. `place` is the ledger, if not the programme's own. Raises
    UsageWrong for no such command, LedgerUnusable.
    """
    with place_of(start, place).open(writable=False) as ledger:
        return _Telling(ledger, Meant(one_test(ledger, identity))).tell(reports)


def report_several(
    start: Path,
    place: Path | str | None,
    asked: Asked,
    reports: Callable[[], Sequence[Report]],
) -> Outcome:
    """Tell reports what was asked for, several tests as a single one, and return what it came to.

    `reports` are made once it is known to be there. `place` is the ledger, if not the programme's
    own. Raises UsageWrong for what is not there, LedgerUnusable.
    """
    with place_of(start, place).open(writable=False) as ledger:
        found = meant(ledger, asked)
        if len(found) == 1:
            return _Telling(ledger, found[0]).tell(reports())
        telling = [_Telling(ledger, one) for one in found]
        several = Several(reports(), [one.environment for one in telling])
        for item in telling:
            item.tell([several])
        return several.end()


def evidence(folder: str, name: str) -> bytes | None:
    """Return a piece of evidence, None when it is not there any more or was changed."""
    try:
        return EvidenceStore(folder).get(name)
    except EvidenceUnusable:
        return None


def evidence_folder(ledger: Ledger) -> str:
    """Return where a ledger's evidence lies, as people type it."""
    return shown(ledger.home.absolute() / EVIDENCE)


def words_of(ledger: Ledger, rows: Iterable[Row]) -> dict[str, str]:
    """Return the words that rows refer to and that are there still, by their references.

    Evidence of theirs that was erased has ERASED for its words.
    """
    told = list(rows)
    named = {name for row in told for name in references(row).values()}
    proofs = {name for row in told if isinstance(row, StepRow) for name in row.evidence}
    gone = dict.fromkeys(erased(ledger, proofs), ERASED) if proofs else {}
    return {**(ledger.texts(named) if named else {}), **gone}


class _Telling:
    """One command, or only a run of it, being told again."""

    def __init__(self, ledger: Ledger, meant: Meant) -> None:
        self._ledger = ledger
        self._id = invocation = meant.invocation
        self._run = meant.run
        ending = history.ending(ledger, invocation)
        self._end = ending[0] if ending else None
        self._head = ending[1] if ending else None
        rows = ledger.rows(JudgementRow, invocation=invocation)
        self._judgements = {(row.journey, row.persona, row.row): row for row in rows}
        self._first = next(ledger.rows(RunRow, invocation=invocation), None)
        self._known = self._end or self._first or next(iter(self._judgements.values()))
        self._ended = 0.0

    @property
    def environment(self) -> str:
        """Where it was walked."""
        return self._known.environment

    def tell(self, reports: Sequence[Report]) -> Outcome:
        """Give every event to every report, and return what it all came to."""
        account = Account(self.environment)
        for item in reports:
            item.start(getattr(self._known, "programme", ""), account.environment)
        for event in self._events(account.environment):
            taken = account.take(event)
            for item in reports:
                item.event(taken)
        outcome = self._outcome(account)
        for item in reports:
            item.finish(outcome)
        return outcome

    def _events(self, environment: str) -> Iterator[Event]:
        yield self._planned(environment)
        yield from self._one(self._run) if self._run else self._whole(environment)

    def _one(self, row: RunRow) -> Iterator[Event]:
        """Yield a run by itself, and what its journey came to by this run alone."""
        for run, steps in history.with_steps(self._ledger, [row]):
            result = alone(run, steps, words_of(self._ledger, (run, *steps)))
            yield RunEnded(result)
            yield judged_alone(result)

    def _whole(self, environment: str) -> Iterator[Event]:
        retold = Retold(self._judgements)
        for row in history.story(self._ledger, self._id):
            if isinstance(row, JudgementRow):
                yield retold.judged(row, words_of(self._ledger, [row]))
                continue
            run, steps = row
            self._ended = max(self._ended, run.started / 1e6 + run.ms / 1000)
            yield RunEnded(retold.run(run, steps, words_of(self._ledger, (run, *steps))))
        if self._end is None:
            yield from retold.unjudged(environment)
            yield Interrupted(_NEVER_ENDED)
        elif self._end.interrupted:
            yield Interrupted(self._end.stopped or _STOPPED)

    def _planned(self, environment: str) -> Planned:
        known = self._end or self._first
        return Planned(
            environment,
            1 if self._run else sum(row.tries for row in self._judgements.values()),
            evidence_folder(self._ledger),
            self._end.options if self._end else (),
            str(self._id),
            known.commit if known else "",
            known.started / 1e6 if known else 0.0,
        )

    def _outcome(self, account: Account) -> Outcome:
        """Return what was recorded at the end, or what the events told of a command without one."""
        if self._run is not None:
            return account.outcome(self._run.ms, str(self._head or ""))
        if self._end is None:
            begun = self._first.started / 1e6 if self._first else self._ended
            return account.outcome((self._ended - begun) * 1000, "")
        outcome = account.outcome(self._end.ms, str(self._head))
        rows = tuple(history.findings(self._ledger, self._id))
        words = words_of(self._ledger, rows)
        found = tuple(finding(row, words) for row in rows)
        return replace(outcome, verdict=self._end.verdict, findings=found, runs=self._end.runs)
