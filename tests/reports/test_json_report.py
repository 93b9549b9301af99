"""The JSON report has the published shape, whatever happened, and each key is published."""

from __future__ import annotations

import io
import json

import golden
import sample_events as sample
from jsonschema import Draft202012Validator
from jsonschema.validators import validator_for

from onetake.reports.json_report import JsonReport
from onetake.reports.json_schema import schema
from onetake.words.events import Planned
from onetake.words.verdict import Verdict

ORDER = ["schema", "verdict", "environment", "runs", "findings"]


def strict(node):
    """Return a schema that admits only the keys it names."""
    if isinstance(node, list):
        return [strict(item) for item in node]
    if not isinstance(node, dict):
        return node
    closed = {"additionalProperties": False} if isinstance(node.get("properties"), dict) else {}
    return {**{key: strict(value) for key, value in node.items()}, **closed}


def test_the_schema_is_a_schema():
    validator_for(schema()).check_schema(schema())


def test_the_report_is_as_published_and_says_nothing_unpublished():
    document = json.loads(golden.json_report())
    Draft202012Validator(strict(schema())).validate(document)
    assert list(document)[:5] == ORDER


def test_a_step_that_lacks_its_verdict_is_not_as_published():
    document = json.loads(golden.json_report())
    del document["runs"][1]["steps"][4]["verdict"]
    assert not Draft202012Validator(schema()).is_valid(document)


def test_runs_steps_and_findings_are_told():
    document = json.loads(golden.json_report())
    assert len(document["runs"]) == 24
    failed = document["runs"][1]
    assert (failed["journey"], failed["verdict"], failed["ms"]) == ("cards/block", "failed", 3204.4)
    assert failed["steps"][4]["evidence"] == [sample.EVIDENCE]
    assert failed["steps"][4]["place"] == "journeys/cards/block.yaml:14:5"
    assert failed["steps"][4]["ms"] == 64.25
    assert document["runs"][-1]["tries"]["of"] == 20
    assert document["findings"][0]["fix"].startswith("onetake test --env staging cards/block")
    assert document["journeys"][0]["verdict"] == "skipped"


def test_a_test_without_runs_is_as_published_too():
    stream = io.StringIO()
    nothing = sample.outcome(judged=(), findings=(), runs=0, verdict=Verdict.SKIPPED)
    sample.play(JsonReport(stream), [Planned("staging", 0)], nothing)
    document = json.loads(stream.getvalue())
    Draft202012Validator(strict(schema())).validate(document)
    assert document["runs"] == []


def test_it_is_utf_8_whatever_encoding_the_terminal_has():
    stream = io.TextIOWrapper(io.BytesIO(), encoding="ascii")
    sample.play(JsonReport(stream))
    document = json.loads(stream.buffer.getvalue().decode("utf-8"))
    assert document["runs"][0]["persona"] == "björn"


def test_runs_are_written_away_while_the_test_goes_on():
    report = JsonReport(io.StringIO())
    report.start("Harbor Bank", "staging")
    for event in sample.events():
        report.event(event)
    held = [value for value in vars(report).values() if isinstance(value, list | dict | tuple)]
    assert held == []
