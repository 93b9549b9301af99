"""Finds passwords, tokens and keys that nobody declared, by where they stand.

They stand behind a name that says so (`password=…`, `"token": "…"`, `<secret>…</secret>`), behind
`Bearer` or `Basic`, before the @ of an address, or have an own shape (JWT, PEM).
"""

import base64
import binascii
import re
from collections.abc import Iterator

from onetake.scrub.kinds import SECRET
from onetake.scrub.view import MASK

_ENDINGS = (
    "password passwd passphrase passcode passwort contraseña secret token apikey privatekey "
    "accesskey secretkey authorization cookie credential credentials cardcode securitycode "
    "sessionid"
).split()
_WHOLE = frozenset("pass pwd pin otp cvv cvc cvv2 cvc2 csc jwt sid session auth bearer".split())
_NOT_A_LETTER = re.compile(r"[\W_]+")
_HINTS = (
    "passw", "passphrase", "passcode", "contraseña", "secret", "token", "api", "key", "authoriz",
    "cookie", "credential", "code", "session", "pwd", "pin", "otp", "cvv", "cvc", "csc", "jwt",
    "sid",
)  # fmt: skip

_NAME = (
    r"(?:password|passwd|passphrase|passcode|passwort|contraseña|secret|token|api[_.-]?key"
    r"|(?:private|access|secret)[_.-]?key|authorization|credentials?|security[_.-]?code"
    r"|session[_.-]?id|(?<![A-Za-z])(?:pwd|pass|pin|otp|cvv2?|cvc2?|csc|jwt|sid))"
)
_QUOTED = re.compile(
    rf"(?is){_NAME}(?P<q>\\*[\"'])\s*:\s*(?:(?P=q)(?P<v>.*?)(?<!\\)(?P=q)|(?P<n>-?[0-9][0-9.]*))"
)
_ASSIGNED = re.compile(rf"(?i){_NAME}=(?P<v>[^&\s\"'<>;,]+)")
_ELEMENT = re.compile(rf"(?i){_NAME}(?:\s[^<>]*)?>(?P<v>[^<>]+)</")
_SCHEME = re.compile(r"(?i)(?<![a-z])(?:bearer|basic|token)\s+(?P<v>[\w.~+/-]{8,}=*)")
_JWT = re.compile(r"(?P<v>eyJ[\w-]{8,}\.[\w-]{8,}(?:\.[\w-]*)?)")
_PEM = re.compile(r"(?s)-----BEGIN [A-Z ]*PRIVATE KEY-----(?P<v>.+?)(?:-----END|\Z)")
_USERINFO = re.compile(r"://(?P<v>[^/\s:@\"'<>]*:[^/\s@\"'<>]+)@")


def names_secret(key: str) -> bool:
    """Tell whether a key such as `client_secret` or `X-Api-Key` names something secret."""
    flat = _NOT_A_LETTER.sub("", key).lower()
    return flat in _WHOLE or flat.endswith(tuple(_ENDINGS))


def find_credentials(text: str) -> Iterator[tuple[int, int, str]]:
    """Yield the start, the end and the kind of each value that is secret by its place."""
    for pattern in _patterns(text):
        for match in pattern.finditer(text):
            group = "v" if match["v"] is not None else "n"
            value = match[group]
            if value.strip(MASK) and (pattern is not _SCHEME or _is_token(match[0], value)):
                yield *match.span(group), SECRET


def _patterns(text: str) -> Iterator[re.Pattern[str]]:
    quoted, assigned, element = '":' in text or "':" in text, "=" in text, "</" in text
    lowered = text.lower()
    if (quoted or assigned or element) and any(map(lowered.__contains__, _HINTS)):
        yield from [
            p for p, on in ((_QUOTED, quoted), (_ASSIGNED, assigned), (_ELEMENT, element)) if on
        ]
    if "earer " in lowered or "basic " in lowered or "token " in lowered:
        yield _SCHEME
    if "eyJ" in text:
        yield _JWT
    if "-----BEGIN" in text:
        yield _PEM
    if "://" in text and "@" in text:
        yield _USERINFO


def _is_token(written: str, value: str) -> bool:
    """Tell a token from the word that follows "basic" or "bearer" in a sentence."""
    if not written.lower().startswith("basic"):
        return len(value) >= 12 and any(not character.isalpha() for character in value.rstrip("."))
    try:
        return b":" in base64.b64decode(value + "=" * (-len(value) % 4), validate=True)
    except (binascii.Error, ValueError):
        return False
