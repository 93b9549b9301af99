"""Looks for the gate on the way to customers."""

from __future__ import annotations

from collections.abc import Iterator

from onetake.words.checks import Gap, Known, checks


@checks("environment.gate", pitfall=5)
def check(known: Known) -> Iterator[Gap]:
    """An environment where customers are has no gate: any release may go there."""
    if any(not gate.environments for gate in known.charter.gates.values()):
        return  # one that names none leads into all
    guarded = {name for gate in known.charter.gates.values() for name in gate.environments}
    for environment in known.programme.environments.values():
        if environment.customer_facing and environment.name not in guarded:
            yield Gap(
                str(environment.location),
                f"no gate decides what goes to {environment.name}, where customers are",
                f"write gates/NAME.yaml with environments: [{environment.name}]",
                environment=environment.name,
            )
