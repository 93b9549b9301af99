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
    Step(
        "What comes from elsewhere, what was measured and decided, and sealed days",
        {
            "surveys": """
                id uuid, source text, key text, kind text, answered int,
                score float?, lowest float, highest float, item text, team
                text, customer text?, contact text, journey text, channel
                text, region text, environment text, comment text?,
                synthetic bool, retention text
            """,
            "contacts": """
                id uuid, source text, key text, channel text, started int,
                direction text, queue text, reason text, customer text?,
                queued int?, answered int?, ended int?, abandoned bool?,
                talk float?, hold float?, wrap float?, transfers int?, bot
                bool?, human bool?, completed bool?, resolved bool?, mos
                float?, journey text, region text, environment text,
                incident text, synthetic bool, retention text
            """,
            "deployments": """
                id uuid, source text, key text, environment text, started
                int, outcome text, system text, release text, commit text,
                committed int?, finished int?, unplanned bool?, intervened
                bool?, by_hand float?, synthetic bool, retention text
            """,
            "incidents": """
                id uuid, source text, key text, opened int, environment
                text, system text, journey text, severity text, began int?,
                acknowledged int?, resolved int?, deployment text, title
                text?, synthetic bool, retention text
            """,
            "measurements": """
                id uuid, invocation uuid, kpi text, definition text, since
                int, until int, dimensions text, value float?, low float?, high
                float?, n int, provisional bool, why text, counted text,
                measured int, synthetic bool, retention text
            """,
            "releases": """
                id uuid, name text, made int, digests texts, commits texts,
                sbom text, planned int?, who text, synthetic bool, retention
                text
            """,
            "decisions": """
                id uuid, invocation uuid, release text, environment text,
                gate text, verdict text, decided int, score float?, rule
                text, reason text, details text, waivers texts, who text,
                why text, head text, synthetic bool, retention text
            """,
            "acknowledgements": """
                id uuid, kpi text, definition text, audience text, at int,
                who text, synthetic bool, retention text
            """,
            "seals": """
                id uuid, day text, sealed text, file text, digest text, rows
                int, first int, last int, at int, synthetic bool, retention
                text
            """,
        },
        (
            "surveys.key",
            "contacts.key",
            "deployments.key",
            "incidents.key",
            "measurements.kpi",
            "releases.name",
            "decisions.release",
            "seals.day",
        ),
        {"findings": "pitfall int?, waiver text?"},
    ),
    Step(
        "Which rows lie in sealed files, so that none is taken in twice",
        {},
        beside={"sealed": "name text!, id uuid!, mark int", "sealing": "token uuid!"},
    ),
    Step(
        "What loads came to, by second, journey and step",
        {
            "pulses": """
                id uuid, invocation uuid, journey text, step int, name text, at int, came int,
                passed int, degraded int, failed int, unknown int, skipped int, late int,
                times text, second int?, synthetic bool, retention text
            """,
        },
        ("pulses.invocation",),
    ),
)
