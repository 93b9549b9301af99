"""The user data header of an SMS: which part of a long message it is (3GPP TS 23.040, 9.2.3.24)."""

from __future__ import annotations

from dataclasses import dataclass

_NARROW, _WIDE = 0x00, 0x08


@dataclass(frozen=True, slots=True)
class Reference:
    """Part `position` of `total`, counted from 1, of the long message that bears `number`.

    `wide`: the number has 16 bits (0 to 65535), else 8; the two are never the same message.
    """

    number: int
    total: int
    position: int
    wide: bool = False


def read_reference(header: bytes) -> Reference | None:
    """Return which part a message is; None when its header says nothing of it, or nonsense."""
    if not header or header[0] > len(header) - 1:
        return None
    rest = header[1 : header[0] + 1]
    found: Reference | None = None
    while len(rest) >= 2 and len(rest) >= rest[1] + 2:
        kind, value, rest = rest[0], rest[2 : rest[1] + 2], rest[rest[1] + 2 :]
        if kind == _NARROW and len(value) == 3:
            found = Reference(value[0], value[1], value[2])
        elif kind == _WIDE and len(value) == 4:
            found = Reference(int.from_bytes(value[:2], "big"), value[2], value[3], wide=True)
    return found if found and 1 <= found.position <= found.total else None


def write_reference(reference: Reference) -> bytes:
    """Return the header that says which part a message is, its own length first.

    Raises ValueError (OverflowError for the number) for what no header can hold.
    """
    if not 1 <= reference.position <= reference.total <= 255:
        raise ValueError(f"no header can say part {reference.position} of {reference.total}")
    number = reference.number.to_bytes(2 if reference.wide else 1, "big")
    value = number + bytes([reference.total, reference.position])
    element = bytes([_WIDE if reference.wide else _NARROW, len(value)]) + value
    return bytes([len(element)]) + element
