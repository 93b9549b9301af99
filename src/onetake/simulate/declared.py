"""What a stand-in's file says: customers, an api's routes, a bot, mails, SMS, a site."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import chain
from typing import Annotated, Literal

from pydantic import Field, model_validator

from onetake.simulate.cases import Case
from onetake.simulate.desks import Chat, Mail, Sms
from onetake.simulate.faults import Fault, Place
from onetake.simulate.site.declared import Site
from onetake.words.channel import Declared
from onetake.words.fields import Text, Tree, Wait


class Route(Case):
    """One thing the api answers: method and path, `{name}` standing for a part of the path.

    What `find` names and is not there is a 404. `open` needs no login. `customer` says whose things
    it is about, when not those of who is logged in: a link out of a mail, a colleague's desk.
    Of several routes for one path the first whose conditions hold answers.
    """

    name: str
    method: Literal["GET", "POST", "PUT", "PATCH", "DELETE"] = "GET"
    path: str
    open: bool = False
    customer: Text | None = None
    status: int = 200
    headers: dict[str, Text] = {}
    json_: Tree = Field(default=None, alias="json")
    text: Text | None = None
    after: Wait = 0.0


class Login(Declared):
    """How customers log in: both fields are sent as JSON or form, the secret lies in their things.

    The answer sets the cookie `session` and has a `token`, which serves as a bearer, too.
    """

    path: str = "/login"
    user: str = "customer"
    secret: str = "pin"


class Query(Case):
    """A field at the top of GraphQL and what it gives; its arguments are `${argument.x}`."""

    name: str
    mutation: bool = False
    gives: Tree = None


class Api(Declared):
    """An api: how to log in, its routes, its GraphQL fields, and where tests put things back."""

    login: Login | None = None
    routes: tuple[Route, ...] = ()
    graphql: str = "/graphql"
    fields: tuple[Query, ...] = ()
    reset: str = ""

    def cases(self) -> Iterator[Case]:
        """Yield everything that may be answered."""
        yield from (*self.routes, *self.fields)

    def places(self) -> dict[str, Place]:
        """Return where a fault can be, by name."""
        login = {"login": Place.LOGIN} if self.login else {}
        routes = [route.name for route in self.routes] + [field.name for field in self.fields]
        return login | dict.fromkeys(routes, Place.ROUTE)


class Code(Declared):
    """A sort of one-time code: how many digits it has, and how long it is valid."""

    digits: Annotated[int, Field(ge=4, le=10)] = 6
    expires: Wait = 300.0


class Simulation(Declared):
    """A business as stand-ins see it; `customers` by their number, with whatever they own.

    `mail`, `sms` and `site` are served where the file has them.
    """

    customers: dict[str, dict[str, object]] = {}
    shared: dict[str, object] = {}
    codes: dict[str, Code] = {}
    api: Api = Api()
    chat: Chat = Chat()
    mail: Mail | None = None
    sms: Sms | None = None
    site: Site | None = None
    faults: tuple[Fault, ...] = ()

    @model_validator(mode="after")
    def _names_apart(self) -> Simulation:
        seen: dict[str, str] = {}
        for where, names in self._named():
            for name in names:
                other = seen.setdefault(name, where)
                if other != where:
                    raise ValueError(f"{other} and {where} both have {name!r}: rename one")
        return self

    @model_validator(mode="after")
    def _sent_somewhere(self) -> Simulation:
        for case in self._cases():
            for sending in case.sends:
                for word in ("mail", "sms"):
                    if getattr(sending, word) and not getattr(self, word):
                        raise ValueError(
                            f"a {word} is sent, but there is no {word}: add {word}: {{}}"
                        )
            for code in case.do.spend:
                if code not in self.codes:
                    raise ValueError(f"there is no code {code!r}: declare it under codes")
        return self

    def places(self) -> dict[str, Place]:
        """Return where a fault can be, by name."""
        places: dict[str, Place] = {}
        for part in (self.chat, self.api, self.mail, self.sms, self.site):
            places |= part.places() if part else {}
        return places | dict.fromkeys(self._sendings(), Place.SENDING)

    def _named(self) -> Iterable[tuple[str, Iterable[str]]]:
        yield "the bot", self.chat.places()
        yield "the api", self.api.places()
        yield "the mails", self.mail.places() if self.mail else ()
        yield "the SMS", self.sms.places() if self.sms else ()
        yield "the site", self.site.places() if self.site else ()
        yield "what is sent", self._sendings()

    def _sendings(self) -> list[str]:
        return [item.name for case in self._cases() for item in case.sends if item.name]

    def _cases(self) -> Iterator[Case]:
        parts = (self.chat, self.api, self.mail, self.sms, self.site)
        return chain.from_iterable(part.cases() for part in parts if part)
