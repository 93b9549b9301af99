"""The character classes that every search shares.

Word boundaries are ASCII look-arounds and not `\\b`, which sees no boundary between a digit and
the Chinese or Japanese word that touches it.
"""

SEPARATOR = r"[ .\-/()_+\x1f]"
"""What may stand between the digits of one number."""

NOT_AFTER = r"(?<![0-9A-Za-z])"
"""Nothing that could belong to the number stands before it."""

NOT_BEFORE = r"(?![0-9A-Za-z])"
"""Nothing that could belong to the number stands behind it."""


def digits_of(text: str) -> str:
    """Give the digits of a text, without what separates them."""
    return "".join(character for character in text if "0" <= character <= "9")
