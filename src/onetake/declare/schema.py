"""Makes the JSON Schema that editors check and complete a programme's files with."""

from __future__ import annotations

import inspect
from collections.abc import Mapping
from typing import Any

from pydantic import BaseModel

from onetake.declare import bearing, gates, heads, kpis, mappings, people, profiles
from onetake.declare.schema_models import closed, model_schema
from onetake.declare.schema_words import shared_definitions
from onetake.words.channel import Action, Channel, Configured

KINDS: Mapping[str, type[BaseModel] | None] = {
    "journey": heads.JourneyFile,
    "part": heads.PartFile,
    "system": heads.SystemFile,
    "persona": None,
    "team": heads.TeamFile,
    "programme": heads.ProgrammeFile,
    "sponsor": people.SponsorFile,
    "initiative": people.InitiativeFile,
    "waivers": bearing.WaiversFile,
    "influences": bearing.InfluencesFile,
    "kpi": kpis.KpiFile,
    "gate": gates.GateFile,
    "profile": profiles.ProfileFile,
    "mapping": mappings.MappingFile,
}
_DRAFT = "https://json-schema.org/draft/2020-12/schema"
_PERSONA = {
    "type": "object",
    "description": "personas/NAME.yaml: an invented customer; every key is read as ${persona.KEY}.",
    "properties": {
        "id": False,
        "name": {"type": "string", "description": "The customer's name."},
        "language": {"type": "string", "description": "The language she speaks, such as en."},
    },
}


def schema(channels: Mapping[str, Channel], kind: str = "journey") -> dict[str, Any]:
    """Return the JSON Schema (draft 2020-12) of one kind of file, one of `KINDS`.

    All kinds stand under `$defs`, so one schema with another `$ref` serves another kind. Which of
    a step's keys go together is not said here: that is for `check`.
    """
    definitions: dict[str, Any] = {**shared_definitions(), "persona": _PERSONA}
    for name, model in KINDS.items():
        if model is not None:
            definitions[name] = model_schema(model, name, definitions)
    for name, channel in channels.items():
        for action in channel.actions:
            _add_action(f"{name}.{action.word}", action, definitions)
    _specialise_systems(definitions, channels)
    return {
        "$schema": _DRAFT,
        "title": f"Onetake {kind}",
        "$ref": f"#/$defs/{kind}",
        "$defs": definitions,
    }


def _add_action(word: str, action: type[Action], definitions: dict[str, Any]) -> None:
    """Add an action as a key of a step; a scalar stands for its shorthand field."""
    found = model_schema(action, word, definitions)
    properties: dict[str, Any] = found.get("properties", {})
    short = properties.get(action.shorthand, {})
    types = ["object"]
    if short.get("$ref") == "#/$defs/matcher":
        words = definitions["matcher"]["properties"]
        found["properties"] = {**words, **properties}
        types += ["string", "number", "boolean", "null", "array"]
    elif action.shorthand:
        types += _types(short)
    if not found.get("required"):
        types.append("null")
    value = {**found, "type": list(dict.fromkeys(types))}
    value["description"] = inspect.cleandoc(action.__doc__ or word)
    definitions["step"]["properties"][word] = closed(value)


def _types(field: Mapping[str, Any]) -> list[str]:
    """Return the types a field may have; any, when it does not say."""
    nested = [*field.get("anyOf", ()), *field.get("oneOf", ())]
    if nested:
        return [name for item in nested for name in _types(item)]
    found = field.get("type", ["string", "number", "boolean", "array", "object"])
    return [found] if isinstance(found, str) else list(found)


def _specialise_systems(definitions: dict[str, Any], channels: Mapping[str, Channel]) -> None:
    """Give each channel's systems the settings of that channel, and no other keys."""
    system = definitions["system"]
    system["properties"]["channel"] = {"enum": sorted(channels), "description": "The channel."}
    system.pop("additionalProperties", None)
    choices = []
    for name, channel in channels.items():
        known = dict(system["properties"])
        if isinstance(channel, Configured):
            own = model_schema(channel.settings, f"system.{name}", definitions)
            known |= own.get("properties", {})
        definitions[f"system.{name}"] = closed({"type": "object", "properties": known})
        choices.append({
            "if": {"properties": {"channel": {"const": name}}, "required": ["channel"]},
            "then": {"$ref": f"#/$defs/system.{name}"},
        })  # fmt: skip
    system["allOf"] = choices
