"""Asks a gate whether a release may go on, and records what it said."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import orjson

from onetake import __version__, declare
from onetake.analysis import opened
from onetake.errors import UsageWrong
from onetake.flows.declared import Declared, checks_of, declared_in
from onetake.flows.gate_figures import asked_about, before, figures
from onetake.flows.judge import known_of
from onetake.flows.place import place_in
from onetake.flows.record import commit_of
from onetake.gate import decide
from onetake.judge import judge
from onetake.words.decided import DecisionRow
from onetake.words.decision import Decision
from onetake.words.ids import uuid7
from onetake.words.judged import Judged
from onetake.words.policy import Gate
from onetake.words.programme import Programme
from onetake.words.rows import InvocationRow
from onetake.words.verdict import Verdict

COMMAND = "gate"
_VERDICTS = {
    "pass": Verdict.PASSED, "warning": Verdict.DEGRADED, "fail": Verdict.FAILED,
    "inconclusive": Verdict.UNKNOWN,
}  # fmt: skip
_NEWEST = """
SELECT verdict, details FROM decisions
WHERE "release" = $release AND environment = $environment AND gate = $gate
ORDER BY seq DESC LIMIT 1
"""


@dataclass(frozen=True, slots=True)
class Override:
    """Somebody opening a gate against what it says."""

    who: str
    why: str


@dataclass(frozen=True, slots=True)
class Decided:
    """A gate's decision about a release on its way into an environment; `open_` is what counts."""

    release: str
    environment: str
    gate: Gate
    walked_in: str
    decision: Decision
    waivers: tuple[str, ...]
    head: str
    override: Override | None = None

    @property
    def open_(self) -> bool:
        """Whether the release may go on."""
        return self.override is not None or self.decision.answer in ("pass", "warning")


def ask_gate(
    start: Path,
    release: str,
    environment: str,
    *,
    gate: str = "",
    ledger: str = "",
    override: Override | None = None,
    repeated: bool = True,
) -> Decided:
    """Return what the gate into an environment says of a release, and record it.

    Without `repeated` a decision that says the same as the newest one is not recorded again.
    Raises UsageWrong for an unknown release, environment or gate, ProgrammeFaulty, LedgerUnusable.
    """
    folder, began = declare.find(start), time.time()
    declared = declared_in(folder)
    found = gate_into(declared, environment, gate)
    walked_in = found.walked_in or _before(declared.programme, environment)
    with place_in(declared.programme, folder, ledger or None).open() as kept:
        with opened(kept, declared.programme.facing) as facts:
            asked = asked_about(facts, release, environment, walked_in, began)
            if asked is None:
                raise UsageWrong(
                    f"nobody recorded a release {release!r}",
                    hint=f"onetake release {release} --commit COMMIT, when it is built",
                )
            known = known_of(declared, facts, folder, began)
            judged = cache(lambda: judge(checks_of(folder), known))
            both = declared.programme, declared.charter
            decision = decide(
                found, list(figures(found, asked, facts, both, judged)),
                before(facts, found, asked),
            )  # fmt: skip
            newest = facts.select(
                _NEWEST, release=release, environment=environment, gate=found.name
            )
        borne = _borne(judged) if any(o.of == "findings" for o in found.objectives) else ()
        decided = Decided(
            release, environment, found, walked_in, decision, borne, str(kept.head()), override
        )
        if repeated or not newest or newest[0] != (_said(decided), details(decision)):
            kept.append(_rows(decided, declared, folder, began))
    return decided


def gate_into(declared: Declared, environment: str, name: str = "") -> Gate:
    """Return the gate that leads into an environment. Raises UsageWrong when there is not one."""
    known = declared.programme.environments
    if environment not in known:
        raise UsageWrong(
            f"there is no environment {environment!r}", hint=f"environments: {', '.join(known)}"
        )
    gates = declared.charter.gates
    if name:
        leading = [item for item in gates.values() if item.name == name]
    else:
        leading = [item for item in gates.values() if environment in item.environments]
        leading = leading or [item for item in gates.values() if not item.environments]
    if len(leading) == 1:
        return leading[0]
    if leading:
        names = ", ".join(item.name for item in leading)
        raise UsageWrong(f"several gates lead into {environment}: {names}", hint="name one: --gate")
    if name:
        known_gates = ", ".join(gates) or "none"
        raise UsageWrong(f"there is no gate {name!r}", hint=f"gates: {known_gates}")
    raise UsageWrong(
        f"no gate leads into {environment}",
        hint=f"write gates/NAME.yaml with environments: [{environment}] and objectives",
    )


def details(decision: Decision) -> str:
    """Return every objective of a decision as JSON, unrounded."""
    objectives = [
        {
            "name": item.weighed.called,
            "value": item.figure.value,
            "verdict": item.figure.verdict.value if item.figure.verdict else None,
            "result": item.result,
            "rule": item.rule,
            "why": item.figure.why,
            "weight": item.weighed.weight,
            "score": item.score,
            "key": item.weighed.key,
            "before": item.before,
            "compared": item.compared,
            "bad": item.bad,
            "evidence": item.figure.evidence,
        }
        for item in decision.objectives
    ]
    return orjson.dumps({"objectives": objectives, "highest": decision.highest}).decode()


def _before(programme: Programme, environment: str) -> str:
    """Return the environment before one in order of promotion; the first is before itself."""
    names = list(programme.environments)
    return names[max(0, names.index(environment) - 1)]


def _borne(judged: Callable[[], Judged]) -> tuple[str, ...]:
    return tuple(
        f"{item.check} at {item.gap.place} by {item.waiver.owner} until {item.waiver.until}"
        for item in judged().found
        if item.waiver is not None
    )


def _said(decided: Decided) -> str:
    return "pass" if decided.override else decided.decision.answer


def _rows(
    decided: Decided, declared: Declared, folder: Path, began: float
) -> Iterable[InvocationRow | DecisionRow]:
    identity, now = uuid7(), time.time()
    said, decision, override = _said(decided), decided.decision, decided.override
    yield InvocationRow(
        identity, COMMAND, declared.programme.name, decided.environment, int(began * 1e6),
        (now - began) * 1e3, _VERDICTS[said], commit=commit_of(folder), version=__version__,
    )  # fmt: skip
    yield DecisionRow(
        uuid7(), identity, decided.release, decided.environment, decided.gate.name, said,
        int(now * 1e6), decision.score, f"override of {decision.answer}" if override else "score",
        decision.rule, details(decision), decided.waivers, override.who if override else "",
        override.why if override else "", decided.head,
    )  # fmt: skip
