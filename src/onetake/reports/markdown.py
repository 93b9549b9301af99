"""Texts from elsewhere in Markdown that people write to each other in: shown, never obeyed.

GitHub and GitLab look for mentions, references and links in the page they made, so a character
reference does not keep them from it; an invisible joiner behind the mark does. They look for none
within code, which is left as it is, to be copied.
"""

from __future__ import annotations

import re
from urllib.parse import quote, urlsplit

from onetake.reports.plain import printable

JOINER = "\u2060"
"""A joiner of words that nobody sees; no name, number or address goes on behind it."""
_MARKS = re.compile(r"[@#!$~%&^:*\[](?=\S)|(?i:\bGH-)(?=\d)|\bwww(?=\.)")
_OBEYED = str.maketrans({mark: f"&#{ord(mark)};" for mark in "&<>\"'\\`*_{}[]|~$@^"})
_SAFE = "/:?&=#%@!$*+,;~-._"


def prose(text: str, longest: int = 300) -> str:
    """Return a text that stands in a sentence, also within a table, as nothing but itself."""
    return _MARKS.sub(rf"\g<0>{JOINER}", printable(text, longest)).translate(_OBEYED)


def code(text: str, longest: int = 600) -> str:
    """Return a text as code on one line, every character as it is."""
    return f"<code>{printable(text, longest).translate(_OBEYED)}</code>"


def preformatted(text: str, longest: int = 2000) -> str:
    """Return a text as a block of code of its own, such as a command to be copied."""
    return f"<pre>{printable(text, longest).translate(_OBEYED)}</pre>"


def address(url: str) -> str:
    """Return an address that may stand in Markdown's parentheses; nothing for another scheme."""
    if urlsplit(url).scheme not in ("https", "http"):
        return ""
    return quote(printable(url, 2000), safe=_SAFE)


def link(shown: str, url: str) -> str:
    """Return a link; `shown` is Markdown already. Without an address it is only what is shown."""
    target = address(url)
    return f"[{shown}]({target})" if target else shown


def picture(told: str, url: str) -> str:
    """Return a picture that leads to itself; `told` is what it shows, in words."""
    target = address(url)
    return f"[![{prose(told)}]({target})]({target})" if target else ""
