"""The definitions every schema shares: steps, their modifiers and blocks, and matchers."""

from __future__ import annotations

from typing import Any

from onetake.words.match_words import CASE, NESTED
from onetake.words.matchers import BUILDERS

SHARED = ("matcher", "expectations", "steps", "step", "order")
_TEXT = {"type": ["string", "number", "boolean"]}
_MATCHER = {"$ref": "#/$defs/matcher"}
_STEPS = {"$ref": "#/$defs/steps"}
_FIGURE = {"type": ["string", "number"]}
_OPERANDS: dict[str, dict[str, Any]] = {
    "equals": {},
    "contains": _TEXT,
    "wildcard": _TEXT,
    "matches": _TEXT,
    "at_most": _FIGURE,
    "at_least": _FIGURE,
    "between": {"type": "array", "items": _FIGURE, "minItems": 2, "maxItems": 2},
    "exists": {"type": "boolean"},
    "absent": {"type": "boolean"},
    "one_of": {"type": "array", "minItems": 1},
    "ordered": {"type": "array", "items": _TEXT, "minItems": 1},
    "type": {"enum": ["text", "number", "truth", "list", "object", "null", None]},
    "schema": {"type": "object"},
    "any": {"type": "array", "items": _MATCHER, "minItems": 1},
    "all": {"type": "array", "items": _MATCHER, "minItems": 1},
    "none": {"type": "array", "items": _MATCHER, "minItems": 1},
    "not": _MATCHER,
    "count": _MATCHER,
    "length": _MATCHER,
    "case": {"enum": ["ignore", "match"]},
}
_EXPECTATIONS = {
    "type": "object",
    "minProperties": 1,
    "additionalProperties": _MATCHER,
    "description": "Facts with what they must be: a value, or matchers.",
}
_CONDITION = {**_EXPECTATIONS, "description": "Walked only if these names are as said."}
_MODIFIERS: dict[str, dict[str, Any]] = {
    "name": {**_TEXT, "description": "What the step is called in reports, and by other steps."},
    "phase": {**_TEXT, "description": "The phase of the journey that begins here."},
    "system": {**_TEXT, "description": "Which system, where its channel has several."},
    "as": {**_TEXT, "description": "Who does it: another persona, or another line of this one."},
    "expect": {"$ref": "#/$defs/expectations"},
    "keep": {
        "type": "object",
        "additionalProperties": {"type": "string"},
        "description": "Names with the facts to keep under them, for ${NAME}.",
    },
    "within": {
        "type": "string",
        "description": "How soon the answer must come: minor / major, such as 1.5s / 4s.",
    },
    "patience": {"type": "string", "description": "How long to wait; twice major if left out."},
    "when": _CONDITION,
    "optional": {"type": "boolean", "description": "true: a failure only skips this step."},
    "since": {**_TEXT, "description": "The earlier step that `within` counts from."},
}
_NAMES = {
    "type": "array",
    "items": {"type": "string"},
    "minItems": 1,
    "description": "Names that have a value by now, such as order or persona.first.",
}


def shared_definitions() -> dict[str, Any]:
    """Return the definitions that models and steps refer to; a step's actions are added to it."""
    return {
        "matcher": _matcher(),
        "expectations": _EXPECTATIONS,
        "order": _order(),
        "steps": {"type": "array", "minItems": 1, "items": {"$ref": "#/$defs/step"}},
        "step": {
            "type": "object",
            "description": "One action, or one block, with what stands beside it.",
            "properties": {**_MODIFIERS, **_blocks()},
            "additionalProperties": False,
        },
    }


def _matcher() -> dict[str, Any]:
    """Return the schema of a matcher; its words are checked only where it is a mapping."""
    pages = {word: (builder.__doc__ or "").strip() for word, builder in BUILDERS.items()}
    pages |= {**NESTED, "case": CASE}
    return {
        "type": ["string", "number", "boolean", "null", "array", "object"],
        "description": "A value, or words that must all hold.",
        "minProperties": 1,
        "properties": {
            word: {**_OPERANDS.get(word, {}), "description": page} for word, page in pages.items()
        },
        "additionalProperties": False,
    }


def _order() -> dict[str, Any]:
    moment = {
        "type": ["string", "object"],
        "properties": {"heard": _MATCHER, "said": _MATCHER},
        "minProperties": 1,
        "maxProperties": 1,
        "additionalProperties": False,
    }
    moments = {"type": "array", "items": moment, "minItems": 2}
    return {"anyOf": [moments, {"type": "array", "items": moments, "minItems": 1}]}


def _blocks() -> dict[str, Any]:
    branch = _object({"when": _CONDITION, "steps": _STEPS}, ["steps"])
    loop = {
        "expect": {"$ref": "#/$defs/expectations"},
        "every": {"type": "string", "description": "The wait between rounds; 1s if left out."},
        "at_most": {
            "type": ["integer", "string"],
            "description": "How many rounds (10 if left out), or for how long, such as 30s.",
        },
        "steps": _STEPS,
    }
    part = {"part": {"type": "string"}, "with": {"type": "object"}}
    return {
        "choose": {
            "type": "array",
            "items": branch,
            "minItems": 1,
            "description": "The first branch whose `when` holds is walked.",
        },
        "until": {
            **_object(loop, ["expect", "steps"]),
            "description": "Steps walked again until what was heard last is as expected.",
        },
        "include": {
            **_object(part, ["part"]),
            "type": ["string", "object"],
            "description": "The steps of parts/NAME.yaml, with the values it needs.",
        },
        "together": {
            "type": "object",
            "additionalProperties": _STEPS,
            "minProperties": 2,
            "description": "Lanes walked at once: customer, and whoever else, such as agent.",
        },
        "handoff": {
            **_object({"knows": _NAMES, "steps": _STEPS}, ["knows", "steps"]),
            "description": "Steps on another channel, where this must be known already.",
        },
    }


def _object(properties: dict[str, Any], required: list[str]) -> dict[str, Any]:
    return {
        "type": "object",
        "properties": properties,
        "required": required,
        "additionalProperties": False,
    }
