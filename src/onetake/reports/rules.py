"""What each rule of `onetake lint` says, in a sentence, for tools that show rules by themselves."""

from __future__ import annotations

from collections.abc import Mapping

RULES: Mapping[str, str] = {
    "action": "An action is written as its channel's manual page says.",
    "action.unknown": "A step's action is one that its channel has.",
    "block": "A block of steps is written as a mapping of its own keys.",
    "call.arguments": "A call in a Python journey names its arguments as the action does.",
    "ceilings": "A journey may lower the programme's ceilings, never raise them.",
    "channel.unknown": "A step or system names a channel that is there.",
    "choose": "A choice is a list of branches, each with its steps.",
    "declaration": "A file of the programme can be read.",
    "environment.unknown": "An environment that is named is declared in onetake.yaml.",
    "evidence.raw": "Evidence that nothing can scrub is kept only where customers are invented.",
    "expect": "What is expected is a mapping of facts to matchers.",
    "expect.deaf": "Something is expected only of a step that hears.",
    "fact.unknown": "What is expected or kept is a fact that the step knows.",
    "file": "A file of the programme can be read as text.",
    "handoff": "A hand-off names what the second channel already knows.",
    "include.endless": "Parts never include themselves, however indirectly.",
    "include.many": "What is included adds up to a number of steps that can be walked.",
    "include.needs": "An included part is given all that it needs.",
    "include.with": "An included part is given only what it needs.",
    "journey": "A journey's head is written as a journey needs it.",
    "keep": "What is kept gets a name that can be used later.",
    "keep.deaf": "Something is kept only by a step that hears.",
    "key.missing": "Every key that is needed is there.",
    "key.repeated": "A key is written once.",
    "key.unknown": "Every key is one that is known there.",
    "matcher": "A matcher is written as its manual says.",
    "matcher.unknown": "A matcher is one that is known.",
    "name.repeated": "A name is given once.",
    "needs": "What a part needs has names that can be given.",
    "order": "An order is a list of at least two moments.",
    "owner": "Every journey has an owner.",
    "part.unknown": "An included part has a file in parts/.",
    "pass_rate": "A pass rate can be shown by the tries there are.",
    "path": "A path to a fact can be read.",
    "patience": "A step waits at least as long as its answer is allowed to take.",
    "persona": "A persona is a mapping of attributes.",
    "persona.unknown": "A persona that is named has a file in personas/.",
    "plugin.broken": "A channel of the programme's own can be loaded.",
    "pool": "A pool of values can be read and has values to lease.",
    "python.async": "A journey in Python is an async function.",
    "python.await": "A call in a Python journey is awaited where it is walked.",
    "python.except": "No code of a Python journey catches the end of its run.",
    "python.head": "A Python journey's head can be read without running the file.",
    "python.journey": "A Python file in journeys/ holds journeys.",
    "python.literal": "A Python journey's head holds values written in place.",
    "python.syntax": "A Python journey is Python.",
    "python.walk": "A Python journey asks its walk only for what that has.",
    "safe_in": "A journey walks in some environment.",
    "secret": "A secret has exactly one place that it is read from.",
    "since.deaf": "Only a step that hears counts its time from another one.",
    "step": "A step is a mapping.",
    "step.actions": "A step has exactly one action.",
    "step.unclear": "A step that is named is the only one of its name.",
    "step.unknown": "A step that is named is there.",
    "steps": "Steps are a list.",
    "system.channel": "A step's system answers on the step's channel.",
    "system.missing": "Some system answers on each channel that a step uses.",
    "system.unclear": "Where several systems answer on a channel, a step names one.",
    "table": "A journey's table can be read, and each of its rows is whole.",
    "team.unknown": "A team that is named has a file in teams/.",
    "template": "A template is written as ${name}.",
    "template.unknown": "What a template names has a value by then.",
    "text.cut": "No text is cut short by an unquoted #.",
    "together": "Lanes walked at once have names of their own, and there are at least two.",
    "unheard": "What a step waits for can be heard.",
    "unused": "What is declared is used by some journey.",
    "value": "A value is of the kind that its key takes.",
    "when": "A condition is a mapping of names to matchers.",
    "within": "The first limit is the milder one.",
    "within.deaf": "A limit of time is set only for a step that hears.",
    "yaml": "A file is YAML.",
    "yaml.refused": "A file holds plain YAML only: no anchors, tags or merges.",
}


def sentence(rule: str) -> str:
    """Return what a rule says; of one that is not known here, its name in words."""
    if rule in RULES:
        return RULES[rule]
    kind, _, what = rule.rpartition(".")
    if what == "unknown" and kind:
        return f"A {kind} that is named is declared."
    return f"A programme keeps the rule {rule}."
