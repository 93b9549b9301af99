"""Imports what happened elsewhere: surveys, contacts, deployments, incidents."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from hashlib import sha256
from itertools import islice
from pathlib import Path
from typing import Any
from uuid import UUID

import orjson

from onetake import declare
from onetake.errors import ImportRefused
from onetake.flows.aside import Aside, Line, people_in
from onetake.flows.mappings import mapping_called
from onetake.flows.people import all_names_of
from onetake.flows.place import place_in
from onetake.flows.programme import ProgrammeFaulty
from onetake.flows.scrubbing import scrubber_of
from onetake.imports import (
    BadRecord,
    Record,
    Unreadable,
    customer_of,
    fields_of,
    fits,
    records,
)
from onetake.ledger.ledger import Ledger
from onetake.ledger.persons import normalised
from onetake.ledger.pseudonymous import keyed, pseudonyms_of, there
from onetake.scrub import Scrubber
from onetake.words.ids import source_id, uuid7
from onetake.words.mapping import Mapped
from onetake.words.personal import Personal, Text
from onetake.words.rows import FindingRow
from onetake.words.tables import ROWS

_AT_ONCE = 1000
_TOLD = 1000
_AS_IT_IS = ("key", "customer", "commit", "release", "deployment", "incident", "contact")
_WORDS = ("comment", "title")
_NOBODY = UUID(int=0)
_Made = tuple[dict[str, Any], bool]
"""A record's fields, and whether its customer is ours and its source does not say so."""


@dataclass(slots=True)
class Imported:
    """What an import came to.

    `refused` counts the lines that made no row, and `bad` holds where and why of the first
    thousand. `ours` are of our own invented customers, `unmarked` those that the source did not
    mark as such.
    """

    into: str
    source: str
    read: int = 0
    new: int = 0
    known: int = 0
    left_out: int = 0
    ours: int = 0
    unmarked: int = 0
    refused: int = 0
    bad: list[tuple[str, str]] = field(default_factory=list)


def import_facts(
    start: Path,
    files: Sequence[Path],
    mapping: str,
    ledger: str = "",
    *,
    values: Mapping[str, str] | None = None,
    tell: Callable[[Imported], None] = lambda imported: None,
) -> Imported:
    """Import files by a mapping: a ready one's name, or a file. The same line twice is one row.

    `values` fill the mapping's `${NAME}`. `tell` is called after every thousand records. Raises
    UsageWrong for an unknown mapping, ProgrammeFaulty for a faulty one, ImportRefused for a file
    without records, LedgerUnusable.
    """
    folder = declare.find(start)
    mapped = mapping_called(mapping, folder, values or {})
    programme = declare.read(folder, {}, journeys=False).programme
    if programme is None:
        raise ProgrammeFaulty(())
    ours = {
        normalised(name)
        for persona in programme.personas.values()
        for name in all_names_of(persona)
    }
    place = place_in(programme, folder, ledger or None)
    imported = Imported(mapped.into, mapped.source)
    with place.open() as kept:
        batch = _Batch(kept, mapped, scrubber_of(programme, {}), frozenset(ours), imported)
        aside = Aside(place.home, partial(keyed, kept))
        for path in files:
            for some in _batches(path, mapped):
                aside.keep(batch.take(path.name, some))
                tell(imported)
    return imported


def _batches(path: Path, mapped: Mapped) -> Iterator[list[Record]]:
    try:
        found = records(path, mapped.records, mapped.encoding)
        while batch := list(islice(found, _AT_ONCE)):
            yield batch
    except Unreadable as error:
        raise ImportRefused(
            f"{path} has no records: {error}", hint="give CSV, JSON or lines of JSON, also as .gz"
        ) from None
    except OSError as error:
        raise ImportRefused(
            f"{path} cannot be read: {error.strerror}", hint="check its name and permissions"
        ) from None


@dataclass(slots=True)
class _Batch:
    ledger: Ledger
    mapped: Mapped
    scrubber: Scrubber
    ours: frozenset[str]
    imported: Imported

    def take(self, file: str, some: Sequence[Record]) -> list[Line]:
        """Append the rows of some records, and return the lines to be kept aside."""
        now, aside, made = int(time.time() * 1e6), [], []
        for record in some:
            self.imported.read += 1
            try:
                found = self._made(record, now)
            except BadRecord as error:
                self.imported.refused += 1
                if len(self.imported.bad) < _TOLD:
                    self.imported.bad.append((f"{file}:{record.number}", str(error)))
                aside.append(self._aside(file, record, str(error)))
                continue
            if found is not None:
                made.append(found)
        self._append(made)
        return aside

    def _aside(self, file: str, record: Record, why: str) -> Line:
        """Return a record as it may be kept: its customer and all that is found taken out."""
        seen = record.text or orjson.dumps(record.value, default=str).decode()
        people, customer = people_in(seen), customer_of(record.value, self.mapped)
        if customer:
            people |= {normalised(customer)}
            seen = seen.replace(customer, "[customer]")
        return Line(file, record.number, why, self.scrubber.text(seen), people)

    def _made(self, record: Record, now: int) -> _Made | None:
        if record.fault:
            raise BadRecord(record.fault)
        if not all(fits(record.value, only) for only in self.mapped.only):
            self.imported.left_out += 1
            return None
        made = fields_of(record.value, self.mapped, now)
        marked = any(fits(record.value, only) for only in self.mapped.ours)
        named = normalised(made.get("customer") or "") in self.ours
        made["synthetic"] = marked or named
        self.imported.ours += made["synthetic"]
        self.imported.unmarked += named and not marked
        return made, named and not marked

    def _append(self, made: Sequence[_Made]) -> None:
        """Append what is not there yet: a row is known by all that its record says."""
        whole = [orjson.dumps(one, option=orjson.OPT_SORT_KEYS).decode() for one, _ in made]
        digests = keyed(self.ledger, whole)
        source = self.mapped.source
        named = {
            source_id(source, digest.hex()): (digest, one, unmarked)
            for digest, (one, unmarked) in zip(digests, made, strict=True)
        }
        known = there(self.ledger, self.mapped.into, named.keys())
        fresh = {identity: item for identity, item in named.items() if identity not in known}
        customers = pseudonyms_of(
            self.ledger, (one["customer"] for _, one, _ in fresh.values() if one.get("customer"))
        )
        rows = [
            self._row(identity, digest, one, customers)
            for identity, (digest, one, _) in fresh.items()
        ]
        unmarked = sum(unmarked for *_, unmarked in fresh.values())
        findings = [_unmarked(self.mapped, unmarked)] if unmarked else []
        appended = self.ledger.append([*rows, *findings]).appended if rows else 0
        self.imported.new += max(appended - len(findings), 0)
        self.imported.known += len(made) - len(rows)

    def _row(
        self, identity: UUID, digest: bytes, made: dict[str, Any], customers: Mapping[str, str]
    ) -> Personal:
        """Return a record's row: its words beside it, its customer as a pseudonym."""
        customer, given = made.get("customer"), dict(made)
        texts = {}
        for name in _WORDS:
            if words := given.pop(name, None):
                salt = sha256(digest + name.encode()).digest()[:16]
                texts[name] = Text(self.scrubber.text(words), salt)
                given[name] = texts[name].reference
        for name, value in given.items():
            if isinstance(value, str) and name not in (*_AS_IT_IS, *_WORDS):
                given[name] = self.scrubber.text(value)
        if customer:
            given["customer"] = customers[customer]
        kind: Any = ROWS[self.mapped.into]
        row = kind(id=identity, source=self.mapped.source, **given)
        return Personal(row, (customer,) if customer else (), tuple(texts.values()))


def _unmarked(mapped: Mapped, number: int) -> FindingRow:
    """Return the finding that a source counts our own customers among the real ones."""
    told = (
        f"{number} new {mapped.into} in {mapped.source} are of our own invented customers, "
        "and the source does not say so: its own reports count them as real"
    )
    same = sha256(f"import.ours\n{mapped.source}".encode()).hexdigest()
    return FindingRow(
        uuid7(), _NOBODY, "import.ours", "minor", mapped.source, told,
        "mark them there: an attribute, a header or a test account, and ours: in the mapping",
        fingerprint=same, found=int(time.time() * 1e6), pitfall=3,
    )  # fmt: skip
