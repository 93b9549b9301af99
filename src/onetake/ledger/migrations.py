"""The steps that bring a ledger to the present form; they only go forward and never change.

A step lists its new tables as `name kind` pairs, and further columns of tables that are there; a
kind with `?` may be empty, and a further column always may. The kinds are those
of `codec.KINDS`. Every table also gets `seq`, `recorded` and `chain`, except those beside the
chain, where a kind with `!` is a part of the key. To change the ledger, add a step at the end; a
step that was released stays as it is.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Step:
    """One step: what it brings, its new tables with their columns, and columns to find rows by.

    `columns` are further ones of tables that earlier steps brought, `beside` are tables that
    are no part of the chain.
    """

    title: str
    tables: Mapping[str, str]
    indexes: tuple[str, ...] = ()
    columns: Mapping[str, str] = field(default_factory=dict)
    beside: Mapping[str, str] = field(default_factory=dict)


STEPS = (
    Step(
        "Runs, their steps, and findings",
        {
            "runs": """
                id uuid, invocation uuid, programme text, journey text, persona text,
                environment text, try_number int, started int, ms float, verdict text,
                reason text, rule text, turns int, repeats int, logins int, messages int,
                cost float, trace text, commit text, version text, synthetic bool, retention text
            """,
            "steps": """
                id uuid, run uuid, number int, name text, phase text, speaker text, channel text,
                system text, action text, verdict text, started int, ms float?, reason text,
                rule text, seen text, evidence texts, place text, synthetic bool, retention text
            """,
            "findings": """
                id uuid, invocation uuid, rule text, severity text, place text, message text,
                fix text, journey text, environment text, fingerprint text, found int,
                synthetic bool, retention text
            """,
        },
        ("runs.invocation", "runs.journey", "steps.run", "findings.invocation"),
    ),
    Step(
        "Judgements, invocations, and steps as parts of a story",
        {
            "judgements": """
                id uuid, invocation uuid, journey text, persona text, environment text,
                verdict text, reason text, rule text, row int?, tries int, walked int, passed int,
                low float, high float, draft bool, judged int, synthetic bool, retention text
            """,
            "invocations": """
                id uuid, command text, programme text, environment text, started int, ms float,
                verdict text, runs int, interrupted bool, options texts, commit text, version text,
                synthetic bool, retention text
            """,
        },
        ("judgements.invocation", "judgements.journey", "invocations.environment"),
        {
            "runs": "goal text?, row int?, draft bool?, owner text?, given text?",
            "steps": "took float?, lane text?, said text?, heard text?, minor float?, major float?",
        },
    ),
    Step(
        "Personal text and evidence that can be erased, and what was",
        {
            "erasures": """
                id uuid, at int, subject text, reason text, texts int, evidence int,
                synthetic bool, retention text
            """,
        },
        (
            "persons.pseudonym",
            "texts.person",
            "texts.recorded",
            "exhibits.person",
            "exhibits.recorded",
        ),
        beside={
            "keys": "name text!, value text",
            "persons": "lookup text!, pseudonym text!, recorded int",
            "texts": """
                digest text!, salt text, words text, person text, retention text, recorded int
            """,
            "exhibits": "name text!, row text!, person text, retention text, recorded int",
            "erased": "reference text!",
            "copies": "place text!, kind text, made int",
            "erasing": "token uuid!",
        },
    ),
    Step(
        "Reasons, what was seen, and findings as text that can be erased",
        {},
        columns={
            "runs": "reason_text text?",
            "steps": "reason_text text?, seen_text text?",
            "findings": "message_text text?",
            "judgements": "reason_text text?",
        },
    ),
    Step("Why a command was stopped", {}, columns={"invocations": "stopped text?"}),
)
