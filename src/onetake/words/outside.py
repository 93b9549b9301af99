"""Rows that come from elsewhere: what customers said and did, and what was deployed and broke.

Times are whole microseconds UTC since 1970; spans are in seconds. `source` is the mapping a row was
imported with, `key` its name there. The same line read again is the same row; a line that changed
is a row more, of which the newest counts. `customer` is a keyed pseudonym, so that the same
customer is known again and nobody can tell who it is. A row is `synthetic` when one of our own
invented customers made it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import ClassVar
from uuid import UUID

SCALES: Mapping[str, tuple[float, float]] = {
    "csat": (1.0, 5.0), "nps": (0.0, 10.0), "ces": (1.0, 7.0), "fcr": (0.0, 1.0),
    "westrum": (1.0, 7.0),
}  # fmt: skip
"""The lowest and the highest score of each kind of answer, unless its source says otherwise."""


@dataclass(frozen=True, slots=True)
class SurveyRow:
    """One answer to one question: a score from `lowest` to `highest`, or None.

    `kind` is csat (1 to 5 unless said otherwise), nps (0 to 10), ces (1 to 7), fcr (0, or 1 for
    yes) or westrum (1 to 7); `item` is the question's number where there are several, `team` whose
    culture was asked about. `contact` is the key of the contact it is about. `comment` names the
    words in `texts`.
    """

    table: ClassVar[str] = "surveys"

    id: UUID
    source: str
    key: str
    kind: str
    answered: int
    score: float | None = None
    lowest: float = 1.0
    highest: float = 5.0
    item: str = ""
    team: str = ""
    customer: str | None = None
    contact: str = ""
    journey: str = ""
    channel: str = ""
    region: str = ""
    environment: str = ""
    comment: str | None = None
    synthetic: bool = False
    retention: str = "surveys"


@dataclass(frozen=True, slots=True)
class ContactRow:
    """A customer having turned to the company: a call, a chat, a mail, a visit, a review.

    `direction` is in or out. `queued` and `answered` are when it waited for a person and when one
    answered. `talk`, `hold` and `wrap` are a person's seconds. `bot` served it first, `human`
    reached a person; `completed` is whether a task that was begun by oneself was done, `resolved`
    whether the company says it was. `incident` is the key of what it was about. None is not known.
    """

    table: ClassVar[str] = "contacts"

    id: UUID
    source: str
    key: str
    channel: str
    started: int
    direction: str = "in"
    queue: str = ""
    reason: str = ""
    customer: str | None = None
    queued: int | None = None
    answered: int | None = None
    ended: int | None = None
    abandoned: bool | None = None
    talk: float | None = None
    hold: float | None = None
    wrap: float | None = None
    transfers: int | None = None
    bot: bool | None = None
    human: bool | None = None
    completed: bool | None = None
    resolved: bool | None = None
    mos: float | None = None
    journey: str = ""
    region: str = ""
    environment: str = ""
    incident: str = ""
    synthetic: bool = False
    retention: str = "contacts"


@dataclass(frozen=True, slots=True)
class DeploymentRow:
    """A release having been put into an environment.

    `outcome` is succeeded, failed or rolled_back. `committed` is when its oldest new commit was
    made. `unplanned`: it was made because of an incident. `intervened`: it needed immediate
    intervention. `by_hand` is how many minutes people worked on it. None is not known.
    """

    table: ClassVar[str] = "deployments"

    id: UUID
    source: str
    key: str
    environment: str
    started: int
    outcome: str = "succeeded"
    system: str = ""
    release: str = ""
    commit: str = ""
    committed: int | None = None
    finished: int | None = None
    unplanned: bool | None = None
    intervened: bool | None = None
    by_hand: float | None = None
    synthetic: bool = False
    retention: str = "deployments"


@dataclass(frozen=True, slots=True)
class IncidentRow:
    """Something that broke for customers.

    `began` is when it started, as far as known, `opened` when somebody wrote it down, `deployment`
    the key of the one that caused it. `title` names the words in `texts`.
    """

    table: ClassVar[str] = "incidents"

    id: UUID
    source: str
    key: str
    opened: int
    environment: str = ""
    system: str = ""
    journey: str = ""
    severity: str = ""
    began: int | None = None
    acknowledged: int | None = None
    resolved: int | None = None
    deployment: str = ""
    title: str | None = None
    synthetic: bool = False
    retention: str = "incidents"
