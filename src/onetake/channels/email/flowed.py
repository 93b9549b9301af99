"""Joins lines that only the sender's program broke (RFC 3676, format=flowed)."""

from __future__ import annotations


def unflowed(text: str, *, delsp: bool = False) -> str:
    """Return a text in which a line that ends in a space goes on with the next one.

    `delsp`: that space was added when the line was broken. A signature's `-- ` stands alone.
    """
    lines: list[str] = []
    depth, open_line = 0, False
    for written in text.split("\n"):
        quotes = len(written) - len(written.lstrip(">"))
        line = written[quotes:].removeprefix(" ")
        goes_on = line.endswith(" ") and line != "-- "
        if goes_on and delsp:
            line = line[:-1]
        if open_line and quotes == depth and line != "-- ":
            lines[-1] += line
        else:
            lines.append((">" * quotes + " " if quotes else "") + line)
        depth, open_line = quotes, goes_on
    return "\n".join(lines)
