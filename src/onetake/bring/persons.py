"""Puts names in place of what belongs to a persona: a recorded text may hold it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

_SHORTEST = 3


def values_of(attributes: Mapping[str, object], within: str = "") -> Iterator[tuple[str, str]]:
    """Yield a persona's values by their dotted names, the longest first."""
    found = dict(_flat(attributes, within))
    yield from sorted(found.items(), key=lambda pair: -len(pair[1]))


def _flat(attributes: Mapping[str, object], within: str) -> Iterator[tuple[str, str]]:
    for name, value in attributes.items():
        path = f"{within}.{name}" if within else name
        if isinstance(value, Mapping):
            yield from _flat(value, path)
        elif isinstance(value, str) and len(value.strip()) >= _SHORTEST:
            yield path, value


def templated(text: str, attributes: Mapping[str, object]) -> str:
    """Return the template that says a text again for any persona: her values by their names."""
    parts: list[tuple[str, bool]] = [(text, True)]
    for name, value in values_of(attributes):
        parts = [piece for part in parts for piece in _split(part, name, value)]
    return "".join(part.replace("${", "$${") if plain else part for part, plain in parts)


def _split(part: tuple[str, bool], name: str, value: str) -> Iterator[tuple[str, bool]]:
    text, plain = part
    if not plain:
        yield part
        return
    for number, piece in enumerate(text.split(value)):
        if number:
            yield f"${{persona.{name}}}", False
        yield piece, True
