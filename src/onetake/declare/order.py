"""Reads `order`: moments of a run of which each comes after the one before it."""

from __future__ import annotations

from collections.abc import Iterator

from onetake.declare.document import Spot, described
from onetake.declare.modifiers import matcher
from onetake.words.programme import Moment

Order = tuple[Moment, ...]
_HEARD = ("heard", "said")
_HINT = "write order: [First step, Second step], or {heard: …} and {said: …} for texts"


def read_orders(spot: Spot) -> tuple[Order, ...]:
    """Return the orders of a journey: one list of moments, or a list of such lists."""
    if not isinstance(spot.value, list) or not spot.value:
        seen = described(spot.value)
        spot.fault("order", f"a list of moments is expected here, not {seen}", hint=_HINT)
        return ()
    if all(isinstance(item, list) for item in spot.value):
        return tuple(_order(spot[position]) for position in range(len(spot.value)))
    return (_order(spot),)


def step_names(spot: Spot) -> Iterator[Spot]:
    """Yield where an order, or a list of orders, names a step."""
    if isinstance(spot.value, list):
        for position in range(len(spot.value)):
            yield from step_names(spot[position])
    elif isinstance(spot.value, str) and spot.value.strip():
        yield spot


def _order(spot: Spot) -> Order:
    items: list[object] = spot.value  # type: ignore[assignment]
    if len(items) < 2:
        spot.fault("order", "an order has at least two moments", hint=_HINT)
    moments = (_moment(spot[position]) for position in range(len(items)))
    return tuple(moment for moment in moments if moment is not None)


def _moment(spot: Spot) -> Moment | None:
    value = spot.value
    if isinstance(value, str) and value.strip():
        return Moment("step", str(value))
    if isinstance(value, dict) and len(value) == 1 and next(iter(value)) in _HEARD:
        kind = next(iter(value))
        wanted = matcher(spot[kind], scalar="contains")
        return Moment(kind, matcher=wanted) if wanted else None
    spot.fault("order", f"a moment is expected here, not {described(value)}", hint=_HINT)
    return None
