"""`onetake kpi`: figures out of the ledger by whole commands, and who understood them."""

import time

import pytest
from sample_journeys import ECHO

from onetake.ledger.ledger import Ledger
from onetake.words.ids import uuid7
from onetake.words.outside import SurveyRow

DAY = 86_400
OWN = """\
title: Praise
formula: answers with the best score / all answers
reckoning: {kind: ratio, rows: surveys, where: "kind = 'csat'", good: score = 5, at: answered}
"""


def answered(days_ago, score, channel, key, *, synthetic=False):
    at = int((time.time() - days_ago * DAY) * 1e6)
    return SurveyRow(
        uuid7(), "shop", key, "csat", at, score, channel=channel, synthetic=synthetic
    )  # fmt: skip


@pytest.fixture
def folder(programme, onetake):
    """A programme with answers of customers: 30 of 40 in chat and 10 of 40 on the phone good."""
    made = programme({"hello": ECHO})
    onetake("test", at=made)
    rows = [answered(3, 5 if n < 30 else 1, "chat", f"c{n}") for n in range(40)]
    rows += [answered(3, 5 if n < 10 else 1, "phone", f"p{n}") for n in range(40)]
    rows += [answered(40, 5 if n < 36 else 1, "chat", f"o{n}") for n in range(40)]
    rows += [answered(3, 5, "chat", f"s{n}", synthetic=True) for n in range(40)]
    with Ledger.open(made / ".onetake" / "ledger.db") as ledger:
        ledger.append(rows)
    return made


def kpi_file(folder, name, text):
    (folder / "kpis").mkdir(exist_ok=True)
    (folder / "kpis" / f"{name}.yaml").write_text(text)


def test_a_figure_stands_beside_its_interval_number_past_and_target(onetake, folder):
    kpi_file(folder, "csat", "use: csat.top2\ntarget: {at_least: 80% / 70%}\n")
    done = onetake("kpi", at=folder)
    assert done.code == 0
    assert "✗  csat.top2  50.0 %  39.3 – 60.7 %  80  ▼ 90.0 %  at least 80 / 70" in done.out
    assert "1 value · 1 off target" in done.out


def test_a_dimension_gives_a_figure_for_each_of_its_values(onetake, folder):
    done = onetake("kpi", "csat.top2", "--by", "channel", "--json", at=folder)
    found = [(item["dimensions"], item["value"], item["n"]) for item in done.json["kpis"]]
    assert found == [({"channel": "chat"}, 75.0, 40), ({"channel": "phone"}, 25.0, 40)]


def test_a_time_may_be_named_and_few_rows_are_unknown(onetake, folder):
    done = onetake("kpi", "csat.top2", "--since", "60d", "--json", at=folder)
    assert done.json["kpis"][0]["n"] == 120
    done = onetake("kpi", "csat.top2", "--since", "1d", at=folder)
    assert "?  csat.top2  unknown: no rows" in done.out
    assert "onetake ledger import" in done.out


def test_sql_gives_the_rows_behind_a_figure(onetake, folder):
    by = onetake("kpi", "csat.top2", "--by", "channel", "--json", at=folder).json["kpis"]
    from onetake.analysis import opened

    with Ledger.open(folder / ".onetake" / "ledger.db") as ledger, opened(ledger) as facts:
        assert [len(facts.select(item["rows"])) for item in by] == [40, 40]


def test_a_company_defines_its_own_and_its_sql_is_told_when_it_is_wrong(onetake, folder):
    kpi_file(folder, "praise", OWN)
    assert onetake("kpi", "praise", "--json", at=folder).json["kpis"][0]["value"] == 50.0
    kpi_file(folder, "praise", OWN.replace("score = 5", "skore = 5"))
    done = onetake("kpi", "praise", at=folder)
    assert "unknown: the ledger cannot be asked" in done.out
    assert 'column "skore"' in " ".join(done.out.split())


def test_what_is_no_kpi_is_told_with_the_nearest(onetake, folder):
    done = onetake("kpi", "csat.top3", at=folder)
    assert (done.code, "did you mean 'csat.top2'?" in done.err) == (2, True)
    done = onetake("kpi", "found.first", "--by", "region", at=folder)
    assert (done.code, "environment, journey, hour" in done.err) == (2, True)


def test_one_kpi_in_two_files_is_a_fault(onetake, folder):
    kpi_file(folder, "csat", "use: csat.top2\n")
    kpi_file(folder, "other", "use: csat.top2\n")
    done = onetake("kpi", at=folder)
    assert done.code == 3
    assert "kpis/other.yaml:1:1" in done.err
    assert "already adopted in kpis/csat.yaml" in done.err


def test_a_definition_that_changed_waits_for_its_audience_to_say_so(onetake, folder):
    kpi_file(folder, "praise", OWN + "audience: [board]\n")
    onetake("judge", at=folder)
    kpi_file(folder, "praise", OWN.replace("= 5", ">= 4") + "version: 2\naudience: [board]\n")

    def silent():
        found = onetake("judge", "--json", at=folder).json["findings"]
        return [item["fix"] for item in found if item["check"] == "kpi.unacknowledged"]

    assert silent() == ["onetake kpi ack praise --audience board"]
    done = onetake("kpi", "ack", "praise", "--audience", "board", at=folder)
    assert (done.code, "board understood praise@2" in done.out) == (0, True)
    assert silent() == []
    assert onetake("kpi", "ack", "praise", "--audience", "press", at=folder).code == 2


def test_measuring_changes_nothing_unless_it_is_recorded(onetake, folder):
    onetake("kpi", "csat.top2", at=folder)
    head = onetake("ledger", "verify", "--json", at=folder).json["rows"]
    onetake("kpi", "csat.top2", "--record", at=folder)
    assert onetake("ledger", "verify", "--json", at=folder).json["rows"] == head + 2
    assert onetake("report", at=folder).code == 0


def test_lint_tells_what_is_wrong_with_a_company_s_figures_and_gates(onetake, folder):
    kpi_file(folder, "csat", "use: csat.top22\n")
    (folder / "gates").mkdir()
    (folder / "gates" / "all.yaml").write_text("objectives: [{kpi: nps, pass: high}]\n")
    done = onetake("lint", at=folder)
    assert done.code == 3
    assert "kpis/csat.yaml:1:6: error: there is no KPI 'csat.top22'" in done.out + done.err
    assert "gates/all.yaml:1:31: error: 'high' is no criterion" in done.out + done.err


PYTHON = """\
from onetake.words.kpi import kpi
from onetake.words.target import Target
from onetake.words.figure import Levels


@kpi("praise.weighed", "ratio", title="Weighed praise", formula="good, phone twice / all",
     target=Target("at_least", Levels(60.0)), owner="care")
def kpi(facts, since, until):
    rows = facts.select(
        "SELECT channel, score FROM surveys WHERE answered >= $since AND answered < $until "
        "AND NOT synthetic", since=since, until=until)
    for channel, score in rows:
        yield from [score >= 4] * (2 if channel == "phone" else 1)
"""


def test_a_company_works_one_out_by_its_own_code(onetake, folder):
    (folder / "kpis").mkdir()
    (folder / "kpis" / "weighed.py").write_text(PYTHON)
    done = onetake("kpi", "--json", at=folder)
    [item] = done.json["kpis"]
    assert (item["kpi"], item["n"], round(item["value"], 3)) == ("praise.weighed@1", 120, 41.667)
    assert (item["verdict"], item["low"] < item["value"] < item["high"]) == ("failed", True)
    (folder / "kpis" / "other.py").write_text(PYTHON.replace(">= 4", ">= 3"))
    (folder / "kpis" / "weighed.py").unlink()
    [other] = onetake("kpi", "--json", at=folder).json["kpis"]
    assert other["definition"] != item["definition"]
    assert onetake("kpi", "praise.weighed", "--by", "channel", at=folder).code == 2


@pytest.mark.parametrize(
    ("change", "told"),
    [
        (("yield from", "raise ValueError('no'); yield from"), "its code in kpis/"),
        (("FROM surveys", "FROM nowhere"), "QuestionRefused"),
    ],
)
def test_code_that_fails_leaves_its_figure_unknown(onetake, folder, change, told):
    (folder / "kpis").mkdir()
    (folder / "kpis" / "weighed.py").write_text(PYTHON.replace(*change))
    [item] = onetake("kpi", "--json", at=folder).json["kpis"]
    assert item["value"] is None and told in item["why"]


def test_code_that_is_no_kpi_is_a_fault_with_its_file(onetake, folder):
    (folder / "kpis").mkdir()
    (folder / "kpis" / "weighed.py").write_text("x = 1\n")
    done = onetake("kpi", at=folder)
    assert (done.code, "kpis/weighed.py: error: this KPI cannot be loaded" in done.err) == (3, True)


@pytest.mark.parametrize("source", ["/etc/hostname", "https://127.0.0.1/x"])
def test_a_definition_s_sql_reaches_neither_files_nor_the_network(onetake, folder, source):
    leak = f"EXISTS (SELECT 1 FROM read_text('{source}'))"
    kpi_file(folder, "leak", OWN.replace("kind = 'csat'", leak))
    [found] = onetake("kpi", "leak", "--json", at=folder).json["kpis"]
    assert found["value"] is None
    assert "Permission Error" in found["why"]


TEAM = "objectives:\n  - {kpi: %s, want: more, guard: [aht]}\n"


@pytest.mark.parametrize(
    ("name", "errors", "told"),
    [
        ("csat", 0, ""),
        ("csat.top2", 0, ""),
        ("cast.top2", 1, "did you mean 'csat.top2'?"),
        ("cheer", 1, "define it in kpis/NAME.yaml"),
        ("fraud_loss", 0, "nothing counts fraud_loss: whether it is reached cannot be told"),
    ],
)
def test_a_goal_that_nothing_counts_is_told_by_lint(onetake, programme, name, errors, told):
    made = programme({"hello": ECHO})
    (made / "teams").mkdir(exist_ok=True)
    (made / "teams" / "care.yaml").write_text(TEAM % name)
    done = onetake("lint", at=made)
    assert done.code == (3 if errors else 0)
    assert told in " ".join(done.out.replace("|", " ").split())
    assert onetake("judge", at=made).code == (3 if errors else 1)


MEAN = "reckoning: {kind: %s, rows: surveys, at: answered%s}\n"


@pytest.mark.parametrize(
    ("text", "told"),
    [
        (OWN.replace(", good: score = 5", ""), ["a ratio takes 'good'"]),
        (OWN.replace("score = 5", '" "'), ["a ratio takes 'good'"]),
        ("title: x\nformula: x\n" + MEAN % ("mean", ""), ["a mean takes 'value'", "'unit'"]),
        ("title: x\nformula: x\nunit: s\n" + MEAN % ("median", ""), ["a median takes 'value'"]),
        ("title: x\nformula: x\nunit: s\n" + MEAN % ("sum", ""), ["a sum takes 'value'"]),
        ("title: x\nformula: x\nunit: s\n" + MEAN % ("rate", ""), ["a rate takes 'value'"]),
        ("title: x\n" + MEAN % ("net", ", good: x"), ["a net takes 'bad'", "'formula'", "unit"]),
        ("title: x\nformula: x\n" + MEAN % ("sum", ", value: score"), ["a sum is no percentage"]),
    ],
)  # fmt: skip
def test_a_definition_that_lacks_what_its_kind_takes_is_told_whole(onetake, programme, text, told):
    made = programme({"hello": ECHO})
    kpi_file(made, "own", text)
    done = onetake("lint", at=made)
    assert done.code == 3
    assert [part for part in told if part not in " ".join(done.out.split())] == []
    assert f"{len(told)} error" in done.out


@pytest.mark.parametrize(
    "more",
    ["version: 7", "better: less", "title: Hello", "unit: s", "formula: x", "counted: both",
     "reckoning: {kind: ratio, rows: surveys, good: score = 5, at: answered}"],
)  # fmt: skip
def test_what_adopting_does_not_take_is_told(onetake, programme, more):
    made = programme({"hello": ECHO})
    kpi_file(made, "csat", f"use: csat.top2\nowner: care\nminimum: 5\nwindow: 7d\n{more}\n")
    done = onetake("lint", at=made)
    key = more.partition(":")[0]
    assert done.code == 3
    assert f"kpis/csat.yaml:5:1: error: {key!r} does nothing beside use:" in done.out
    assert "adopting takes owner, audience, target, guard, minimum, window" in done.out


def test_code_says_the_unit_of_what_is_no_percentage(onetake, folder):
    (folder / "kpis").mkdir()
    (folder / "kpis" / "weighed.py").write_text(PYTHON.replace('"ratio"', '"mean"'))
    done = onetake("kpi", at=folder)
    assert (done.code, 'a mean is no percentage: say unit="s"' in done.err) == (3, True)


def test_a_time_that_is_still_to_come_is_no_time_to_count_from(onetake, folder):
    done = onetake("kpi", "csat.top2", "--since", "2999-01-01", at=folder)
    assert (done.code, "--since 2999-01-01 is still to come" in done.err) == (2, True)
