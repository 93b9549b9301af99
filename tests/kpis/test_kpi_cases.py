"""Each KPI by a fixture that was worked out by hand: rows, and exactly what they come to.

`cases/ID.yaml` holds rows of the ledger by table, and what is expected from the first of November
2026 until the first of December: `value`, `n`, and `low` and `high` where it has an interval.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
import yaml
from charter_rows import rows_of

from onetake.declare.kpis import shipped
from onetake.measure import measure

CASES = Path(__file__).parent / "cases"
SINCE = datetime(2026, 11, 1, tzinfo=UTC).timestamp()
UNTIL = datetime(2026, 12, 1, tzinfo=UTC).timestamp()
KPIS = {kpi.id: kpi for kpi in shipped().values()}


@pytest.mark.parametrize("name", sorted(KPIS))
def test_a_kpi_is_exactly_what_was_worked_out_by_hand(name, tmp_path):
    case = yaml.safe_load((CASES / f"{name}.yaml").read_text("utf-8"))
    rows = tmp_path / "rows.yaml"
    rows.write_text(yaml.safe_dump(case["rows"], allow_unicode=True), "utf-8")
    with rows_of(rows, tmp_path / ".onetake") as facts:
        [found] = measure(replace(KPIS[name], minimum=1), facts, SINCE, UNTIL)
        [few] = measure(replace(KPIS[name], minimum=found.n + 1), facts, SINCE, UNTIL)
        [none] = measure(KPIS[name], facts, SINCE - 9e7, SINCE - 8e7)
    expected = case["expect"]
    assert found.n == expected["n"]
    assert found.value == pytest.approx(expected["value"], abs=1e-9)
    for end in ("low", "high"):
        if end in expected:
            assert getattr(found, end) == pytest.approx(expected[end], abs=0.05)
    assert few.value is None and few.why == f"only {found.n} of {found.n + 1} rows"
    assert none.value is None and none.why == "no rows"


def test_no_case_is_left_over():
    assert {file.stem for file in CASES.iterdir()} == set(KPIS)


@pytest.mark.parametrize("name", sorted(KPIS))
def test_a_definition_is_whole(name):
    kpi = KPIS[name]
    assert kpi.title and kpi.formula and kpi.reckoning.at and kpi.unit
    assert (kpi.reckoning.kind in ("ratio", "net")) == bool(kpi.reckoning.good)
    assert (kpi.reckoning.kind in ("mean", "median", "sum", "rate")) == bool(kpi.reckoning.value)
    assert kpi.name == f"{name}@1" and len(kpi.digest) == 64


def test_what_decides_a_figure_decides_its_digest():
    kpi = KPIS["csat.top2"]
    assert replace(kpi, owner="care", minimum=5).digest == kpi.digest
    assert replace(kpi, exclusions="nothing").digest != kpi.digest
    worse = replace(kpi.reckoning, good="score >= 3")
    assert replace(kpi, reckoning=worse).digest != kpi.digest
