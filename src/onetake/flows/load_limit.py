"""Seeks the highest rate at which customers are still served as they should be."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

from onetake.errors import UsageWrong
from onetake.flows.load import Loaded, Watching, run_load
from onetake.flows.prepare import Wanted, prepare
from onetake.load.capacity import BAD, Search
from onetake.words.load import Phase, Profile, Stage, Tick
from onetake.words.verdict import Verdict

_LATE = "lateness"


@dataclass(frozen=True, slots=True)
class Limit:
    """The highest rate that held, customers a second, and what broke first above it.

    `broke` is None when nothing did up to the highest rate that is allowed.
    """

    held: float
    broke: float | None
    first: str
    stages: tuple[Stage, ...]
    stopped: str = ""


def find_limit(
    wanted: Wanted,
    profile: Profile,
    tell: Callable[[Stage], None] = lambda stage: None,
    tick: Callable[[Tick], None] = lambda tick: None,
) -> Limit:
    """Return the limit; each stage is a load of its own, as long as the profile.

    `tell` is called after each stage. Raises UsageWrong for a profile that is no constant rate, and
    as `run_load` does.
    """
    if len(profile.phases) != 1 or profile.customers or profile.stops:
        raise UsageWrong(
            "a limit is sought with constant rates",
            hint="onetake load --find-limit --rate 5/s --for 10s, where 5/s is the first one",
        )
    environment = prepare(wanted, explaining=True).setting.environment
    search, stages, first, stopped = (
        Search(profile.phases[0].begin, environment.max_rate),
        [],
        "",
        "",
    )
    while (rate := search.next) is not None and not stopped:
        loaded = run_load(wanted, _at(profile, rate), Watching(tick=tick))
        stopped = loaded.stopped
        stage = _stage(rate, loaded)
        stages.append(stage)
        tell(stage)
        first = first if stage.holds else stage.worst
        search.tell(holds=stage.holds)
    return Limit(search.held, search.broke, first, tuple(stages), stopped)


def _at(profile: Profile, rate: float) -> Profile:
    seconds = profile.seconds
    return replace(profile, name=f"{rate:g}/s", phases=(Phase(seconds, rate, rate),))


def _stage(rate: float, loaded: Loaded) -> Stage:
    verdicts = loaded.figures.verdicts
    total = sum(verdicts.values())
    bad = (total - verdicts[Verdict.PASSED]) / total if total else 1.0
    worst = ""
    if kinds := sorted(loaded.figures.kinds.values(), key=lambda item: -item[1]):
        kind, _ = kinds[0]
        where = f"{kind.journey}{' · ' if kind.step else ''}{kind.step}"
        worst = f"{where}: {kind.first}"
        if kind.rule == _LATE:
            worst = f"this machine is too slow to tell: {worst}"
    responses = [item.response for item in loaded.figures.journeys.values()]
    p95 = max((histogram.at(95) for histogram in responses), default=0)
    return Stage(rate, total, bad, p95, bad <= BAD and bool(total), worst)
