"""Another host where a site's customers log in: asked at /authorize, it sends back a code."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import count

from aiohttp import web
from yarl import URL

from onetake.simulate.site.declared import Identity, Site
from onetake.simulate.site.look import asset, render
from onetake.simulate.spoken import Spoken, spoken, text_in
from onetake.simulate.world import World
from onetake.words.template import as_text

CLIENT = "site"
CALLBACK = "/-/logged-in"
_TO = spoken({"en": "Log in to go on to {}.", "fr": "Connectez-vous pour continuer vers {}."})
_GO_ON = spoken({"en": "Log in", "fr": "Se connecter"})
_WRONG = spoken(
    {
        "en": "We do not know this name and password.",
        "fr": "Nous ne connaissons pas cet identifiant et ce mot de passe.",
    }
)
_NOT_OURS = spoken({"en": "Nobody asked for this.", "fr": "Personne ne l'a demandé."})


class IdentityServer:
    """The host of the log-in; `address` is its own, a site takes its codes back with `redeem`."""

    def __init__(self, identity: Identity, site: Site, world: World) -> None:
        self._identity = identity
        self._site = site
        self._world = world
        self._codes: dict[str, str] = {}
        self._numbers = count(1)
        self.address = ""

    def routes(self) -> list[web.RouteDef]:
        """Return what is answered."""
        return [
            web.get("/.well-known/openid-configuration", self._tell),
            web.get("/authorize", self._ask),
            web.post("/authorize", self._log_in),
        ]

    def asked_with(self, state: str) -> str:
        """Return the address that asks somebody to log in and to come back with a state."""
        asked = {
            "response_type": "code",
            "client_id": CLIENT,
            "redirect_uri": self._world.site + CALLBACK,
            "scope": "openid",
            "state": state,
        }
        return str(URL(f"{self.address}/authorize").with_query(asked))

    def redeem(self, code: str) -> str:
        """Return who got a code, once; nobody for any other."""
        return self._codes.pop(code, "")

    async def _tell(self, request: web.Request) -> web.Response:
        return web.json_response(
            {
                "issuer": self.address,
                "authorization_endpoint": f"{self.address}/authorize",
                "response_types_supported": ["code"],
                "scopes_supported": ["openid"],
            }
        )

    async def _ask(self, request: web.Request) -> web.Response:
        return self._page(request)

    async def _log_in(self, request: web.Request) -> web.Response:
        if not self._ours(request.query):
            return self._page(request)
        posted = await request.post()
        user, password = as_text(posted.get("user", "")), as_text(posted.get("password", ""))
        customer = self._world.whose(self._identity.known_by, user.strip().lower(), str.lower)
        secret = self._world.customers.get(customer, {}).get(self._identity.secret)
        if secret is None or as_text(secret) != password:
            return self._page(request, user, wrong=True)
        code = f"code-{next(self._numbers)}"
        self._codes[code] = customer
        back = URL(request.query["redirect_uri"])
        raise web.HTTPSeeOther(back.update_query(code=code, state=request.query.get("state", "")))

    def _ours(self, query: Mapping[str, str]) -> bool:
        """Tell if the site asked, and nobody else would get the code."""
        wanted = {"client_id": CLIENT, "redirect_uri": self._world.site + CALLBACK}
        return all(query.get(name) == value for name, value in wanted.items())

    def _page(self, request: web.Request, typed: str = "", *, wrong: bool = False) -> web.Response:
        language = spoken_by(request, self._site)
        ours = self._ours(request.query)

        def say(text: Spoken) -> str:
            return text_in(text, language, {})

        refused = say(_NOT_OURS) if not ours else say(_WRONG) if wrong else ""
        html = render(
            "identity.html",
            lang=language,
            name=self._identity.name,
            style=asset("site.css").replace("COLOUR", self._site.colour),
            form=ours,
            site=say(_TO).format(self._site.name),
            user=say(self._identity.user),
            password=say(self._identity.password),
            go_on=say(_GO_ON),
            typed=typed,
            refused=refused,
        )
        status = 200 if ours and not wrong else 401 if ours else 400
        return web.Response(text=html, content_type="text/html", status=status)


def spoken_by(request: web.Request, site: Site) -> str:
    """Return the site's language that the browser asks for first, or else its own first."""
    asked = request.headers.get("accept-language", "")
    for part in asked.split(","):
        language = part.partition(";")[0].strip().lower().partition("-")[0]
        if language in site.languages:
            return language
    return next(iter(site.languages), "")
