"""Looks for whether anybody took down how environments are set up."""

from __future__ import annotations

from collections.abc import Iterator

from onetake.words.checks import Gap, Known, checks, not_asked

_DAYS = 30


@checks("environment.unmeasured", pitfall=5, severity="info")
def check(known: Known) -> Iterator[Gap]:
    """Nobody has compared for a month how environments are really set up.

    What is declared is compared anyway; settings that nobody declared differ unseen.
    """
    if missing := not_asked(known, "parity", _DAYS):
        where = ", ".join(missing)
        yield Gap(
            "onetake.yaml",
            f"not measured for {_DAYS} days in {where}: how it is really set up",
            "onetake parity, which a later version brings",
        )
