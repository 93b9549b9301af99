"""What is decided by: contacts that can still be followed up, and where no customers are, wait."""

import time

import pytest
from sample_journeys import ECHO

from onetake.ledger.ledger import Ledger
from onetake.words.ids import uuid7
from onetake.words.outside import ContactRow, DeploymentRow, SurveyRow

DAY = 86_400
TEAM = "owner: cards\naudience: [board]\nminimum: 1\n"
GATE = """\
environments: [production]
objectives: [{title: solved, kpi: fcr.7d, pass: ">=70", key: true}]
"""
PLACES = """\
programme: Shop
environments: {staging: {}, production: {customer_facing: true}}
"""


def at(days_ago):
    return int((time.time() - days_ago * DAY) * 1e6)


def called(days_ago, customer, key):
    return ContactRow(
        uuid7(), "cc", key, "phone", at(days_ago), reason="card", customer=customer * 8
    )


@pytest.fixture
def folder(programme):
    """Callers of three weeks ago, half of whom came back, and callers of today."""
    made = programme({"hello": ECHO})
    (made / "kpis").mkdir()
    (made / "kpis" / "fcr.yaml").write_text(f"use: fcr.7d\ntarget: {{at_least: 70%}}\n{TEAM}")
    rows = [called(21, f"a{n:03}", f"a{n}") for n in range(40)]
    rows += [called(20, f"a{n:03}", f"b{n}") for n in range(20)]
    rows += [called(1, f"c{n:03}", f"c{n}") for n in range(120)]
    with Ledger.open(made / ".onetake" / "ledger.db") as ledger:
        ledger.append(rows)
    return made


def test_who_called_today_is_not_yet_a_customer_whose_call_was_enough(onetake, folder):
    shown = onetake("kpi", "fcr.7d", "--json", at=folder).json["kpis"][0]
    assert (shown["n"], shown["provisional"], shown["value"]) == (160, True, 87.5)
    done = onetake("judge", "--json", at=folder)
    [told] = [item for item in done.json["findings"] if item["check"] == "kpi.off_target"]
    assert "50.0 %" in told["message"]
    assert "of 40" in told["message"]


def test_a_gate_does_not_open_on_calls_that_can_still_come_back(onetake, folder):
    (folder / "gates").mkdir()
    (folder / "gates" / "production.yaml").write_text(GATE)
    (folder / "onetake.yaml").write_text(PLACES)
    onetake("release", "1.0", "--commit", "a" * 40, at=folder)
    done = onetake("gate", "1.0", "--env", "production", "--json", at=folder)
    assert (done.code, done.json["verdict"]) == (1, "fail")
    assert done.json["objectives"][0]["value"] == 50.0


def test_only_deployments_that_reach_customers_are_counted(onetake, folder):
    (folder / "onetake.yaml").write_text(PLACES)
    places = ["staging"] * 20 + ["production"] * 10
    rows = [
        DeploymentRow(uuid7(), "ci", f"{n}", place, at(n % 9), committed=at(n % 9 + 0.5))
        for n, place in enumerate(places)
    ]
    with Ledger.open(folder / ".onetake" / "ledger.db") as ledger:
        ledger.append(rows)
    wanted = ["deployment.frequency", "change.lead_time", "change.fail_rate"]
    done = onetake("kpi", *wanted, "--json", at=folder)
    assert [item["n"] for item in done.json["kpis"]] == [10, 10, 10]


def test_what_one_of_the_staff_answered_is_told_by_no_figure_of_ones_own(onetake, folder):
    own = "{kind: mean, rows: surveys, where: \"kind = 'westrum'\", value: score, at: answered}"
    text = f"title: Mood\nformula: mean answer\nreckoning: {own}\nunit: of 7\nminimum: 1\n"
    (folder / "kpis" / "mood.yaml").write_text(text)
    rows = [
        SurveyRow(uuid7(), "hr", f"{n}", "westrum", at(3), 2.0, highest=7.0, team="cards")
        for n in range(7)
    ]
    with Ledger.open(folder / ".onetake" / "ledger.db") as ledger:
        ledger.append(rows)
    [shown] = onetake("kpi", "mood", "--json", at=folder).json["kpis"]
    assert (shown["value"], shown["why"]) == (None, "no rows")


def test_more_is_not_better_than_a_time_of_which_little_is_known(onetake, folder):
    rows = [DeploymentRow(uuid7(), "ci", f"{n}", "production", at(n)) for n in range(1, 36)]
    with Ledger.open(folder / ".onetake" / "ledger.db") as ledger:
        ledger.append(rows)
    [shown] = onetake("kpi", "deployment.frequency", "--json", at=folder).json["kpis"]
    assert (shown["n"], shown["before"]) == (29, None)
    [shown] = onetake("kpi", "deployment.frequency", "--since", "15d", "--json", at=folder).json[
        "kpis"
    ]
    assert (shown["n"], round(shown["before"], 2)) == (14, 1.0)
