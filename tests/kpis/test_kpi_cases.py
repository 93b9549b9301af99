"""Each KPI by a fixture that was worked out by hand: rows, and exactly what they come to.

`cases/ID.yaml` holds rows of the ledger by table, and what is expected from the first of November
2026 until the first of December: `value`, `n`, and `low` and `high` where it has an interval,
all to the ninth digit.
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
            assert getattr(found, end) == pytest.approx(expected[end], abs=1e-9)
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


DECIDING = {
    "formula": {"formula": "something else"},
    "unit": {"unit": "s"},
    "better": {"better": "less"},
    "counted": {"counted": "both"},
    "exclusions": {"exclusions": "nothing"},
}
SQL = ("kind", "rows", "where", "good", "bad", "value", "at")


@pytest.mark.parametrize("part", DECIDING)
def test_each_part_that_decides_a_figure_decides_its_digest(part):
    """A definition that means another figure is another one, by its digest."""
    kpi = KPIS["csat.top2"]
    assert replace(kpi, **DECIDING[part]).digest != kpi.digest


@pytest.mark.parametrize("part", SQL)
def test_each_part_of_its_sql_decides_a_digest(part):
    """SQL that asks for something else is another definition."""
    kpi = KPIS["csat.top2"]
    other = replace(kpi.reckoning, **{part: "score >= 3"})
    assert replace(kpi, reckoning=other).digest != kpi.digest
    later = replace(kpi.reckoning, follow_up=86_400.0)
    assert replace(kpi, reckoning=later).digest != kpi.digest


def test_who_answers_for_a_figure_does_not_decide_its_digest():
    """Another owner, audience, target or minimum leaves a definition what it was."""
    kpi = KPIS["csat.top2"]
    assert replace(kpi, owner="care", audience=("ceo",), minimum=5).digest == kpi.digest
