"""Looks for whether anybody tried to make an environment leak."""

from __future__ import annotations

from collections.abc import Iterator

from onetake.words.checks import Gap, Known, checks, not_asked

_DAYS = 30


@checks("security.unmeasured", pitfall=4, severity="info")
def check(known: Known) -> Iterator[Gap]:
    """Nobody has tried for a month whether an environment gives away what is its customers'.

    Certificates, headers, consent and what is sent where: each release may change them unseen.
    """
    if missing := not_asked(known, "secure", _DAYS):
        where = ", ".join(missing)
        yield Gap(
            "onetake.yaml",
            f"not measured for {_DAYS} days in {where}: what it gives away of its customers",
            "onetake secure --env ENVIRONMENT, which a later version brings",
        )
