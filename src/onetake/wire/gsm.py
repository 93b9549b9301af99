"""How texts travel as SMS: the GSM 7-bit alphabet, UCS-2, and how many segments a text needs.

Source: 3GPP TS 23.038, sections 6.2.1 (default alphabet), 6.2.1.1 (extension table) and 6.2.3
(UCS-2); lengths of segments from TS 23.040, section 9.2.3.24.1.
"""

from __future__ import annotations

from typing import Literal

Encoding = Literal["gsm7", "ucs2"]

_ESCAPE = 0x1B
_ALPHABET = (
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞ\x1bÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?"
    "¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà"
)
_EXTENSION = {
    "\f": 0x0A, "^": 0x14, "{": 0x28, "}": 0x29, "\\": 0x2F, "[": 0x3C, "~": 0x3D, "]": 0x3E,
    "|": 0x40, "€": 0x65,
}  # fmt: skip
_CODES = {char: bytes([code]) for code, char in enumerate(_ALPHABET) if code != _ESCAPE}
_CODES |= {char: bytes([_ESCAPE, code]) for char, code in _EXTENSION.items()}
_EXTENDED = {code: char for char, code in _EXTENSION.items()}
_ROOM: dict[Encoding, tuple[int, int]] = {"gsm7": (160, 153), "ucs2": (70, 67)}


def encoding_of(text: str) -> Encoding:
    """Return gsm7 when the 7-bit alphabet and its extension table hold all of a text, else ucs2."""
    return "gsm7" if all(char in _CODES for char in text) else "ucs2"


def encode(text: str) -> bytes:
    """Return a text's septets, one to a byte; characters of the extension table take two.

    Raises ValueError, naming the first character that the alphabet does not hold.
    """
    strange = next((char for char in text if char not in _CODES), None)
    if strange is not None:
        raise ValueError(f"{strange!r} is not in the GSM 7-bit alphabet")
    return b"".join(_CODES[char] for char in text)


def decode(septets: bytes) -> str:
    """Return the text of septets; an unknown escape is a space and what follows it, as phones do.

    Raises ValueError for a byte above 127, which is no septet.
    """
    chars, escaped = [], False
    for septet in septets:
        if septet > 0x7F:
            raise ValueError(f"0x{septet:02x} is no septet")
        if escaped:
            chars.append(_EXTENDED.get(septet, " " + _ALPHABET[septet].replace("\x1b", "")))
            escaped = False
        elif septet == _ESCAPE:
            escaped = True
        else:
            chars.append(_ALPHABET[septet])
    return "".join(chars)


def length(text: str) -> int:
    """Return how much room a text takes: septets in gsm7, UTF-16 units in ucs2."""
    encoding = encoding_of(text)
    return sum(_size(char, encoding) for char in text)


def split(text: str) -> tuple[str, ...]:
    """Return a text in the segments it needs; no character, not even an escaped one, is cut."""
    encoding = encoding_of(text)
    alone, joined = _ROOM[encoding]
    if length(text) <= alone:
        return (text,)
    segments, begin, room = [], 0, joined
    for end, char in enumerate(text):
        size = _size(char, encoding)
        if size > room:
            segments.append(text[begin:end])
            begin, room = end, joined
        room -= size
    return (*segments, text[begin:])


def _size(char: str, encoding: Encoding) -> int:
    return len(_CODES[char]) if encoding == "gsm7" else 1 + (ord(char) > 0xFFFF)
