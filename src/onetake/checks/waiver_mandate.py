"""Looks at who bears with findings."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime

from onetake.words.checks import Gap, Known, checks


@checks("waiver.mandate", pitfall=1)
def check(known: Known) -> Iterator[Gap]:
    """Somebody bears with a finding who has no mandate for it.

    A sponsor or a deputy may, whose mandate is not over.
    """
    allowed = known.charter.mandated(datetime.fromtimestamp(known.now, UTC).date())
    for waiver in known.charter.waivers:
        if waiver.owner not in allowed:
            who = f"only {', '.join(sorted(allowed))} may" if allowed else "nobody has a mandate"
            yield Gap(
                str(waiver.location),
                f"{waiver.owner} bears with {waiver.check}, and {who}",
                "have a sponsor or a deputy own the waiver",
            )
