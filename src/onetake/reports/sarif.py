"""SARIF 2.1.0 of what `onetake lint` or a test found, for code review tools."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from urllib.parse import quote

import orjson

from onetake.reports.plain import unicode_text
from onetake.reports.rules import sentence
from onetake.words.events import Event
from onetake.words.finding import Finding
from onetake.words.location import Fault, location
from onetake.words.report import Outcome

_SCHEMA = "https://json.schemastore.org/sarif-2.1.0.json"
_LEVELS = {"error": "error", "warning": "warning", "note": "note"}


class SarifReport:
    """Writes a test's findings as SARIF when it ends, each at the line of its journey.

    `version` is Onetake's; `prefix` leads from the repository to the programme's folder. The file
    is made, and an older one emptied, at once: raises OSError where it cannot be written.
    """

    def __init__(self, path: Path | str, version: str, prefix: str = "") -> None:
        self._path = Path(path)
        self._path.parent.mkdir(parents=True, exist_ok=True)
        self._path.write_bytes(b"")
        self._version, self._prefix = version, prefix

    def start(self, programme: str, environment: str) -> None:
        """Do nothing: SARIF names no programme."""

    def event(self, event: Event) -> None:
        """Do nothing: what was found is known at the end."""

    def finish(self, outcome: Outcome) -> None:
        """Write the file."""
        faults = [_fault(finding) for finding in outcome.findings]
        text = sarif_text(faults, self._version, self._prefix, _says)
        self._path.write_text(text + "\n", "utf-8")


def _says(rule: str) -> str:
    """Return what a rule says that is broken where a journey does not pass."""
    return f"A customer's journey keeps the rule {rule}: see verdicts in the manual."


def _fault(finding: Finding) -> Fault:
    """Return a finding as a fault in the file of its journey."""
    where = f"{finding.journey} in {finding.environment}: " if finding.journey else ""
    return Fault(
        location(finding.place),
        f"{where}{finding.message}",
        finding.fix,
        finding.rule,
        "warning" if finding.severity == "minor" else "error",
    )


def sarif_text(
    faults: Sequence[Fault],
    version: str,
    prefix: str = "",
    says: Callable[[str], str] = sentence,
) -> str:
    """Return a SARIF log of faults as JSON; `version` is Onetake's, `says` tells what a rule says.

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
                        "rules": [_rule(rule, faults, says(rule)) for rule in rules],
                    }
                },
                "columnKind": "unicodeCodePoints",
                "results": [_result(fault, rules.index(fault.rule), prefix) for fault in faults],
            }
        ],
    }
    return orjson.dumps(log, option=orjson.OPT_INDENT_2).decode()


def _rule(rule: str, faults: Sequence[Fault], says: str) -> dict[str, object]:
    """Return a rule; its level is that of its gravest fault."""
    levels = {_level(fault) for fault in faults if fault.rule == rule}
    return {
        "id": rule,
        "shortDescription": {"text": says},
        "defaultConfiguration": {"level": "error" if "error" in levels else "warning"},
    }


def _result(fault: Fault, index: int, prefix: str) -> dict[str, object]:
    message = f"{fault.message} ({fault.hint})" if fault.hint else fault.message
    return {
        "ruleId": fault.rule,
        "ruleIndex": index,
        "level": _level(fault),
        "message": {"text": unicode_text(message)},
        "locations": [{"physicalLocation": _place(fault, prefix)}] if fault.location.file else [],
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
