"""Lines share connections, and the last one that closes leaves nothing open."""

from __future__ import annotations

import subprocess
import sys

from onetake.channels.chat.channel import Chat
from onetake.simulate.declared import Simulation
from onetake.simulate.server import running
from onetake.testing import Stage, a_system


async def test_the_last_line_closes_the_connections():
    chat = Chat()
    async with running(Simulation()) as bot:
        stage = Stage(chat, a_system(chat, bot.bot_ws, connector="websocket"))
        first, second = [await chat.open(stage.place()) for _ in range(2)]
        [pools] = chat._opener._pools.values()
        [pool] = pools.values()
        assert pool.users == 2
        await first.close()
        assert not pool.connector.closed
        await second.close()
        assert pool.connector.closed
        assert not pools


def test_reading_a_programme_does_not_load_the_http_library():
    code = "import sys, onetake.channels.chat; print('aiohttp' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "False"
