"""Takes out of a HAR (HTTP Archive 1.2) what no picture of traffic may hold."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, MutableMapping

LARGEST = 400_000
"""Bytes of a HAR that is kept; the oldest requests go first."""

HIDDEN = "[secret]"
_SECRET = re.compile(r"(?i)auth|cookie|token|secret|api-?key|session|csrf|password|synthetic")


def cleaned(har: bytes, largest: int = LARGEST) -> bytes:
    """Return a HAR without bodies, cookies and credentials, of at most about `largest` bytes.

    Its addresses still go through the scrubber. Raises ValueError for what is no HAR.
    """
    log = json.loads(har)["log"]
    entries = [_clean(entry) for entry in log["entries"]]
    sizes = [len(json.dumps(entry)) for entry in entries]
    dropped = 0
    while sum(sizes[dropped:]) > largest and dropped < len(entries):
        dropped += 1
    comment = {"comment": f"the first {dropped} requests were not kept"} if dropped else {}
    return json.dumps({"log": {**log, **comment, "entries": entries[dropped:]}}).encode()


def _clean(entry: MutableMapping[str, object]) -> MutableMapping[str, object]:
    """Empty what may hold secrets; what HAR demands to be there stays, empty."""
    for side in ("request", "response"):
        message = entry[side]
        if not isinstance(message, dict):
            continue
        message["headers"] = [_header(header) for header in message.get("headers", ())]
        message["cookies"] = []
        if "queryString" in message:
            message["queryString"] = []
        if "postData" in message:
            message["postData"] = {
                "mimeType": message["postData"].get("mimeType", ""),
                "text": f"{len(message['postData'].get('text', ''))} characters, not kept",
                "params": [],
            }
        if isinstance(content := message.get("content"), dict):
            message["content"] = {key: content.get(key) for key in ("size", "mimeType")}
    return entry


def _header(header: Mapping[str, str]) -> Mapping[str, str]:
    hidden = _SECRET.search(header["name"])
    return {"name": header["name"], "value": HIDDEN if hidden else header["value"]}
