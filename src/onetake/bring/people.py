"""Puts a made-up customer in the place of people that stand in a foreign file."""

from __future__ import annotations

import re
from collections.abc import Container, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from onetake.bring.drafted import Brought, Counterpart, Drafted, Left, Part, Tree
from onetake.bring.made_up import Find, is_made_up, made_up, named_kind, told
from onetake.bring.naming import slug, unlike
from onetake.words.match_words import WORDS

_CUSTOMER = "customer"
_TEMPLATE = re.compile(r"\$\{[^}]*\}")
_WORDED = ("name", "phase")
_SENT, _ANSWERED = "sent", "answered"


def without_people(one: Brought, find: Find, taken: Container[str]) -> Brought:
    """Return what was brought with a persona's made-up values where somebody's own stood.

    `taken` are names of personas that are there. What was replaced is listed with what is left.
    """
    before = next(iter(one.personas), _CUSTOMER)
    people = _People(find, unlike(before, taken))
    people.typed(one.personas.get(before, {}))
    parts = tuple(replace(part, steps=people.steps(part.steps, part.name)) for part in one.parts)
    journeys = tuple(
        _as(people, replace(
            journey, goal=people.hidden(journey.goal), origin=people.hidden(journey.origin),
            steps=people.steps(journey.steps, f"journeys/{journey.name}.yaml"),
        ), before, parts)
        for journey in one.journeys
    )  # fmt: skip
    return replace(
        one,
        journeys=journeys,
        parts=parts,
        systems=tuple(people.system(system) for system in one.systems),
        personas={people.persona: {"name": "Customer", **people.attributes}}
        if people.attributes
        else {},
        values={
            name: people.plain(value, name, "onetake.yaml") for name, value in one.values.items()
        },
        tables={
            name: str(people.plain(text, "", f"data/{name}")) for name, text in one.tables.items()
        },
        left=(*map(people.hidden_in, one.left), *people.left),
    )


def _as(people: _People, journey: Drafted, before: str, parts: Sequence[Part]) -> Drafted:
    """Return a journey with the persona in its head where its steps ask for one."""
    own = "${persona."
    asks = own in str(journey.steps) or (
        "'include'" in str(journey.steps) and own in str([part.steps for part in parts])
    )
    others = {key: value for key, value in journey.head.items() if key != "personas"}
    return replace(journey, head={"personas": [people.persona], **others} if asks else others)


@dataclass(slots=True)
class _People:
    """Everybody found so far: by name the made-up values, and by value their names."""

    find: Find
    persona: str
    attributes: dict[str, object] = field(default_factory=dict)
    left: list[Left] = field(default_factory=list)
    _known: dict[str, str] = field(default_factory=dict)
    _written: dict[str, str] = field(default_factory=dict)
    _counts: dict[str, int] = field(default_factory=dict)

    def typed(self, attributes: Tree) -> None:
        """Take what somebody typed; what tells who it was is made up."""
        for name, value in attributes.items():
            text = str(value)
            kind = self._kind(name, text)
            self._known[text] = name
            self.attributes[name] = self._made(kind, name, value) if kind else value

    def steps(self, steps: Sequence[Tree], place: str) -> tuple[Tree, ...]:
        """Return steps that name the persona's values."""
        return tuple(dict(self._step(step, place)) for step in steps)

    def plain(self, value: object, key: str, place: str) -> object:
        """Return a value with made-up ones written out, where no persona can be asked for."""
        if isinstance(value, Mapping):
            return {name: self.plain(item, str(name), place) for name, item in value.items()}
        if isinstance(value, list):
            return [self.plain(item, key, place) for item in value]
        if not isinstance(value, str):
            return value
        return "".join(
            self._out(piece, kind, place) if kind else piece
            for piece, kind in self._pieces(value, key)
        )

    def system(self, system: Counterpart) -> Counterpart:
        """Return a system with made-up values written out in its settings."""
        file = f"systems/{system.name}.yaml"
        settings = {name: self.plain(v, name, file) for name, v in system.settings.items()}
        return replace(system, settings=settings)

    def hidden(self, text: str) -> str:
        """Return a text for people to read, with the kind of what is personal in its place."""
        return "".join(
            f"[{kind}]" if kind and not is_made_up(piece) else piece
            for piece, kind in self._pieces(text, "")
        )

    def hidden_in(self, left: Left) -> Left:
        """Return what was left with nobody's data in it."""
        return Left(*map(self.hidden, (left.place, left.what, left.why)))

    def _step(self, step: Tree, place: str) -> Iterator[tuple[str, object]]:
        for key, value in step.items():
            if key in _WORDED:
                yield key, self.hidden(str(value))
            elif "." in key or key == "expect":
                yield key, self._tree(value, "", place, _ANSWERED if key == "expect" else _SENT)
            else:
                yield key, value

    def _tree(self, value: object, key: str, place: str, way: str) -> object:
        if isinstance(value, Mapping):
            whole = any(self._kind(str(k), v) for k, v in value.items() if isinstance(v, str))
            return {
                str(self.plain(name, "", place)): item
                if name == "schema"
                else self._tree(item, self._key(str(name), key, whole=whole), place, way)
                for name, item in value.items()
            }
        if isinstance(value, list):
            return [self._tree(item, key, place, way) for item in value]
        if isinstance(value, str):
            return self._text(value, key, place, way)
        number = isinstance(value, int) and not isinstance(value, bool)
        kind = self._kind(key, str(value)) if number else ""
        return f"${{persona.{self._name(value, kind, key, place)}}}" if kind else value

    @staticmethod
    def _key(name: str, above: str, *, whole: bool) -> str:
        """Return what tells of a member's value; `whole`: somebody is told of beside it."""
        if name in WORDS:
            return above
        last = name.rpartition(".")[2]
        return "full_name" if whole and last.lower() == "name" else last

    def _text(self, text: str, key: str, place: str, way: str) -> str:
        if text in self._known and named_kind(key):
            return f"${{persona.{self._known[text]}}}"
        if way == _SENT and (kind := named_kind(key)) and self._kind(key, text):
            return f"${{persona.{self._name(text, kind, key, place)}}}"
        return "".join(
            f"${{persona.{self._name(piece, kind, key, place)}}}" if kind else piece
            for piece, kind in self._pieces(text, key)
        )

    def _kind(self, key: str, text: str) -> str:
        """Return of which kind a whole value is, nothing when it is nobody's."""
        if "${" in text or len(text) < 2:
            return ""
        spans = self.find(text, key)
        if spans and spans[0][:2] == (0, len(text)):
            return spans[0][2]
        return "" if text in ("text", "string") else named_kind(key)

    def _pieces(self, text: str, key: str) -> Iterator[tuple[str, str]]:
        """Yield the pieces of a text, each with its kind when it is somebody's.

        What a template is a part of is whole only when it is filled in.
        """
        templates = [found.span() for found in _TEMPLATE.finditer(text)]
        end = 0
        for start, stop, kind in self.find(text, key):
            if all(stop <= begin or start >= last for begin, last in templates):
                yield text[end:start], ""
                yield text[start:stop], kind
                end = stop
        yield text[end:], ""

    def _name(self, value: object, kind: str, key: str, place: str) -> str:
        """Return under which name the persona has the made-up value that stands for one."""
        text = str(value)
        if text not in self._known:
            telling = key if named_kind(key) or slug(kind) in slug(key) else kind
            name = unlike(slug(telling), {*self.attributes, "name"})
            self._known[text] = name
            self.attributes[name] = self._made(kind, name, value, place)
        return self._known[text]

    def _out(self, value: str, kind: str, place: str) -> str:
        """Return what is written for a value where no persona can be asked for."""
        if is_made_up(value):
            return value
        if value in self._known:
            return str(self.attributes[self._known[value]])
        if value not in self._written:
            self._counts[kind] = self._counts.get(kind, 0) + 1
            self._written[value] = made_up(kind, self._counts[kind], value)
            why = "a made-up one stands there: put one there that was invented for tests"
            self.left.append(Left(place, told(kind), why))
        return self._written[value]

    def _made(self, kind: str, name: str, value: object, place: str = "") -> object:
        """Return what the persona has for a value: one that is nobody's stays."""
        if is_made_up(str(value)):
            return value
        number = self._counts[kind] = self._counts.get(kind, 0) + 1
        made = made_up(kind, number, str(value))
        file = f"personas/{self.persona}.yaml"
        why = f"a made-up one is {name} in {file}: put there what a customer invented for tests has"
        self.left.append(Left(place or file, told(kind), why))
        return int(made) if isinstance(value, int) else made
