"""Reads what the receiving server found out about a sender: SPF, DKIM, DMARC."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

METHODS = ("spf", "dkim", "dmarc")
_RESULT = re.compile(r"^\s*([\w-]+)(?:\s*/\s*\d+)?\s*=\s*([\w-]+)")
_FIRST = re.compile(r"^\s*([a-z]+)", re.IGNORECASE)


def results_of(
    authentication: Sequence[str], received_spf: Sequence[str], trusted: str = ""
) -> dict[str, str]:
    """Return the result of each method that a trusted header gives, in small letters.

    Anybody can write Authentication-Results (RFC 8601, section 1.6) into a mail; the receiving
    server puts its own above what was there. So the topmost counts, or the topmost that bears the
    name `trusted`. SPF comes from the topmost Received-SPF (RFC 7208, section 9.1) when that
    header does not have it. Of several signatures (DKIM), one that holds is enough.
    """
    found: dict[str, str] = {}
    for value in authentication:
        name, *stated = _split(value)
        if trusted and name.split()[:1] != [trusted.lower()]:
            continue
        for method, result in _results(stated):
            if method in METHODS and (method not in found or result == "pass"):
                found[method] = result
        break
    if "spf" not in found and received_spf and not trusted:
        first = _FIRST.match(received_spf[0])
        if first:
            found["spf"] = first[1].lower()
    return found


def _results(stated: Sequence[str]) -> Iterator[tuple[str, str]]:
    for part in stated:
        found = _RESULT.match(part)
        if found:
            yield found[1].lower(), found[2].lower()


def _split(value: str) -> list[str]:
    """Return what stands between semicolons, without comments; a quoted text is one word."""
    parts, depth, quoted, escaped = [""], 0, False, False
    for sign in value:
        if escaped:
            escaped = False
        elif sign == "\\" and (quoted or depth):
            escaped = True
        elif sign == '"' and not depth:
            quoted = not quoted
        elif not quoted and sign == "(":
            depth += 1
            parts[-1] += " "
        elif not quoted and depth:
            depth -= sign == ")"
        elif not quoted and sign == ";":
            parts.append("")
        else:
            parts[-1] += sign
    return [part.strip().lower() for part in parts]
