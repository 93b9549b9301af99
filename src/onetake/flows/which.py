"""Finds the tests that somebody means: by ids of commands or runs, by commits, or since when."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from uuid import UUID

from onetake.errors import UsageWrong
from onetake.ledger import history
from onetake.ledger.ledger import Ledger
from onetake.words.history import RunsWanted
from onetake.words.rows import InvocationRow, RunRow

LATEST, PREVIOUS = "latest", "previous"
_NEWEST = 300
_NEAR = 0.6


@dataclass(frozen=True, slots=True)
class Asked:
    """What is asked for: names, or all since a moment (µs UTC since 1970), perhaps in one place.

    A name is how the id of a command or of a run, or a commit, begins, or how an id ends; or
    `latest`, or `previous`: the one before that in the same environment.
    """

    names: tuple[str, ...] = ()
    since: int | None = None
    environment: str = ""


@dataclass(frozen=True, slots=True)
class Meant:
    """A test that is meant, or only one of its runs."""

    invocation: UUID
    run: RunRow | None = None


def meant(ledger: Ledger, asked: Asked) -> list[Meant]:
    """Return what is asked for, the oldest first.

    Raises UsageWrong for what nothing or several things are called, and for no test since then.
    """
    if asked.since is not None:
        return [Meant(name) for name in _since(ledger, asked.since, asked.environment)]
    found = list(dict.fromkeys(_named(ledger, name) for name in asked.names or (LATEST,)))
    if len(found) == 1:
        return found
    whole = {one.invocation for one in found if one.run is None}
    told = [one for one in found if one.run is None or one.invocation not in whole]
    return sorted(told, key=lambda one: _begun(ledger, one))


def one_test(ledger: Ledger, name: str) -> UUID:
    """Return the one command that a name means. Raises UsageWrong."""
    if name == LATEST:
        newest = history.latest(ledger)
        if newest is None:
            raise UsageWrong("nothing was walked yet", hint="walk something: onetake test")
        return newest
    if name == PREVIOUS:
        older = history.before(ledger, one_test(ledger, LATEST))
        if older is None:
            raise UsageWrong(
                "there is no test before the latest one", hint="walk it again: onetake test"
            )
        return older
    found = _command(ledger, name)
    if found is None:
        raise UsageWrong(
            f"no command's id begins or ends with {name!r}, and no commit begins so",
            hint=_nearest(ledger, name, "name one that `onetake runs` shows, or latest"),
        )
    return found


def _named(ledger: Ledger, name: str) -> Meant:
    """Return the test, or else the run, that a name means."""
    if name in (LATEST, PREVIOUS):
        return Meant(one_test(ledger, name))
    found = _command(ledger, name)
    if found is not None:
        return Meant(found)
    wanted = RunsWanted(identity=name.strip().lower(), limit=6)
    runs = list(history.runs(ledger, wanted)) if wanted.identity else []
    if len(runs) == 1:
        return Meant(runs[0].invocation, runs[0])
    if runs:
        raise _several(name, "runs", [run.id for run in runs])
    raise UsageWrong(
        f"no command's or run's id begins or ends with {name!r}, and no commit begins so",
        hint=_nearest(ledger, name, "name one that `onetake runs` shows, or latest"),
    )


def _command(ledger: Ledger, name: str) -> UUID | None:
    """Return the command whose id, or whose commit, is called so; None for none."""
    identity = name.strip().lower()
    found = history.invocations(ledger, identity) if identity else []
    if len(found) > 1:
        raise _several(name, "commands", found)
    if found:
        return found[0]
    return history.at_commit(ledger, name.strip()) if identity else None


def _several(name: str, what: str, found: Sequence[UUID]) -> UsageWrong:
    several = ", ".join(str(item) for item in found[:5])
    return UsageWrong(f"{name!r} means {len(found)} {what}: {several}", hint="write more of it")


def _nearest(ledger: Ledger, name: str, otherwise: str) -> str:
    """Return which ids are nearest to a name, or what else to do."""
    typed = name.strip().lower()

    def likeness(identity: UUID) -> float:
        text, long = str(identity), max(len(typed), 1)
        ends = (text[:long], text[-long:])
        return max(SequenceMatcher(None, typed, end).ratio() for end in ends)

    rated = [(likeness(item), str(item)) for item in history.names(ledger, _NEWEST)]
    near = [text for score, text in sorted(rated, reverse=True)[:3] if score >= _NEAR]
    return f"the nearest: {', '.join(near)}" if near else otherwise


def _since(ledger: Ledger, moment: int, environment: str) -> Iterator[UUID]:
    found = history.since(ledger, moment)
    environments = list(dict.fromkeys(of for _, of in found))
    if environment and found and environment not in environments:
        raise UsageWrong(
            f"nothing was walked in {environment!r} since then, only in {', '.join(environments)}",
            hint=f"ask for another time, or --env {environments[-1]}",
        )
    if not found:
        raise UsageWrong(
            "nothing was walked since then", hint="ask for an earlier time: --since 30d"
        )
    yield from (name for name, of in found if of == environment or not environment)


def _begun(ledger: Ledger, one: Meant) -> int:
    """Return when a test or run began, in µs UTC since 1970; 0 when nobody knows."""
    if one.run is not None:
        return one.run.started
    for kind, known in ((InvocationRow, "id"), (RunRow, "invocation")):
        row = next(ledger.rows(kind, **{known: one.invocation}), None)
        if isinstance(row, InvocationRow | RunRow):
            return row.started
    return 0
