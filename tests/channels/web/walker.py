"""A process that opens a page and waits, so that a test can end it in hard ways."""

from __future__ import annotations

import asyncio
import sys

from onetake.channels.web import channel
from onetake.testing.stage import Stage, a_system, action_of


async def visit(address: str) -> None:
    """Open an address and wait for what never comes."""
    stage = Stage(channel, a_system(channel, address))
    async with stage.line() as line:
        await stage.do(line, ("open", "/"))
        print("open", flush=True)
        if "fail" in sys.argv:
            raise RuntimeError("something broke")
        line.deadline += 600
        await channel.prepare(action_of(channel, ("see", "never")), stage.system).say(line, {})


if __name__ == "__main__":
    asyncio.run(visit(sys.argv[1]))
