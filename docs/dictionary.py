"""Makes the pages of KPIs and checks: from their definitions, docstrings and cases."""

from __future__ import annotations

import inspect
from collections.abc import Iterator
from pathlib import Path

import yaml
from tables import table

from onetake import plugins
from onetake.declare.kpis import shipped
from onetake.flows.mappings import READY, ready_mappings
from onetake.words.checks import Check
from onetake.words.judged import PITFALLS
from onetake.words.kpi import DAY, Kpi, told
from onetake.words.outside import ContactRow, DeploymentRow, IncidentRow, SurveyRow

_ANSWER = "owner: TEAM\naudience: [TEAM]\n"
CASES = Path(__file__).parent.parent / "tests" / "checks" / "cases"


def dictionary_pages() -> Iterator[tuple[Path, str]]:
    """Yield a page for each KPI and each check, by its path below docs/."""
    for kpi in shipped().values():
        yield Path("kpis") / f"{kpi.id}.md", kpi_page(kpi)
    for check in plugins.checks().found:
        yield Path("checks") / f"{check.name}.md", check_page(check)


def kpis_table() -> str:
    """Return a table of our KPIs, each with its page and its formula."""
    rows = [
        (f"[{kpi.id}](kpis/{kpi.id}.md)", kpi.title, kpi.formula, kpi.dialect)
        for kpi in sorted(shipped().values(), key=lambda kpi: kpi.id)
    ]
    return table(("KPI", "what it is", "how it is worked out", "dialect"), rows)


def checks_table() -> str:
    """Return a table of our checks: what each finds when it finds something."""
    rows = [
        (f"[{check.name}](checks/{check.name}.md)", str(check.pitfall), check.severity,
         check.meaning)
        for check in plugins.checks().found
    ]  # fmt: skip
    return table(("check", "pitfall", "how grave", "what it finds"), rows)


def mappings_table() -> str:
    """Return a table of the ready mappings: what for, and the values they need."""
    rows = []
    for name in ready_mappings():
        text = (READY / f"{name}.yaml").read_text("utf-8")
        head = yaml.safe_load(text)
        needs = "; ".join(f"`{key}`: {told}" for key, told in head.get("needs", {}).items())
        rows.append((f"`{name}`", text.splitlines()[0].lstrip("# "), head["into"], needs))
    return table(("mapping", "for", "into", "values it needs"), rows)


def outside_fields() -> str:
    """Return what the rows from outside hold, as their docstrings say."""
    parts = []
    for row in (SurveyRow, ContactRow, DeploymentRow, IncidentRow):
        first, _, rest = (inspect.getdoc(row) or "").partition("\n\n")
        parts.append(f"**{row.table}**: {first} {rest}".replace("\n", " "))
    return "\n\n".join(parts)


def kpi_page(kpi: Kpi) -> str:
    """Return the page of a KPI: its definition, and how a company adopts it."""
    part = kpi.reckoning
    rows = [
        ("formula", kpi.formula),
        ("without", kpi.exclusions),
        ("unit", f"{kpi.unit}; {kpi.better} is better"),
        ("counts", {"both": "rows of real and of invented customers"}.get(
            kpi.counted, f"{kpi.counted} rows")),
        ("window", f"{kpi.window / DAY:g} days, unless `--since` is given"),
        ("follow-up", part.follow_up and f"provisional for {told(part.follow_up, 's')}"),
        ("minimum", f"unknown below {kpi.minimum} rows"),
        ("source", kpi.source),
        ("dialect", f"{kpi.dialect}: {kpi.note}" if kpi.dialect else kpi.note),
    ]  # fmt: skip
    clauses = ("kind", "rows", "where", "good", "bad", "value", "at")
    reckoning = {name: getattr(part, name) for name in clauses if getattr(part, name)}
    bound = "at_least" if kpi.better == "more" else "at_most"
    parts = [
        f"# {kpi.title} (`{kpi.id}`)",
        table(("part", kpi.name), [(name, str(text)) for name, text in rows if text]),
        "## Exactly",
        f"```yml\n{yaml.safe_dump({'reckoning': reckoning}, sort_keys=False, width=90)}```",
        "## Adopt it",
        f"In `kpis/NAME.yaml`:\n\n```yml\nuse: {kpi.id}\n{_ANSWER}target: {{{bound}: …}}\n```",
        f"`onetake kpi {kpi.id}` measures it. All KPIs: [what matters](../kpis.md).",
    ]
    return "\n\n".join(parts)


def check_page(check: Check) -> str:
    """Return the page of a check: what it finds, an example, and what it says of it."""
    parts = [f"# {check.name}", *(inspect.getdoc(check.look) or "").split("\n\n")]
    number = check.pitfall
    parts.append(f"Pitfall {number}, {PITFALLS[number - 1]}; {check.severity} unless told.")
    parts += ["## What it finds", *_example(CASES / check.name / "bad")]
    parts += ["## And what not", *_example(CASES / check.name / "clean")]
    parts.append("All checks, and how to bear with a finding: [judging](../judging.md).")
    return "\n\n".join(parts)


def _example(folder: Path) -> Iterator[str]:
    """Yield the files of a case, and what is said of them."""
    for file in sorted(folder.rglob("*")):
        path = file.relative_to(folder)
        if file.suffix != ".yaml" or path.name == "expected.yaml":
            continue
        text = file.read_text("utf-8").rstrip()
        lines = text.splitlines()
        if len(lines) > 12:
            text = "\n".join([*lines[:6], f"# … and {len(lines) - 6} lines more"])
        name = "rows of the ledger" if path.name == "rows.yaml" else f"`{path}`"
        yield f"{name}:\n\n```yml\n{text}\n```"
    expected = folder / "expected.yaml"
    if expected.exists():
        for gap in yaml.safe_load(expected.read_text("utf-8")):
            yield f"> {gap['place']}: {gap['message']}"
