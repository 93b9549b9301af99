"""Turns bytes into text whatever they claim to be, and never fails."""

from __future__ import annotations

import codecs
import re
from email.errors import HeaderParseError
from email.header import decode_header

_FOLD = re.compile(r"\r?\n[ \t]?|[\x00\r\n]")
_WORD = re.compile(r"=\?[^?\s]+\?[bq]\?[^?]*\?=", re.IGNORECASE)
_HALVES = re.compile("[\ud800-\udc7f\udd00-\udfff]")
_C1 = re.compile(r"[\x80-\x9f]")
_LATIN = frozenset({"iso8859-1", "ascii"})


def decode(data: bytes, charset: str = "") -> tuple[str, str]:
    """Return the text of bytes, and a sentence on what was odd (empty when nothing was).

    The charset named is tried first, then UTF-8; where neither fits, what cannot be read becomes
    U+FFFD. As browsers do, Latin-1 is taken as Windows-1252 where it would give control characters.
    """
    named = _python_name(charset)
    if charset and not named:
        return decode(data)[0], f"nobody knows the charset {charset[:40]!r}"
    for codec in (named or "utf-8", "utf-8"):
        text = _strictly(data, codec)
        if text is not None:
            odd = f"the text is UTF-8, not {charset}" if codec != (named or "utf-8") else ""
            return _clean(text), odd
    if named in ("", "ascii", "utf-8"):
        return _latin(data), f"the text is not {charset or 'UTF-8'}; it was read as Windows-1252"
    return _clean(_loosely(data, named)), f"not all of the text is {charset}"


def words_of(raw: str, charset: str = "") -> str:
    """Return a header's value as a person reads it: unfolded, its encoded words decoded.

    Bytes above 127, which email.parser hands over as surrogates, are UTF-8 or else in `charset`.
    """
    value = _FOLD.sub(" ", raw).strip()
    if not value.isascii():
        value = _HALVES.sub("\ufffd", value)
        data = value.encode("utf-8", "surrogateescape")
        text = _strictly(data, "utf-8")
        value = _clean(text) if text is not None else decode(data, charset or "cp1252")[0]
    if not _WORD.search(value):
        return value
    try:
        pairs = decode_header(value)
    except (HeaderParseError, ValueError):
        return value
    return _clean("".join(_piece(piece, name) for piece, name in pairs))


def _piece(piece: bytes | str, charset: str | None) -> str:
    if isinstance(piece, str):
        return piece
    if charset is None:
        # The library takes plain words between encoded ones apart by this codec.
        return _strictly(piece, "utf-8") or piece.decode("raw-unicode-escape", "replace")
    return decode(piece, charset.partition("*")[0])[0]


def _python_name(charset: str) -> str:
    """Return what Python calls a charset, or nothing when it knows none such of texts."""
    name = charset.strip().strip("\"'").lower()
    if not name:
        return ""
    try:
        info = codecs.lookup(name)
        if info._is_text_encoding:
            return "ascii" if info.name == "us-ascii" else info.name
    except (LookupError, ValueError):
        pass
    return _web_name(name)


def _web_name(name: str) -> str:
    """Return the codec of a label that browsers know (WHATWG Encoding Standard), or nothing."""
    import webencodings

    found = webencodings.lookup(name)
    return found.codec_info.name if found else ""


def _strictly(data: bytes, codec: str) -> str | None:
    """Return the text, or None when the bytes do not fit."""
    try:
        text, _ = codecs.lookup(codec).decode(data, "strict")
    except Exception:  # noqa: BLE001 - codecs raise what they like: AssertionError, IndexError …
        return None
    if codec in _LATIN and _C1.search(text):
        return _latin(data)
    return text


def _loosely(data: bytes, codec: str) -> str:
    try:
        return codecs.lookup(codec).decode(data, "replace")[0]
    except Exception:  # noqa: BLE001 - idna and others know no such leniency
        return _latin(data)


def _latin(data: bytes) -> str:
    return _clean(data.decode("cp1252", "replace"))


def _clean(text: str) -> str:
    """Return a text without a byte order mark, and without halves of surrogate pairs."""
    text = text.removeprefix("\ufeff")
    try:
        text.encode()
    except UnicodeEncodeError:
        return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    return text
