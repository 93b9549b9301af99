"""What changed against the base branch, as one comment in Markdown on a pull or merge request."""

from __future__ import annotations

import hashlib
import shlex
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import orjson

from onetake.reports.changes import Change, Changes, Kind, Standing, compare
from onetake.reports.comment_parts import Links, details, line
from onetake.reports.markdown import code, link, prose
from onetake.reports.plain import unicode_tree
from onetake.reports.signs import SIGNS, counted
from onetake.reports.summary_file import Summary
from onetake.words.verdict import Verdict

MOST = 65_000
"""Characters of a comment; GitHub takes 65,536."""

_BAD = (Verdict.FAILED, Verdict.UNKNOWN, Verdict.DEGRADED)
_GRAVE = (Kind.FAILING, Kind.UNKNOWN, Kind.OTHERWISE, Kind.DEGRADED, Kind.NEW)
_SIGNS = {
    Kind.FAILING: "✗", Kind.UNKNOWN: "?", Kind.OTHERWISE: "✗", Kind.DEGRADED: "~",
    Kind.SLOWER: "▾", Kind.NEW: "+", Kind.SKIPPED: "–", Kind.REMOVED: "−", Kind.PASSING: "✓",
    Kind.BETTER: "~", Kind.FASTER: "▴",
}  # fmt: skip
_MORE = "\n_There is more than a comment may hold; the report tells the rest._\n"


@dataclass(frozen=True, slots=True)
class Compared:
    """A test beside that of its base; without one, `why` says what is missing."""

    head: Summary
    base: Summary | None = None
    why: str = ""

    @property
    def changes(self) -> Changes:
        """What changed; everything is new when there is no base."""
        base = self.base
        whole = base is not None and self.head.asked in ((), base.asked)
        journeys = base.journeys if base else ()
        return compare(journeys, self.head.journeys, whole=whole and not self.head.interrupted)


def marker(summary: Summary) -> str:
    """Return the hidden first line by which the comment is found again to be updated.

    It is the same for a programme, its place in the repository, and an environment.
    """
    known = orjson.dumps(unicode_tree([summary.programme, summary.folder, summary.environment]))
    return f"<!-- onetake:comment {hashlib.sha256(known).hexdigest()[:16]} -->"


def comment(compared: Compared, links: Links, most: int = MOST) -> str:
    """Return the comment, of at most `most` characters."""
    changes = compared.changes
    parts = [f"{marker(compared.head)}\n", *_head(compared, changes, links)]
    end = _end(compared, links)
    size = sum(map(len, parts)) + len(end) + len(_MORE)
    told = _standing(compared.head, links) if compared.base is None else _changed(changes, links)
    for part in told:
        size += len(part)
        if size > most:
            parts.append(_MORE)
            break
        parts.append(part)
    return "".join([*parts, end])


def _head(compared: Compared, changes: Changes, links: Links) -> Iterator[str]:
    """Yield the title, then one sentence that says what changed against which base."""
    head, base = compared.head, compared.base
    named = f"{prose(head.programme, 100)} in {prose(head.environment, 100)}"
    if base is None:
        counts = _by_verdict({v: n for v in Verdict if (n := _count(head, v))})
        yield f"### {SIGNS[head.verdict]} {named}: {head.verdict.value}\n\n"
        yield f"**There is no base to compare with**: {prose(compared.why, 400)}. "
        yield f"So this is how all journeys stand: {counts or 'none was walked'}.\n"
    else:
        yield f"### {_title(changes, named)}\n\n"
        yield f"Against {_compared_with(base, links)}: {_counts(changes)}\n"
    yield from _notices(compared, changes)


def _title(changes: Changes, named: str) -> str:
    """Return the title: the gravest thing that changed."""
    if not changes.changed:
        return f"✓ {named}: nothing changed for a customer"
    gravest = changes.changed[0]
    number = len(changes.of(gravest.kind))
    sign = _SIGNS[gravest.kind]
    if gravest.kind is Kind.NEW and gravest.now.verdict in _BAD:
        return f"{SIGNS[gravest.now.verdict]} {named}: a new journey {gravest.now.verdict.value}"
    return f"{sign} {named}: {counted(number, 'journey')} {gravest.kind.value}"


def _compared_with(base: Summary, links: Links) -> str:
    """Return the name of the base and the commit that was walked."""
    name = prose(links.base or "the base", 200)
    return f"{name} at {code(base.commit[:12])}" if base.commit else name


def _counts(changes: Changes) -> str:
    """Return what changed and how many stayed as they were."""
    told = [f"{len(found)} {kind.value}" for kind in _SIGNS if (found := changes.of(kind))]
    same = sum(changes.same.values())
    unchanged = f"{same} unchanged ({_by_verdict(changes.same)})" if same else "none unchanged"
    return f"**{', '.join(told) or 'nothing changed'}**; {unchanged}."


def _by_verdict(counts: Mapping[Verdict, int]) -> str:
    return ", ".join(
        f"{SIGNS[verdict]} {counts[verdict]} {verdict.value}"
        for verdict in Verdict
        if counts.get(verdict)
    )


def _count(summary: Summary, verdict: Verdict) -> int:
    return sum(item.verdict is verdict for item in summary.journeys)


def _notices(compared: Compared, changes: Changes) -> Iterator[str]:
    """Yield what keeps the comparison from being whole, each said plainly."""
    head, base = compared.head, compared.base
    if head.interrupted:
        yield "\n**The test was stopped before its end**; what it did not walk is not told here.\n"
    if changes.absent:
        number = len(changes.absent)
        what = f"{counted(number, 'journey')} of the base {'was' if number == 1 else 'were'}"
        asked = f" (it was asked for {code(shlex.join(head.asked))})" if head.asked else ""
        yield f"\n{what} not walked this time{asked}, so nothing is said of them.\n"
    if base and base.environment != head.environment:
        yield f"\nThe base was walked in another environment, {prose(base.environment)}.\n"
    if base and base.interrupted:
        yield "\nThe base's test was stopped before its end, so some may only look new.\n"


def _changed(changes: Changes, links: Links) -> Iterator[str]:
    """Yield each kind of change with its journeys, the gravest first."""
    for kind, sign in _SIGNS.items():
        for number, change in enumerate(sorted(changes.of(kind), key=_is_line)):
            heading = f"\n#### {sign} {kind.value}\n\n" if not number else ""
            yield heading + _told(change, links)


def _told(change: Change, links: Links) -> str:
    """Return a change: all that is known of a grave one, a line for another."""
    return line(change) if _is_line(change) else details(change, links)


def _is_line(change: Change) -> bool:
    return change.kind not in _GRAVE or change.now.verdict not in _BAD


def _standing(head: Summary, links: Links) -> Iterator[str]:
    """Yield what did not pass, by verdict, for a test without a base."""
    for verdict in (Verdict.FAILED, Verdict.UNKNOWN, Verdict.DEGRADED):
        found = [item for item in head.journeys if item.verdict is verdict]
        for number, item in enumerate(sorted(found, key=_name)):
            heading = f"\n#### {SIGNS[verdict]} {verdict.value}\n\n" if not number else ""
            yield heading + details(Change(Kind.SAME, None, item), links)


def _name(standing: Standing) -> tuple[str, str, int]:
    return standing.journey, standing.persona, standing.row or 0


def _end(compared: Compared, links: Links) -> str:
    """Return the last line: where everything else is."""
    told = [link("the whole report", links.report)] if links.report else []
    told += [link("evidence", links.evidence)] if links.evidence else []
    commit = compared.head.commit[:12]
    told += [f"walked at {code(commit)}"] if commit else []
    return f"\n<sub>{' · '.join(told)}</sub>\n" if told else ""
