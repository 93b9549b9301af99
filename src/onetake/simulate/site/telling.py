"""Tells a page in one language: what its template asks for, faults of its texts included."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from onetake.simulate.faults import Fault, FaultKind, Faults
from onetake.simulate.site.blocks import Block, Form, Table
from onetake.simulate.site.declared import File, Page, Site
from onetake.simulate.site.visits import Visit
from onetake.simulate.spoken import spoken, text_in
from onetake.simulate.world import Tree, holds, value_at
from onetake.words.template import Template, as_text


@dataclass(frozen=True, slots=True)
class Telling:
    """What stands in texts, and in which language they are told."""

    language: str
    memory: Tree

    def say(self, spoken: Mapping[str, Template]) -> str:
        """Return a text filled in. Raises Undefined."""
        return text_in(spoken, self.language, self.memory)

    def fill(self, template: Template | None) -> str:
        """Return a template filled in, or nothing. Raises Undefined."""
        return template.text(self.memory) if template else ""

    def rows(self, table: Table) -> list[Telling]:
        """Return what tells each row of a table; a path that is not there gives none."""
        found = value_at(self.memory, table.of.text(self.memory))
        items = found.values() if isinstance(found, Mapping) else found
        rows = items if isinstance(items, Iterable) and not isinstance(items, str) else ()
        return [Telling(self.language, self.memory | {"it": item}) for item in rows]

    def within(self, language: str) -> Telling:
        """Return the same in another language."""
        return Telling(language, self.memory)


@dataclass(frozen=True, slots=True)
class Shown:
    """One block as it stands on the page: its kind and contents, and what its texts are told by."""

    kind: str
    it: object
    telling: Telling
    number: int = 0
    broken: bool = False
    unlabelled: str = ""


@dataclass(frozen=True, slots=True)
class Refused:
    """A form that was not taken: its name, why, and what was typed into it."""

    form: str = ""
    why: str = ""
    typed: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Scene:
    """A page or file about to be shown: on which visit, told how, with which faults of its own."""

    it: Page | File
    visit: Visit
    telling: Telling
    faults: Mapping[FaultKind, Fault]


def shown(scene: Scene, faults: Faults) -> Iterator[Shown]:
    """Yield the blocks of a page whose conditions hold. Raises Undefined."""
    prose = 0
    blocks = scene.it.shows if isinstance(scene.it, Page) else ()
    for number, block in enumerate(blocks):
        if not holds(block.when, scene.telling.memory):
            continue
        if block.text is not None or block.note is not None:
            prose += 1
            yield _prose(scene, block, prose)
        else:
            yield _shown(block, scene.telling, faults, number)
    if leaked := scene.faults.get(FaultKind.LEAKED_CARD):
        yield Shown("text", spoken(leaked.text), scene.telling)


def _prose(scene: Scene, block: Block, prose: int) -> Shown:
    """Return a paragraph, counted from 1, with what faults make of its words or its language."""
    wrong = scene.faults.get(FaultKind.WRONG_TEXT)
    mixed = scene.faults.get(FaultKind.MIXED_LANGUAGE)
    telling = scene.telling.within(mixed.language) if mixed and prose % 2 == 0 else scene.telling
    text = spoken(wrong.text) if wrong and prose == 1 else getattr(block, block.kind)
    return Shown(block.kind, text, telling)


def _shown(block: Block, telling: Telling, faults: Faults, number: int) -> Shown:
    it = getattr(block, block.kind)
    if not isinstance(it, Form):
        return Shown(block.kind, it, telling, number)
    found = faults.at(it.name, as_text(telling.memory["customer"]))
    missing, names = found.get(FaultKind.MISSING_LABEL), list(it.fields)
    return Shown(
        block.kind,
        it,
        telling,
        number,
        broken=FaultKind.BROKEN_BUTTON in found,
        unlabelled=(missing.field if missing.field in names else names[0]) if missing else "",
    )


def menu(site: Site, telling: Telling, here: str) -> list[tuple[str, str, bool]]:
    """Return the pages of the menu: path, text, and whether one is there."""
    return [(page.path, telling.say(page.menu), page.path == here) for page in site.pages
            if page.menu]  # fmt: skip
