"""Looks for whether anybody tried how many customers can come at once."""

from __future__ import annotations

from collections.abc import Iterator

from onetake.words.checks import Gap, Known, checks, not_asked

_DAYS = 90


@checks("load.unmeasured", pitfall=6, severity="info")
def check(known: Known) -> Iterator[Gap]:
    """Nobody has tried for a quarter how many customers can come at once.

    A journey that one customer completes may fail for a thousand.
    """
    if missing := not_asked(known, "load", _DAYS):
        where = ", ".join(missing)
        yield Gap(
            "onetake.yaml",
            f"not measured for {_DAYS} days in {where}: how many customers it serves at once",
            "onetake load --env ENVIRONMENT --rate 5/s --for 1m",
        )
