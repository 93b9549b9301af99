"""Looks for what should never be in git."""

from __future__ import annotations

from collections.abc import Iterator

from onetake.words.checks import Gap, Known, Stray, checks


@checks("file.stray", pitfall=4)
def check(known: Known) -> Iterator[Gap]:
    """A file of the programme holds a secret, or personal data of somebody real.

    Whoever may read the repository reads it, for ever: git forgets nothing.
    """
    found: dict[tuple[str, str], list[Stray]] = {}
    for stray in known.strays():
        found.setdefault((stray.file, stray.kind), []).append(stray)
    for (file, kind), strays in found.items():
        lines = [str(stray.line) for stray in strays]
        more = f", and {len(lines) - 1} more: lines {_listed(lines)}" if len(lines) > 1 else ""
        if strays[0].secret:
            fix = "change it at once where it opens something, and write ${secret.NAME} here"
        else:
            fix = "write one that belongs to nobody, or have somebody bear with it: waivers.yaml"
        yield Gap(f"{file}:{lines[0]}:1", f"{kind} stands in {file}{more}", fix)


def _listed(lines: list[str]) -> str:
    shown = lines[1:6]
    return ", ".join(shown) + (" …" if len(lines) > 6 else "")
