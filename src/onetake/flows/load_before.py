"""Finds an earlier load in the ledger, to compare with."""

from __future__ import annotations

from base64 import b64decode
from collections.abc import Mapping

from onetake.analysis import opened
from onetake.errors import UsageWrong
from onetake.flows.prepare import Wanted, prepare
from onetake.load.histogram import Histogram

LAST = "last"
"""Stands for the newest load of the same environment."""

_FOUND = """
SELECT id FROM invocations
WHERE command = 'load' AND environment = $environment
    AND ($which = '' OR id LIKE $which || '%' OR id LIKE '%' || $which)
ORDER BY started DESC LIMIT 2
"""
_WAITED = """
SELECT journey, times FROM pulses WHERE invocation = $command AND step = 0 AND second IS NULL
"""


def waited_before(wanted: Wanted, which: str) -> Mapping[str, Histogram]:
    """Return how long customers of an earlier load waited, by journey.

    `which` is how its id begins or ends, or LAST. Raises UsageWrong when there is no such load, or
    several are meant, ProgrammeWrong, LedgerUnusable.
    """
    prepared = prepare(wanted, explaining=True)
    environment, named = (
        prepared.setting.environment.name,
        "" if which == LAST else which.casefold(),
    )
    with prepared.place.open(writable=False) as kept, opened(kept) as facts:
        found = [row[0] for row in facts.select(_FOUND, environment=environment, which=named)]
        if not found or (named and len(found) > 1):
            told = "several are" if found else "none is"
            raise UsageWrong(
                f"{which!r} is no load of {environment} to compare with: {told} called so",
                hint="--against last, or how the id of one begins; onetake load tells its id",
            )
        rows = facts.select(_WAITED, command=found[0])
    return {journey: Histogram.unpacked(b64decode(times)) for journey, times in rows}
