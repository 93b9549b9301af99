"""Finds declared secrets by their value, also when the value was encoded on its way.

Looked for are the value itself, percent-encoded, escaped for JSON, HTML and XML, and inside
base64 text at each of the three places it can start there (a Basic header holds the user's name
before the password).
"""

import base64
import html
import json
import re
from collections.abc import Iterator, Mapping
from urllib.parse import quote, quote_plus

from onetake.scrub.kinds import secret_placeholder

SHORT = 4
"""A secret with fewer characters is found only as a whole word, and never inside base64."""

_BASE64 = re.compile(r"[0-9A-Za-z+/_-]*")
_PADDING = re.compile("={0,2}")
_REACH = 4096
_EDGE = r"[0-9A-Za-z_]"


class Secrets:
    """The declared secrets in all the forms they may be written in."""

    def __init__(self, secrets: Mapping[str, str]) -> None:
        """Prepare the forms; `secrets` maps names to values, empty values are left out."""
        plain: dict[str, str] = {}
        encoded: dict[str, str] = {}
        words: dict[str, str] = {}
        for name, value in sorted(secrets.items(), key=lambda item: -len(item[1])):
            if not value.strip():
                continue
            target = plain if len(value) >= SHORT else words
            for form in written_forms(value):
                target.setdefault(form, name)
            if len(value) >= SHORT:
                for form in base64_forms(value):
                    encoded.setdefault(form, name)
        self._plain = sorted(plain.items(), key=lambda item: -len(item[0]))
        self._encoded = list(encoded.items())
        self._words = words
        self._word = _any_word(self._words) if words else None
        self._forms = (*plain, *encoded, *words)

    def maybe(self, text: str) -> bool:
        """Tell cheaply whether a text can hold a secret."""
        return any(map(text.__contains__, self._forms))

    def find(self, text: str) -> Iterator[tuple[int, int, str]]:
        """Yield the start, the end and the placeholder of each secret in a text."""
        for form, name in self._plain:
            for start in _occurrences(text, form):
                yield start, start + len(form), secret_placeholder(name)
        for form, name in self._encoded:
            yield from _base64_runs(text, form, secret_placeholder(name))
        if self._word:
            for match in self._word.finditer(text):
                yield *match.span(), secret_placeholder(self._words[match[0]])


def written_forms(value: str) -> set[str]:
    """Give the ways a value is written in texts, addresses, JSON, HTML and XML."""
    percent = {quote(value, safe=safe) for safe in ("", "/", "/:@!$&'()*+,;=")} | {
        quote_plus(value)
    }
    lower = {re.sub("%[0-9A-F]{2}", lambda code: code[0].lower(), form) for form in percent}
    escaped = {json.dumps(value, ensure_ascii=plain)[1:-1] for plain in (True, False)}
    escaped |= {form.replace("/", "\\/") for form in escaped}
    escaped |= {json.dumps(form)[1:-1] for form in escaped}
    marked = {html.escape(value, quote=quoted) for quoted in (True, False)}
    return {value} | percent | lower | escaped | marked


def base64_forms(value: str) -> set[str]:
    """Give the pieces of base64 text that can only come from this value."""
    data = value.encode("utf-8", "surrogateescape")
    forms = set()
    for shift in range(3):
        whole = base64.b64encode(b"\0" * shift + data).decode("ascii")
        first = (shift * 8 + 5) // 6
        last = (shift + len(data)) * 8 // 6
        core = whole[first:last]
        forms |= {core, core.replace("+", "-").replace("/", "_")}
    return {form for form in forms if len(form) >= SHORT}


def _any_word(words: Mapping[str, str]) -> re.Pattern[str]:
    either = "|".join(re.escape(word) for word in sorted(words, key=len, reverse=True))
    return re.compile(f"(?<!{_EDGE})(?:{either})(?!{_EDGE})")


def _base64_runs(text: str, form: str, words: str) -> Iterator[tuple[int, int, str]]:
    """Yield the whole base64 text around each piece, since its edges tell something too."""
    at = text.find(form)
    while at >= 0:
        before = text[max(0, at - _REACH) : at]
        end = at + len(form)
        end += _length(_BASE64, text, end)
        end += _length(_PADDING, text, end)
        yield at - _length(_BASE64, before[::-1], 0), end, words
        at = text.find(form, end)


def _length(pattern: re.Pattern[str], text: str, start: int) -> int:
    match = pattern.match(text, start)
    return len(match[0]) if match else 0


def _occurrences(text: str, form: str) -> Iterator[int]:
    at = text.find(form)
    while at >= 0:
        yield at
        at = text.find(form, at + len(form))
