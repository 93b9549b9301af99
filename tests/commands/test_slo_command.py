"""`onetake slo`: what onetake.yaml and slos/ promise, and what is left of it."""

import time

import pytest
from charter_rows import a_row
from sample_journeys import ECHO

from onetake.ledger.ledger import Ledger

MAIN = """\
programme: Shop
environments: {staging: {}, production: {customer_facing: true}}
slo: 90%
"""
OPENSLO = """\
apiVersion: openslo/v1
kind: SLO
metadata: {name: by-hand}
spec:
  service: shop
  indicator:
    metadata: {name: runs}
    spec:
      ratioMetric:
        rawType: success
        raw: {metricSource: {type: onetake, spec: {%s}}}
  timeWindow: [{duration: 30d, isRolling: true}]
  budgetingMethod: Occurrences
  objectives: [{target: 0.9}]
"""
PRAISE = """\
title: Praise
formula: answers with the best score / all answers
reckoning: {kind: ratio, rows: surveys, where: "kind = 'csat'", good: score = 5, at: answered}
counted: synthetic
"""


def run(journey, environment, verdict, hours_ago):
    at = int((time.time() - hours_ago * 3600) * 1e6)
    return a_row(
        "runs",
        {"journey": journey, "environment": environment, "verdict": verdict, "started": at},
    )


@pytest.fixture
def folder(programme):
    """A shop of two journeys: one failed 2 of 25 times a day ago, the other was walked thrice."""
    made = programme({"hello": ECHO, "bye": ECHO}, onetake=MAIN)
    rows = [run("hello", "production", "passed", 30) for _ in range(23)]
    rows += [run("hello", "production", "failed", 30) for _ in range(2)]
    rows += [run("hello", "staging", "failed", 30) for _ in range(20)]
    rows += [run("bye", "production", "passed", 30) for _ in range(3)]
    with Ledger.open(made / ".onetake" / "ledger.db") as ledger:
        ledger.append(rows)
    return made


def budgets(done):
    return {item["slo"]: (item["bad"], item["total"], item["left"]) for item in done.json["slos"]}


def test_a_promise_is_an_slo_of_each_journey_where_customers_are(onetake, folder):
    done = onetake("slo", "--json", at=folder)
    assert budgets(done) == {
        "hello@production": (2, 25, pytest.approx(20.0)),
        "bye@production": (0, 3, None),
    }
    assert done.json["slos"][0]["why"] == "only 3 of 20 events"


def test_it_is_counted_as_an_slo_written_by_hand_is(onetake, folder):
    (folder / "slos").mkdir()
    journey = "journey: hello, environment: production"
    (folder / "slos" / "hello.yaml").write_text(OPENSLO % journey)
    found = budgets(onetake("slo", "--json", at=folder))
    assert found["by-hand"] == found["hello@production"]
    (folder / "slos" / "hello.yaml").write_text(OPENSLO % journey.replace("hello", "h*llo"))
    assert budgets(onetake("slo", "by-hand", "--json", at=folder)) == {
        "by-hand": found["hello@production"]
    }


def test_a_budget_that_is_spent_or_burns_is_noticed_by_judge_and_asked_by_a_gate(onetake, folder):
    with Ledger.open(folder / ".onetake" / "ledger.db") as ledger:
        ledger.append([run("hello", "production", "failed", 0.02) for _ in range(15)])
    done = onetake("slo", at=folder)
    assert done.code == 1
    assert "hello@production burns" in done.out
    found = onetake("judge", "--json", at=folder).json["findings"]
    told = {item["check"]: item["message"] for item in found if item["check"].startswith("slo.")}
    assert told["slo.spent"].startswith("not measured: the error budget of bye in production")
    assert told["slo.burning"].startswith("hello in production burns its error budget")
    (folder / "gates").mkdir()
    (folder / "gates" / "shop.yaml").write_text(
        'environments: [production]\nobjectives: [{budget: hello@production, pass: ">=0"}]\n'
    )
    onetake("release", "r1", at=folder)
    done = onetake("gate", "r1", "--env", "production", "--json", at=folder)
    assert (done.code, done.json["verdict"]) == (1, "fail")


def test_an_slo_of_ones_own_kpi_counts_the_rows_that_the_kpi_counts(onetake, folder):
    (folder / "slos").mkdir()
    (folder / "kpis").mkdir()
    (folder / "kpis" / "praise.yaml").write_text(PRAISE)
    (folder / "slos" / "praise.yaml").write_text(OPENSLO % "kpi: praise")
    answers = [
        a_row("surveys", {
            "source": "s", "key": str(n), "kind": "csat", "score": 5 if n else 1,
            "answered": int((time.time() - 3600) * 1e6),
            "synthetic": n < 20,
        })
        for n in range(40)
    ]  # fmt: skip
    with Ledger.open(folder / ".onetake" / "ledger.db") as ledger:
        ledger.append(answers)
    found = budgets(onetake("slo", "by-hand", "--json", at=folder))
    assert found == {"by-hand": (1, 20, pytest.approx(50.0))}


@pytest.mark.parametrize(
    ("said", "told"),
    [
        ("slo: 100%", "leaves no error budget"),
        ("slo: often", "often"),
        ("slo: {window: 7d}", "target"),
    ],
)
def test_a_promise_that_nobody_could_keep_is_a_fault(onetake, folder, said, told):
    (folder / "onetake.yaml").write_text(MAIN.replace("slo: 90%", said))
    done = onetake("slo", at=folder)
    assert done.code == 3
    assert told in done.err
