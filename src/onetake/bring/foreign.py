"""Recognises a foreign file by what stands in it."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

import yaml

from onetake.errors import UsageWrong

KNOWN = (
    "a Postman collection (v2.0, v2.1) or environment, OpenAPI 3 or Swagger 2, a HAR, botium "
    "convos (.convo.txt, YAML, CSV), or a call script in CSV (step, caller says, expected)"
)


class Kind(StrEnum):
    """What a foreign file is."""

    POSTMAN = "a Postman collection"
    POSTMAN_ENVIRONMENT = "a Postman environment"
    OPENAPI = "a description of an API"
    HAR = "a HAR"
    CONVO = "a botium convo"
    CONVOS = "botium convos"
    UTTERANCES = "botium utterances"
    CONVO_TABLE = "botium convos in CSV"
    BOTIUM = "a botium configuration"
    CALLS = "a call script"


@dataclass(frozen=True, slots=True)
class Foreign:
    """A foreign file that was recognised: `data` is its JSON or YAML, else its text."""

    name: str
    kind: Kind
    data: object
    text: str


class _Loader(yaml.SafeLoader):
    """Reads YAML as JSON has it: what looks like a date stays a text."""


_Loader.yaml_implicit_resolvers = {
    sign: [(tag, pattern) for tag, pattern in found if not tag.endswith(("timestamp", "merge"))]
    for sign, found in yaml.SafeLoader.yaml_implicit_resolvers.items()
}


def recognise(name: str, content: bytes) -> Foreign:
    """Return what a file is. Raises UsageWrong when it is nothing that can be brought."""
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise UsageWrong(f"{name} is no text: {error.reason}", hint=f"name {KNOWN}") from None
    data = _unwrapped(_data(name, text))
    kind = _of_data(name, data) if isinstance(data, Mapping) else _of_text(name, text)
    if kind is None:
        raise UsageWrong(f"{name} is nothing that can be brought", hint=f"name {KNOWN}")
    return Foreign(name, kind, data, text)


def _data(name: str, text: str) -> object:
    """Return the JSON or YAML a text is, or None. Raises UsageWrong for JSON that is broken."""
    lower = name.lower()
    try:
        if text.lstrip()[:1] == "{" or lower.endswith((".json", ".har")):
            return json.loads(text)
        if lower.endswith((".yaml", ".yml")) or re.match(r"(openapi|swagger|convos)\s*:", text):
            return yaml.load(text, _Loader)
    except (json.JSONDecodeError, yaml.YAMLError, RecursionError) as error:
        where = (
            " ".join(str(error).split()) if not isinstance(error, RecursionError) else "too deep"
        )
        raise UsageWrong(f"{name} cannot be read: {where}", hint="export it again") from None
    return None


def _unwrapped(data: object) -> object:
    """Return what Postman's own API wraps into one key, or the data itself."""
    found = data if isinstance(data, Mapping) else {}
    inner = found.get("collection", found.get("environment"))
    return inner if isinstance(inner, Mapping) and len(found) == 1 else data


def _of_data(name: str, data: Mapping[object, object]) -> Kind | None:
    log = data.get("log")
    if "openapi" in data or "swagger" in data:
        return Kind.OPENAPI
    if isinstance(log, Mapping) and isinstance(log.get("entries"), list):
        return Kind.HAR
    items = data.get("item")
    if isinstance(items, list) and ("info" in data or any(map(_asks, items))):
        return Kind.POSTMAN
    if "requests" in data and "order" in data:
        raise UsageWrong(f"{name} is a Postman collection of version 1", hint="export it as v2.1")
    if isinstance(data.get("values"), list) and {"name", "_postman_variable_scope"} & set(data):
        return Kind.POSTMAN_ENVIRONMENT
    if isinstance(data.get("botium"), Mapping):
        return Kind.BOTIUM
    if {"convos", "utterances", "scriptingMemory"} & set(data):
        return Kind.CONVOS
    return None


def _asks(item: object) -> bool:
    return isinstance(item, Mapping) and bool({"request", "item"} & set(item))


def _of_text(name: str, text: str) -> Kind | None:
    if re.search(r"^#(me|bot)\b", text, re.MULTILINE):
        return Kind.CONVO
    if name.lower().endswith(".utterances.txt"):
        return Kind.UTTERANCES
    head = text.lstrip().partition("\n")[0].lower()
    columns = [column.strip(' "\ufeff\r') for column in re.split(r"[,;\t]", head)]
    if any(re.fullmatch(r"(caller|customer|user)( says)?|says", column) for column in columns):
        return Kind.CALLS
    if len(columns) > 1 and {"sender", "text", "question", "me", "conversationid"} & set(columns):
        return Kind.CONVO_TABLE
    return None
