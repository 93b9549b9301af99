"""`onetake load`: the same journeys, at the rate customers come."""

from __future__ import annotations

import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any

from cyclopts import Parameter

from onetake.commands.exits import NOTICED, OK, UNTOLD
from onetake.commands.option import option
from onetake.commands.show import as_json
from onetake.flows.load import Loaded, run_load
from onetake.flows.load_profile import Curve, profile_of
from onetake.flows.prepare import Wanted
from onetake.load.figures import Second, Times
from onetake.load.histogram import Histogram
from onetake.reports.load import PERCENTS, LoadShown, Row, load_document, load_text, second_line
from onetake.words.verdict import Verdict


@Parameter(name="*")
@dataclass(frozen=True, slots=True, kw_only=True)
class Loading:
    """What `onetake load` may be told."""

    env: Annotated[str, option("The environment; the first one declared when absent.")] = ""
    rate: Annotated[str, option("How many customers come: 200/s, 50/m, 300/h.")] = ""
    for_: Annotated[str, Parameter("--for", help="For how long: 30s, 5m, 1h.", negative="")] = ""
    profile: Annotated[str, option("A profile in profiles/, instead of a rate and a time.")] = ""
    customers: Annotated[
        int, option("Instead so many, each again as soon as served: a closed load.")
    ] = 0
    random: Annotated[bool, option("They come by chance, as strangers do, not evenly.")] = False
    stop_when: Annotated[
        tuple[str, ...], option("Stop it early: 'failed > 5 % for 30s'; may be repeated.")
    ] = ()
    tag: Annotated[tuple[str, ...], option("Only journeys with this tag; may be repeated.")] = ()
    persona: Annotated[tuple[str, ...], option("Only as this persona; may be repeated.")] = ()
    ledger: Annotated[str, option("The ledger, if not the programme's own.")] = ""
    programme: Annotated[Path, option("The programme's folder, or one below it.")] = Path()
    json: Annotated[bool, option("Print all figures as JSON, times in ms, unrounded.")] = False


_NOTHING = Loading()


def load(*journeys: str, loading: Loading = _NOTHING) -> int:
    """Walk journeys as customers come, and say what they met and how long they waited.

    Customers come at their moments whether or not those before are served, so what a slow moment
    costs those behind it is counted. Exit codes are those of `onetake test`; stopped early is 1.

    Parameters
    ----------
    journeys
        Which journeys, by id or wildcard (`cards/*`); all when none is named.
    """
    wanted = Wanted(
        start=loading.programme,
        environment=loading.env,
        journeys=journeys,
        tags=loading.tag,
        personas=loading.persona,
        ledger=loading.ledger,
    )
    curve = Curve(
        loading.profile, loading.rate, loading.for_, loading.customers, loading.random,
        loading.stop_when,
    )  # fmt: skip
    loaded = run_load(wanted, profile_of(loading.programme, curve), _tell)
    shown = _shown(loaded)
    if loading.json:
        print(as_json(load_document(shown, [_second(item) for item in loaded.figures.seconds])))
    else:
        print(load_text(shown), end="")
    return _code(loaded)


def _code(loaded: Loaded) -> int:
    verdicts = loaded.figures.verdicts
    if verdicts[Verdict.FAILED] or (loaded.stopped and "stopped by" not in loaded.stopped):
        return NOTICED
    served = verdicts[Verdict.PASSED] + verdicts[Verdict.DEGRADED]
    if loaded.stopped or verdicts[Verdict.UNKNOWN] or verdicts[Verdict.SKIPPED] or not served:
        return UNTOLD
    return OK


def _tell(second: Second, here: int) -> None:
    if not sys.stderr.isatty():
        return
    served = sum(second.verdicts.values())
    failed = 100 * second.verdicts.get(Verdict.FAILED, 0) / served if served else 0.0
    line = second_line(second.number + 1, second.came, here, (second.p50, second.p95, failed))
    print(f"\r\x1b[K{line}", end="", file=sys.stderr, flush=True)


def _shown(loaded: Loaded) -> LoadShown:
    figures, profile = loaded.figures, loaded.profile
    if sys.stderr.isatty():
        print("\r\x1b[K", end="", file=sys.stderr)
    kinds = sorted(figures.kinds.values(), key=lambda item: -item[1])
    notes = [f"{name} was not walked: {why}" for name, why in loaded.skipped]
    if loaded.shared:
        notes.append(f"all customers shared one account in {', '.join(loaded.shared)}: "
                     "give the persona a pool")  # fmt: skip
    return LoadShown(
        f"Load on {loaded.environment}: {profile.name}",
        figures.verdicts,
        loaded.seconds,
        [_row(name, item, item.response) for name, item in sorted(figures.journeys.items())],
        [
            _row(f"{journey} · {name}", item, item.service)
            for (journey, _), (name, item) in sorted(figures.steps.items())
        ],
        _row("lateness", Times(), figures.lateness),
        [
            (f"{kind.journey}{' · ' if kind.step else ''}{kind.step}", kind.verdict, kind.first, n)
            for kind, n in kinds
        ],
        notes,
        loaded.stopped,
        loaded.head,
    )


def _row(name: str, times: Times, histogram: Histogram) -> Row:
    percentiles = tuple(histogram.at(percent) for percent in PERCENTS)
    return Row(name, times.verdicts, percentiles, histogram.greatest)


def _second(item: Second) -> Mapping[str, Any]:
    return {
        "second": item.number,
        "came": item.came,
        "verdicts": {verdict.value: number for verdict, number in item.verdicts.items()},
        "p50": item.p50 / 1e6,
        "p95": item.p95 / 1e6,
        "p99": item.p99 / 1e6,
        "late": item.late / 1e6,
    }
