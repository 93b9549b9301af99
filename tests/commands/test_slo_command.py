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


def praised(folder, indicator, more="budgetingMethod: Occurrences"):
    """Write an SLO of 24 hours with 20 answers each: in five hours 15 are praise, else 5."""
    for below in ("slos", "kpis"):
        (folder / below).mkdir()
    (folder / "kpis" / "praise.yaml").write_text(PRAISE.replace("counted: synthetic", ""))
    begun = int(time.time() // 3600 - 30) * 3600
    rows = [
        a_row("surveys", {
            "source": "s", "key": f"{hour}-{n}", "kind": "csat",
            "score": 5 if n < (15 if hour < 5 else 5) else 1,
            "answered": int((begun + hour * 3600 + 60) * 1e6),
        })
        for hour in range(24) for n in range(20)
    ]  # fmt: skip
    with Ledger.open(folder / ".onetake" / "ledger.db") as ledger:
        ledger.append(rows)
    text = OPENSLO % "kpi: praise"
    head, _, rest = text.partition("      ratioMetric:")
    tail = rest[rest.index("  timeWindow") :].replace("budgetingMethod: Occurrences", more)
    (folder / "slos" / "praise.yaml").write_text(f"{head}      {indicator}\n{tail}")


SOURCE = "{metricSource: {type: onetake, spec: {kpi: praise}}}"
RAW = f"ratioMetric: {{rawType: failure, raw: {SOURCE}}}"
SLICES = (
    "budgetingMethod: %s\n  objectives: [{target: 0.5, timeSliceTarget: 0.5, timeSliceWindow: 1h}]"
)


@pytest.mark.parametrize(
    ("indicator", "more", "bad", "total"),
    [
        (RAW, "budgetingMethod: Occurrences", 170, 480),
        (f"ratioMetric: {{counter: true, bad: {SOURCE}, total: {SOURCE}}}",
         "budgetingMethod: Occurrences", 170, 480),
        (f"ratioMetric: {{counter: true, good: {SOURCE}, total: {SOURCE}}}",
         "budgetingMethod: Occurrences", 310, 480),
        (RAW, SLICES % "Timeslices", 5, 24),
    ],
)  # fmt: skip
def test_bad_events_are_counted_as_bad_whichever_way_they_are_told(
    onetake, folder, indicator, more, bad, total
):
    praised(folder, indicator, more)
    if "objectives" in more:
        file = folder / "slos" / "praise.yaml"
        file.write_text(file.read_text().replace("  objectives: [{target: 0.9}]\n", ""))
    found = budgets(onetake("slo", "by-hand", "--json", at=folder))
    assert found["by-hand"][:2] == (bad, total)


def test_what_cannot_be_reckoned_is_told_and_is_no_figure(onetake, folder):
    praised(folder, RAW, SLICES % "RatioTimeslices")
    file = folder / "slos" / "praise.yaml"
    file.write_text(file.read_text().replace("  objectives: [{target: 0.9}]\n", ""))
    [found] = onetake("slo", "by-hand", "--json", at=folder).json["slos"]
    assert found["left"] is None
    assert "RatioTimeslices is not reckoned" in found["why"]


def test_a_time_within_that_is_none_is_told_where(onetake, folder):
    (folder / "slos").mkdir()
    text = OPENSLO % "journey: hello, environment: production, within: soon"
    (folder / "slos" / "hello.yaml").write_text(text)
    done = onetake("lint", at=folder)
    assert done.code == 3
    assert "'soon' is not a duration" in done.out and "slos/hello.yaml:" in done.out


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
