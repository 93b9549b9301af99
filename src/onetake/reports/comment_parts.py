"""One changed journey in a comment: what a customer would have noticed, where, and the proof."""

from __future__ import annotations

import shlex
from collections.abc import Iterator
from dataclasses import dataclass
from statistics import median
from urllib.parse import quote

from onetake.reports.changes import Change, Kind, Standing
from onetake.reports.duration import duration_text
from onetake.reports.markdown import code, link, picture, preformatted, prose
from onetake.reports.signs import SIGNS, walker
from onetake.words.events import ERASED
from onetake.words.verdict import Verdict

_PICTURES = (".png", ".jpg", ".jpeg", ".webp", ".gif")
_SHOWN = 3


@dataclass(frozen=True, slots=True)
class Links:
    """Where things are to be found; what is empty is told in words only.

    `files` is the address of the repository's files at the commit, `folder` leads from there to
    the programme. `evidence` is a page, or, when it ends in `/`, a folder whose pictures can be
    shown in the comment. `base` names the base branch.
    """

    report: str = ""
    evidence: str = ""
    files: str = ""
    folder: str = ""
    base: str = ""


def line(change: Change) -> str:
    """Return a change as one line of a list."""
    now = change.now
    name = f"**{prose(_who(now), 200)}**"
    return f"- {name}{''.join(f': {part}' for part in _said(change))}\n"


def details(change: Change, links: Links) -> str:
    """Return a change with the deciding step, its place, pictures, proof and the next command."""
    now = change.now
    verdict = f" ({SIGNS[now.verdict]} {now.verdict.value})" if change.kind is Kind.NEW else ""
    told = [f"**{prose(_who(now), 200)}**{verdict}  ", f"{_noticed(now)}  ", _where(now, links)]
    shown = "\n".join(part for part in told if part).rstrip()
    pictures = "".join(f"\n{item}\n" for item in _pictures(now, links))
    return f"{shown}\n{pictures}\n{_folded(change, links)}\n"


def _who(standing: Standing) -> str:
    return walker(standing.journey, standing.persona, standing.row, standing.given)


def _noticed(now: Standing) -> str:
    """Return what a customer would have noticed, at which step."""
    step = f"Step {now.number}, {prose(now.step, 200)}: " if now.step else "Noticed: "
    untold = "we could not tell: " if now.verdict is Verdict.UNKNOWN else ""
    return f"{step}{untold}**{prose(now.reason or 'no reason was given', 400)}**"


def _where(now: Standing, links: Links) -> str:
    """Return the place of the step in its file, leading there where that has an address."""
    if not now.place:
        return ""
    file, _, rest = now.place.partition(":")
    path = f"{links.folder}/{file}" if links.folder else file
    row = rest.partition(":")[0]
    url = f"{links.files}{quote(path, errors='replace')}" + (f"#L{row}" if row.isdigit() else "")
    shown = code(f"{links.folder}/{now.place}" if links.folder else now.place)
    return f"at {link(shown, url) if links.files else shown}"


def _pictures(now: Standing, links: Links) -> Iterator[str]:
    """Yield the first pictures, where their folder has an address."""
    if links.evidence.endswith("/"):
        named = [name for name in now.evidence if name.endswith(_PICTURES)]
        for name in named[:_SHOWN]:
            told = f"what {_who(now)} saw at step {now.number}"
            yield picture(told, links.evidence + quote(name, errors="replace"))


def _folded(change: Change, links: Links) -> str:
    """Return what is one click away: goal, rule, what was seen, evidence, and the command."""
    now, base = change.now, change.base
    facts = [("goal", now.goal), ("rule", now.rule), ("tries", now.rate), ("seen", now.seen)]
    lines = [f"- {name}: {code(value)}" for name, value in facts if value]
    if base is not None:
        before = f" ({prose(base.reason, 200)})" if base.reason else ""
        lines.append(f"- before: {SIGNS[base.verdict]} {base.verdict.value}{before}")
    pieces = ", ".join(_piece(name, links) for name in now.evidence)
    lines += [f"- evidence: {pieces}"] if pieces else []
    listed = "\n".join(lines)
    again = now.again + (f" --programme {shlex.quote(links.folder)}" if links.folder else "")
    return (
        f"<details><summary>proof, and how to walk it yourself</summary>\n\n{listed}\n\n"
        f"{preformatted(again)}\n\n</details>\n"
    )


def _piece(name: str, links: Links) -> str:
    """Return the short name of a piece of evidence, leading to it where it has an address."""
    digest, _, kind = name.rpartition("/")[2].partition(".")
    short = f"{digest[:8]}….{kind}" if len(digest) > 12 else name
    alone = links.evidence.endswith("/") and name != ERASED
    return link(code(short), links.evidence + quote(name, errors="replace") if alone else "")


def _said(change: Change) -> Iterator[str]:
    """Yield what a line says behind the name: figures for speed, a reason for the rest."""
    now, base = change.now, change.base
    if change.shift is not None and base is not None and change.kind in (Kind.SLOWER, Kind.FASTER):
        was, took = duration_text(median(base.times)), duration_text(median(now.times))
        found = change.shift
        yield (
            f"{was} → {took}, {found.ratio:.2g} times as long "
            f"(between {found.low:.2g} and {found.high:.2g}, with 95 % confidence)"
        )
    elif change.kind is Kind.NEW:
        yield f"{SIGNS[now.verdict]} {now.verdict.value}"
    elif change.kind is Kind.REMOVED:
        yield f"it was {now.verdict.value}"
    elif base is not None and change.kind is Kind.PASSING:
        yield f"it was {base.verdict.value}" + (f" ({prose(base.reason)})" if base.reason else "")
    elif now.reason:
        yield prose(now.reason)
