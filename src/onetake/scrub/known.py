"""Finds values of personas that no pattern would find: a local telephone number, a test card.

Only what is personal data by its kind counts; a persona's language or first name stays readable.
"""

import re
from collections.abc import Iterator, Mapping

from onetake.scrub.context import OTHER, named_by
from onetake.scrub.kinds import EMAIL, IBAN
from onetake.scrub.search import personal, places
from onetake.scrub.shapes import NOT_AFTER, NOT_BEFORE, SEPARATOR, digits_of
from onetake.scrub.view import view_of

_FEWEST_DIGITS = 6
_CHARACTER = re.compile(r"[0-9A-Za-z]")


class Known:
    """The persona values to find, each with its kind."""

    def __init__(self, values: Mapping[str, str]) -> None:
        """Keep those of the values (name to value) that are personal data."""
        self._kinds: dict[str, str] = {}
        for name, value in values.items():
            kind = kind_of(name, str(value))
            if kind is not None:
                self._kinds[_flat(str(value))] = kind
        self._pattern = _flexible(self._kinds) if self._kinds else None

    def maybe(self, text: str) -> bool:
        """Tell whether a text holds a known value."""
        return self._pattern is not None and self._pattern.search(text) is not None

    def find(self, text: str) -> Iterator[tuple[int, int, str]]:
        """Yield the start, the end and the kind of each known value in a view."""
        if self._pattern is not None:
            for match in self._pattern.finditer(text):
                yield *match.span(), self._kinds[_flat(match[0])]


def kind_of(name: str, value: str) -> str | None:
    """Give the kind of a persona's value: by its shape, else by its name ("phone", "iban")."""
    text = view_of(value).text.strip()
    whole = [span for span in personal(text, places(text), name) if span[1] - span[0] == len(text)]
    if whole:
        return whole[0][2]
    if len(digits_of(text)) < _FEWEST_DIGITS:
        return EMAIL if "@" in text and "mail" in name.lower() else None
    kind = IBAN if "iban" in name.lower() else named_by(name)
    return None if kind == OTHER else kind


def _flat(value: str) -> str:
    text = view_of(value).text
    return text.lower() if "@" in text else "".join(_CHARACTER.findall(text)).lower()


def _flexible(values: Mapping[str, str]) -> re.Pattern[str]:
    spelled = []
    for value in sorted(values, key=len, reverse=True):
        if "@" in value:
            spelled.append(re.escape(value))
        else:
            spelled.append(f"{SEPARATOR}{{0,3}}".join(value))
    return re.compile(f"(?i){NOT_AFTER}(?:{'|'.join(spelled)}){NOT_BEFORE}")
