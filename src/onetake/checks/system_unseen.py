"""Compares the systems that are declared with those that customers were walked through."""

from __future__ import annotations

from collections.abc import Iterator

from onetake.words.checks import Gap, Known, checks

_DAYS = 90
_MET = "SELECT DISTINCT system, channel FROM steps WHERE started >= $since AND system <> ''"


@checks("system.unseen", pitfall=6, severity="minor")
def check(known: Known) -> Iterator[Gap]:
    """A system is declared and no journey met it for a long time, or steps name an unknown one.

    A channel that needs no system, such as echo, stands for itself.
    """
    since = int((known.now - _DAYS * 86_400) * 1e6)
    rows = known.facts.select(_MET, since=since)
    seen = {name for name, _ in rows}
    for name, system in known.programme.systems.items():
        if name not in seen:
            yield Gap(
                str(system.location),
                f"{name} is declared, and no journey met it in {_DAYS} days",
                "write a journey through it, or take the file away",
            )
    named = {name for name, channel in rows if name != channel}
    for name in sorted(named - known.programme.systems.keys()):
        yield Gap(
            "systems",
            f"journeys met {name} in {_DAYS} days, and no file declares it",
            f"write systems/{name}.yaml, or walk the journeys anew",
        )
