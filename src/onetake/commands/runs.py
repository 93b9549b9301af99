"""`onetake runs`: how journeys have done, run by run, or one run as a story."""

from __future__ import annotations

import re
import time
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated, Literal

from cyclopts import Parameter

from onetake.commands.exits import OK
from onetake.errors import UsageWrong
from onetake.flows.runs import one_run, past_runs
from onetake.reports.run_story import run_text
from onetake.reports.runs import run_json, runs_json, runs_text
from onetake.words.history import RunsWanted

_SINCE = re.compile(r"(\d+(?:\.\d+)?)([mhdw])")
_SECONDS = {"m": 60, "h": 3600, "d": 86_400, "w": 604_800}
Json = Annotated[bool, Parameter(negative="")]


def runs(
    *which: str,
    env: str = "",
    persona: str = "",
    verdict: tuple[Literal["passed", "degraded", "failed", "unknown", "skipped"], ...] = (),
    since: str = "",
    limit: int = 20,
    ledger: str = "",
    programme: Path = Path(),
    json: Json = False,
) -> int:
    """Show how journeys have done, newest run first; or one whole run as a story, by its id.

    Parameters
    ----------
    which
        Journeys by id or wildcard (`cards/*`); or how a run's id begins or ends.
    env
        Only in this environment.
    persona
        Only as this persona.
    verdict
        Only runs with this verdict; may be repeated.
    since
        Only runs begun since: 90m, 24h, 7d, 2w, or a date (2026-11-22, UTC).
    limit
        Show at most so many runs; rates are over all that fit.
    ledger
        The ledger, if not the programme's own.
    programme
        The programme's folder, or one below it.
    json
        Print the runs as JSON.
    """
    if limit < 1:
        raise UsageWrong(f"--limit {limit} shows nothing", hint="write --limit 1 or more")
    if len(which) == 1 and (found := one_run(programme, ledger, which[0])):
        run, folder = found
        print(run_json(run) if json else run_text(run, folder), end="\n" if json else "")
        return OK
    began = since_micros(since, time.time()) if since else None
    wanted = RunsWanted(which, env, persona, verdict, began, limit=limit)
    history = past_runs(programme, ledger, wanted)
    print(runs_json(history) if json else runs_text(history), end="\n" if json else "")
    return OK


def since_micros(text: str, now: float) -> int:
    """Return the moment of `7d` before now, or of a date, in µs UTC since 1970; `now` in seconds.

    Raises UsageWrong for anything else.
    """
    ago = _SINCE.fullmatch(text.strip())
    try:
        if ago:
            return round((now - float(ago[1]) * _SECONDS[ago[2]]) * 1e6)
        when = datetime.fromisoformat(text.strip())
        return round(when.replace(tzinfo=when.tzinfo or UTC).timestamp() * 1e6)
    except (ValueError, OverflowError):
        raise UsageWrong(
            f"--since {text!r} is no time", hint="write 90m, 24h, 7d, 2w, or a date: 2026-11-22"
        ) from None
