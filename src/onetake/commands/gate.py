"""`onetake gate`: whether a release may go on."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Annotated

from cyclopts import Parameter

from onetake.commands.exits import NOTICED, OK, UNTOLD
from onetake.commands.option import option
from onetake.commands.show import as_json
from onetake.errors import UsageWrong
from onetake.flows.gate import Decided, Override, ask_gate
from onetake.flows.gate_served import application
from onetake.reports.decision import decision_document, decision_text


@Parameter(name="*")
@dataclass(frozen=True, slots=True, kw_only=True)
class Asking:
    """What `onetake gate` may be told."""

    env: Annotated[str, option("The environment it is to go into.")] = ""
    gate: Annotated[str, option("The gate's name in gates/, where several lead there.")] = ""
    override: Annotated[
        str, option("Who opens the gate against what it says; a finding without a mandate.")
    ] = ""
    why: Annotated[str, option("The reason to open it all the same.")] = ""
    serve: Annotated[
        bool, option("Answer over HTTP what is asked by Argo Rollouts, Flagger or a pipeline.")
    ] = False
    port: Annotated[int, option("The port to serve on; 0 is any free one.")] = 8790
    host: Annotated[str, option("The address to serve on.")] = "127.0.0.1"
    ledger: Annotated[str, option("The ledger, if not the programme's own.")] = ""
    programme: Annotated[Path, option("The programme's folder, or one below it.")] = Path()
    json: Annotated[bool, option("Print the decision as JSON, unrounded.")] = False


_NOTHING = Asking()


def gate(release: str = "", *, asking: Asking = _NOTHING) -> int:
    """Decide whether a release may go into an environment, and say why.

    Exits with 0 when the gate is open, with 1 when it is shut, and with 4 when nobody can tell.
    Every decision is recorded with all figures, waivers and the ledger's head.

    Parameters
    ----------
    release
        The release, as `onetake release` recorded it.
    """
    if asking.serve:
        return _serve(asking)
    if not release or not asking.env:
        missing = "environment" if release else "release"
        raise UsageWrong(f"no {missing} was named", hint="onetake gate RELEASE --env ENVIRONMENT")
    if bool(asking.override) != bool(asking.why):
        raise UsageWrong(
            "an override needs somebody and a reason", hint='--override NAME --why "REASON"'
        )
    override = Override(asking.override, asking.why) if asking.override else None
    decided = ask_gate(
        asking.programme, release, asking.env,
        gate=asking.gate, ledger=asking.ledger, override=override,
    )  # fmt: skip
    if asking.json:
        print(as_json(_document(decided)))
    else:
        said = f"{override.who}: {override.why}" if override else ""
        print(decision_text(decided.decision, (release, asking.env), said), end="")
    if decided.open_:
        return OK
    return UNTOLD if decided.decision.answer == "inconclusive" else NOTICED


def _serve(asking: Asking) -> int:
    from aiohttp import web

    def tell(text: str) -> None:
        print(text.splitlines()[0].strip("= "), flush=True)

    made = application(asking.programme, asking.ledger, _document)
    web.run_app(made, host=asking.host, port=asking.port, access_log=None, print=tell)
    return OK


def _document(decided: Decided) -> dict[str, object]:
    override = decided.override
    about = {
        "open": decided.open_,
        "walked_in": decided.walked_in,
        "waivers": list(decided.waivers),
        "head": decided.head,
        "override": {"who": override.who, "why": override.why} if override else None,
    }
    way = decided.release, decided.environment
    return decision_document(decided.decision, way, decided.gate.name, about)
