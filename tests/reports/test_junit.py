"""JUnit XML has the shape CI servers read (junit-10) and the verdicts of the journeys."""

from __future__ import annotations

import re
from xml.etree.ElementTree import Element

import golden
import pytest
import sample_events as sample
from defusedxml.ElementTree import fromstring

from onetake.reports.junit import JUnitReport
from onetake.words.events import Planned, RunEnded

TIME = re.compile(r"\d+\.\d{3}")
COUNT = re.compile(r"\d+")
ANY = re.compile(r"[\s\S]*")
STAMP = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d")
RESULT = {"message": ANY, "type": ANY}
# Per element: required and optional attributes with their forms, then the children it may hold.
SHAPE = {
    "testsuites": ({}, {"name": ANY, "time": TIME, "tests": COUNT, "failures": COUNT,
                        "errors": COUNT, "disabled": COUNT}, {"testsuite"}),
    "testsuite": ({"name": ANY, "tests": COUNT, "failures": COUNT, "errors": COUNT},
                  {"skipped": COUNT, "time": TIME, "timestamp": STAMP},
                  {"properties", "testcase", "system-out", "system-err"}),
    "properties": ({}, {}, {"property"}),
    "property": ({"name": ANY, "value": ANY}, {}, set()),
    "testcase": ({"name": ANY}, {"classname": ANY, "time": TIME},
                 {"skipped", "error", "failure", "system-out", "system-err"}),
    "failure": ({}, RESULT, set()),
    "error": ({}, RESULT, set()),
    "skipped": ({}, RESULT, set()),
    "system-out": ({}, {}, set()),
}  # fmt: skip


def demand_shape(element: Element) -> None:
    required, optional, children = SHAPE[element.tag]
    for name in required:
        assert name in element.attrib, f"<{element.tag}> lacks {name}"
    for name, value in element.attrib.items():
        assert {**required, **optional}[name].fullmatch(value), (element.tag, name, value)
    if children:
        assert not (element.text or "").strip()
    for child in element:
        assert child.tag in children, f"<{child.tag}> in <{element.tag}>"
        demand_shape(child)


def suite(root: Element, name: str) -> Element:
    return next(suite for suite in root if suite.get("name") == name)


@pytest.fixture(name="root")
def _root():
    return fromstring(golden.junit())


def test_it_has_the_shape_ci_servers_read(root):
    demand_shape(root)
    names = [item.get("name") for item in root]
    assert len(names) == len(set(names)) == 6


def test_counts_are_those_of_the_cases(root):
    for item in root:
        assert int(item.get("tests")) == len(item.findall("testcase"))
        assert int(item.get("failures")) == len(item.findall("testcase/failure"))
        assert int(item.get("errors")) == len(item.findall("testcase/error"))
        assert int(item.get("skipped")) == len(item.findall("testcase/skipped"))
    whole = (root.get("tests"), root.get("failures"), root.get("errors"))
    assert whole == ("6", "2", "1")


def test_failed_is_a_failure_unknown_an_error_and_skipped_skipped(root):
    failure = suite(root, "cards/block").find("testcase/failure")
    assert failure.get("message") == "json.state is 'active'; expected 'blocked'"
    assert failure.get("type") == "expect.json.state"
    assert "again: onetake test --env staging cards/block --persona anna" in failure.text
    error = suite(root, "help/callback").find("testcase/error")
    assert error.get("type") == "own-network"
    skipped = suite(root, "cards/close").find("testcase/skipped")
    assert skipped.get("message") == "safe only in dev, qa"


def test_degraded_passes_and_says_so(root):
    case = suite(root, "cards/limit").find("testcase")
    assert [child.tag for child in case] == ["system-out"]
    assert case.find("system-out").text.startswith("degraded: the answer came after 1.89 s")


def test_all_tries_together_are_one_case(root):
    case = suite(root, "orders/track").find("testcase")
    assert (case.get("name"), case.get("time")) == ("anna", "10.000")
    assert "17 of 20 passed: between 64 % and 95 %" in case.find("system-out").text


def test_a_failed_draft_fails_nothing():
    draft = sample.run("cards/block", sample.Verdict.FAILED, draft=True, reason="no bot yet")
    events = [Planned("staging", 1), RunEnded(draft), sample.judged(draft)]
    root = fromstring(golden.junit(events))
    assert root.get("failures") == "0"
    message = root.find("testsuite/testcase/skipped").get("message")
    assert message == "draft, not counted: no bot yet"


def test_an_older_result_is_gone_at_once(tmp_path):
    file = tmp_path / "deep" / "junit.xml"
    file.parent.mkdir()
    file.write_text("<testsuites/>")
    JUnitReport(file)
    assert file.read_bytes() == b""


def test_a_place_that_cannot_be_written_is_refused_at_once(tmp_path):
    (tmp_path / "file").write_text("")
    with pytest.raises(OSError, match="junit.xml|file"):
        JUnitReport(tmp_path / "file" / "junit.xml")
