"""Looks for figures off target that no sponsor may do anything about."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from fnmatch import fnmatchcase

from onetake.words.checks import Gap, Known, checks
from onetake.words.verdict import Verdict


@checks("kpi.mandate", pitfall=1)
def check(known: Known) -> Iterator[Gap]:
    """A figure is far off its target, and outside of every sponsor's mandate."""
    today = datetime.fromtimestamp(known.now, UTC).date()
    scopes = [
        scope
        for sponsor in known.charter.sponsors.values()
        if (mandate := sponsor.mandate) and (mandate.until is None or mandate.until >= today)
        for scope in mandate.scope
    ]
    for measured in known.measured.values():
        kpi = measured.kpi
        if measured.verdict is Verdict.FAILED and not any(
            fnmatchcase(name, scope) for name in (kpi.id, kpi.name) for scope in scopes
        ):
            yield Gap(
                str(kpi.location),
                f"{kpi.title} ({kpi.id}) is {measured}, and no sponsor's mandate reaches it",
                f"write {kpi.id} into scope: of a sponsor's mandate",
            )
