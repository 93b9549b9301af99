"""Reads what stands beside a step's action: names, thresholds, expectations, conditions."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from functools import lru_cache

from onetake.declare.document import Spot, described
from onetake.declare.nearest import nearest
from onetake.declare.validate import note_value_error
from onetake.words.channel import Action
from onetake.words.figure import Levels, duration
from onetake.words.match import Matcher, MatcherFault
from onetake.words.path import Path
from onetake.words.scalar import Plain, typed
from onetake.words.steps import Condition
from onetake.words.template import Template, TemplateFault

Expected = tuple[tuple[Path, Matcher], ...]
MODIFIERS = (
    "name", "phase", "system", "as", "expect", "keep", "within", "patience", "when", "optional",
    "since",
)  # fmt: skip
RESERVED = ("persona", "environment", "data", "secret", "run")
_NAME = re.compile(r"[^\W\d][\w-]*")
_path = lru_cache(maxsize=4096)(Path.parse)


def text(spot: Spot) -> str:
    """Return a text as written; a list, a mapping or nothing is a fault."""
    if isinstance(spot.value, str) and spot.value.strip():
        return str(spot.value)
    spot.fault("value", f"a text is expected here, not {described(spot.value)}")
    return ""


def truth(spot: Spot) -> bool:
    """Return true or false, written without quotes."""
    found = typed(spot.value)
    if isinstance(found, bool):
        return found
    spot.fault("value", f"{described(spot.value)} is not true or false")
    return False


def seconds(spot: Spot) -> float | Template | None:
    """Return a duration, or the template that gives it when the step is walked."""
    return _figure(spot, duration)  # type: ignore[return-value]


def levels(spot: Spot) -> Levels | Template | None:
    """Return `minor / major`, or the template that gives it when the step is walked."""
    found = _figure(spot, lambda written: Levels.parse(written, duration))
    if isinstance(found, Levels) and found.minor is not None and found.minor > found.major:
        spot.fault(
            "within",
            "the first figure is minor (degraded), the second major (failed): "
            f"{found.minor:g} s is more than {found.major:g} s",
            hint="swap them",
        )
    return found  # type: ignore[return-value]


def _figure(spot: Spot, read: Callable[[str], object]) -> object:
    written = text(spot)
    if not written:
        return None
    try:
        return Template.parse(written) if "${" in written else read(written)
    except ValueError as error:
        note_value_error(spot, error)
        return None


def matcher(spot: Spot, scalar: str = "equals") -> Matcher | None:
    """Return a compiled matcher, or None when it is wrong."""
    try:
        return Matcher.parse(spot.value, scalar)
    except (MatcherFault, TemplateFault) as error:
        note_value_error(spot, error, "matcher")
        return None


def expectations(spot: Spot, facts: Mapping[str, str] | None) -> Expected:
    """Return paths with their matchers; `facts` names what may be expected (None: anything)."""
    if not isinstance(spot.value, dict) or not spot.value:
        seen = described(spot.value)
        spot.fault("expect", f"a mapping of facts is expected here, not {seen}",
                   hint="write fact: value, such as {text: hello}")  # fmt: skip
        return ()
    found = []
    for written in spot.value:
        path, wanted = fact(spot[written], written, facts, key=True), matcher(spot[written])
        if path is not None and wanted is not None:
            found.append((path, wanted))
    return tuple(found)


def kept(spot: Spot, facts: Mapping[str, str] | None) -> tuple[tuple[str, Path], ...]:
    """Return names with the paths of the facts to keep under them."""
    if not isinstance(spot.value, dict) or not spot.value:
        seen = described(spot.value)
        spot.fault("keep", f"a mapping of names is expected here, not {seen}",
                   hint="write name: fact, such as {order: json.id}")  # fmt: skip
        return ()
    found = []
    for name in spot.value:
        if not name_of_own(name):
            spot[name].fault(
                "keep",
                f"{name!r} cannot be a name to keep",
                hint="use letters, digits, _ and -, and none of " + ", ".join(RESERVED),
                key=True,
            )
        written = text(spot[name])
        path = fact(spot[name], written, facts) if written else None
        if path is not None:
            found.append((name, path))
    return tuple(found)


def name_of_own(name: str) -> bool:
    """Tell if a value may be kept under a name."""
    return bool(_NAME.fullmatch(name)) and name not in RESERVED


def fact(
    spot: Spot, written: str, facts: Mapping[str, str] | None, *, key: bool = False
) -> Path | None:
    """Return the compiled path of a fact that is known, or None."""
    try:
        path = _path(written)
    except ValueError as error:
        spot.fault("path", str(error), key=key)
        return None
    known = facts is None or path.root in facts or (path.root == "$" and "json" in facts)
    if not known:
        hint = nearest(path.root, facts or (), "facts")
        spot.fault("fact.unknown", f"{path.root!r} is not a fact of this step", hint=hint, key=key)
        return None
    return path


def facts_of(action: type[Action]) -> Mapping[str, str]:
    """Return the facts a step with this action knows, each with a sentence."""
    always = {"ms": "milliseconds from saying to hearing", "text": "what was heard, as text"}
    return {**action.facts, **always}


def condition(spot: Spot) -> Condition | None:
    """Return what must hold in a run's memory: dotted names with their matchers."""
    if not isinstance(spot.value, dict) or not spot.value:
        seen = described(spot.value)
        spot.fault("when", f"a mapping of names is expected here, not {seen}",
                   hint="write name: value, such as {order: {exists: true}}")  # fmt: skip
        return None
    pairs = [(name, matcher(spot[name])) for name in spot.value]
    return Condition(tuple((name, wanted) for name, wanted in pairs if wanted is not None))


def whole_number(value: object) -> int | None:
    """Return an unquoted whole number above 0, or None."""
    found = typed(value) if isinstance(value, Plain) else None
    return found if isinstance(found, int) and not isinstance(found, bool) and found > 0 else None
