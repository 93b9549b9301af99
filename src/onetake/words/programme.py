"""All a company declares: environments, systems, personas, teams, secrets and journeys."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from onetake.words.charter import Money
from onetake.words.keeping import Keeping
from onetake.words.location import NOWHERE, Location
from onetake.words.match import Matcher
from onetake.words.path import Path
from onetake.words.script import Script
from onetake.words.steps import Block
from onetake.words.target import Better, Target
from onetake.words.template import Template


@dataclass(frozen=True, slots=True)
class Permission:
    """Somebody answering for a load where real customers are, until a day."""

    by: str
    until: date


@dataclass(frozen=True, slots=True)
class Environment:
    """Where systems stand; `customer_facing` ones are protected, `control` tells if we are up.

    `raw`: evidence that nothing can scrub, such as a page's recording, may be kept there. A load
    brings at most `max_rate` customers a second and `max_customers` at once; None is unlimited.
    """

    name: str
    customer_facing: bool = False
    values: Mapping[str, str] = field(default_factory=dict)
    control: tuple[str, ...] = ()
    location: Location = NOWHERE
    raw: bool = False
    max_rate: float | None = None
    max_customers: int | None = None
    may_load: Permission | None = None


@dataclass(frozen=True, slots=True)
class System:
    """What answers on a channel: its address per environment and its channel's settings.

    `address` maps an environment's name to a template; the key `""` serves every environment.
    `human` is True when people answer there, or holds wildcards of what reaches them when said.
    `price` maps `message` to what one costs. `settings` is the channel's own model, or None.
    `data_categories` are the personal data it holds, in a `region`, for `retention` seconds.
    """

    name: str
    channel: str
    address: Mapping[str, Template]
    owner: str = ""
    human: bool | tuple[str, ...] = False
    price: Mapping[str, float] = field(default_factory=dict)
    settings: object = None
    location: Location = NOWHERE
    region: str = ""
    retention: float | None = None
    data_categories: tuple[str, ...] = ()

    def address_in(self, environment: str) -> Template | None:
        """Return the address in an environment, or None where the system does not stand."""
        return self.address.get(environment, self.address.get(""))


@dataclass(frozen=True, slots=True)
class Pool:
    """Values of which each run leases one for itself, such as phone numbers: a table's rows.

    A table of one column gives its values, of several its rows as mappings.
    """

    file: str
    values: tuple[object, ...]


@dataclass(frozen=True, slots=True)
class Persona:
    """An invented customer; `attributes` are free, nested values for `${persona.…}`.

    `pools` are attributes that each run leases; `attributes` has the first value of each.
    """

    name: str
    attributes: Mapping[str, object] = field(default_factory=dict)
    location: Location = NOWHERE
    pools: Mapping[str, Pool] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Objective:
    """What a team wants: more or less of a KPI, without harm to those in `guard`.

    `goal` is the customer's goal that it serves: a journey's id, or words. `weight` is how much it
    counts beside the team's others.
    """

    kpi: str
    want: Better
    target: Target | None = None
    guard: tuple[str, ...] = ()
    weight: float = 1.0
    goal: str = ""
    location: Location = NOWHERE


@dataclass(frozen=True, slots=True)
class Team:
    """People who own journeys and systems: what they do, what they can turn, what they want."""

    name: str
    title: str = ""
    contact: str = ""
    location: Location = NOWHERE
    function: str = ""
    levers: tuple[str, ...] = ()
    objectives: tuple[Objective, ...] = ()
    data_categories: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Secret:
    """Where a secret's value is found when a run needs it: one of three places."""

    name: str
    env: str = ""
    file: str = ""
    keyring: str = ""
    location: Location = NOWHERE


@dataclass(frozen=True, slots=True)
class Ceilings:
    """What one run may use at most: messages in either direction, and cost."""

    messages: int = 500
    cost: float | None = None


@dataclass(frozen=True, slots=True)
class Effort:
    """A budget of the customer's effort; None is not limited."""

    turns: int | None = None
    repeats: int | None = None
    logins: int | None = None


@dataclass(frozen=True, slots=True)
class Moment:
    """Something that happens in a run, for `order`: a step by name, or a text heard or said."""

    kind: str
    step: str = ""
    matcher: Matcher | None = None

    def __str__(self) -> str:
        """Return the moment in words."""
        return f"step '{self.step}'" if self.kind == "step" else f"{self.kind} {self.matcher}"


@dataclass(frozen=True, slots=True)
class Journey:
    """A customer's goal and the steps to it.

    `data` holds one mapping per row of the journey's table; `pass_rate` is between 0 and 1.
    `throughout` is expected of everything heard, at every step. With a `script` code walks it, and
    `steps` and `always` are what could be read of that code.
    """

    id: str
    goal: str
    steps: tuple[Block, ...]
    owner: str = ""
    personas: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()
    effort: Effort = Effort()
    safe_in: tuple[str, ...] | None = None
    stops_before: str = ""
    draft: bool = False
    data: tuple[Mapping[str, object], ...] = ()
    tries: int = 1
    pass_rate: float | None = None
    ceilings: Ceilings | None = None
    systems: tuple[str, ...] = ()
    order: tuple[tuple[Moment, ...], ...] = ()
    throughout: tuple[tuple[Path, Matcher], ...] = ()
    always: tuple[Block, ...] = ()
    location: Location = NOWHERE
    script: Script | None = None
    data_categories: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Promise:
    """What customers may count on: a share (0 to 1) of a journey's runs over `window` seconds."""

    target: float
    window: float
    location: Location = NOWHERE


@dataclass(frozen=True, slots=True)
class Programme:
    """All that is declared, by name; environments in order of promotion.

    `hour` is what an hour of somebody who serves customers costs, `promise` an SLO of each journey.
    """

    name: str
    folder: str
    owner: str = ""
    environments: Mapping[str, Environment] = field(default_factory=dict)
    systems: Mapping[str, System] = field(default_factory=dict)
    personas: Mapping[str, Persona] = field(default_factory=dict)
    teams: Mapping[str, Team] = field(default_factory=dict)
    secrets: Mapping[str, Secret] = field(default_factory=dict)
    journeys: Mapping[str, Journey] = field(default_factory=dict)
    ceilings: Ceilings = Ceilings()
    jobs: int = 8
    keeping: Keeping = field(default_factory=Keeping)
    hour: Money | None = None
    promise: Promise | None = None

    @property
    def facing(self) -> tuple[str, ...]:
        """Return the names of the environments in which real customers are."""
        return tuple(place.name for place in self.environments.values() if place.customer_facing)
