"""Appending drafts in one transaction: numbered without a gap, chained, and never twice."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from uuid import UUID

import orjson
from sqlalchemy import Connection

from onetake.ledger.chain import Head, link
from onetake.ledger.codec import Draft, codecs
from onetake.ledger.statements import HEAD, INSERTS, KNOWN
from onetake.ledger.texts import keep
from onetake.words.ids import source_id
from onetake.words.rows import FindingRow

_NOBODY = UUID(int=0)


@dataclass(frozen=True, slots=True)
class Receipt:
    """What a commit did: `first` to `last` are the new rows' numbers, both 0 when none was new.

    `head` is the chain's head after it, `ignored` counts rows that were there already, and
    `conflicts` are the findings for rows whose id was taken by another content.
    """

    first: int
    last: int
    head: Head
    ignored: int = 0
    conflicts: tuple[FindingRow, ...] = ()

    @property
    def appended(self) -> int:
        """Return how many rows were new, findings about conflicts included."""
        return self.last - self.first + 1 if self.last else 0

    def __str__(self) -> str:
        """Return the receipt as a sentence."""
        parts = [f"Rows recorded: {self.appended}"]
        if self.ignored:
            parts.append(f"there already: {self.ignored}")
        if self.conflicts:
            parts.append(f"refused because their ids are taken: {len(self.conflicts)}")
        return f"{', '.join(parts)}; head {self.head}."


def head(connection: Connection) -> Head:
    """Return the chain's head as this transaction sees it."""
    found = connection.exec_driver_sql(HEAD).first()
    return Head(*found) if found else Head()


def append(connection: Connection, drafts: Iterable[Draft], recorded: int) -> Receipt:
    """Append the drafts in their order; the caller's transaction holds the right to write."""
    drafts = list(drafts)
    fresh, ignored, conflicts = _sift(connection, drafts, recorded)
    before = head(connection)
    seq, chain = before.seq, before.chain
    batches: dict[str, list[tuple]] = {}
    for draft in fresh:
        seq += 1
        chain = link(chain, recorded, draft.digest)
        batches.setdefault(draft.table, []).append((seq, recorded, chain, *draft.values))
    for name, batch in batches.items():
        connection.exec_driver_sql(INSERTS[name], batch)
    keep(connection, fresh, recorded)
    first = before.seq + 1 if fresh else 0
    return Receipt(first, seq if fresh else 0, Head(seq, chain), ignored, tuple(conflicts))


def _sift(connection: Connection, drafts: Sequence[Draft], recorded: int):
    """Return the drafts to append, how many are there already, and findings for taken ids."""
    taken = _taken(connection, drafts)
    fresh: list[Draft] = []
    conflicts: list[FindingRow] = []
    ignored = 0
    for draft in drafts:
        key = (draft.table, draft.id)
        if key not in taken:
            taken[key] = draft.digest
            fresh.append(draft)
        elif taken[key] == draft.digest:
            ignored += 1
        else:
            conflicts.append(_conflict(draft, recorded))
    if conflicts:
        codec = codecs()[FindingRow.table]
        told = [codec.draft(finding) for finding in conflicts]
        known = _taken(connection, told)
        fresh += {d.id: d for d in told if (d.table, d.id) not in known}.values()
    return fresh, ignored, conflicts


def _taken(connection: Connection, drafts: Sequence[Draft]) -> dict[tuple[str, str], bytes]:
    """Return the digests of recorded rows that have the same ids as these drafts."""
    wanted: dict[str, list[str]] = {}
    for draft in drafts:
        wanted.setdefault(draft.table, []).append(draft.id)
    digests = {}
    for name, ids in wanted.items():
        codec = codecs()[name]
        for stored in connection.exec_driver_sql(KNOWN[name], (orjson.dumps(ids).decode(),)):
            digest = codec.digest(codec.plain(stored))
            digests[name, stored.id] = digest
    return digests


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
