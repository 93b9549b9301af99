"""Chooses the page of a site that answers a request, as a stand-in's file declares them."""

from __future__ import annotations

import re
from dataclasses import dataclass

from onetake.simulate.paths import shape
from onetake.simulate.site.declared import File, Page, Site
from onetake.simulate.site.visits import Visit
from onetake.simulate.world import Tree, World, find, holds


@dataclass(frozen=True, slots=True)
class Chosen:
    """A page or a file, and what its texts may name."""

    it: Page | File
    memory: Tree


class Chooser:
    """Finds what a path shows: of several pages the first whose conditions hold."""

    def __init__(self, site: Site, world: World) -> None:
        self._world = world
        self._shapes: list[tuple[re.Pattern[str], Page | File]] = [
            *((shape(page.path), page) for page in site.pages),
            *((shape(file.path), file) for file in site.files),
        ]

    def closed(self, path: str) -> bool:
        """Tell if something has this path, and it wants a log-in."""
        return any(form.fullmatch(path) and not item.open for form, item in self._shapes)

    def choose(self, path: str, visit: Visit, more: Tree) -> Chosen | None:
        """Return what is shown on a visit, or None where nothing is. Raises Undefined."""
        for form, item in self._shapes:
            match = form.fullmatch(path)
            if not match or not (item.open or visit.customer):
                continue
            asked: Tree = {"path": match.groupdict(), **more}
            about = visit.customer
            if isinstance(item, Page) and item.customer:
                about = item.customer.text(asked)
            memory = self._world.memory(about) | asked
            if find(item.find, memory) and holds(item.when, memory):
                return Chosen(item, memory)
        return None
