"""The scrubber takes personal data and secrets out of everything before anyone stores it."""

import re
from collections.abc import Iterable, Mapping

from onetake.scrub.credentials import find_credentials, has_credentials
from onetake.scrub.documents import scrub_bytes
from onetake.scrub.engines import chosen
from onetake.scrub.headers import header_value
from onetake.scrub.kinds import placeholder
from onetake.scrub.known import Known
from onetake.scrub.search import PLACE, Span, personal, places_near_masks
from onetake.scrub.secret_forms import Secrets
from onetake.scrub.tree import scrub_tree
from onetake.scrub.view import UNUSUAL, View, has_escapes, masked, view_of

_NARROW = re.compile("[0-9@\x00]")
_WIDE = re.compile(f"[{UNUSUAL}]")
_SHORT = 500
_DECLARED = "[secret "


class Scrubber:
    """Replaces secrets and personal data by words that name their kind.

    A text that holds none comes back as the very same object, and scrubbing twice gives what
    scrubbing once gives. The kinds and their words are listed in `kinds.py`.
    """

    def __init__(
        self,
        secrets: Mapping[str, str] | None = None,
        canary: str | None = None,
        known: Mapping[str, str] | None = None,
        engine: str = "auto",
    ) -> None:
        """Prepare a scrubber.

        `secrets` maps names to values, which are found by value in every usual encoding.
        `canary` is a planted marker that is taken out like a secret. `known` maps names of
        persona attributes to their values, for those that no pattern finds by itself.
        `engine` is `auto`, `re` or `hyperscan`; both engines find the same. Raises `ValueError`
        for another engine and for `hyperscan` where it is not installed.
        """
        self._secrets = Secrets({**(secrets or {}), **({"canary": canary} if canary else {})})
        self._screen = chosen(engine)
        self._known = Known(known or {})

    def text(self, value: str) -> str:
        """Scrub a text."""
        return self._behind(value, "")

    def json(self, value: object) -> object:
        """Scrub any nested value: keys, texts and long numbers; secret keys lose their value.

        Raises `ScrubRefused` for a value nested deeper than any honest message.
        """
        return scrub_tree(value, self._behind)

    def headers(
        self, headers: Mapping[str, str] | Iterable[tuple[str, str]]
    ) -> Mapping[str, str] | Iterable[tuple[str, str]]:
        """Scrub headers; a mapping gives a dict, pairs give a list of pairs.

        Pass pairs when a name may stand there twice, as Set-Cookie does.
        """
        pairs = list(headers.items() if isinstance(headers, Mapping) else headers)
        names = [self.text(name) for name, _ in pairs]
        scrubbed = [
            (name, self.header(name, value)) for name, (_, value) in zip(names, pairs, strict=True)
        ]
        if scrubbed == pairs:
            return headers if isinstance(headers, Mapping | list | tuple) else pairs
        return dict(scrubbed) if isinstance(headers, Mapping) else scrubbed

    def header(self, name: str, value: str) -> str:
        """Scrub the value of one header: credentials keep their scheme, cookies their names."""
        return header_value(name, value, self._behind)

    def bytes(self, data: bytes, kind: str) -> bytes:
        """Scrub a body of this kind: text, json, headers, html or xml.

        Raises `ScrubRefused` for any other kind, since nothing knows what it holds.
        """
        return scrub_bytes(self, data, kind)

    def _behind(self, value: str, before: str) -> str:
        """Scrub a text that stands behind these words, such as the key of its member."""
        if not self._secrets.maybe(value) and self._is_clean(value):
            return value
        before = masked(before)
        view = view_of(value)
        starts, credentials = self._screen(view.text, before)
        while True:
            scrubbed = self._once(value, view, self._spans(view, starts, credentials, before))
            if scrubbed == value:
                return value
            # Only what is near a replacement can read differently than before.
            value, view = scrubbed, view_of(scrubbed)
            starts = places_near_masks(view.text)

    def _is_clean(self, value: str) -> bool:
        """Tell cheaply, for the many short texts without anything to hide."""
        if not value.isascii() and _WIDE.search(value):
            return False
        if _NARROW.search(value) is None:
            return not has_credentials(value)
        return (
            len(value) < _SHORT
            and "@" not in value
            and PLACE.search(value) is None
            and not has_escapes(value)
            and not has_credentials(value)
            and not self._known.maybe(value)
        )

    def _spans(self, view: View, starts: list[int], credentials: bool, before: str) -> list[Span]:
        spans = personal(view.text, starts, before)
        spans += self._known.find(view.text)
        if credentials:
            spans += find_credentials(view.text)
        return spans

    def _once(self, value: str, view: View, spans: list[Span]) -> str:
        found = [
            (view.place(start), view.end(end), placeholder(kind)) for start, end, kind in spans
        ]
        if self._secrets.maybe(value):
            found += self._secrets.find(masked(value))
        if view.seen and self._secrets.maybe(view.text):
            found += [
                (view.place(start), view.end(end), words)
                for start, end, words in self._secrets.find(view.text)
            ]
        return _replaced(value, found) if found else value


def _replaced(text: str, found: list[tuple[int, int, str]]) -> str:
    """Put the words in place of what was found; what overlaps is replaced as one."""
    merged: list[tuple[int, int, str]] = []
    for start, end, words in sorted(found, key=lambda span: (span[0], -span[1])):
        if merged and start < merged[-1][1]:
            begin, stop, earlier = merged.pop()
            merged.append((begin, max(stop, end), _stronger(earlier, words)))
        else:
            merged.append((start, end, words))
    pieces: list[str] = []
    last = 0
    for start, end, words in merged:
        pieces += (text[last:start], words)
        last = end
    return "".join(pieces) + text[last:]


def _stronger(earlier: str, later: str) -> str:
    """Prefer the words that name a declared secret, the first of them if there are two."""
    if earlier.startswith(_DECLARED) or not later.startswith(_DECLARED):
        return earlier
    return later
