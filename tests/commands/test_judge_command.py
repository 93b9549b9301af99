"""`onetake judge`: the six pitfalls by whole commands, recorded and borne with."""

import json

import pytest
from charter_rows import a_row
from sample_journeys import ECHO

from onetake.ledger.ledger import Ledger

SPONSOR = """\
title: Chief Customer Officer
mandate:
  budget: 250000 EUR
  people: [cards]
  process: [release-policy]
  scope: ["*"]
  until: 2099-06-30
"""
WAIVERS = """\
waivers:
  - {check: sponsor.mandate, owner: ida, reason: the board meets in May, until: 2099-05-31}
"""
CRASHES = """\
from onetake.words.checks import checks

@checks("ours.broken", pitfall=6)
def check(known):
    "Something of ours is wrong."
    raise ZeroDivisionError("no branches")
"""


@pytest.fixture
def folder(programme):
    """A programme with a sponsor whose mandate lacks people."""
    made = programme({"hello": ECHO})
    (made / "sponsors").mkdir()
    (made / "sponsors" / "ida.yaml").write_text(SPONSOR.replace("  people: [cards]\n", ""))
    return made


def found(done):
    """Return what is not as it should be; what nobody measured is another thing."""
    told = [(item["check"], item["severity"]) for item in done.json["findings"]]
    return [item for item in told if item[1] != "info"]


def test_what_is_found_is_told_with_place_and_fix_and_shuts(onetake, folder):
    done = onetake("judge", at=folder)
    assert done.code == 1
    assert "✗ the mandate of ida (Chief Customer Officer) lacks people" in done.out
    assert "sponsors/ida.yaml:3:3 · write people: below mandate" in done.out
    assert "6 Manual, outdated processes" in done.out
    assert all(len(line) <= 80 for line in done.out.splitlines())


def test_what_is_mended_is_found_no_more(onetake, folder):
    assert ("sponsor.mandate", "major") in found(onetake("judge", "--json", at=folder))
    (folder / "sponsors" / "ida.yaml").write_text(SPONSOR)
    done = onetake("judge", "--json", "--pitfall", "1", at=folder)
    assert (done.code, found(done)) == (0, [])
    assert [p["checks"] > 0 for p in done.json["pitfalls"]] == [True] + [False] * 5


def test_a_pitfall_that_no_check_looked_at_is_not_called_clean(onetake, folder):
    done = onetake("judge", "--pitfall", "1", at=folder)
    assert done.out.count("no check looked") == 5


def test_a_waiver_bears_with_it_until_its_day(onetake, folder):
    (folder / "waivers.yaml").write_text(WAIVERS)
    done = onetake("judge", "--pitfall", "1", at=folder)
    assert (done.code, "ida bears with it until 2099-05-31" in done.out) == (0, True)
    (folder / "waivers.yaml").write_text(WAIVERS.replace("2099", "2019"))
    done = onetake("judge", "--pitfall", "1", "--json", at=folder)
    assert done.code == 1
    assert found(done) == [("sponsor.mandate", "major"), ("waiver.expired", "major")]


def test_findings_are_rows_and_the_ledger_still_verifies(onetake, folder):
    onetake("test", at=folder)
    told = onetake("report", "--json", at=folder).json
    onetake("judge", at=folder)
    exported = folder / "rows.jsonl"
    onetake("ledger", "export", exported, at=folder)
    rows = [json.loads(line) for line in exported.read_text().splitlines()]
    [finding] = [row["row"] for row in rows if row.get("table") == "findings"
                 and row["row"]["rule"] == "sponsor.mandate"]  # fmt: skip
    assert (finding["pitfall"], finding["severity"]) == (1, "major")
    assert onetake("ledger", "verify", at=folder).code == 0
    assert onetake("report", "--json", at=folder).json == told, "the latest test is no judgement"


def test_nothing_is_recorded_when_nobody_wants_it(onetake, folder):
    onetake("test", at=folder)
    head = onetake("ledger", "verify", at=folder).out
    onetake("judge", "--no-record", at=folder)
    assert onetake("ledger", "verify", at=folder).out == head


def test_sarif_says_the_same(onetake, folder):
    onetake("judge", "--sarif", folder / "out.sarif", at=folder)
    log = json.loads((folder / "out.sarif").read_text())
    results = {item["ruleId"]: item["level"] for item in log["runs"][0]["results"]}
    assert results["sponsor.mandate"] == "error"


@pytest.mark.parametrize(("grave", "code"), [("major", 0), ("minor", 1), ("info", 1)])
def test_how_grave_it_must_be_to_shut(onetake, folder, grave, code):
    (folder / "sponsors" / "ida.yaml").write_text(SPONSOR)
    (folder / "initiatives").mkdir()
    (folder / "initiatives" / "story.yaml").write_text("needed: 5 EUR\n")
    done = onetake("judge", "--pitfall", "1", "--fail-on", grave, at=folder)
    assert done.code == code


def test_a_check_of_ones_own_looks_too_and_stops_nobody_when_it_crashes(onetake, folder):
    (folder / "checks").mkdir()
    (folder / "checks" / "ours.py").write_text(CRASHES)
    done = onetake("judge", "--json", at=folder)
    assert {("check.crashed", "major"), ("sponsor.mandate", "major")} <= set(found(done))
    (folder / "checks" / "other.py").write_text("no python")
    done = onetake("judge", at=folder)
    assert done.code == 3 and "the check in" in done.err and "cannot be loaded" in done.err


def test_a_file_that_is_wrong_is_told_at_its_place(onetake, folder):
    (folder / "sponsors" / "ida.yaml").write_text(SPONSOR.replace("250000 EUR", "a lot"))
    done = onetake("judge", at=folder)
    assert done.code == 3 and "sponsors/ida.yaml:3:11" in done.err
    assert "'a lot' is no amount of money" in done.err


def test_judging_again_reads_only_what_changed_and_finds_the_same(onetake, folder):
    first = onetake("judge", "--json", at=folder)
    assert onetake("judge", "--json", at=folder).json["findings"] == first.json["findings"]
    journey = folder / "journeys" / "hello.yaml"
    journey.write_text(journey.read_text().replace("goal:", "owner: nobody\ngoal:"))
    done = onetake("judge", "--json", at=folder)
    assert done.code == 3
    journey.write_text(ECHO.replace("goal:", "data_categories: [user.contact]\ngoal:"))
    later = onetake("judge", "--json", at=folder).json["findings"]
    assert "data.owner" in [item["check"] for item in later]


KPI = """\
title: Praise
formula: answers with the best score / all answers
reckoning: {kind: ratio, rows: surveys, good: score = 5, at: answered}
"""


def test_safe_changes_are_made_and_shown_and_made_once(onetake, folder):
    (folder / "sponsors" / "ida.yaml").write_text(SPONSOR)
    (folder / "waivers.yaml").write_text(
        "# who bears with what\nwaivers:\n"
        "  - {check: sponsor.mandate, owner: ida, reason: May, until: 2099-05-31}\n"
    )
    (folder / "kpis").mkdir()
    (folder / "kpis" / "praise.yaml").write_text(KPI)
    onetake("judge", at=folder)
    (folder / "kpis" / "praise.yaml").write_text(KPI.replace("= 5", ">= 4"))
    done = onetake("judge", "--fix", "--json", at=folder)
    assert "-  - {check: sponsor.mandate, owner: ida" in done.err
    assert "+version: 2" in done.err
    checks = [item["check"] for item in done.json["findings"]]
    assert "waiver.idle" not in checks and "kpi.redefined" not in checks
    assert (folder / "waivers.yaml").read_text() == "# who bears with what\nwaivers: []\n"
    assert (folder / "kpis" / "praise.yaml").read_text().endswith("version: 2\n")
    again = onetake("judge", "--fix", at=folder)
    assert again.err == ""


def test_what_is_no_safe_change_is_left_and_told(onetake, folder):
    text = "waivers:\n  - check: kpi.data\n    owner: ida\n    reason: May\n    until: 2099-05-31\n"
    (folder / "waivers.yaml").write_text(text)
    done = onetake("judge", "--fix", at=folder)
    assert "waivers.yaml: the item at line 2 is more than one line" in done.err
    assert (folder / "waivers.yaml").read_text() == text


OUR_CODE = """\
from onetake.words.kpi import kpi


@kpi("praise", "ratio", title="Praise", formula="good / all")
def kpi(facts, since, until):
    yield 1
"""


def test_only_a_file_that_defines_a_figure_in_yaml_gets_a_version(onetake, folder):
    kpis = folder / "kpis"
    kpis.mkdir()
    wanted = {
        "mine.py": OUR_CODE, "csat.yaml": "use: csat.top2\n",
        "cheer.yaml": KPI.replace("Praise", "Cheer") + "version: 1\n",
    }  # fmt: skip
    for name, text in wanted.items():
        (kpis / name).write_text(text)
    old = [
        a_row("measurements", {"kpi": name, "definition": "aaaa", "value": 80.0})
        for name in ("praise@1", "csat.top2@1", "cheer@1")
    ]
    with Ledger.open(folder / ".onetake" / "ledger.db") as ledger:
        ledger.append(old)
    done = onetake("judge", "--fix", "--json", at=folder)
    fixes = [item["fix"] for item in done.json["findings"] if item["check"] == "kpi.redefined"]
    assert len(fixes) == 3
    assert {name: (kpis / name).read_text() for name in wanted} == wanted
    assert any("version=2 in its @kpi" in fix for fix in fixes)
    assert any("another Onetake" in fix for fix in fixes)
    assert "'version: 1' stands in it: make that 'version: 2'" in done.err
