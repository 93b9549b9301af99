"""What a stand-in's file says: its customers, its api's routes, its bot's intents."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Annotated, Literal

from pydantic import BeforeValidator, Field, PlainValidator, WithJsonSchema, model_validator

from onetake.simulate.faults import Fault, Place
from onetake.words.channel import Declared
from onetake.words.fields import Match, Text, Tree, Wait
from onetake.words.template import Template


def _spoken(value: object) -> dict[str, Template]:
    texts = value if isinstance(value, Mapping) else {"": value}
    spoken = {}
    for language, text in texts.items():
        if not isinstance(text, str):
            raise ValueError("a text is expected here, or one a language: {en: Hello, fr: Salut}")  # noqa: TRY004
        spoken[str(language)] = Template.parse(text)
    return spoken


def _pattern(value: object) -> re.Pattern[str]:
    try:
        return re.compile(str(value), re.IGNORECASE)
    except re.error as error:
        raise ValueError(f"{value!r} is not a regular expression: {error}") from None


def _listed(value: object) -> object:
    return value if isinstance(value, list | tuple) else [value]


def _titled(value: object) -> object:
    return value if isinstance(value, Mapping | Button) else {"title": value}


Spoken = Annotated[dict[str, Template], PlainValidator(_spoken), WithJsonSchema({})]
"""A text, or one per language."""

Pattern = Annotated[re.Pattern[str], PlainValidator(_pattern), WithJsonSchema({"type": "string"})]
"""A regular expression searched for in what the customer said, whatever its case."""


class Effects(Declared):
    """What an answer changes; each path starts with `my` (the customer's things) or `world`.

    `change` adds a number, `advance` goes to the next state of a list and stays at the last.
    """

    set: dict[Text, Tree] = {}
    change: dict[Text, Tree] = {}
    advance: dict[Text, tuple[str, ...]] = {}
    remove: tuple[Text, ...] = ()


class Button(Declared):
    """A button under an answer; pressing it sends its payload, or else its title."""

    title: Spoken
    payload: Text | None = None


Buttons = tuple[Annotated[Button, BeforeValidator(_titled)], ...]


class Card(Declared):
    """A card in an answer."""

    title: Spoken
    subtitle: Spoken = {}
    image: Text | None = None
    buttons: Buttons = ()


class Media(Declared):
    """A picture, sound or file in an answer."""

    url: Text
    type: str = "image/png"


class Said(Declared):
    """One message of the bot; `after` is the wait before it, so answers can be late or unasked."""

    say: Spoken = {}
    buttons: Buttons = ()
    cards: tuple[Card, ...] = ()
    media: tuple[Media, ...] = ()
    after: Wait = 0.0


def _said(value: object) -> object:
    return {"say": value} if isinstance(value, str) else value


Message = Annotated[Said, BeforeValidator(_said)]
Messages = Annotated[tuple[Message, ...], BeforeValidator(_listed)]


class Case(Declared):
    """What is answered and done when its conditions hold; `keep` names values made for it.

    `find` names what must be there; it is `${it}` in conditions and answers.
    """

    find: Text | None = None
    when: dict[str, Match] = {}
    keep: dict[str, Tree] = {}
    do: Effects = Effects()
    answers: Messages = ()


class Intent(Case):
    """Something customers want: how they say it, what must be known first, what is answered.

    `after`: only understood right after one of these intents. Named groups of a pattern fill the
    slot of that name. When its own conditions fail, the first of `otherwise` that holds answers.
    """

    name: str
    patterns: Annotated[tuple[Pattern, ...], BeforeValidator(_listed)]
    after: tuple[str, ...] = ()
    needs: tuple[str, ...] = ()
    otherwise: tuple[Case, ...] = ()


class Slot(Declared):
    """Something the bot has to know: how it asks, and what an answer looks like.

    `identifies`: the value says which customer is speaking. `check` must hold, with the answer
    under the name `value`; else `wrong` is said and the question stands.
    """

    ask: Message
    matches: Pattern
    identifies: bool = False
    check: dict[str, Match] = {}
    wrong: Message


class Chat(Declared):
    """A bot: what it says first, what it understands, and what it says otherwise.

    `languages` maps a language to a pattern that tells it; the first one is spoken at first.
    """

    greeting: Messages | None = None
    fallback: Messages = Field(default="Sorry, I did not understand that.", validate_default=True)
    languages: dict[str, Pattern] = {}
    slots: dict[str, Slot] = {}
    intents: tuple[Intent, ...] = ()

    @model_validator(mode="after")
    def _slots_known(self) -> Chat:
        for intent in self.intents:
            for name in intent.needs:
                if name not in self.slots:
                    raise ValueError(f"the intent {intent.name!r} needs the slot {name!r}")
        return self

    def places(self) -> dict[str, Place]:
        """Return where a fault can be, by name."""
        return {
            "greeting": Place.TALK,
            "fallback": Place.TALK,
            **dict.fromkeys(self.slots, Place.SLOT),
            **{intent.name: Place.INTENT for intent in self.intents},
        }


class Route(Case):
    """One thing the api answers: method and path, `{name}` standing for a part of the path.

    What `find` names and is not there is a 404. `open` needs no login.
    Of several routes for one path the first whose conditions hold answers.
    """

    name: str
    method: Literal["GET", "POST", "PUT", "PATCH", "DELETE"] = "GET"
    path: str
    open: bool = False
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

    def places(self) -> dict[str, Place]:
        """Return where a fault can be, by name."""
        login = {"login": Place.LOGIN} if self.login else {}
        routes = [route.name for route in self.routes] + [field.name for field in self.fields]
        return login | dict.fromkeys(routes, Place.ROUTE)


class Simulation(Declared):
    """A business as stand-ins see it; `customers` by their number, with whatever they own."""

    customers: dict[str, dict[str, object]] = {}
    shared: dict[str, object] = {}
    api: Api = Api()
    chat: Chat = Chat()
    faults: tuple[Fault, ...] = ()

    @model_validator(mode="after")
    def _names_apart(self) -> Simulation:
        both = self.chat.places().keys() & self.api.places().keys()
        if both:
            raise ValueError(f"the bot and the api both have {min(both)!r}: rename one")
        return self
