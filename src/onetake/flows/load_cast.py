"""Says who comes in a load: which journeys, how often, and whether they may."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from fnmatch import fnmatchcase

from onetake.errors import UsageWrong
from onetake.exercise.plan import Errand
from onetake.flows.prepare import Prepared
from onetake.load.arrivals import highest
from onetake.words.load import Profile


def demand_allowed(prepared: Prepared, profile: Profile) -> None:
    """Raise UsageWrong for a load that the environment does not allow."""
    environment, today = prepared.setting.environment, datetime.now(UTC).date()
    if not prepared.plan.errands:
        why = "; ".join(f"{journey.id}: {why}" for journey, why in prepared.plan.skipped[:3])
        raise UsageWrong(
            f"nothing can be walked in {environment.name}: {why or 'no journey was named'}",
            hint="onetake test --explain shows what can",
        )
    allowed = environment.may_load
    if environment.customer_facing and (allowed is None or allowed.until < today):
        over = f", and {allowed.by}'s permission ended on {allowed.until}" if allowed else ""
        raise UsageWrong(
            f"real customers are in {environment.name}{over}: it is not loaded",
            hint="somebody who answers for it writes may_load: {by: NAME, until: DAY} there",
        )
    peak = highest(profile.phases)
    if environment.max_rate and peak > environment.max_rate:
        raise UsageWrong(
            f"{peak:g}/s is more than {environment.name} may be loaded with: "
            f"{environment.max_rate:g}/s",
            hint="take a lower --rate, or raise max_rate in onetake.yaml",
        )


def weighted(errands: Sequence[Errand], profile: Profile) -> list[tuple[Errand, float]]:
    """Return errands with their weights: journeys as the mix says, each one's errands alike."""
    per_journey = Counter(errand.ready.journey.id for errand in errands)
    found = []
    for errand in errands:
        name = errand.ready.journey.id
        fitting = [w for pattern, w in profile.mix.items() if fnmatchcase(name, pattern)]
        weight = fitting[0] if fitting else 0.0 if profile.mix else 1.0
        if weight:
            found.append((errand, weight / per_journey[name]))
    if not found:
        raise UsageWrong(
            f"no journey fits the mix of {profile.name}",
            hint=f"journeys: {', '.join(list(per_journey)[:8])}",
        )
    return found


def shared(errands: Sequence[Errand]) -> Iterator[str]:
    """Yield journeys that send something as a persona whom all customers share."""
    told = set()
    for errand in errands:
        sends = any(
            act.action.says and not (act.action.asks or act.action.looks)
            for act in errand.ready.acts
        )
        journey = errand.ready.journey.id
        if sends and errand.persona and not errand.persona.pools and journey not in told:
            told.add(journey)
            yield f"{journey} as {errand.persona.name}"
