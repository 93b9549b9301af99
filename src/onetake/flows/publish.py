"""Publishes the sealed days of a programme's ledger as Delta Lake tables."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from onetake import declare
from onetake.errors import UsageWrong
from onetake.flows.place import place_of
from onetake.flows.programme import ProgrammeFaulty
from onetake.flows.secrets import filled
from onetake.ledger.beside import SEALABLE
from onetake.ledger.lake import Lake, Old
from onetake.ledger.lake_troubles import address, make, shown
from onetake.ledger.ledger import Ledger
from onetake.ledger.publish import Plan, owner, plan
from onetake.ledger.queue import turn
from onetake.ledger.sealed import FOLDER, Part

_PATIENCE = 60.0
_SECRET = re.compile(
    r"secret|token|password|sas|credential|(account|access|master)_key$", re.IGNORECASE
)


@dataclass(frozen=True, slots=True)
class Published:
    """What a lake came to hold: the days written, those replaced, and what is left as it is.

    `dropped` are days that only the lake had, removed since that was asked for.
    """

    where: str
    plan: Plan
    dropped: tuple[tuple[str, str], ...]
    old: Old

    @property
    def written(self) -> tuple[Part, ...]:
        """The sealed files whose rows were written."""
        return self.plan.new + self.plan.other

    @property
    def lost(self) -> tuple[tuple[str, str], ...]:
        """The tables and days that the lake has and the ledger has not."""
        return () if self.dropped else self.plan.lost

    def __str__(self) -> str:
        """Return the result as sentences."""
        return "\n".join(self._sentences())

    def _sentences(self) -> Iterator[str]:
        yield self._first()
        if self.plan.other:
            yield f"Replaced, since sealed anew or changed there: {len(self.plan.other)}."
        if self.dropped:
            yield f"Removed, since the ledger has them no more: {len(self.dropped)}."
        if self.old.removed:
            yield f"Files that only earlier versions had, removed: {self.old.removed}."
        if self.old.left:
            yield f"Files that a stopped publishing left: {self.old.left}; --vacuum removes them."
        if self.lost:
            table, day = self.lost[0]
            yield (
                f"There are {len(self.lost)} days of tables that this ledger has not, such as "
                f"{table} of {day}. Was an older ledger put back on purpose? --prune removes them."
            )
        if self.plan.waiting:
            yield (
                f"Not sealed, so not published: rows {self.plan.waiting}. For days that are over: "
                "onetake ledger seal, then publish again."
            )

    def _first(self) -> str:
        made, same = self.written, self.plan.same
        if not made and not same:
            return f"There is nothing to publish to {self.where}: no day is sealed."
        if not made:
            return f"Nothing new for {self.where}; there already: files {same}."
        days, rows = sorted(part.day for part in made), sum(part.rows for part in made)
        span = days[0] if days[0] == days[-1] else f"{days[0]} to {days[-1]}"
        return (
            f"Published {span} to {self.where}: rows {rows}, files {len(made)}; "
            f"there already: files {same}."
        )


def publish_ledger(
    programme: Path, ledger: str, where: str, options: Sequence[str] = (), *,
    vacuum: bool = False, prune: bool = False,
) -> Published:  # fmt: skip
    """Make a lake hold the sealed days of a ledger; those it holds are passed over.

    Files of days that were replaced or removed go at once; with `vacuum` also what a stopped
    publishing left, and with `prune` days that the ledger has no more.

    Raises UsageWrong for a place or option that is none, CouldNotTell when the place cannot be used
    or is somebody else's, LedgerUnusable.
    """
    place, target = place_of(programme, ledger), address(where)
    given = _options(programme, options)
    with place.open(writable=False) as opened:
        folder = opened.home / FOLDER
        if not folder.is_dir():
            return _publish(opened, Lake(target, owner(opened), given), vacuum, prune)
        with turn(folder / "any", _PATIENCE):  # nobody seals meanwhile
            return _publish(opened, Lake(target, owner(opened), given), vacuum, prune)


def _publish(opened: Ledger, lake: Lake, vacuum: bool, prune: bool) -> Published:
    todo = plan(opened, lake)
    if todo.new:
        make(lake.where)
    for part in todo.other + todo.new:
        lake.put(part)
    dropped = todo.lost if prune else ()
    for name, day in dropped:
        lake.drop(name, day)
    old = sum((lake.clear(name, everything=vacuum) for name in SEALABLE), Old())
    return Published(shown(lake.where), todo, dropped, old)


def _options(start: Path, given: Sequence[str]) -> dict[str, str]:
    """Return the store's options of NAME=VALUE, secrets filled in by their names."""
    options = {}
    for text in given:
        name, sign, value = text.partition("=")
        if not sign or not name or not value:
            raise UsageWrong("an --option is no setting", hint="write --option NAME=VALUE")
        if _SECRET.search(name) and "${" not in value:
            raise UsageWrong(
                f"the value of {name} is a secret, which a command line shows to everybody",
                hint=f"declare it in onetake.yaml and write --option '{name}=${{secret.NAME}}', or "
                f"set the variable {name.upper()}",
            )
        options[name] = _with_secrets(start, value) if "${" in value else value
    return options


def _with_secrets(start: Path, value: str) -> str:
    folder = declare.find(start)
    reading = declare.read(folder, {}, journeys=False)
    if reading.programme is None:
        raise ProgrammeFaulty(reading.faults)
    return filled(value, reading.programme, folder, "the option")
