"""Starts stand-ins on this machine, each on a port the system picks, and stops them."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterable
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass

from aiohttp import web

from onetake.simulate.answers import refuse_nonsense
from onetake.simulate.api import ApiServer
from onetake.simulate.brain import Brain
from onetake.simulate.declared import Simulation
from onetake.simulate.dialects import directline, matrix, opsdroid, plain, rasa
from onetake.simulate.faults import Fault, Faults, checked
from onetake.simulate.talks import Talks
from onetake.simulate.world import World

HOST = "127.0.0.1"
_SHUTDOWN = 0.2
_DIALECTS = (plain, rasa, directline, matrix, opsdroid)


@dataclass(frozen=True, slots=True)
class Running:
    """Stand-ins that answer: the api's address, and the bot's over HTTP and over WebSocket.

    The bot answers in every dialect at once, each below its own path.
    """

    api: str
    bot_http: str
    bot_ws: str


@asynccontextmanager
async def running(
    simulation: Simulation, faults: Iterable[Fault] = (), *, api_port: int = 0, bot_port: int = 0
) -> AsyncIterator[Running]:
    """Serve a business with faults switched on, beside those of its own file, until the block ends.

    A port of 0 is one the system picks. Raises ValueError for a fault that cannot be where it
    says, OSError for a port that is taken.
    """
    places = simulation.chat.places() | simulation.api.places()
    active = checked((*simulation.faults, *faults), places)
    world, on = World(simulation.customers, simulation.shared), Faults(active)
    async with AsyncExitStack() as stack:
        api = web.Application()
        api.router.add_route("*", "/{path:.*}", ApiServer(simulation.api, world, on).handle)
        api_port = await _serve(stack, api, api_port)
        bot = _bot(Brain(simulation.chat, world, on))
        bot_port = await _serve(stack, bot, bot_port)
        yield Running(
            f"http://{HOST}:{api_port}", f"http://{HOST}:{bot_port}", f"ws://{HOST}:{bot_port}"
        )


def _bot(brain: Brain) -> web.Application:
    app = web.Application(middlewares=[refuse_nonsense])
    for dialect in _DIALECTS:
        talks = Talks(brain)
        app.add_routes(dialect.routes(talks))
        app.on_shutdown.append(talks.close)
    return app


async def _serve(stack: AsyncExitStack, app: web.Application, port: int) -> int:
    """Listen on a port of this machine only; return it."""
    runner = web.AppRunner(
        app, access_log=None, handler_cancellation=True, shutdown_timeout=_SHUTDOWN
    )
    await runner.setup()
    stack.push_async_callback(runner.cleanup)
    await web.TCPSite(runner, HOST, port).start()
    return runner.addresses[0][1]
