"""`onetake load`: the same journeys, at the rate customers come."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated

from cyclopts import Parameter

from onetake import __version__
from onetake.commands.exits import NOTICED, OK, UNTOLD
from onetake.commands.files import write
from onetake.commands.option import option
from onetake.commands.show import as_json
from onetake.flows.load import Loaded, Watching, run_load
from onetake.flows.load_before import waited_before
from onetake.flows.load_export import hdr_log, openmetrics
from onetake.flows.load_limit import find_limit
from onetake.flows.load_profile import Curve, profile_of
from onetake.flows.load_shown import seconds, shown
from onetake.flows.prepare import Wanted
from onetake.reports.load import load_document, load_text
from onetake.reports.load_limit import limit_document, limit_text, stage_line
from onetake.reports.load_live import LoadLive
from onetake.reports.load_page import load_page
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
    jobs: Annotated[int, option("How many processes serve them; each takes a core.")] = 1
    stop_when: Annotated[
        tuple[str, ...], option("Stop it early: 'failed > 5 % for 30s'; may be repeated.")
    ] = ()
    find_limit: Annotated[
        bool, option("Seek the highest rate that holds; each try lasts as long as --for says.")
    ] = False
    against: Annotated[str, option("Compare with an earlier load: how its id begins, or last.")] = (
        ""
    )
    html: Annotated[Path | None, option("Write a page with charts to this file, too.")] = None
    hdr: Annotated[Path | None, option("Write a log of HdrHistogram to this file, too.")] = None
    openmetrics: Annotated[
        Path | None, option("Write OpenMetrics, as Prometheus takes them, to this file, too.")
    ] = None
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
        jobs=loading.jobs,
    )
    curve = Curve(
        loading.profile, loading.rate, loading.for_, loading.customers, loading.random,
        loading.stop_when,
    )  # fmt: skip
    if loading.find_limit:
        return _find_limit(wanted, curve, loading)
    profile = profile_of(loading.programme, curve)
    before = waited_before(wanted, loading.against) if loading.against else {}
    with LoadLive(profile.seconds) as live:
        loaded = run_load(wanted, profile, Watching(_begin, live.take))
    told = shown(loaded, before)
    if loading.html:
        write(loading.html, load_page(told, __version__))
    if loading.hdr:
        write(loading.hdr, hdr_log(loaded))
    if loading.openmetrics:
        write(loading.openmetrics, openmetrics(loaded))
    if loading.json:
        print(as_json(load_document(told, seconds(loaded))))
    else:
        print(load_text(told), end="")
    return _code(loaded)


def _find_limit(wanted: Wanted, curve: Curve, loading: Loading) -> int:
    profile = profile_of(loading.programme, curve)
    with LoadLive(profile.seconds) as live:
        found = find_limit(wanted, profile, lambda stage: live.say(stage_line(stage)), live.take)
    if loading.json:
        print(as_json(limit_document(found.held, found.broke, found.first, found.stages)))
    else:
        print(limit_text(found.held, found.broke, found.first), end="")
    if found.stopped:
        return UNTOLD
    return OK if found.held else NOTICED


def _code(loaded: Loaded) -> int:
    verdicts = loaded.figures.verdicts
    if verdicts[Verdict.FAILED] or (loaded.stopped and "stopped by" not in loaded.stopped):
        return NOTICED
    served = verdicts[Verdict.PASSED] + verdicts[Verdict.DEGRADED]
    if (
        loaded.stopped
        or loaded.losses
        or verdicts[Verdict.UNKNOWN]
        or verdicts[Verdict.SKIPPED]
        or not served
    ):
        return UNTOLD
    return OK


def _begin(notes: Sequence[str]) -> None:
    for note in notes:
        print(f"· {note}", file=sys.stderr, flush=True)
