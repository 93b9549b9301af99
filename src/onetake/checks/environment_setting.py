"""Compares which settings the environments have."""

from __future__ import annotations

from collections.abc import Iterator

from onetake.words.checks import Gap, Known, checks


@checks("environment.setting", pitfall=5)
def check(known: Known) -> Iterator[Gap]:
    """A setting exists in some environments and not in others.

    What was tried in one environment is then not what customers meet in the next.
    """
    environments = list(known.programme.environments.values())
    names = dict.fromkeys(name for one in environments for name in one.values)
    for name in names:
        without = [one for one in environments if name not in one.values]
        if without:
            place = next(one for one in environments if name in one.values)
            yield Gap(
                str(place.location),
                f"{name!r} has a value in {_listed(environments, name)}, "
                f"and none in {', '.join(one.name for one in without)}",
                f"write values: {{{name}: …}} there, or take it away here",
                environment=without[0].name,
            )


def _listed(environments: list, name: str) -> str:
    return ", ".join(one.name for one in environments if name in one.values)
