"""Appending drafts: numbered without a gap, chained, never twice, with what they refer to."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import Connection

from onetake.ledger.chain import Head
from onetake.ledger.codec import Draft, codecs
from onetake.ledger.store import Put, Store
from onetake.ledger.texts import keep
from onetake.words.ids import source_id
from onetake.words.rows import FindingRow

_NOBODY = UUID(int=0)
_BEHIND = 1_000_000


@dataclass(frozen=True, slots=True)
class Receipt:
    """What a commit did: `first` to `last` are the new rows' numbers, both 0 when none was new.

    `head` is the chain's head after it, `ignored` counts rows that were there already,
    `conflicts` are the findings for rows whose id was taken by another content, and `findings`
    counts the rows of findings that the ledger added by itself, after the others. `waiting` rows
    are on this machine's disk until the ledger can take them; then `head` says nothing.
    """

    first: int
    last: int
    head: Head
    ignored: int = 0
    conflicts: tuple[FindingRow, ...] = ()
    findings: int = 0
    waiting: int = 0

    @property
    def appended(self) -> int:
        """Return how many rows were new, findings about conflicts included."""
        return self.findings + (self.last - self.first + 1 if self.last else 0)

    def __str__(self) -> str:
        """Return the receipt as a sentence."""
        parts = [f"Rows recorded: {self.appended}"]
        if self.ignored:
            parts.append(f"there already: {self.ignored}")
        if self.conflicts:
            parts.append(f"refused because their ids are taken: {len(self.conflicts)}")
        if self.waiting:
            return f"Rows that wait on disk until the ledger takes them: {self.waiting}."
        return f"{', '.join(parts)}; head {self.head}."


def append(store: Store, drafts: Sequence[Draft]) -> Receipt:
    """Append the drafts in their order, all or none; findings about them may follow."""
    ids = {(draft.table, draft.id) for draft in drafts}
    simple = len(ids) == len(drafts) and not any(d.texts or d.evidence for d in drafts)
    with store.writing(whole=not simple) as connection:
        return append_in(store, connection, drafts)


def append_in(store: Store, connection: Connection, drafts: Sequence[Draft]) -> Receipt:
    """Append the drafts in a transaction of the caller's, which holds the right to write."""
    first = appended = ignored = 0
    conflicts: list[FindingRow] = []
    while True:
        batch, drafts = _first_of_each(drafts)
        put = store.put(connection, batch)
        there = put.known | put.taken
        fresh = [draft for place, draft in enumerate(batch) if place not in there]
        keep(connection, fresh, put.recorded)
        appended += len(fresh)
        first = first or (put.head.seq - len(fresh) + 1 if fresh else 0)
        ignored += len(put.known)
        conflicts += [_conflict(batch[place], put.recorded) for place in sorted(put.taken)]
        if not drafts:
            break
    last = first + appended - 1 if appended else 0
    findings = [*conflicts, *_lag(put)]
    if findings:
        put, told = _tell(store, connection, findings)
        return Receipt(first, last, put.head, ignored, tuple(conflicts), told)
    return Receipt(first, last, put.head, ignored)


def _first_of_each(drafts: Iterable[Draft]) -> tuple[list[Draft], list[Draft]]:
    """Return the first draft of each id, and the others, which are put after it."""
    firsts: dict[tuple[str, str], Draft] = {}
    others = [
        draft for draft in drafts if firsts.setdefault((draft.table, draft.id), draft) is not draft
    ]
    return list(firsts.values()), others


def _tell(store: Store, connection: Connection, findings: Iterable[FindingRow]) -> tuple[Put, int]:
    """Append findings; one that was found before, at another time, stays as it is."""
    codec = codecs()[FindingRow.table]
    told, _ = _first_of_each(codec.draft(finding) for finding in findings)
    put = store.put(connection, told)
    return put, len(told) - len(put.known | put.taken)


def _conflict(draft: Draft, recorded: int) -> FindingRow:
    """Return the finding for a draft whose id is taken; the same conflict has the same id."""
    key = f"{draft.table} {draft.id} {draft.digest.hex()}"
    return FindingRow(
        id=source_id("ledger.conflict", key),
        invocation=getattr(draft.row, "invocation", _NOBODY),
        rule="ledger.conflict",
        severity="error",
        place=f"ledger {draft.table} {draft.id}",
        message=f"A second row for {draft.table} came with the id {draft.id} and another content; "
        "the first one stays.",
        fix="Find who sends two different rows under one id; give the second an id of its own.",
        journey=getattr(draft.row, "journey", ""),
        environment=getattr(draft.row, "environment", ""),
        fingerprint=key,
        found=recorded,
        synthetic=draft.row.synthetic,
        retention=draft.row.retention,
    )


def _lag(put: Put) -> Iterable[FindingRow]:
    """Yield the finding for a clock that was stepped back; one for each time it was.

    Until the clock has caught up, rows are given the time of the last row before: never an
    earlier one, so that who sorts by time and who sorts by number see the same order.
    """
    if put.behind < _BEHIND:
        return
    key = str(put.recorded)
    yield FindingRow(
        id=source_id("ledger.clock", key),
        invocation=_NOBODY,
        rule="ledger.clock",
        severity="warning",
        place="ledger",
        message=f"The clock stands {put.behind / 1e6:.0f} s before the last recorded row; until it "
        "has caught up, rows carry that row's time.",
        fix="Set the clock of the machine that keeps the ledger, and let it be kept right (NTP).",
        fingerprint=key,
        found=put.recorded,
    )
