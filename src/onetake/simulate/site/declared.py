"""A site, as a stand-in's file declares it: its pages, files, log-in, consent and menu."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import Annotated

from pydantic import Field, PlainValidator, WithJsonSchema, model_validator

from onetake.simulate.cases import Case
from onetake.simulate.faults import Place
from onetake.simulate.site.blocks import Block, Form
from onetake.simulate.spoken import Spoken, spoken
from onetake.words.channel import Declared
from onetake.words.fields import Text


def _colour(value: object) -> str:
    text = str(value)
    if len(text) != 7 or text[0] != "#" or not set(text[1:].lower()) <= set("0123456789abcdef"):
        raise ValueError(f"{text!r} is no colour: write it as #0b4f6c")
    return text


def _words(**languages: str) -> Spoken:
    return spoken(languages)


Colour = Annotated[str, PlainValidator(_colour), WithJsonSchema({"type": "string"})]


class Page(Case):
    """A page: `{name}` in its path stands for one part, which is `${path.name}`.

    What `find` names and is not there is a 404. `open` needs no log-in. `customer` says whose
    things it is about, as with a link out of a mail. Of several pages with one path the first whose
    conditions hold is shown. `plain` leaves out the head and the menu, for frames.
    """

    name: str
    path: str
    title: Spoken
    open: bool = False
    customer: Text | None = None
    status: int = 200
    menu: Spoken = {}
    plain: bool = False
    shows: tuple[Block, ...] = ()

    def forms(self) -> Iterator[Form]:
        """Yield the forms on it."""
        yield from (block.form for block in self.shows if block.form)


class File(Case):
    """A file that is saved under the last part of its path."""

    name: str
    path: str
    open: bool = False
    type: str = "text/plain"
    text: Spoken


class Consent(Declared):
    """What is asked before anybody is counted; `trackers` are scripts of another host."""

    text: Spoken
    accept: Spoken = Field(default_factory=lambda: _words(en="Accept all", fr="Tout accepter"))
    refuse: Spoken = Field(
        default_factory=lambda: _words(en="Only what is needed", fr="Uniquement le nécessaire")
    )
    trackers: tuple[str, ...] = ("visitors",)


class Identity(Declared):
    """Another host where customers log in, as with OpenID Connect; `path` of the site leads there.

    They are known by what they have under `known_by`, and prove it with their `secret`. Who has
    logged in comes back to the page `then`.
    """

    name: str
    path: str = "/log-in/other"
    known_by: str = "email"
    user: Spoken = Field(default_factory=lambda: _words(en="E-mail address", fr="Adresse e-mail"))
    secret: str = "pin"
    password: Spoken = Field(default_factory=lambda: _words(en="Password", fr="Mot de passe"))
    then: str = "/"


class Words(Declared):
    """What stands around every page, in the languages of the site."""

    skip: Spoken = Field(
        default_factory=lambda: _words(en="Skip to content", fr="Aller au contenu")
    )
    menu: Spoken = Field(default_factory=lambda: _words(en="Main menu", fr="Menu principal"))
    language: Spoken = Field(default_factory=lambda: _words(en="Language", fr="Langue"))
    cookies: Spoken = Field(default_factory=lambda: _words(en="Cookies", fr="Cookies"))
    log_in: Spoken = Field(default_factory=lambda: _words(en="Log in", fr="Se connecter"))
    log_out: Spoken = Field(default_factory=lambda: _words(en="Log out", fr="Se déconnecter"))
    optional: Spoken = Field(default_factory=lambda: _words(en="optional", fr="facultatif"))
    choose: Spoken = Field(default_factory=lambda: _words(en="Please choose", fr="Choisissez"))
    not_now: Spoken = Field(
        default_factory=lambda: _words(
            en="This cannot be done now.", fr="Ce n'est pas possible pour le moment."
        )
    )
    missing: Spoken = Field(
        default_factory=lambda: _words(en="This page does not exist", fr="Cette page n'existe pas")
    )
    broken: Spoken = Field(
        default_factory=lambda: _words(
            en="Sorry, our site has a problem", fr="Désolé, notre site a un problème"
        )
    )


class Site(Declared):
    """A site. `log_in` is the path that those who are not logged in are led to.

    `languages` names each as its speakers do; the first is spoken unless the browser asks for
    another, the customer has one, or one was chosen in the head of the page.
    """

    name: str = "Our site"
    colour: Colour = "#17456b"
    languages: dict[str, str] = {"en": "English"}
    log_in: str = ""
    log_out: str = "/log-out"
    footer: Spoken = {}
    consent: Consent | None = None
    identity: Identity | None = None
    words: Words = Words()
    pages: tuple[Page, ...] = ()
    files: tuple[File, ...] = ()

    @model_validator(mode="after")
    def _log_in_is_there(self) -> Site:
        closed = [page.name for page in self.pages if not page.open]
        closed += [file.name for file in self.files if not file.open]
        if closed and not self.log_in:
            raise ValueError(f"{closed[0]!r} needs a log-in: add log_in: /path, or open: true")
        if self.log_in and self.log_in not in {page.path for page in self.pages if page.open}:
            raise ValueError(f"no open page has the path {self.log_in!r} of log_in")
        return self

    @model_validator(mode="after")
    def _names_apart(self) -> Site:
        names = Counter(name for name, _ in self._named())
        if names and max(names.values()) > 1:
            twice = names.most_common(1)[0][0]
            raise ValueError(f"two things are called {twice!r} on the site: rename one")
        return self

    def cases(self) -> Iterator[Case]:
        """Yield everything that may be answered."""
        yield from (*self.pages, *self.files)
        for page in self.pages:
            for form in page.forms():
                yield from (form, *form.otherwise)

    def places(self) -> dict[str, Place]:
        """Return where a fault can be, by name."""
        return dict(self._named())

    def _named(self) -> Iterator[tuple[str, Place]]:
        yield from ((page.name, Place.PAGE) for page in self.pages)
        yield from ((file.name, Place.PAGE) for file in self.files)
        for block in (block for page in self.pages for block in page.shows):
            if block.form:
                yield block.form.name, Place.FORM
            elif block.picture:
                yield block.picture.name, Place.PICTURE
        if self.consent:
            yield "consent", Place.CONSENT
        if self.identity:
            yield "identity", Place.IDENTITY
