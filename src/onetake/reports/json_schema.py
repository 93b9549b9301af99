"""The published shape of the JSON report, as a JSON Schema (2020-12)."""

from __future__ import annotations

from onetake.words.verdict import Verdict

Schema = dict[str, object]

_TEXT: Schema = {"type": "string"}
_COUNT: Schema = {"type": "integer", "minimum": 0}
_FIGURE: Schema = {"type": "number", "minimum": 0}
_SHARE: Schema = {"type": "number", "minimum": 0, "maximum": 1}
_TRUTH: Schema = {"type": "boolean"}
_ROW: Schema = {"type": ["integer", "null"], "description": "the row of its data, from 1"}


def schema() -> Schema:
    """Return the JSON Schema of `onetake test --json`.

    Keys may be added to version 1, so readers ignore those they do not know; none is taken away.
    """
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "A test by Onetake",
        "description": "What `onetake test --json` prints: each run, and what they came to.",
        **_object({
            "schema": {"const": 1},
            "verdict": _ref("verdict"),
            "environment": _text("where the journeys were walked"),
            "runs": _list(_ref("run"), "each walk of a journey, in the order they ended"),
            "findings": _list(_ref("finding"), "each gap, with its place and its fix"),
            "journeys": _list(_ref("journey"), "the verdict on each journey, skipped ones too"),
            "programme": _text("whose customers were walked"),
            "planned": {**_COUNT, "description": "how many runs there were to be at most"},
            "ms": {**_FIGURE, "description": "how long the whole test took, in milliseconds"},
            "interrupted": {**_TRUTH, "description": "whether somebody stopped it before its end"},
            "ledger": _text("the head of the ledger's chain after this test, if it could be told"),
            "waiting": {**_COUNT, "description": "rows on this disk until the ledger takes them"},
        }),
        "$defs": {
            "verdict": {"enum": [verdict.value for verdict in Verdict]},
            "tries": _tries(),
            "step": _step(),
            "run": _run(),
            "journey": _journey(),
            "finding": _finding(),
        },
    }  # fmt: skip


def _run() -> Schema:
    return _object({
        "id": {"type": "string", "format": "uuid"},
        "journey": _text("the journey's id: its path below journeys/"),
        "persona": _text("who walked it; empty without a persona"),
        "environment": _TEXT,
        "verdict": _ref("verdict"),
        "reason": _text("why, in words; empty when it passed"),
        "rule": _text("the rule that decided, such as expect.status or within"),
        "ms": {**_FIGURE, "description": "how long it took, in milliseconds"},
        "tries": _ref("tries"),
        "steps": _list(_ref("step"), "its steps in order, clean-up last"),
        "goal": _text("what the customer wants"),
        "started": {"type": "string", "format": "date-time"},
        "effort": _object({"turns": _COUNT, "repeats": _COUNT, "logins": _COUNT}),
        "messages": {**_COUNT, "description": "messages sent"},
        "cost": {**_FIGURE, "description": "what the messages cost"},
        "trace": _text("the trace id sent to the subject, W3C Trace Context"),
        "draft": {**_TRUTH, "description": "a draft is shown and never counts"},
        "row": _ROW,
    })  # fmt: skip


def _step() -> Schema:
    return _object({
        "number": {**_COUNT, "description": "its place in the journey, from 1"},
        "name": _TEXT,
        "as": _text("the persona or line it was said as"),
        "channel": _TEXT,
        "action": _text("such as chat.say"),
        "verdict": _ref("verdict"),
        "ms": {
            "type": ["number", "null"],
            "description": "how long the answer took, which `within` judges and reports show; "
            "null when nothing was heard",
        },
        "reason": _TEXT,
        "evidence": _list(_TEXT, "names in the evidence store beside the ledger"),
        "rule": _TEXT,
        "seen": _text("what was seen, unrounded"),
        "place": _text("file:line:column of the step"),
        "system": _text("what answers there"),
        "phase": _TEXT,
        "started": _text("when it began, as ISO 8601 in UTC"),
        "took": {
            "type": ["number", "null"],
            "description": "ms from its begin to its end, with what we did for ourselves, such as "
            "gathering facts; shown for a step without an answer; null when it was not walked",
        },
        "lane": _text("its lane where several were walked together"),
        "said": _text("what the customer said or pressed"),
        "heard": _text("what was heard, its first 500 characters"),
    })  # fmt: skip


def _tries() -> Schema:
    return _object({
        "number": {**_COUNT, "description": "which try this is; of a journey, how many there were"},
        "of": {**_COUNT, "description": "how many tries there may be"},
        "passed": _COUNT,
        "walked": {**_COUNT, "description": "how many tries so far had a clear result"},
        "low": {**_SHARE, "description": "the pass rate's lower bound with 95 % confidence"},
        "high": {**_SHARE, "description": "its upper bound"},
    })  # fmt: skip


def _journey() -> Schema:
    texts = dict.fromkeys(("journey", "persona", "environment", "reason", "rule"), _TEXT)
    return _object({
        **texts, "verdict": _ref("verdict"), "tries": _ref("tries"), "draft": _TRUTH, "row": _ROW,
    })  # fmt: skip


def _finding() -> Schema:
    return _object({
        "rule": _TEXT,
        "severity": _text("major, minor or unknown"),
        "place": _text("file:line:column"),
        "message": _TEXT,
        "fix": _text("the next command"),
        "journey": _TEXT,
        "environment": _TEXT,
    })  # fmt: skip


def _object(properties: Schema) -> Schema:
    return {"type": "object", "required": list(properties), "properties": properties}


def _list(items: Schema, description: str) -> Schema:
    return {"type": "array", "items": items, "description": description}


def _text(description: str) -> Schema:
    return {"type": "string", "description": description}


def _ref(name: str) -> Schema:
    return {"$ref": f"#/$defs/{name}"}
