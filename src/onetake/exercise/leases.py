"""Leases what two runs must not share: a persona's accounts, and values of its pools."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from itertools import count

from onetake.words.programme import Persona, Pool

Release = Callable[[], None]
Lock = Callable[[str], Release | None]
"""Takes what a name stands for and returns how it is given back; None when somebody has it."""


def nobody_else(name: str) -> Release:
    """Return a lock's release when no other process walks."""
    return lambda: None


@dataclass(slots=True)
class Lease:
    """What one run holds: its personas by name, with the values leased for them.

    `values` are those values, as texts.
    """

    people: Mapping[str, Persona] = field(default_factory=dict)
    values: tuple[str, ...] = ()
    names: tuple[str, ...] = ()


class Leases:
    """Hands out personas and pools' values; `lock` asks other processes, too.

    Where they are `shared`, a persona without pools is anybody's; values of pools never are.

    Values of a pool go round: the one given back last is leased last, so that what comes late for
    one customer is not heard by the next.
    """

    def __init__(self, lock: Lock = nobody_else, *, shared: bool = False) -> None:
        self._lock = lock
        self._shared = shared
        self._held: dict[str, Release] = {}
        self._turns = count()

    def __len__(self) -> int:
        """Return how many things are held."""
        return len(self._held)

    def take(self, personas: Iterable[Persona]) -> Lease | None:
        """Return a lease of all these, or None while one of them is in use."""
        lease = Lease()
        people: dict[str, Persona] = {}
        for persona in personas:
            leased = self._person(persona, lease)
            if leased is None:
                self.give_back(lease)
                return None
            people[persona.name] = leased
        lease.people = people
        return lease

    def give_back(self, lease: Lease) -> None:
        """Let others have what a run held."""
        for name in lease.names:
            self._held.pop(name)()
        lease.names = ()

    def _person(self, persona: Persona, lease: Lease) -> Persona | None:
        if not persona.pools:
            free = self._shared or self._hold(f"persona {persona.name}", lease)
            return persona if free else None
        attributes = dict(persona.attributes)
        for name, pool in persona.pools.items():
            number = self._from(pool, lease)
            if number is None:
                return None
            attributes[name] = pool.values[number]
            lease.values += _texts(pool.values[number])
        return replace(persona, attributes=attributes)

    def _from(self, pool: Pool, lease: Lease) -> int | None:
        """Return the number of a value that was free and is now held."""
        first, many = next(self._turns), len(pool.values)
        numbers = ((first + step) % many for step in range(many))
        return next((n for n in numbers if self._hold(f"{pool.file} {n + 1}", lease)), None)

    def _hold(self, name: str, lease: Lease) -> bool:
        release = None if name in self._held else self._lock(name)
        if release is None:
            return False
        self._held[name] = release
        lease.names += (name,)
        return True


def _texts(value: object) -> tuple[str, ...]:
    return tuple(map(str, value.values())) if isinstance(value, Mapping) else (str(value),)
