"""`onetake canary`: whether a candidate is worse than what customers have."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Annotated

from cyclopts import Parameter

from onetake.commands.exits import NOTICED, OK, UNTOLD
from onetake.commands.option import option
from onetake.commands.show import as_json
from onetake.flows.canary import Look, Trial, try_canary
from onetake.reports.canary import canary_document, look_line


@Parameter(name="*")
@dataclass(frozen=True, slots=True, kw_only=True)
class Trying:
    """What `onetake canary` may be told."""

    baseline: Annotated[str, option("The environment that customers have.")]
    candidate: Annotated[str, option("The environment with the candidate.")]
    looks: Annotated[int, option("How often to look; each spends a part of the 1 % of error.")] = 10
    each: Annotated[int, option("How many runs of each before every look.")] = 50
    release: Annotated[str, option("Record the verdict as a decision about this release.")] = ""
    seed: Annotated[int | None, option("Draw the order of the two from this number.")] = None
    ledger: Annotated[str, option("The ledger, if not the programme's own.")] = ""
    programme: Annotated[Path, option("The programme's folder, or one below it.")] = Path()
    json: Annotated[bool, option("Print the verdict as JSON, unrounded.")] = False


def canary(*journeys: str, trying: Trying) -> int:
    """Walk journeys on a candidate and its baseline by turns, and stop as soon as it is worse.

    Slower is by more than a tenth, by Mann-Whitney's test; more errors by Fisher's. All looks
    together err in at most 1 of 100 equal candidates, for each of the two. Exits with 0 when it is
    no worse, with 1 when it is, and with 4 when nobody can tell.

    Parameters
    ----------
    journeys
        Which journeys, by id or wildcard; all when none is named.
    """
    trial = Trial(
        trying.programme, journeys, trying.baseline, trying.candidate, trying.looks, trying.each,
        trying.ledger, trying.release, trying.seed,
    )  # fmt: skip

    def tell(look: Look) -> None:
        if not trying.json:
            seconds = look.baseline.median, look.candidate.median
            said = look.verdict.verdict, look.verdict.why
            print(look_line((look.number, trial.looks), seconds, said), end="", flush=True)

    last = try_canary(trial, tell)
    if trying.json:
        print(as_json(_document(last, trial)))
    return {"pass": OK, "fail": NOTICED}.get(last.verdict.verdict, UNTOLD)


def _document(last: Look, trial: Trial) -> dict[str, object]:
    verdict = last.verdict
    arms = {
        name: {"environment": where, "runs": len(arm.times), "errors": arm.errors,
               "unknown": arm.unknown, "median": arm.median}
        for name, where, arm in (("baseline", trial.baseline, last.baseline),
                                 ("candidate", trial.candidate, last.candidate))
    }  # fmt: skip
    figures = {"look": last.number, "looks": trial.looks, "p": verdict.p, "effect": verdict.effect}
    return canary_document(verdict.verdict, verdict.why, {**figures, **arms})
