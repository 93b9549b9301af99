"""What the step `looks` does: compares the page with an approved picture."""

from __future__ import annotations

from collections.abc import Mapping

from onetake.channels.web.actions_picture import Looks
from onetake.channels.web.desk import Desk
from onetake.channels.web.looks import Wanted, look
from onetake.words.channel import Memory


async def looks(desk: Desk, action: Looks, memory: Memory) -> Mapping[str, object]:
    """Compare what the window shows with the approved picture. Raises Trouble."""
    wanted = Wanted(
        action.name,
        action.tolerance,
        [css.text(memory) for css in action.mask],
        judged=desk.asks("picture"),
        device=desk.device,
        scheme=desk.scheme,
    )
    return await look(desk.page, desk.painter, desk.place, wanted, patience=desk.left_ms() / 1000)
