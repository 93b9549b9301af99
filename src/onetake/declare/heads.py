"""What each kind of file may hold, as models; each field's description is shown by editors."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import AfterValidator, BeforeValidator, ConfigDict, Field, WithJsonSchema

from onetake.declare.amounts import Day, MoneyOr
from onetake.declare.keeping import LedgerPart, Span
from onetake.declare.people import ObjectivePart
from onetake.words.channel import Declared
from onetake.words.figure import figure
from onetake.words.kpi import DAY
from onetake.words.rate import rate
from onetake.words.scalar import Plain, typed

_STEPS = {"$ref": "#/$defs/steps"}
_WORDS = {"type": ["string", "array", "boolean"], "items": {"type": "string"}}


def _truth(value: object) -> object:
    found = typed(value) if isinstance(value, Plain) else value
    if not isinstance(found, bool):
        raise ValueError(f"{str(value)!r} is not true or false")  # noqa: TRY004
    return found


def _human(value: object) -> object:
    if isinstance(value, list):
        return tuple(str(item) for item in value)
    found = typed(value)
    return found if isinstance(found, bool) else (str(value),)


def _nothing_is_empty(value: object) -> object:
    return {} if isinstance(value, Plain) and typed(value) is None else value


def _share(value: object) -> object:
    if not isinstance(value, str):
        return value
    found = figure(value) / (100 if value.strip().endswith("%") else 1)
    if not 0 < found <= 1:
        raise ValueError(f"{str(value)!r} is not a rate: write a share of all tries, such as 90%")
    return found


def _rate(value: object) -> object:
    return value if value is None else rate(value)


RateOr = Annotated[float | None, BeforeValidator(_rate), WithJsonSchema({"type": "string"})]
Truth = Annotated[bool, BeforeValidator(_truth)]
Steps = Annotated[object, WithJsonSchema(_STEPS)]
Rate = Annotated[float, BeforeValidator(_share), WithJsonSchema({"type": ["string", "number"]})]
Cost = Annotated[float, Field(ge=0, allow_inf_nan=False)]
Human = Annotated[object, BeforeValidator(_human), WithJsonSchema(_WORDS)]
Address = Annotated[
    object,
    WithJsonSchema({"type": ["string", "object"], "additionalProperties": {"type": "string"}}),
]


class CeilingsPart(Declared):
    """What one run may use at most."""

    messages: int | None = Field(None, ge=0, description="Messages in either direction.")
    cost: Cost | None = Field(None, description="Cost, in the unit of the systems' prices.")


class PermissionPart(Declared):
    """Who answers for a load where real customers are."""

    by: str = Field(description="Who allows it.")
    until: Day = Field(description="The last day, such as 2027-06-30.")


class EnvironmentPart(Declared):
    """Where systems stand."""

    customer_facing: Truth = Field(False, description="Real customers are here: protected.")
    values: dict[str, str] = Field({}, description="Read as ${environment.NAME}.")
    control: tuple[str, ...] = Field(
        (), description="Addresses (host:port) that answer whenever our own network is up."
    )
    evidence: Literal["scrubbed", "raw"] = Field(
        "scrubbed",
        description="raw: also keep what nothing can scrub, such as a page's trace and video.",
    )
    max_rate: RateOr = Field(None, description="The most customers a load brings: 200/s.")
    max_customers: int | None = Field(None, ge=1, description="The most of them at once.")
    may_load: PermissionPart | None = Field(
        None, description="Who allows a load where real customers are."
    )


class SecretPart(Declared):
    """Where a secret's value is found: one place; empty means the variable NAME in capitals."""

    env: str = Field("", description="An environment variable.")
    file: str = Field("", description="A file that holds the value alone.")
    keyring: str = Field("", description="An entry of the system's keyring: service/name.")


_Environment = Annotated[EnvironmentPart, BeforeValidator(_nothing_is_empty)]
_Secret = Annotated[SecretPart, BeforeValidator(_nothing_is_empty)]


def _promise(value: object) -> object:
    return {"target": value} if isinstance(value, str) else value


def _budgeted(value: float) -> float:
    if value >= 1:
        raise ValueError("100% leaves no error budget: write less, such as 99.5%")
    return value


class PromisePart(Declared):
    """How many runs of each journey may go wrong; a text alone is the target."""

    target: Annotated[Rate, AfterValidator(_budgeted)] = Field(
        description="The share of its runs that does not fail, such as 99%."
    )
    window: Span = Field(30 * DAY, description="Over how long, until now.")


Promised = Annotated[PromisePart | None, BeforeValidator(_promise)]


class ProgrammeFile(Declared):
    """onetake.yaml: the programme, its environments in order of promotion, its secrets' names."""

    programme: str = Field(description="The programme's name.")
    owner: str = Field("", description="The team that owns it.")
    environments: dict[str, _Environment] = Field({}, description="By name, in order of promotion.")
    secrets: dict[str, _Secret] = Field({}, description="By name: ${secret.NAME}; never values.")
    ceilings: CeilingsPart = Field(CeilingsPart(), description="What one run may use at most.")
    ledger: LedgerPart = Field(LedgerPart(), description="Where what happened is kept, how long.")
    jobs: int = Field(8, ge=1, description="How many runs are walked at once.")
    slo: Promised = Field(
        None, description="What customers may count on: an SLO for each journey, such as 99%."
    )
    hour: MoneyOr = Field(None, description="What an hour of who serves customers costs: 55 EUR.")


class SystemFile(Declared):
    """systems/NAME.yaml: what answers on a channel; further keys are settings of the channel."""

    model_config = ConfigDict(extra="allow")

    channel: str = Field(description="The channel it answers on.")
    address: Address = Field("", description="Where it stands; or a mapping by environment.")
    owner: str = Field("", description="The team that owns it.")
    region: str = Field("", description="Where it keeps customers' data, such as EU or US.")
    retention: Span | None = Field(None, description="How long it keeps them, such as 365d.")
    data_categories: tuple[str, ...] = Field(
        (), description="Personal data it holds, such as user.contact.email."
    )
    human: Human = Field(False, description="true: people answer; or what reaches them when said.")
    price: dict[Literal["message"], Cost] = Field({}, description="What one message costs.")


class TeamFile(Declared):
    """teams/NAME.yaml: people who own journeys and systems."""

    name: str = Field("", description="The team's name.")
    contact: str = Field("", description="How to reach it.")
    data_categories: tuple[str, ...] = Field(
        (), description="Personal data it answers for; user.contact stands for all below it."
    )
    function: str = Field("", description="What it does, such as development or care.")
    levers: tuple[str, ...] = Field((), description="What it can turn: KPIs' ids, or words.")
    objectives: tuple[ObjectivePart, ...] = Field((), description="What it wants.")


class PartFile(Declared):
    """parts/NAME.yaml: steps that journeys include."""

    needs: tuple[str, ...] = Field((), description="Names that `with` must give a value.")
    steps: Steps = Field(description="The steps.")


class EffortPart(Declared):
    """A budget of the customer's effort."""

    turns: int | None = Field(None, ge=0, description="How often the customer says something.")
    repeats: int | None = Field(
        None, ge=0, description="How often anything is asked or told again."
    )
    logins: int | None = Field(None, ge=0, description="How often the customer must log in.")


class JourneyHead(Declared):
    """What is said of a journey before its steps."""

    goal: str = Field(description="What the customer wants, in one sentence.")
    owner: str = Field("", description="The team that answers for it.")
    personas: tuple[str, ...] = Field((), description="Who walks it, each in a run of their own.")
    tags: tuple[str, ...] = Field((), description="Free words to choose journeys by: --tag.")
    effort: EffortPart = Field(EffortPart(), description="A budget of the customer's effort.")
    safe_in: tuple[str, ...] | None = Field(
        None, description="Environments it may walk in; absent: all that are not customer_facing."
    )
    stops_before: str = Field(
        "", description="human, or the name of a step or phase: the journey ends before it."
    )
    data_categories: tuple[str, ...] = Field(
        (), description="Personal data it handles, such as user.financial."
    )
    status: Literal["draft"] | None = Field(
        None, description="draft: written before the code exists; shown, never gates."
    )
    data: str = Field(
        "", description="A table (CSV, JSON, YAML): one run per row; ${data.COLUMN} is its value."
    )
    tries: int = Field(1, ge=1, description="How often each run is walked at most.")
    pass_rate: Rate | None = Field(
        None, description="Share of tries that must pass, such as 90%, with 95 % confidence."
    )
    ceilings: CeilingsPart | None = Field(None, description="Lower ceilings for this journey.")
    systems: tuple[str, ...] = Field((), description="Which systems, where a channel has several.")
    order: Annotated[object, WithJsonSchema({"$ref": "#/$defs/order"})] = Field(
        None,
        description="Moments in this order: step names, {heard: MATCHER} or {said: MATCHER}.",
    )
    throughout: Annotated[object, WithJsonSchema({"$ref": "#/$defs/expectations"})] = Field(
        None, description="What is expected of everything heard, at every step."
    )


class JourneyFile(JourneyHead):
    """journeys/NAME.yaml: a customer's goal and the steps to it."""

    steps: Steps = Field(description="The steps, in order.")
    always: Steps = Field(
        None, description="Clean-up steps, walked whatever happened; what has no value is skipped."
    )
