"""Finds e-mail addresses around each at sign, international ones too.

Letters of scripts without spaces (Chinese, Thai …) touch the address that follows them, so they
count as part of it only when nothing else can stand next to the at sign.
"""

import re
from collections.abc import Iterator

from onetake.scrub.kinds import EMAIL

_LATIN = r"0-9A-Za-z\u00c0-\u024f\u0370-\u052f\x1f"
_LOCAL = re.compile(rf"[{_LATIN}._%+'&!#$*=?^`{{|}}~/-]{{1,64}}")
_LOCAL_ANY = re.compile(r"[\w.+-]{1,64}")
_QUOTED = re.compile(r'"[^"\n]{1,62}"')
_LABEL = rf"[{_LATIN}](?:[{_LATIN}-]{{0,62}}[{_LATIN}])?"
_DOMAIN = re.compile(rf"(?:{_LABEL}\.){{1,8}}([A-Za-z\u00c0-\u052f]{{2,24}}|xn--[a-z0-9-]{{2,59}})")
_DOMAIN_ANY = re.compile(r"(?:[\w-]{1,63}\.){1,8}([^\W\d_]{2,24})")
_VERSION = re.compile(r"[0-9]+\.[0-9]+\b")
_FILES = frozenset(
    ("png", "jpg", "jpeg", "gif", "svg", "webp", "avif", "ico", "css", "js", "mjs", "tsx", "json")
)
_USERINFO = re.compile(r"://[^/\s@]*:$")
_NOT_FIRST = ".%+'&!#$*=?^`{|}~/-"


def find_emails(text: str) -> Iterator[tuple[int, int, str]]:
    """Yield the start, the end and the kind of each address."""
    at = text.find("@")
    while at >= 0:
        span = _around(text, at)
        if span is not None:
            yield (*span, EMAIL)
        at = text.find("@", at + 1)


def _around(text: str, at: int) -> tuple[int, int] | None:
    domain = _DOMAIN.match(text, at + 1) or _DOMAIN_ANY.match(text, at + 1)
    if domain is None or domain[1].lower() in _FILES or _VERSION.match(domain[0]):
        return None
    start = _start(text, at)
    if start == at or _USERINFO.search(text, max(0, start - 80), start):
        return None
    if text[start:at] == "git" and text[domain.end() : domain.end() + 1] == ":":
        return None
    return start, domain.end()


def _start(text: str, at: int) -> int:
    reversed_text = text[max(0, at - 64) : at][::-1]
    local = (
        _LOCAL.match(reversed_text)
        or _QUOTED.match(reversed_text)
        or _LOCAL_ANY.match(reversed_text)
    )
    if local is None:
        return at
    start = at - local.end()
    # What only joins words is no first character; what follows `=` or `/` is a value.
    name = text[start:at]
    for joint in "=&?/":
        name = name.rpartition(joint)[2]
    name = name.lstrip(_NOT_FIRST)
    return at - len(name)
