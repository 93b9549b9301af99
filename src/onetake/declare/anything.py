"""What stands in for declarations that cannot be read: every name might be among them."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from onetake.words.programme import Ceilings, Environment, Programme, Secret

Value = TypeVar("Value")
_UNLIMITED = Ceilings(messages=1_000_000_000)


class Anything(dict[str, Value]):
    """A mapping that has every name, and whose own names are nobody's business."""

    def __init__(self, make: Callable[[str], Value]) -> None:
        super().__init__()
        self._make = make

    def __contains__(self, name: object) -> bool:
        """Tell that it has a name, whichever."""
        return True

    def __missing__(self, name: str) -> Value:
        """Return what a name might stand for."""
        return self._make(name)


def unreadable(folder: str) -> Programme:
    """Return a programme whose onetake.yaml cannot be used: of nothing in it is anything known."""
    return Programme(
        "",
        folder,
        environments=Anything(lambda name: Environment(name, values=Anything(str))),
        secrets=Anything(Secret),
        ceilings=_UNLIMITED,
    )
