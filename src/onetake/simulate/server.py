"""Starts stand-ins on this machine, each on a port the system picks, and stops them."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterable
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass

from aiohttp import web

from onetake.simulate.answers import refuse_nonsense
from onetake.simulate.api import ApiServer
from onetake.simulate.brain import Brain
from onetake.simulate.codes import Codes
from onetake.simulate.declared import Simulation
from onetake.simulate.desks import Desk
from onetake.simulate.dialects import directline, matrix, opsdroid, plain, rasa
from onetake.simulate.faults import Fault, Faults, checked
from onetake.simulate.mail import maildev, mailpit, smtp
from onetake.simulate.mail.box import Box
from onetake.simulate.mail.desk import MailDesk
from onetake.simulate.post import Carrier, Post
from onetake.simulate.site.assets import count_visitor
from onetake.simulate.site.forms import Desk as SiteDesk
from onetake.simulate.site.identity import IdentityServer
from onetake.simulate.site.server import SiteServer
from onetake.simulate.site.visits import Visits
from onetake.simulate.sms.box import SmsBox
from onetake.simulate.sms.desk import SmsDesk
from onetake.simulate.sms.gateway import Gateway
from onetake.simulate.sms.webhooks import Webhooks
from onetake.simulate.talks import Talks
from onetake.simulate.world import World

HOST = "127.0.0.1"
_SHUTDOWN = 0.2
_DIALECTS = (plain, rasa, directline, matrix, opsdroid)


@dataclass(frozen=True, slots=True)
class Running:
    """Stand-ins that answer, and where.

    The bot answers over HTTP and over WebSocket, in every dialect at once, each below its own path.
    `mail` is the mailbox's HTTP address, `smtp` where mails are written to, `sms` the gateway's;
    `site` the site, `identity` where its customers may log in instead, `counter` who counts its
    visitors; they are empty where the file declares none.
    """

    api: str
    bot_http: str
    bot_ws: str
    mail: str = ""
    smtp: str = ""
    sms: str = ""
    site: str = ""
    identity: str = ""
    counter: str = ""


@dataclass(frozen=True, slots=True)
class Ports:
    """Which port each stand-in listens on; 0 is one the system picks."""

    api: int = 0
    bot: int = 0
    mail: int = 0
    smtp: int = 0
    sms: int = 0
    site: int = 0
    identity: int = 0


@asynccontextmanager
async def running(
    simulation: Simulation, faults: Iterable[Fault] = (), *, ports: Ports | None = None
) -> AsyncIterator[Running]:
    """Serve a business with faults switched on, beside those of its own file, until the block ends.

    Raises ValueError for a fault that cannot be where it says, OSError for a port that is taken.
    """
    active = checked((*simulation.faults, *faults), simulation.places())
    async with AsyncExitStack() as stack:
        yield await _Stands(simulation, Faults(active), ports or Ports(), stack).start()


class _Stands:
    """Starts one business's stand-ins, which share a world and a post."""

    def __init__(
        self, simulation: Simulation, faults: Faults, ports: Ports, stack: AsyncExitStack
    ) -> None:
        self._simulation = simulation
        self._faults = faults
        self._ports = ports
        self._stack = stack
        codes = Codes(simulation.codes)
        self._world = World(simulation.customers, simulation.shared, codes)
        self._carriers: dict[str, Carrier] = {}
        self._post = Post(self._world, faults, self._carriers)
        stack.callback(self._post.forget)

    async def start(self) -> Running:
        """Serve all of them."""
        mail, smtp_port = await self._mail()
        sms = await self._sms()
        api = ApiServer(self._simulation.api, self._world, self._faults, self._post)
        app = web.Application()
        app.router.add_route("*", "/{path:.*}", api.handle)
        self._world.api = f"http://{HOST}:{await self._serve(app, self._ports.api)}"
        identity, counter = await self._site()
        bot = await self._serve(self._bot(), self._ports.bot)
        return Running(
            self._world.api,
            f"http://{HOST}:{bot}",
            f"ws://{HOST}:{bot}",
            f"http://{HOST}:{mail}" if mail else "",
            f"smtp://{HOST}:{smtp_port}" if mail else "",
            f"http://{HOST}:{sms}" if sms else "",
            self._world.site,
            identity,
            counter,
        )

    async def _mail(self) -> tuple[int, int]:
        declared = self._simulation.mail
        if declared is None:
            return 0, 0
        box, brain = Box(), self._brain(declared)
        desk = MailDesk(declared, box, self._world)
        self._carriers["mail"] = desk
        written = smtp.serving(
            box, lambda held: desk.hear(held, brain, self._post), HOST, self._ports.smtp
        )
        app = web.Application(middlewares=[refuse_nonsense])
        app.add_routes([*mailpit.routes(box), *maildev.routes(box)])
        port = await self._serve(app, self._ports.mail)
        return port, await self._stack.enter_async_context(written)

    async def _sms(self) -> int:
        declared = self._simulation.sms
        if declared is None:
            return 0
        box, brain, hooks = SmsBox(), self._brain(declared), Webhooks(declared.token)
        self._stack.push_async_callback(hooks.close)
        desk = SmsDesk(declared, box, self._world, self._faults, hooks)
        self._carriers["sms"] = desk
        gateway = Gateway(
            declared, box, hooks, desk, lambda message: desk.hear(message, brain, self._post)
        )
        app = web.Application(middlewares=[refuse_nonsense])
        app.add_routes(gateway.routes())
        return await self._serve(app, self._ports.sms)

    async def _site(self) -> tuple[str, str]:
        """Serve the site; return where its customers may log in, and who counts its visitors."""
        declared = self._simulation.site
        if declared is None:
            return "", ""
        counter, identity = "", None
        if declared.consent:
            app = web.Application()
            app.router.add_get("/{name}.js", count_visitor)
            counter = f"http://{HOST}:{await self._serve(app, 0)}"
        if declared.identity:
            identity = IdentityServer(declared.identity, declared, self._world)
            app = web.Application()
            app.add_routes(identity.routes())
            identity.address = f"http://{HOST}:{await self._serve(app, self._ports.identity)}"
        desk = SiteDesk(declared, self._world, self._post, self._faults, Visits())
        app = web.Application()
        app.router.add_route("*", "/{path:.*}", SiteServer(desk, identity, counter).handle)
        self._world.site = f"http://{HOST}:{await self._serve(app, self._ports.site)}"
        return identity.address if identity else "", counter

    def _brain(self, desk: Desk) -> Brain:
        own = tuple(fault for fault in self._faults.active if fault.where in desk.places())
        return Brain(desk, self._world, Faults(own), self._post)

    def _bot(self) -> web.Application:
        brain = self._brain(self._simulation.chat)
        app = web.Application(middlewares=[refuse_nonsense])
        for dialect in _DIALECTS:
            talks = Talks(brain)
            app.add_routes(dialect.routes(talks))
            app.on_shutdown.append(talks.close)
        return app

    async def _serve(self, app: web.Application, port: int) -> int:
        """Listen on a port of this machine only; return it."""
        runner = web.AppRunner(
            app, access_log=None, handler_cancellation=True, shutdown_timeout=_SHUTDOWN
        )
        await runner.setup()
        self._stack.push_async_callback(runner.cleanup)
        await web.TCPSite(runner, HOST, port).start()
        return runner.addresses[0][1]
