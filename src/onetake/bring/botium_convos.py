"""Reads botium's convos in their forms: text, YAML, CSV; and the utterances they name."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from onetake.bring.drafted import Left
from onetake.bring.foreign import Foreign, Kind

_SECTION = re.compile(r"#(me|bot|begin|end|include)\b[ \t]*(.*)")
_SENDERS = {"me": "me", "user": "me", "question": "me", "bot": "bot", "answer": "bot"}


@dataclass(frozen=True, slots=True)
class Turn:
    """What one side says: `me`, `bot`, or what is included; its lines as they are written."""

    sender: str
    lines: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Convo:
    """A conversation; `part`: others include it."""

    name: str
    turns: tuple[Turn, ...]
    source: str
    part: bool = False


@dataclass(slots=True)
class Talks:
    """All conversations of a project, and texts that mean the same, by name."""

    convos: list[Convo] = field(default_factory=list)
    utterances: dict[str, list[str]] = field(default_factory=dict)


def talks_of(files: Sequence[Foreign]) -> tuple[Talks, list[Left]]:
    """Return what botium's files say together, and what of them has no counterpart."""
    talks, left = Talks(), []
    for file in files:
        if file.kind is Kind.CONVO:
            talks.convos.append(from_text(file.text, file.name))
        elif file.kind is Kind.UTTERANCES:
            name, texts = utterances_of(file.text, file.name)
            talks.utterances[name] = texts
        elif file.kind is Kind.CONVO_TABLE:
            talks.convos += from_csv(file.text, file.name)
        elif file.kind is Kind.CONVOS and isinstance(file.data, Mapping):
            from_yaml(file.data, file.name, talks)
            if "scriptingMemory" in file.data:
                left.append(Left(file.name, "scriptingMemory", "make it a table: data/NAME.csv"))
    return talks, left


def from_text(text: str, source: str) -> Convo:
    """Return the convo of a .convo.txt or .pconvo.txt."""
    turns: list[Turn] = []
    lines: list[str] = []
    head = sender = ""

    def end() -> None:
        if sender and sender not in ("begin", "end"):
            turns.append(Turn(sender, tuple(_stripped(lines))))
        elif sender and _stripped(lines):
            turns.append(Turn(f"#{sender}", tuple(_stripped(lines))))

    for line in text.splitlines():
        found = _SECTION.match(line)
        if found:
            end()
            sender, lines = found[1], [found[2]] if found[2] else []
        elif sender:
            lines.append(line)
        else:
            head = head or line.strip()
    end()
    part = ".pconvo." in source.lower()
    return Convo(head or source.partition(".")[0], tuple(turns), source, part)


def _stripped(lines: Sequence[str]) -> list[str]:
    kept = [line.rstrip() for line in lines]
    while kept and not kept[-1]:
        kept.pop()
    while kept and not kept[0]:
        kept.pop(0)
    return kept


def from_yaml(data: Mapping[str, object], source: str, talks: Talks) -> None:
    """Take the convos and utterances of a YAML file."""
    for key, part in (("convos", False), ("partialConvos", True)):
        for given in _list(data.get(key)):
            if isinstance(given, Mapping):
                name = str(given.get("name") or source.partition(".")[0])
                talks.convos.append(Convo(name, tuple(_turns(given.get("steps"))), source, part))
    utterances = data.get("utterances")
    for name, texts in utterances.items() if isinstance(utterances, Mapping) else ():
        talks.utterances[str(name)] = [str(text) for text in _list(texts)]


def _turns(steps: object) -> Iterator[Turn]:
    for step in _list(steps):
        for sender, lines in step.items() if isinstance(step, Mapping) else ():
            listed = [_line(line) for line in _list(lines)]
            kept = sender if sender in ("me", "bot", "include") else f"#{sender}"
            yield Turn(str(kept), tuple(listed))


def _line(given: object) -> str:
    """Return a line; an asserter written as a mapping of its name and args is one, too."""
    if not isinstance(given, Mapping) or len(given) != 1:
        return str(given)
    name, value = next(iter(given.items()))
    return f"{name} {'|'.join(map(str, _list(value)))}".strip()


def from_csv(text: str, source: str) -> Iterator[Convo]:
    """Yield the convos of a CSV: rows of conversationId, sender, text; or questions and answers."""
    rows = rows_of(text)
    head = [name.strip().lower() for name in rows[0]] if rows else []
    stem = source.partition(".")[0]
    if {"sender", "text"} <= set(head):
        by_name: dict[str, list[Turn]] = {}
        for row in rows[1:]:
            given = dict(zip(head, row, strict=False))
            sender = _SENDERS.get(given.get("sender", "").strip().lower(), "bot")
            turn = Turn(sender, tuple(given.get("text", "").splitlines()))
            by_name.setdefault(given.get("conversationid") or stem, []).append(turn)
        for name, turns in by_name.items():
            yield Convo(name, tuple(turns), source)
        return
    senders = [_SENDERS.get(name, "") for name in head]
    for number, row in enumerate(rows[1:], 1):
        said = [(sender, cell) for sender, cell in zip(senders, row, strict=False) if sender]
        turns = [Turn(sender, tuple(cell.splitlines())) for sender, cell in said if cell]
        if turns:
            yield Convo(f"{stem} {number}", tuple(turns), source)


def rows_of(text: str) -> list[list[str]]:
    """Return the rows of a CSV that hold something, whatever separates its columns."""
    head = text.lstrip("\ufeff").partition("\n")[0]
    separator = max(",;\t", key=head.count)
    reader = csv.reader(io.StringIO(text.lstrip("\ufeff")), delimiter=separator)
    return [row for row in reader if any(cell.strip() for cell in row)]


def utterances_of(text: str, source: str) -> tuple[str, list[str]]:
    """Return the name and the texts of an .utterances.txt."""
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    return (lines[0], lines[1:]) if lines else (source.partition(".")[0], [])


def _list(given: object) -> list[object]:
    return given if isinstance(given, list) else [] if given is None else [given]
