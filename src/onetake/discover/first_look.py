"""Writes a first journey over the pages that were visited, with what held for each of them."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from urllib.parse import urlsplit

from onetake.words.visit import LIMITS, Visit

_HEAD = """\
# yaml-language-server: $schema=../.onetake/journey.schema.json
# Written by `onetake try`: what held when the site was looked at. Go on from here: let a customer
# do what customers come for. An editor that knows the schema above tells what may stand here, and
# `onetake record` writes steps down while you use the site.
goal: {goal}
owner: site
safe_in: [dev]
steps:
"""


def journey(visits: Sequence[Visit], site: str) -> str:
    """Return the journey's file; `site` is the address of the site without a path."""
    host = urlsplit(site).netloc
    seen: dict[str, Visit] = {}
    for visit in visits:
        if not visit.trouble and visit.status < 400 and visit.device == "desktop":
            seen.setdefault(visit.url, visit)
    lines = [line for visit in seen.values() for line in _page(visit, site)]
    return (
        _HEAD.format(goal=json.dumps(f"A customer looks around {host}")) + "\n".join(lines) + "\n"
    )


def _page(visit: Visit, site: str) -> Iterator[str]:
    where = visit.url.removeprefix(site) or "/"
    yield f"  - name: {_quoted(f'Look at {where}')}"
    yield f"    web.open: {_quoted(where)}"
    yield "    expect:"
    yield f"      status: {visit.status}"
    if visit.title:
        yield f"      title: {{contains: {_quoted(visit.title[:60])}}}"
    for limit in LIMITS:
        value = visit.vitals.get(limit.name)
        if value is None:
            continue
        good = f"{limit.minor / 1000:g}s" if limit.unit else f"{limit.minor:g}"
        bad = f"{limit.major / 1000:g}s" if limit.unit else f"{limit.major:g}"
        told = f"{value / 1000:.1f} s" if limit.unit else f"{value:.2f}"
        line = f"vitals.{limit.name}: {{at_most: {good} / {bad}}}"
        yield f"      {line}" if value <= limit.minor * 0.8 else f"      # {line}   # was {told}"
    yield from _holding("errors: 0", len(visit.errors))
    yield from _holding("failed_requests: 0", len(visit.failed))
    for impact in ("critical", "serious"):
        count = sum(one.count for one in visit.hindrances if one.impact == impact)
        yield from _holding(f"a11y.{impact}: 0", count)
    if visit.heading:
        yield f"  - web.see: {{heading: {_quoted(visit.heading[:80])}}}"


def _holding(line: str, count: int) -> Iterator[str]:
    """Yield an expectation, as a comment when it does not hold yet."""
    yield f"      {line}" if not count else f"      # {line}   # was {count}"


def _quoted(text: str) -> str:
    """Return a text as YAML takes it on one line, whatever it holds; `${` stays what it is."""
    return json.dumps(text.replace("${", "$${"), ensure_ascii=False)
