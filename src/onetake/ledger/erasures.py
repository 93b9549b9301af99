"""The list of people who were forgotten, kept beside the ledger: pseudonyms that lead to nobody.

A backup made before somebody was forgotten still has the way from the pseudonym to them. Who
restores it needs this list, above all when the ledger itself was lost.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterable
from pathlib import Path

import orjson

from onetake.errors import UsageWrong
from onetake.ledger.forget import FORGOTTEN, forgotten
from onetake.ledger.ledger import Ledger

LIST = "erasures.txt"
_PSEUDONYM = re.compile(r"[0-9a-f]{32}")


def write_list(ledger: Ledger, path: Path) -> None:
    """Add everybody whom the ledger forgot to the list, which is written anew and whole."""
    there = read_list(path) if path.exists() else ()
    with ledger.reading() as connection:
        wanted = dict.fromkeys((*there, *forgotten(connection)))
    if tuple(wanted) == tuple(there):
        return
    part = path.with_name(f".{path.name}.part")
    with part.open("w") as file:
        file.writelines(f"{name}\n" for name in wanted)
        file.flush()
        os.fsync(file.fileno())
    part.replace(path)


def read_list(path: Path) -> tuple[str, ...]:
    """Return the pseudonyms of a list, or of an export of a ledger.

    Raises UsageWrong for a file that is neither.
    """
    try:
        with path.open("rb") as file:
            return tuple(dict.fromkeys(_subjects(file)))
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise UsageWrong(
            f"{path} is no list of erasures ({error})",
            hint=f"name a file {LIST} that lay beside a ledger, or an export of one",
        ) from None


def _subjects(lines: Iterable[bytes]) -> Iterable[str]:
    for line in lines:
        text = line.decode().strip()
        if text.startswith("{"):
            entry = orjson.loads(text)
            if entry["table"] == "erasures" and entry["row"]["reason"] == FORGOTTEN:
                yield entry["row"]["subject"]
        elif _PSEUDONYM.fullmatch(text):
            yield text
        elif text:
            raise ValueError(f"{text[:40]!r} is no pseudonym")
