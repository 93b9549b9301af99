"""Call scripts in CSV (step, caller says, expected) → journeys by telephone, or on chat."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence

from onetake.bring.botium_convos import rows_of
from onetake.bring.drafted import Brought, Counterpart, Drafted, Left, Tree, Wish
from onetake.bring.naming import dashed, literal, unlike

_CALLER = re.compile(r"(caller|customer|user)( says)?|says")
_EXPECTED = re.compile(r"expected( answer| response| result)?|expect|(agent|bot|system)( says)?")
_CALL = re.compile(r"call|scenario|journey|script|test( case)?|case|name")
_NUMBER = re.compile(r"step|no\.?|number|#|nr\.?")
_KEYS = re.compile(r"(?:\(?\s*(?:press(?:es)?|dtmf|keys?)\s*:?\s*)([\d*#]+)\)?", re.IGNORECASE)
_PAUSE = re.compile(r"\(?(silence|says nothing|nothing|hangs up|hang up)\)?", re.IGNORECASE)
_DRAFTED = (
    "A draft on the chat channel: there is no voice channel here yet. It is walked and shown, and\n"
    "never counts. Remove `status: draft` to hold a bot to it, or write voice instead of chat."
)


def read_calls(text: str, source: str, wish: Wish) -> Brought:
    """Return a call script's calls as journeys, one per call or one for the whole file."""
    rows = rows_of(text)
    head = [cell.strip().lower() for cell in rows[0]]
    columns = {
        "caller": _column(head, _CALLER), "expected": _column(head, _EXPECTED),
        "call": _column(head, _CALL), "step": _column(head, _NUMBER),
    }  # fmt: skip
    spoken = wish.calls_on or ("voice" if "voice" in wish.channels else "chat")
    draft = spoken == "chat" and not wish.calls_on
    left: list[Left] = []
    calls: dict[str, list[Mapping[str, str]]] = {}
    stem = source.partition(".")[0]
    for row in rows[1:]:
        given = {name: row[at].strip() for name, at in columns.items() if at is not None
                 and at < len(row)}  # fmt: skip
        calls.setdefault(given.get("call") or next(reversed(calls), stem), []).append(given)
    value = "phone" if spoken == "voice" else "bot"
    system = unlike("hotline", {n for n, at in wish.taken.items() if value not in at}, joint="-")
    names: set[str] = set()
    journeys = []
    for call, lines in calls.items():
        name = unlike(dashed(call), names, joint="-")
        names.add(name)
        steps = tuple(_steps(lines, spoken, f"{source}: {call}", left))
        origin = f"Brought from {source}: {call}" + (f"\n{_DRAFTED}" if draft else "")
        head_: dict[str, object] = {"status": "draft"} if draft else {}
        if steps:
            journeys.append(Drafted(name, call, steps, origin, {**head_, "systems": [system]}))
    settings: Tree = {"connector": "http"} if spoken == "chat" else {}
    why = "say in onetake.yaml where it answers"
    known = str(wish.values.get(value, ""))
    left += [] if known else [Left("the hotline", "its address", why)]
    return Brought(
        source=source,
        kind="a call script",
        journeys=tuple(journeys),
        systems=(Counterpart(system, spoken, f"${{environment.{value}}}", settings),),
        values={value: known or "http://127.0.0.1:5005"},
        left=tuple(left),
    )


def _column(head: Sequence[str], pattern: re.Pattern[str]) -> int | None:
    return next((at for at, name in enumerate(head) if pattern.fullmatch(name)), None)


def _steps(
    lines: Sequence[Mapping[str, str]], channel: str, place: str, left: list[Left]
) -> Iterator[Tree]:
    for number, line in enumerate(lines, 1):
        where = f"{place}, step {line.get('step') or number}"
        said, expected = line.get("caller", ""), line.get("expected", "")
        keys = _KEYS.fullmatch(said)
        if _PAUSE.fullmatch(said):
            left.append(Left(where, said, "silence and hanging up are not said on this channel"))
        elif keys and channel != "voice":
            left.append(Left(where, said, "keys are said as text: there is no keypad on chat"))
            yield {f"{channel}.say": keys[1]}
        elif said:
            yield {f"{channel}.say": literal(said)}
        if expected:
            yield {f"{channel}.hear": _matcher(expected)}


def _matcher(expected: str) -> object:
    """Return what is expected: a text, alternatives with `|`, or a /regular expression/."""
    pattern = re.fullmatch(r"/(.+)/", expected)
    if pattern:
        try:
            re.compile(pattern[1])
        except re.error:
            return literal(expected)
        return {"matches": pattern[1]}
    several = [literal(part.strip()) for part in expected.split("|") if part.strip()]
    return {"any": several} if len(several) > 1 else literal(expected)
