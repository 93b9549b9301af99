"""`onetake report` of several tests, of one run, since a time, and into files of every kind."""

import json
import re
import xml.etree.ElementTree as ET

import pytest
from sample_journeys import ECHO, FAILING

from onetake.ledger.ledger import Ledger
from onetake.words.rows import InvocationRow, RunRow

TRIES = ECHO.replace("steps:", "tries: 3\nsteps:")
TWO = "programme: Test\nenvironments: {dev: {}, elsewhere: {}}\n"


@pytest.fixture
def week(onetake, programme):
    """A programme walked three times: one journey breaks in the second test and is mended."""
    folder = programme({"fine": TRIES, "shaky": ECHO}, onetake=TWO)
    onetake("test", at=folder)
    (folder / "journeys" / "shaky.yaml").write_text(FAILING)
    onetake("test", at=folder)
    (folder / "journeys" / "shaky.yaml").write_text(ECHO)
    onetake("test", at=folder)
    return folder


def ids(folder, kind=InvocationRow):
    with Ledger.open(folder / ".onetake" / "ledger.db", writable=False) as ledger:
        return [str(row.id) for row in ledger.rows(kind)]


def test_all_since_a_time_is_one_report(onetake, week):
    told = onetake("report", "--since", "1h", "--json", at=week).json
    assert len(told["runs"]) == 12 and told["verdict"] == "failed"
    fine, shaky = sorted(told["journeys"], key=lambda one: one["journey"])
    assert (fine["verdict"], fine["tries"]["passed"], fine["tries"]["walked"]) == ("passed", 9, 9)
    assert (shaky["verdict"], shaky["tries"]["passed"], shaky["tries"]["walked"]) == (
        "failed",
        2,
        3,
    )
    assert shaky["reason"].startswith("failed in 1 of 3 tests, the last time on ")
    assert "; passed in the newest one: " in shaky["reason"]
    assert len(told["findings"]) == 1
    newest = onetake("report", "--json").json
    assert (newest["verdict"], newest["ledger"]) == ("passed", told["ledger"])


def test_the_page_shows_how_it_went_test_by_test(onetake, week):
    onetake("report", "--since", "1h", "--out", "week.html", at=week)
    page = (week / "week.html").read_text("utf-8")
    begin = page.index('aria-label="Journeys that pass, test by test"')
    table = page[begin : page.index("</table>", begin)]
    assert re.findall(r'data-y="([\d.]+)"', table) == ["100.0", "50.0", "100.0"]
    assert "(this test)" not in page and "failed in 1 of 3 tests" in page
    assert page.count("<dt>Invocation</dt>") == 3


def test_several_are_named_in_any_order(onetake, week):
    first, second, third = ids(week)
    told = onetake("report", third, first, first[-12:], "--json", at=week).json
    assert (len(told["runs"]), told["verdict"]) == (8, "passed")
    broken = onetake("report", second, third, "--json").json
    assert (len(broken["runs"]), broken["verdict"]) == (8, "failed")
    [fine] = [one for one in broken["journeys"] if one["journey"] == "fine"]
    assert [fine["tries"]["passed"], fine["tries"]["of"]] == [6, 6]


def test_a_run_is_told_by_itself(onetake, week):
    [failed] = [run["id"] for run in onetake("report", ids(week)[1], "--json", at=week).json["runs"]
                if run["verdict"] == "failed"]  # fmt: skip
    told = onetake("report", failed[-12:], "--json").json
    assert [run["id"] for run in told["runs"]] == [failed]
    assert [one["journey"] for one in told["journeys"]] == ["shaky"] and told["planned"] == 1
    assert told["verdict"] == "failed" and len(told["findings"]) == 1
    both = onetake("report", failed, ids(week, RunRow)[-1], "--json").json
    assert len(both["runs"]) == 2
    whole = onetake("report", failed, ids(week)[1], "--json").json
    assert len(whole["runs"]) == 4


def test_the_ending_chooses_what_is_written(onetake, week):
    names = ("page.html", "told.json", "junit.xml", "found.SARIF", "told.md")
    words = [word for name in names for word in ("--out", f"made/{name}")]
    printed = onetake("report", "--since", "1h", "--json", *words, at=week)
    page, told, junit, sarif, text = ((week / "made" / name).read_text("utf-8") for name in names)
    assert "3 tests" in page and page.count("<!doctype html>") == 1
    assert page.count('class="one j failed"') == page.count('class="one j passed"') == 1
    assert told == printed.out
    suites = ET.fromstring(junit)
    assert (suites.get("tests"), suites.get("failures")) == ("2", "1")
    assert "failed in 1 of 3 tests" in text and text.startswith("## ✗ Test in dev: failed")
    [log] = json.loads(sarif)["runs"]
    [result], [rule] = log["results"], log["tool"]["driver"]["rules"]
    assert rule["id"] == result["ruleId"] == "expect.text"
    place = result["locations"][0]["physicalLocation"]
    assert place["artifactLocation"]["uri"].endswith("journeys/shaky.yaml")
    assert place["region"]["startLine"] > 1 and result["level"] == "error"


def test_the_terminal_tells_when_each_was_and_counts_the_rest(onetake, week):
    for _ in range(4):
        onetake("test", "shaky", at=week)
    out = onetake("report", "--since", "1h", at=week).out
    assert out.count("begun ") == 5 and "\nand 2 tests more\n\n" in out


def test_environments_are_told_apart(onetake, week):
    onetake("test", "--env", "elsewhere", at=week)
    both = onetake("report", "--since", "1h", "--json", "--out", "both.html").json
    assert len(both["runs"]) == 16 and both["environment"] == "dev and elsewhere"
    stood = {(one["journey"], one["environment"]): one["verdict"] for one in both["journeys"]}
    assert stood == {
        ("fine", "dev"): "passed", ("shaky", "dev"): "failed",
        ("fine", "elsewhere"): "passed", ("shaky", "elsewhere"): "passed",
    }  # fmt: skip
    page = (week / "both.html").read_text("utf-8")
    assert "shaky in elsewhere" in page and "shaky in dev" in page
    assert "onetake test --env elsewhere" in page and "and elsewhere&#39;" not in page
    assert len(onetake("report", "--since", "1h", "--env", "dev", "--json").json["runs"]) == 12
    named = onetake("report", ids(week)[0], "latest")
    assert "shaky in dev" in named.out and "shaky in elsewhere" in named.out


@pytest.mark.parametrize(
    ("words", "why", "fix"),
    [
        (("--since", "2h", "--env", "qa"), "nothing was walked in 'qa'", "--env dev"),
        (("--since", "2999-01-01"), "nothing was walked since then", "earlier"),
        (("--since", "soon"), "'soon' is no time", "7d"),
        (("latest", "--since", "7d"), "latest names a test already", "leave out"),
        (("--env", "dev"), "--env chooses among tests", "--since"),
        (("--out", "page.pdf"), "page.pdf ends with .pdf", ".html, .json, .xml, .sarif, .md"),
        (("--out", "page"), "page has no ending", ".html"),
        (("--out", "journeys/fine.yaml/page.html"), "cannot be written", "folder"),
        (("",), "no command's or run's id begins or ends with ''", "onetake runs"),
    ],
)
def test_what_cannot_be_told_says_how(onetake, week, words, why, fix):
    done = onetake("report", *words, at=week)
    assert done.code == 2 and why in done.err and fix in done.err


def test_a_mistyped_id_names_the_nearest(onetake, week):
    run = ids(week, RunRow)[-1]
    typed = run[-8:-2] + ("00" if run[-2:] != "00" else "11")
    done = onetake("report", typed, at=week)
    assert done.code == 2 and "the nearest: " in done.err and run in done.err


def test_a_name_that_is_wrong_empties_no_file(onetake, week):
    (week / "page.html").write_text("kept")
    assert onetake("report", "nonsense", "--out", "page.html", at=week).code == 2
    assert (week / "page.html").read_text() == "kept"
