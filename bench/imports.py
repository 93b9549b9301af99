"""Measures imports: records a second of CSV and of Genesys' JSON, once more, and the memory.

From a programme's folder into a new ledger on this disk. 30,000 contacts of 9,000 customers, of
which each has a customer, two texts and five figures; 6,000 conversations of four participants,
read with the ready mapping. `once more` is the same file again, which changes nothing. Memory is
the process's peak beyond what it had before the first record.
"""

from __future__ import annotations

import csv
import json
import resource
import tempfile
import time
from pathlib import Path

from frame import Row

from onetake.flows.import_facts import Imported, import_facts

CONTACTS, CUSTOMERS, CONVERSATIONS = 30_000, 9_000, 6_000
COLUMNS = (
    "id",
    "channel",
    "began",
    "queued",
    "answered",
    "ended",
    "mail",
    "reason",
    "talk",
    "human",
)
MAPPING = """\
into: contacts
source: pbx
key: id
fields:
  channel: channel
  started: {from: began, time: s}
  queued: {from: queued, time: s}
  answered: {from: answered, time: s}
  ended: {from: ended, time: s}
  customer: mail
  reason: reason
  talk: talk
  human: human
"""
BEGAN = 1_780_000_000


def rows() -> list[Row]:
    """Return the figures of both kinds of files."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        (folder / "onetake.yaml").write_text("programme: Bench\nenvironments: {dev: {}}\n")
        (folder / "pbx.yaml").write_text(MAPPING)
        calls, talks = _calls(folder / "calls.csv"), _conversations(folder / "talks.json")
        before = _peak()
        return [
            _row("contacts from CSV", *_timed(folder, calls, str(folder / "pbx.yaml"))),
            _row("the same, once more", *_timed(folder, calls, str(folder / "pbx.yaml"))),
            _row("conversations from JSON", *_timed(folder, talks, "genesys-conversations")),
            _figure("memory for them", round(_peak() - before, 1), "MB"),
        ]


def _calls(path: Path) -> Path:
    with path.open("w", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(COLUMNS)
        for n in range(CONTACTS):
            at, mail = BEGAN + 60 * n, f"customer{n % CUSTOMERS}@customers.example"
            writer.writerow(
                (n, "phone", at, at + 5, at + 30, at + 300, mail, "a lost card", 270, "yes")
            )
    return path


def _conversations(path: Path) -> Path:
    with path.open("w") as file:
        file.write('{"conversations": [')
        for n in range(CONVERSATIONS):
            file.write("," * (n > 0) + json.dumps(_conversation(n)))
        file.write("]}")
    return path


def _conversation(n: int) -> dict[str, object]:
    begin = "2026-06-01T10:00:00.000Z"
    metrics = [{"name": "tTalkComplete", "value": 240_000}, {"name": "tAcw", "value": 30_000}]
    spoke = [{"segmentStart": begin, "segmentType": "interact"}]
    caller = {"mediaType": "voice", "ani": f"tel:+46{n:09}"}
    return {
        "conversationId": f"g-{n}",
        "conversationStart": begin,
        "originatingDirection": "inbound",
        "participants": [
            {"purpose": "customer", "sessions": [caller]},
            {"purpose": "ivr", "sessions": [{"mediaType": "voice"}]},
            {"purpose": "acd", "participantName": "Cards", "sessions": [{"segments": spoke}]},
            {"purpose": "agent", "sessions": [{"segments": spoke, "metrics": metrics}]},
        ],
    }


def _timed(folder: Path, file: Path, mapping: str) -> tuple[Imported, float]:
    begin = time.perf_counter()
    done = import_facts(folder, [file], mapping)
    return done, time.perf_counter() - begin


def _row(work: str, done: Imported, seconds: float) -> Row:
    assert done.refused == 0 and done.read == done.new + done.known, done
    return _figure(work, round(done.read / seconds), "records/s")


def _figure(work: str, figure: float, unit: str) -> Row:
    return {"work": work, "figure": figure, "unit": unit, "peer": None, "ratio": None,
            "target": None, "met": None}  # fmt: skip


def _peak() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
