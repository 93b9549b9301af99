"""What `onetake lint` prints for people: each fault with its line, then how many there are."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from onetake.reports.paper import Paper, Part
from onetake.reports.signs import SIGNS, STYLES, counted
from onetake.words.location import Fault
from onetake.words.verdict import Verdict

if TYPE_CHECKING:
    from rich.console import Console

_COLOURS = {"error": "bold red", "warning": "bold yellow"}
_CARET = re.compile(r"(\s*\|\s*)(\^.*)")


def lint_text(
    faults: Sequence[Fault],
    rendered: Sequence[str],
    counts: Mapping[str, int],
    console: Console | None = None,
) -> str:
    """Return faults as text, each as `rendered` (one text per fault), and a summary line.

    `counts` says how much was read, by a noun in singular: {"journey": 8}. The text has colours
    when `console`, where it will be printed, shows them.
    """
    paper = Paper(console).draft()
    for fault, text in zip(faults, rendered, strict=True):
        for line in text.splitlines():
            paper.whole(*_coloured(line, fault))
    if faults:
        paper.gap()
    paper.line(*_summary(faults, counts))
    return paper.kept()


def _coloured(line: str, fault: Fault) -> list[Part]:
    """Return a line of a rendered fault with its place, severity and caret told apart."""
    place, mark = str(fault.location), f" {fault.severity}:"
    if line.startswith(f"{place}:{mark}"):
        message = line[len(place) + 1 + len(mark) :]
        return [(f"{place}:", "bold"), (mark, _COLOURS.get(fault.severity, "bold")), message]
    caret = _CARET.fullmatch(line)
    return [caret[1], (caret[2], "green")] if caret else [line]


def _summary(faults: Sequence[Fault], counts: Mapping[str, int]) -> list[Part]:
    read = ", ".join(counted(number, noun) for noun, number in counts.items())
    if not faults:
        return [(SIGNS[Verdict.PASSED], STYLES[Verdict.PASSED]), f" no fault in {read}"]
    found = Counter(fault.severity for fault in faults)
    parts = [counted(found[severity], severity) for severity in _COLOURS if found[severity]]
    files = len({fault.location.file for fault in faults})
    verdict = Verdict.FAILED if found["error"] else Verdict.DEGRADED
    text = f" {' and '.join(parts)} in {counted(files, 'file')} · read: {read}"
    return [(SIGNS[verdict], STYLES[verdict]), text]
