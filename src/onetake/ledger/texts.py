"""Personal text and evidence of rows: kept in the rows' own transaction, read by reference."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

import orjson
from sqlalchemy import Connection, column, insert, select, table

from onetake.ledger.beside import BESIDE
from onetake.ledger.codec import Draft
from onetake.ledger.persons import pseudonyms

_TEXTS, _EXHIBITS = BESIDE["texts"], BESIDE["exhibits"]
_RUNS = table("runs", column("id"), column("persona"))
_STEPS = table("steps", *map(column, ("id", "run", "evidence", "retention", "recorded")))
_AT_ONCE = 500


def keep(connection: Connection, drafts: Iterable[Draft], recorded: int) -> None:
    """Keep what new rows refer to, in the transaction that appends them."""
    personal = [draft for draft in drafts if draft.texts or draft.evidence]
    if not personal:
        return
    known = pseudonyms(connection, dict.fromkeys(draft.people for draft in personal), recorded)
    texts, exhibits = [], []
    for draft in personal:
        about = {
            "person": known[draft.people],
            "retention": draft.row.retention,
            "recorded": recorded,
        }
        texts += [
            {"digest": text.reference, "salt": text.salt.hex(), "words": text.words, **about}
            for text in draft.texts
        ]
        exhibits += [{"name": name, "row": draft.id, **about} for name in set(draft.evidence)]
    if texts:
        connection.execute(insert(_TEXTS), texts)
    if exhibits:
        connection.execute(insert(_EXHIBITS), exhibits)


def read(connection: Connection, references: Iterable[str]) -> dict[str, str]:
    """Return the words of those references whose text is neither erased nor expired."""
    found: dict[str, str] = {}
    for some in _batches(list(dict.fromkeys(references))):
        query = select(_TEXTS.c.digest, _TEXTS.c.words).where(_TEXTS.c.digest.in_(some))
        found.update((row.digest, row.words) for row in connection.execute(query))
    return found


def _batches(references: Sequence[str]) -> Iterator[Sequence[str]]:
    for start in range(0, len(references), _AT_ONCE):
        yield references[start : start + _AT_ONCE]


def adopt(connection: Connection) -> None:
    """List the evidence of steps that were recorded when there was no list of it."""
    query = (
        select(_STEPS.c.id, _STEPS.c.evidence, _STEPS.c.retention, _STEPS.c.recorded)
        .add_columns(_RUNS.c.persona)
        .outerjoin_from(_STEPS, _RUNS, _STEPS.c.run == _RUNS.c.id)
        .where(_STEPS.c.evidence != "[]")
    )
    for step in connection.execute(query).all():
        people = (step.persona,) if step.persona else ()
        known = pseudonyms(connection, [people], step.recorded)
        exhibits = [
            {
                "name": name,
                "row": str(step.id),
                "person": known[people],
                "retention": step.retention,
                "recorded": step.recorded,
            }
            for name in set(orjson.loads(step.evidence))
        ]
        connection.execute(insert(_EXHIBITS), exhibits)
