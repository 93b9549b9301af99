"""Collects what could prove a step's verdict, until it is wanted or the run ends."""

from __future__ import annotations

from collections.abc import Callable

from onetake.words.events import Exhibit


class Exhibits:
    """The latest evidence of each kind on one line; callables are called only when collected."""

    __slots__ = ("_latest",)

    def __init__(self) -> None:
        self._latest: dict[str, bytes | Callable[[], bytes]] = {}

    def put(self, kind: str, data: bytes | Callable[[], bytes]) -> None:
        """Keep the latest of a kind."""
        self._latest[kind] = data

    def collect(self) -> tuple[Exhibit, ...]:
        """Return what is kept, as bytes."""
        return tuple(
            Exhibit(kind, data() if callable(data) else data) for kind, data in self._latest.items()
        )
