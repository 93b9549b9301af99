"""`onetake ledger forget` and `onetake ledger expire`: erase what is kept of people."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

from cyclopts import Parameter

from onetake.commands.exits import OK
from onetake.commands.show import as_json
from onetake.errors import UsageWrong
from onetake.flows import forget as forgetting
from onetake.flows.forget import Expired, Forgotten

Flag = Annotated[bool, Parameter(negative="")]
_STAYS = (
    "Rows stay, without words: verdicts, rules, places and figures. What systems under test, your "
    "own logs and the database's backups keep is beyond Onetake's reach."
)


def forget(
    person: str = "",
    *,
    yes: Flag = False,
    dry_run: Flag = False,
    ledger: str = "",
    programme: Path = Path(),
    json: Flag = False,
) -> int:
    """Erase all that the ledger keeps of somebody: words, evidence, pseudonyms.

    Words are what was said and heard, and reasons, which may quote it. Rows, and with them the
    chain, stay as they are; a row of `erasures` tells what was done, not of whom.

    Parameters
    ----------
    person
        A persona, a value of a pool, a customer's number, an e-mail address or a telephone number,
        however it is written. When absent it is read from the input, which no shell remembers.
    yes
        Erase, without which nothing is.
    dry_run
        Only say what would be erased.
    ledger
        The ledger, if not the programme's own: a file, or postgresql://USER@HOST/DATABASE.
    programme
        The programme's folder, or one below it.
    json
        Print what was erased as JSON.
    """
    if not yes and not dry_run:
        raise UsageWrong(
            "what is erased never comes back",
            hint="see what it would be with --dry-run; erase it with --yes",
        )
    name = person.strip() or _asked()
    if not name:
        raise UsageWrong("nobody is named", hint="onetake ledger forget anna@harbor.example --yes")
    forgotten = forgetting.forget_person(programme, ledger, name, dry=dry_run)
    if json:
        print(as_json(_document(forgotten)))
    else:
        print("\n".join(_told(forgotten)))
    return OK


def _asked() -> str:
    if sys.stdin.isatty():
        print("Who is to be forgotten? ", end="", file=sys.stderr, flush=True)
    return sys.stdin.readline().strip()


def expire(
    *, dry_run: Flag = False, ledger: str = "", programme: Path = Path(), json: Flag = False
) -> int:
    """Erase texts and evidence kept as long as onetake.yaml says, and files nobody recorded.

    `onetake test` does so by itself once a day.

    Parameters
    ----------
    dry_run
        Only say what would be erased.
    ledger
        The ledger, if not the programme's own: a file, or postgresql://USER@HOST/DATABASE.
    programme
        The programme's folder, or one below it.
    json
        Print what was erased as JSON.
    """
    expired = forgetting.expire(programme, ledger, dry=dry_run)
    if json:
        erased = {"texts": expired.erased.texts, "evidence": len(expired.erased.evidence)}
        files = {"erased": expired.swept.erased, "orphans": expired.swept.orphans}
        print(as_json({"schema": 1, "dry": expired.dry, "erased": erased, "files": files}))
    else:
        print(_overdue(expired))
    return OK


def _overdue(expired: Expired) -> str:
    told = f"texts {expired.erased.texts}, evidence {len(expired.erased.evidence)}"
    if expired.dry:
        return f"Would be erased, since their time is up: {told}."
    told = f"Erased, since their time is up: {told}."
    if expired.swept.orphans:
        told += f" Files removed that no run ever recorded: {expired.swept.orphans}."
    return told


def _document(forgotten: Forgotten) -> dict[str, object]:
    known = forgotten.known
    return {
        "schema": 1,
        "dry": forgotten.dry,
        "pseudonyms": known.pseudonyms,
        "erased": {"texts": known.erased.texts, "evidence": len(known.erased.evidence)},
        "files": forgotten.files,
        "copies": [
            {"place": copy.place, "kind": copy.kind, "made": _when(copy.made), "there": there}
            for copy, there in forgotten.copies
        ],
        "declared": forgotten.declared,
        "settled": forgotten.settled,
        "waiting": forgotten.waiting,
    }


def _told(forgotten: Forgotten) -> Iterator[str]:
    """Yield the lines that say what was erased, and what is left to people."""
    known = forgotten.known
    if not known.pseudonyms:
        yield "The ledger keeps nothing under this name."
    else:
        done = "Would be erased" if forgotten.dry else "Erased"
        yield f"{done}: texts {known.erased.texts}, evidence {len(known.erased.evidence)}."
    for copy, there in forgotten.copies:
        what = f"the {copy.kind} {copy.place} of {_when(copy.made)}"
        if there:
            yield f"Not reached: {what}. Delete it, or make it again at the same place."
        else:
            yield f"Not reached: {what}; it is not there any more. Delete it where it is now."
    for file in forgotten.declared:
        yield f"Not reached: {file} names them; change the file, and mind its history in git."
    if forgotten.aside:
        yield f"Erased: {forgotten.aside} lines of imports that were kept aside."
    if forgotten.waiting:
        yield (
            f"Not reached: {forgotten.waiting} rows that wait on this disk for the ledger. Forget "
            "again when they have arrived."
        )
    if not forgotten.settled:
        yield (
            "The database's log still holds old pages, because another process reads; it is "
            "emptied when that ends and somebody writes, or by forgetting again."
        )
    if known.pseudonyms:
        yield _STAYS


def _when(moment: int) -> str:
    """Return a time in µs since 1970 as people read it, in UTC."""
    return f"{datetime.fromtimestamp(moment / 1e6, UTC):%Y-%m-%d %H:%M} UTC"
