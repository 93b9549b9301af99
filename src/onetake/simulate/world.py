"""What a stand-in remembers: each customer's things, what all share, and how answers change it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from copy import deepcopy

from onetake.simulate.cases import Effects
from onetake.simulate.codes import Codes, NewCodes, ValidCodes
from onetake.simulate.faults import Fault
from onetake.words.match import Matcher
from onetake.words.path import ABSENT
from onetake.words.template import Template, Undefined, as_text, fill, look_up

Tree = dict[str, object]


class Numbers:
    """Counts up by name, from 001: `${next.order}` is another one each time it is filled in."""

    __slots__ = ("_last",)

    def __init__(self) -> None:
        self._last: dict[str, int] = {}

    def __getitem__(self, name: str) -> str:
        """Return the next number of a name, with three digits."""
        self._last[name] = self._last.get(name, 0) + 1
        return f"{self._last[name]:03}"


class World:
    """The things of every customer, and those all share; `reset` puts back how they were."""

    def __init__(
        self,
        customers: Mapping[str, Mapping[str, object]],
        shared: Mapping[str, object],
        codes: Codes | None = None,
    ) -> None:
        self._customers = customers
        self._shared = shared
        self.codes = codes or Codes({})
        self.api = ""
        self.site = ""
        self.customers: dict[str, Tree] = {}
        self.shared: Tree = {}
        self._numbers: dict[str, Numbers] = {}
        self.reset()

    def reset(self, customer: str = "") -> None:
        """Put back how everything was at the start, or one customer's things only."""
        if customer:
            self.customers[customer] = dict(deepcopy(self._customers[customer]))
            self._numbers[customer] = Numbers()
            return
        self.customers = {key: dict(deepcopy(tree)) for key, tree in self._customers.items()}
        self.shared = dict(deepcopy(self._shared))
        self._numbers = {key: Numbers() for key in ("", *self.customers)}

    def memory(self, customer: str, stranger: str = "", **more: object) -> Tree:
        """Return what templates may name: what is known of a customer, and what is given.

        That is `my`, `world`, `next`, `customer`, `api` and `site` (their addresses), `new.x`
        (makes a one-time code) and `codes.x` (the valid one). `stranger` is whose code it is while
        nobody is known.
        """
        known = customer if customer in self.customers else ""
        owner = known or stranger
        return {
            "my": self.customers.get(known, {}),
            "world": self.shared,
            "next": self._numbers[known],
            "customer": customer,
            "api": self.api,
            "site": self.site,
            "new": NewCodes(self.codes, owner),
            "codes": ValidCodes(self.codes, owner),
            **more,
        }

    def whose(self, known_by: str, address: str, plain: Callable[[str], str]) -> str:
        """Return the customer with an address, written `plain`, under a name; or nothing."""
        for customer, my in self.customers.items():
            if known_by in my and plain(str(my[known_by])) == address:
                return customer
        return ""


def value_at(memory: Mapping[str, object], name: str) -> object:
    """Return the value of a dotted name, or ABSENT."""
    try:
        return look_up(memory, name)
    except Undefined:
        return ABSENT


def holds(conditions: Mapping[str, Matcher], memory: Mapping[str, object]) -> bool:
    """Tell if every name has a value that fits; a name without a value counts as absent."""
    return all(
        matcher.grade(value_at(memory, name), memory)[0] == 0
        for name, matcher in conditions.items()
    )


def find(wanted: Template | None, memory: Tree) -> bool:
    """Put what a path names into the memory as `it`; False when it names nothing that is there."""
    if wanted is None:
        return True
    memory["it"] = value_at(memory, wanted.text(memory))
    return memory["it"] is not ABSENT


def made_of(memory: Tree, wanted: Template | None, world: World, other: Fault | None) -> Tree:
    """Return what an answer is made of: as things are after the change, or another customer's."""
    seen = {**memory, **world.memory(other.other)} if other else dict(memory)
    return seen if find(wanted, seen) else memory


def apply(effects: Effects, memory: Tree) -> None:
    """Change the world as an answer says; paths start with `my`, `world` or `visit`."""
    for path, value in effects.set.items():
        _put(memory, path, fill(value, memory))
    for path, value in effects.change.items():
        before = value_at(memory, path.text(memory))
        number = 0.0 if before is ABSENT else float(as_text(before))
        _put(memory, path, round(number + float(as_text(fill(value, memory))), 2))
    for path, states in effects.advance.items():
        before = as_text(value_at(memory, path.text(memory)))
        place = states.index(before) + 1 if before in states else 0
        _put(memory, path, states[min(place, len(states) - 1)])
    for path in effects.remove:
        parent, name = _parent(memory, path)
        parent.pop(name, None)
    codes = memory.get("codes")
    if isinstance(codes, ValidCodes):
        for name in effects.spend:
            codes.spend(name)


def _put(memory: Tree, path: Template, value: object) -> None:
    parent, name = _parent(memory, path)
    parent[name] = value


def _parent(memory: Tree, path: Template) -> tuple[Tree, str]:
    """Return the mapping that holds the last part of a path; those on the way are made."""
    *above, name = path.text(memory).split(".")
    tree: object = memory
    for part in above:
        if not isinstance(tree, dict):
            raise Undefined(path.written)
        tree = tree.setdefault(part, {})
    if not isinstance(tree, dict):
        raise Undefined(path.written)
    return tree, name
