"""Says who comes in a load: which journeys, how often, and whether they may."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from fnmatch import fnmatchcase
from math import ceil

from onetake.errors import UsageWrong
from onetake.exercise.plan import Errand
from onetake.flows.prepare import Prepared
from onetake.load.arrivals import highest
from onetake.reports.signs import counted
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


def repeats(errands: Sequence[tuple[Errand, float]], customers: float) -> Iterator[str]:
    """Yield what is sent more than once, where it has effects: rows of data, or one account.

    `errands` come with their weights, `customers` is how many are expected in all.
    """
    total = sum(weight for _, weight in errands)
    by_journey: dict[str, list[tuple[Errand, float]]] = {}
    for errand, weight in errands:
        by_journey.setdefault(errand.ready.journey.id, []).append((errand, weight))
    for journey, found in by_journey.items():
        first, rows = found[0][0], len(found)
        come = ceil(customers * sum(weight for _, weight in found) / total)
        if not _has_effects(first) or come <= rows:
            continue
        if first.row is not None:
            yield (
                f"{journey} sends {counted(rows, 'row')} of data to {come:,} customers, again and "
                f"again: a data file of {come:,} lines has one for each"
            )
        elif names := sorted(
            {e.persona.name for e, _ in found if e.persona and not e.persona.pools}
        ):
            yield (
                f"all customers share one account in {journey} as {', '.join(names)}: "
                "give the persona a pool"
            )


def _has_effects(errand: Errand) -> bool:
    """Tell if a journey says anything that is more than asking and looking."""
    return any(
        act.action.says and not (act.action.asks or act.action.looks) for act in errand.ready.acts
    )
