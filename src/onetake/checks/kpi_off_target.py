"""Looks at what was measured beside what was wanted."""

from __future__ import annotations

from collections.abc import Iterator

from onetake.words.checks import Gap, Known, checks
from onetake.words.kpi import wanted
from onetake.words.verdict import Verdict


@checks("kpi.off_target", pitfall=3)
def check(known: Known) -> Iterator[Gap]:
    """A figure is not what it should be.

    It is lesser while the target lies within the 95 % interval, since chance may have done it, and
    where only the first of two levels is missed.
    """
    for measured in known.measured.values():
        if measured.verdict in (Verdict.FAILED, Verdict.DEGRADED):
            grave = measured.verdict is Verdict.FAILED and measured.sure
            chance = "" if measured.sure else ", which may be chance"
            yield Gap(
                str(measured.kpi.location),
                f"{measured.kpi.title} ({measured.kpi.id}) is {measured}{chance}; "
                f"it should be {wanted(measured.kpi)}",
                f"onetake explain {measured.kpi.id}",
                severity="major" if grave else "minor",
            )
