"""SARIF 2.1.0 of lint's faults has the parts that code review tools demand."""

from __future__ import annotations

import json

import golden
from jsonschema import Draft202012Validator

from onetake.reports.sarif import sarif_text

TEXT = {"type": "object", "required": ["text"], "properties": {"text": {"type": "string"}}}
POSITIVE = {"type": "integer", "minimum": 1}
LEVEL = {"enum": ["none", "note", "warning", "error"]}
REGION = {
    "type": "object",
    "required": ["startLine"],
    "additionalProperties": False,
    "properties": {"startLine": POSITIVE, "startColumn": POSITIVE, "snippet": TEXT},
}
PLACE = {
    "type": "object",
    "required": ["artifactLocation"],
    "additionalProperties": False,
    "properties": {
        "artifactLocation": {
            "type": "object",
            "required": ["uri", "uriBaseId"],
            "properties": {"uri": {"type": "string", "pattern": r"^(?!/|\w+:)[!-~]+$"}},
        },
        "region": REGION,
    },
}
RESULT = {
    "type": "object",
    "required": ["ruleId", "ruleIndex", "level", "message", "locations"],
    "properties": {
        "ruleIndex": {"type": "integer", "minimum": 0},
        "level": LEVEL,
        "message": TEXT,
        "locations": {
            "type": "array",
            "minItems": 1,
            "items": {"required": ["physicalLocation"], "properties": {"physicalLocation": PLACE}},
        },
    },
}
RULE = {"required": ["id", "shortDescription"], "properties": {"shortDescription": TEXT}}
RUN = {
    "type": "object",
    "required": ["tool", "results"],
    "properties": {
        "columnKind": {"enum": ["utf16CodeUnits", "unicodeCodePoints"]},
        "tool": {
            "required": ["driver"],
            "properties": {
                "driver": {
                    "required": ["name", "rules"],
                    "properties": {"rules": {"type": "array", "items": RULE, "uniqueItems": True}},
                }
            },
        },
        "results": {"type": "array", "items": RESULT},
    },
}
LOG = {
    "type": "object",
    "required": ["version", "runs"],
    "properties": {"version": {"const": "2.1.0"}, "runs": {"type": "array", "items": RUN}},
}


def run(faults=golden.FAULTS):
    log = json.loads(sarif_text(faults, "0.1.0"))
    Draft202012Validator(LOG).validate(log)
    return log["runs"][0]


def test_each_result_points_at_its_rule():
    found = run()
    rules = [rule["id"] for rule in found["tool"]["driver"]["rules"]]
    assert rules == ["declaration", "key.unknown", "tries.few", "value.duration"]
    for result in found["results"]:
        assert rules[result["ruleIndex"]] == result["ruleId"]


def test_faults_keep_their_place_level_and_hint():
    results = run()["results"]
    assert [result["level"] for result in results] == ["error", "error", "warning", "error"]
    assert results[1]["message"]["text"] == "'withn' is not a key here (did you mean 'within'?)"
    place = results[1]["locations"][0]["physicalLocation"]
    assert (place["region"]["startLine"], place["region"]["startColumn"]) == (11, 7)


def test_names_of_files_become_relative_addresses():
    places = [result["locations"][0]["physicalLocation"] for result in run()["results"]]
    assert places[2]["artifactLocation"]["uri"] == "journeys/zahl%20drei.yaml"


def test_a_fault_of_a_whole_file_has_no_region():
    assert "region" not in run()["results"][3]["locations"][0]["physicalLocation"]


def test_no_fault_is_a_log_without_results():
    assert run(())["results"] == []
