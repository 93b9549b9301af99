"""Makes the scrubber of a test: it knows its secrets and its personas."""

from __future__ import annotations

from collections.abc import Mapping

from onetake.scrub import Scrubber
from onetake.words.programme import Persona, Programme


def scrubber_of(programme: Programme, secrets: Mapping[str, str]) -> Scrubber:
    """Return what takes personal data and secrets out of all that a test stores or shows."""
    return Scrubber(secrets=secrets, known=known_values(programme.personas))


def known_values(personas: Mapping[str, Persona]) -> dict[str, str]:
    """Return the texts of all personas by name, for what no pattern finds by itself."""
    found: dict[str, str] = {}

    def collect(name: str, value: object) -> None:
        if isinstance(value, Mapping):
            for key, item in value.items():
                collect(f"{name}.{key}", item)
        elif isinstance(value, list):
            for number, item in enumerate(value):
                collect(f"{name}.{number}", item)
        elif isinstance(value, str):
            found[name] = value

    for persona in personas.values():
        collect(persona.name, persona.attributes)
        for attribute, pool in persona.pools.items():
            collect(f"{persona.name}.{attribute}", list(pool.values))
    return found
