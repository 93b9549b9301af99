"""Texts from a subject made harmless for the place they are shown in.

What a bot or a server answered may hold anything: codes that recolour or overwrite a terminal,
marks that turn the reading direction, halves of characters. They are shown, never obeyed.
"""

from __future__ import annotations

import re

_SPACES = re.compile("[\t\n\r\u2028\u2029]+")
_DIRECTIONS = "\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069"
_UNSHOWN = re.compile(f"[\x00-\x1f\x7f-\x9f\ud800-\udfff\ufeff\ufff9-\uffff{_DIRECTIONS}]")
_UNSHOWN_IN_LINES = re.compile(_UNSHOWN.pattern.replace("\x00-\x1f", "\x00-\x08\x0b-\x1f"))
_ENDS = re.compile("\r\n?|[\u2028\u2029]")
_NOT_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")
_SURROGATES = re.compile("[\ud800-\udfff]")
_PLAINLY = {
    "✓": "+", "✗": "x", "–": "-", "—": "-", "·": "|", "…": "...", "→": "->", "━": "=", "─": "-",
    "▇": "#", "“": '"', "”": '"', "‘": "'", "’": "'", "≥": ">=",
}  # fmt: skip


def printable(text: str, longest: int = 2000) -> str:
    """Return a text on one line that a terminal only shows; a very long one lacks its middle."""
    if len(text) > longest:
        text = f"{text[: longest // 2]} … {text[-longest // 2 :]}"
    return _UNSHOWN.sub(_escape, _SPACES.sub(" ", text))


def harmless(text: str) -> str:
    """Return a text with its lines, in which every mark that is obeyed, not shown, is an escape."""
    return _UNSHOWN_IN_LINES.sub(_escape, _ENDS.sub("\n", text))


def encodable(text: str, encoding: str) -> str:
    """Return a text that an encoding can write: our own signs in ASCII, the rest as escapes."""
    try:
        text.encode(encoding)
    except UnicodeEncodeError:
        return "".join(_in_encoding(character, encoding) for character in text)
    return text


def xml_text(text: str) -> str:
    """Return a text that XML 1.0 can hold; what it cannot is shown as an escape."""
    return _NOT_XML.sub(_escape, text)


def unicode_text(text: str) -> str:
    """Return a text that UTF-8 can hold; halves of characters are shown as escapes."""
    return _SURROGATES.sub(_escape, str(text))


def unicode_tree(value: object) -> object:
    """Return nested dicts and lists with every text as UTF-8 can hold it."""
    if isinstance(value, dict):
        return {key: unicode_tree(item) for key, item in value.items()}
    if isinstance(value, list):
        return [unicode_tree(item) for item in value]
    return unicode_text(value) if isinstance(value, str) else value


def _in_encoding(character: str, encoding: str) -> str:
    try:
        character.encode(encoding)
    except UnicodeEncodeError:
        return _PLAINLY.get(character) or _escaped(character)
    return character


def _escape(found: re.Match[str]) -> str:
    return "".join(map(_escaped, found[0]))


def _escaped(character: str) -> str:
    code = ord(character)
    if code < 0x100:
        return f"\\x{code:02x}"
    return f"\\u{code:04x}" if code < 0x10000 else f"\\U{code:08x}"
