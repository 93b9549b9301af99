"""Scrubs HTTP headers: credentials keep only their scheme, cookies only their names."""

import re
from collections.abc import Callable

from onetake.scrub.credentials import names_secret
from onetake.scrub.kinds import PLACEHOLDER, SECRET, placeholder

_HIDDEN = placeholder(SECRET)
_SCHEMES = (
    "basic", "bearer", "digest", "negotiate", "ntlm", "apikey", "token", "dpop", "hawk", "hoba",
    "mutual", "oauth", "scram-sha-1", "scram-sha-256", "vapid", "aws4-hmac-sha256", "sharedkey",
    "signature",
)  # fmt: skip
_CREDENTIALS = ("authorization", "proxyauthorization", "authenticationinfo")
_KEYS = (
    "xsession", "ocpapimsubscriptionkey", "xgoogapikey", "xfunctionskey", "xclientcert",
    "xforwardedclientcert", "xamzsignature", "xhubsignature256",
)  # fmt: skip
_NOT_A_LETTER = re.compile(r"[\W_]+")


def header_value(name: str, value: str, text: Callable[[str, str], str]) -> str:
    """Scrub the value of one header; `text` scrubs a text that stands behind some words."""
    flat = _NOT_A_LETTER.sub("", name).lower()
    if flat in _CREDENTIALS:
        return _credentials(value, text)
    if flat == "cookie":
        return _cookies(value, text)
    if flat == "setcookie":
        first, semicolon, rest = value.partition(";")
        return _cookies(first, text) + semicolon + text(rest, name)
    if flat in _KEYS or names_secret(name):
        return hide(value, text)
    return text(value, name)


def hide(value: str, text: Callable[[str, str], str]) -> str:
    """Replace a secret value whole; a declared secret keeps its name."""
    known = text(value, "")
    return known if not value.strip() or PLACEHOLDER.fullmatch(known.strip()) else _HIDDEN


def _credentials(value: str, text: Callable[[str, str], str]) -> str:
    scheme, space, rest = value.partition(" ")
    if not space or scheme.lower() not in _SCHEMES:
        return hide(value, text)
    return f"{scheme} {hide(rest, text)}"


def _cookies(value: str, text: Callable[[str, str], str]) -> str:
    return ";".join(_cookie(pair, text) for pair in value.split(";"))


def _cookie(pair: str, text: Callable[[str, str], str]) -> str:
    name, equals, value = pair.partition("=")
    if not equals:
        return hide(pair, text)
    return f"{text(name, '')}={hide(value, text)}"
