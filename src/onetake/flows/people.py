"""Says by which names the people of a programme may ask to be forgotten."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from onetake.scrub.known import kind_of
from onetake.words.programme import Persona

_NAMES_SOMEBODY = re.compile(r"(?i)(^|[_\s-])(id|user|login|customer|account|member)([_\s-]|$)")


def names_of(personas: Mapping[str, Persona]) -> dict[str, tuple[str, ...]]:
    """Return, by persona, its name and what its file holds that is nobody else's.

    That is what the scrubber knows as personal (an e-mail address, a telephone number, a card) and
    what is called a customer, an account, a member, a user, a login or an id.
    """
    return {
        name: (name, *(text for key, text in _texts("", persona.attributes) if _tells(key, text)))
        for name, persona in personas.items()
    }


def all_names_of(persona: Persona) -> tuple[str, ...]:
    """Return every text of a persona's file and of its pools that may name somebody."""
    leased = (text for pool in persona.pools.values() for _, text in _texts("", list(pool.values)))
    return (persona.name, *(text for _, text in _texts("", persona.attributes)), *leased)


def _tells(key: str, text: str) -> bool:
    """Say if a text names somebody: by what it looks like, or by the last part of its name."""
    last = key.removesuffix(".number").rpartition(".")[2]
    return bool(text) and bool(kind_of(key, text) or _NAMES_SOMEBODY.search(last))


def _texts(key: str, value: object) -> Iterator[tuple[str, str]]:
    """Yield every text of nested attributes with its dotted name."""
    if isinstance(value, Mapping):
        for name, item in value.items():
            yield from _texts(f"{key}.{name}" if key else str(name), item)
    elif isinstance(value, list):
        for item in value:
            yield from _texts(key, item)
    elif isinstance(value, str):
        yield key, value
