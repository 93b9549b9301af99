"""SARIF 2.1.0 of what `onetake lint` found, for code review tools."""

from __future__ import annotations

from collections.abc import Sequence
from urllib.parse import quote

import orjson

from onetake.reports.plain import unicode_text
from onetake.reports.rules import sentence
from onetake.words.location import Fault

_SCHEMA = "https://json.schemastore.org/sarif-2.1.0.json"
_LEVELS = {"error": "error", "warning": "warning"}


def sarif_text(faults: Sequence[Fault], version: str, prefix: str = "") -> str:
    """Return a SARIF log of faults as JSON; `version` is Onetake's.

    Files are relative to the repository, from which `prefix` leads to the programme's folder;
    columns count characters from 1.
    """
    rules = sorted({fault.rule for fault in faults})
    log = {
        "$schema": _SCHEMA,
        "version": "2.1.0",
        "runs": [
            {
                "tool": {
                    "driver": {
                        "name": "Onetake",
                        "version": version,
                        "rules": [_rule(rule, faults) for rule in rules],
                    }
                },
                "columnKind": "unicodeCodePoints",
                "results": [_result(fault, rules.index(fault.rule), prefix) for fault in faults],
            }
        ],
    }
    return orjson.dumps(log, option=orjson.OPT_INDENT_2).decode()


def _rule(rule: str, faults: Sequence[Fault]) -> dict[str, object]:
    """Return a rule; its level is that of its gravest fault."""
    levels = {_level(fault) for fault in faults if fault.rule == rule}
    return {
        "id": rule,
        "shortDescription": {"text": sentence(rule)},
        "defaultConfiguration": {"level": "error" if "error" in levels else "warning"},
    }


def _result(fault: Fault, index: int, prefix: str) -> dict[str, object]:
    message = f"{fault.message} ({fault.hint})" if fault.hint else fault.message
    return {
        "ruleId": fault.rule,
        "ruleIndex": index,
        "level": _level(fault),
        "message": {"text": unicode_text(message)},
        "locations": [{"physicalLocation": _place(fault, prefix)}],
    }


def _place(fault: Fault, prefix: str) -> dict[str, object]:
    location = fault.location
    file = unicode_text(location.file).replace("\\", "/").removeprefix("./")
    uri = quote(f"{prefix}/{file}" if prefix else file)
    place: dict[str, object] = {"artifactLocation": {"uri": uri, "uriBaseId": "%SRCROOT%"}}
    if location.line:
        region: dict[str, object] = {"startLine": location.line}
        if location.column:
            region["startColumn"] = location.column
        if fault.source:
            region["snippet"] = {"text": unicode_text(fault.source)}
        place["region"] = region
    return place


def _level(fault: Fault) -> str:
    return _LEVELS.get(fault.severity, "error")
