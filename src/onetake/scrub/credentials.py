"""Finds passwords, tokens and keys that nobody declared, by where they stand.

They stand behind a name that says so (`password=…`, `"token": "…"`, `<secret>…</secret>`), behind
`Bearer` or `Basic`, before the @ of an address, or have an own shape (JWT, PEM).
"""

import base64
import binascii
import re
from collections.abc import Iterator

from onetake.scrub.kinds import PLACEHOLDER, SECRET
from onetake.scrub.view import MASK

_PAIRS = (
    ("api", "key"), ("private", "key"), ("access", "key"), ("secret", "key"),
    ("security", "code"), ("card", "code"), ("session", "id"),
)  # fmt: skip
_LAST_WORDS = (
    "password", "passwd", "passphrase", "passcode", "passwort", "contraseña", "secret", "token",
    "authorization", "credential", "credentials", "cookie",
    *(first + joint + last for first, last in _PAIRS for joint in ("", "_", "-", ".")),
)  # fmt: skip
_WHOLE_WORDS = ("pwd", "pass", "pin", "otp", "cvv", "cvv2", "cvc", "cvc2", "csc", "jwt", "sid")
NAMES = _LAST_WORDS + _WHOLE_WORDS
"""How a name ends whose value is secret."""

_LONGEST = max(map(len, NAMES)) + 4
_NOT_A_LETTER = re.compile(r"[\W_]+")

_NAME = (
    "(?:"
    + "|".join(map(re.escape, _LAST_WORDS))
    + rf"|(?<![A-Za-z])(?:{'|'.join(sorted(_WHOLE_WORDS, key=len, reverse=True))}))"
)
_QUOTED = re.compile(
    rf"(?ais){_NAME}(?P<q>\\*[\"'])\s*:\s*(?:(?P=q)(?P<v>.*?)(?<!\\)(?P=q)|(?P<n>-?[0-9][0-9.]*))"
)
_ASSIGNED = re.compile(rf"(?ai){_NAME}=(?P<v>[^&\s\"'<>;,]+)")
_ELEMENT = re.compile(rf"(?ai){_NAME}(?:\s[^<>]{0, 200})?>(?P<v>[^<>]+)</")
_SCHEME = re.compile(r"(?ai)(?<![a-z])(?:bearer|basic|token)\s+(?P<v>[\w.~+/-]{8,}=*)")
_JWT = re.compile(r"(?a)(?P<v>eyJ[\w-]{8,}\.[\w-]{8,}(?:\.[\w-]*)?)")
_PEM = re.compile(r"(?s)-----BEGIN [A-Z ]*PRIVATE KEY-----(?P<v>.+?)(?:-----END|\Z)")
_USERINFO = re.compile(r"(?a)://(?P<v>[^/\s:@\"'<>]{0,256}:[^/\s@\"'<>]{1,256})@")


def names_secret(key: str) -> bool:
    """Tell whether a key such as `client_secret` or `X-Api-Key` names something secret."""
    flat = _NOT_A_LETTER.sub("", PLACEHOLDER.sub("", key)).lower()
    return flat in _WHOLE_WORDS or flat.endswith(_LAST_WORDS) or flat in ("session", "auth")


def find_credentials(text: str) -> Iterator[tuple[int, int, str]]:
    """Yield the start, the end and the kind of each value that is secret by its place."""
    for pattern in _patterns(text):
        for match in pattern.finditer(text):
            group = "v" if match["v"] is not None else "n"
            value = match[group]
            if value.strip(MASK) and (pattern is not _SCHEME or _is_token(match[0], value)):
                yield *match.span(group), SECRET


def has_credentials(text: str) -> bool:
    """Tell cheaply whether a text has a place where a credential may stand."""
    return next(_patterns(text), None) is not None


def _patterns(text: str) -> Iterator[re.Pattern[str]]:
    """Yield the patterns worth trying, which is none for most texts."""
    for joint in ('":', "':", '" :'):
        if joint in text and _named_before(text, joint):
            yield _QUOTED
            break
    if "=" in text and _named_before(text, "="):
        yield _ASSIGNED
    if "</" in text and _named_element(text):
        yield _ELEMENT
    if "earer " in text or "asic " in text or "oken " in text:
        yield _SCHEME
    if "eyJ" in text:
        yield _JWT
    if "-----BEGIN" in text:
        yield _PEM
    if "://" in text and "@" in text:
        yield _USERINFO


def _named_before(text: str, joint: str) -> bool:
    at = text.find(joint)
    while at >= 0:
        if text[max(0, at - _LONGEST) : at].rstrip("\\").lower().endswith(NAMES):
            return True
        at = text.find(joint, at + 1)
    return False


def _named_element(text: str) -> bool:
    return any(
        part.partition(">")[0].rstrip().lower().endswith(NAMES) for part in text.split("</")[1:]
    )


def _is_token(written: str, value: str) -> bool:
    """Tell a token from the word that follows "basic" or "bearer" in a sentence."""
    if not written.lower().startswith("basic"):
        return len(value) >= 12 and any(not character.isalpha() for character in value.rstrip("."))
    try:
        return b":" in base64.b64decode(value + "=" * (-len(value) % 4), validate=True)
    except (binascii.Error, ValueError):
        return False
