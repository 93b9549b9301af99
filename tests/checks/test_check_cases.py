"""Each check as data: a programme where it finds gaps, and its clean twin where it finds none.

`cases/CHECK/bad/` holds files of a programme beside `expected.yaml`, the gaps as `place`,
`message` (a part of it) and, where it is not the check's own, `severity`. `rows.yaml` holds rows
of the ledger by table. `cases/CHECK/clean/` is the same programme as it should be.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from functools import partial
from pathlib import Path

import pytest
import yaml
from charter_rows import rows_of

from onetake import declare, plugins
from onetake.declare.charter import read_charter
from onetake.flows.kpi import beside, last_days
from onetake.flows.slo import budgets
from onetake.flows.strays import strays
from onetake.words.checks import Known

CASES = Path(__file__).parent / "cases"
NOW = datetime(2026, 11, 22, 12, tzinfo=UTC).timestamp()
CHECKS = {check.name: check for check in plugins.checks().found}
MAIN = "programme: Harbor Bank\nowner: ''\nenvironments: {dev: {}}\n"


@contextmanager
def known(folder: Path, tmp_path: Path) -> Iterator[Known]:
    """Yield what a check may look at in a case's folder."""
    for file in folder.rglob("*"):
        if file.is_file() and file.name not in ("expected.yaml", "rows.yaml"):
            target = tmp_path / file.relative_to(folder)
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(file.read_bytes())
    if not (tmp_path / "onetake.yaml").exists():
        (tmp_path / "onetake.yaml").write_text(MAIN)
    reading = declare.read(tmp_path, plugins.channels().found)
    charter = read_charter(tmp_path)
    faults = [fault for fault in (*reading.faults, *charter.faults) if fault.severity == "error"]
    assert reading.programme is not None and not faults, faults
    with rows_of(folder / "rows.yaml", tmp_path / ".onetake") as facts:
        found = partial(strays, folder)
        kpis = charter.charter.kpis.values()
        asked = (folder / "rows.yaml").exists()
        measured = [item for kpi in kpis for item in beside(kpi, facts, NOW)] if asked else []
        figures = {item.kpi.name: item for item in measured}
        yield Known(
            reading.programme, charter.charter, facts, NOW, figures, strays=found,
            days=partial(last_days, facts, NOW),
            budgets=tuple(budgets(charter.charter.slos.values(), facts, {}, NOW)) if asked else (),
        )  # fmt: skip


def told(gaps, check):
    """Return gaps as a case writes them."""
    return [
        {"place": gap.place, "message": gap.message}
        | ({"severity": gap.severity} if gap.severity not in (None, check.severity) else {})
        for gap in gaps
    ]


@pytest.mark.parametrize("name", sorted(CHECKS))
def test_a_check_finds_what_is_bad(name, tmp_path):
    folder, check = CASES / name / "bad", CHECKS[name]
    expected = yaml.safe_load((folder / "expected.yaml").read_text("utf-8"))
    with known(folder, tmp_path) as all_known:
        found = told(check.look(all_known), check)
    assert len(found) == len(expected) > 0, found
    for seen, wanted in zip(found, expected, strict=True):
        assert wanted.pop("message") in seen.pop("message")
        assert seen == wanted


@pytest.mark.parametrize("name", sorted(CHECKS))
def test_a_check_finds_nothing_in_the_clean_twin(name, tmp_path):
    folder = CASES / name / "clean"
    assert folder.is_dir(), f"{name} has no clean twin"
    with known(folder, tmp_path) as all_known:
        assert list(CHECKS[name].look(all_known)) == []


@pytest.mark.parametrize("name", sorted(CHECKS))
def test_a_check_says_what_is_wrong_and_how_to_mend_it(name, tmp_path):
    check = CHECKS[name]
    assert check.meaning.endswith(".") and 1 <= check.pitfall <= 6
    with known(CASES / name / "bad", tmp_path) as all_known:
        assert all(gap.fix for gap in check.look(all_known))


def test_no_case_is_left_over():
    assert {folder.name for folder in CASES.iterdir()} == set(CHECKS)
