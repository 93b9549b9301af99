"""The bot that botium talked to: its address and connector, as far as botium.json tells."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from onetake.bring.calls import split
from onetake.bring.drafted import Counterpart, Left, Tree, Wish
from onetake.bring.naming import unlike

_READY = {"directline3": "directline", "rasa": "rasa", "websocket": "websocket",
          "rasa-endpoint": "rasa"}  # fmt: skip
_PLACE = "botium.json"
_LOCAL = "http://127.0.0.1:5005"
_TEXT = re.compile(r"\{\{\{?\s*msg\.messageText\s*\}?\}\}")
_TALK = re.compile(r"\{\{\{?\s*(botium\.conversationId|msg\.sender|uuid)\s*\}?\}\}")


@dataclass(slots=True)
class Bot:
    """The bot's system, its values, secrets, and what botium.json said beyond that."""

    system: Counterpart
    values: dict[str, str]
    secrets: dict[str, str] = field(default_factory=dict)
    left: list[Left] = field(default_factory=list)


def bot_of(configured: object, wish: Wish) -> Bot:
    """Return the bot of a botium.json, or one to be completed by hand."""
    botium = configured.get("botium") if isinstance(configured, Mapping) else None
    given = botium.get("Capabilities") if isinstance(botium, Mapping) else None
    known: Mapping[str, object] = given if isinstance(given, Mapping) else {}
    mode = str(known.get("CONTAINERMODE") or "").lower()
    name = unlike("bot", {n for n, at in wish.taken.items() if at != "${environment.bot}"})
    left: list[Left] = []
    secrets: dict[str, str] = {}
    url = str(known.get("SIMPLEREST_URL") or known.get("RASA_ENDPOINT_URL") or
              known.get("WEBSOCKET_URL") or "")  # fmt: skip
    settings: dict[str, object] = {"connector": _READY.get(mode, "http")}
    address = url or _LOCAL
    if mode == "simplerest" and url:
        connector = _simple(known)
        address = f"{split(url).scheme}://{split(url).netloc}"
        if connector:
            settings["connector"] = connector
        else:
            left.append(Left(_PLACE, "the bodies of simplerest", "declare the connector by hand"))
    elif mode == "directline3":
        address = "https://directline.botframework.com"
        settings["values"] = {"secret": "${secret.directline}"}
        secrets["directline"] = "DIRECTLINE3_SECRET in botium.json"
    elif mode not in _READY:
        why = "say in onetake.yaml where it answers, and in its system's file by which connector"
        left.append(Left(_PLACE if known else "the bot", mode or "its address", why))
    value = unlike("bot", {n for n, held in wish.values.items() if str(held) != address})
    system = Counterpart(name, "chat", f"${{environment.{value}}}", settings)
    return Bot(system, {value: address}, secrets, left)


def _simple(known: Mapping[str, object]) -> Tree | None:
    """Return a connector for botium's simplerest, None where its texts are too clever."""
    url = split(str(known.get("SIMPLEREST_URL")))
    path = f"{url.path or '/'}{'?' + url.query if url.query else ''}"
    method = str(known.get("SIMPLEREST_METHOD") or "GET").lower()
    where = str(known.get("SIMPLEREST_RESPONSE_JSONPATH") or "")
    found = re.fullmatch(r"\$\.?((?:[\w-]+)(?:\.[\w-]+)*)?(\[\*\]|\.\*)?(?:\.([\w.-]+))?", where)
    body = known.get("SIMPLEREST_BODY_TEMPLATE")
    if method not in ("get", "post", "put") or not found or "{{" in _filled(path):
        return None
    send: dict[str, object] = {method: _filled(path)}
    if body:
        text = _filled(body if isinstance(body, str) else json.dumps(body))
        try:
            send["json"] = json.loads(text)
        except json.JSONDecodeError:
            return None
    if "{{" in json.dumps(send):
        return None
    if found[2]:
        return {
            "say": send,
            "messages": found[1] or "$",
            **({"text": found[3]} if found[3] else {}),
        }
    return {"say": send, "text": ".".join(part for part in (found[1], found[3]) if part)}


def _filled(text: str) -> str:
    return _TALK.sub("${sender}", _TEXT.sub("${text}", text))
