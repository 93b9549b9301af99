"""Makes a journey of its head and its steps, whichever kind of file they come from."""

from __future__ import annotations

from onetake.declare.document import Spot
from onetake.declare.frame import Frame
from onetake.declare.heads import JourneyHead
from onetake.declare.modifiers import expectations
from onetake.declare.order import read_orders
from onetake.declare.tables import Rows, TableFault
from onetake.words.location import Fault, Location
from onetake.words.programme import Ceilings, Effort, Journey
from onetake.words.steps import Block


def make_journey(
    spot: Spot,
    head: JourneyHead,
    identity: str,
    frame: Frame,
    *,
    blocks: tuple[tuple[Block, ...], tuple[Block, ...]],
) -> Journey:
    """Return the journey; `blocks` are its steps and its clean-up."""
    return Journey(
        identity,
        head.goal,
        blocks[0],
        owner=head.owner,
        personas=head.personas,
        tags=head.tags,
        effort=Effort(head.effort.turns, head.effort.repeats, head.effort.logins),
        safe_in=head.safe_in,
        stops_before=head.stops_before,
        draft=head.status == "draft",
        data_categories=head.data_categories,
        data=_rows(spot["data"], frame) if head.data else (),
        tries=head.tries,
        pass_rate=head.pass_rate,
        ceilings=_ceilings(spot["ceilings"], head, frame) if head.ceilings else None,
        systems=head.systems,
        order=read_orders(spot["order"]) if "order" in spot.value else (),  # type: ignore[operator]
        throughout=(
            expectations(spot["throughout"], frame.facts) if "throughout" in spot.value else ()  # type: ignore[operator]
        ),
        always=blocks[1],
        location=Location(spot.document.file, 1, 1),
    )


def _rows(spot: Spot, frame: Frame) -> Rows:
    try:
        return frame.tables.rows(str(spot.value))
    except TableFault as fault:
        if fault.line:
            place = Location(str(spot.value), fault.line, 1)
            found = Fault(place, str(fault), fault.hint, "table", "error", fault.source)
            spot.document.faults.append(found)
        else:
            spot.fault("table", str(fault), hint=fault.hint)
        return ()


def _ceilings(spot: Spot, head: JourneyHead, frame: Frame) -> Ceilings:
    """Return a journey's ceilings: the programme's, where it names none of its own."""
    whole = frame.programme.ceilings
    for key in ("messages", "cost"):
        own, most = getattr(head.ceilings, key), getattr(whole, key)
        if own is not None and most is not None and own > most:
            spot[key].fault(
                "ceilings",
                f"a journey may lower a ceiling, not raise it: the programme's is {most:g}",
                hint="raise it in onetake.yaml, or lower this",
            )
    own = head.ceilings
    return Ceilings(
        whole.messages if own is None or own.messages is None else own.messages,
        whole.cost if own is None or own.cost is None else own.cost,
    )
