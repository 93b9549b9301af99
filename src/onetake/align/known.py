"""What is known to influence what in serving customers, and which goals belong together.

A KPI is named by its family: `aht` stands for `aht.voice`, too. Companies add to this what they
know of themselves in influences.yaml.
"""

from __future__ import annotations

from onetake.words.charter import Influence

INFLUENCES = tuple(
    Influence(cause, effect, sign, evidence)
    for cause, effect, sign, evidence in (
        ("aht", "fcr", 1, "who is hurried solves less at the first contact"),
        ("aht", "csat", 1, "who is hurried is less satisfied"),
        ("aht", "abandonment", 1, "longer contacts make longer queues"),
        ("fcr", "csat", 1, "nobody likes to call again"),
        ("fcr", "repeat_contact", -1, "what is solved is not asked again"),
        ("containment", "transfer", -1, "who is kept in the bot reaches nobody"),
        ("containment", "repeat_contact", 1, "who is kept in the bot unsolved comes back"),
        ("containment", "csat", -1, "who is kept in the bot against their will is annoyed"),
        ("abandonment", "csat", -1, "who gives up waiting is annoyed"),
        ("repeat_contact", "cost_per_contact", 1, "each further contact costs"),
        ("change freeze", "change.fail_rate", -1, "what is not changed does not break"),
        ("change freeze", "deployment.frequency", -1, "what is frozen is not deployed"),
        ("batch size", "change.fail_rate", 1, "more changes at once break more"),
        ("batch size", "change.lead_time", 1, "a change waits for the others"),
        ("login steps", "fraud_loss", -1, "each further proof keeps thieves out"),
        ("login steps", "login_success", -1, "each further proof loses customers"),
        ("staffing", "abandonment", -1, "more people answer sooner"),
        ("staffing", "cost_per_contact", 1, "more people cost more"),
    )
)
"""Signed edges: with 1 more of the cause makes more of the effect, with -1 less."""

PAIRS = {
    "deployment.frequency": ("change.fail_rate", "change.rework"),
    "change.lead_time": ("change.fail_rate", "change.rework"),
    "aht": ("fcr", "csat"),
    "containment": ("repeat_contact", "csat"),
    "cost_per_contact": ("abandonment", "csat"),
    "fraud_loss": ("login_success", "digital_success"),
}
"""Goals of speed or cost, each with those that keep it honest: one of them must guard it."""

LOSSES = {
    "fcr": "has to come back with the same problem",
    "csat": "is less satisfied",
    "nps": "recommends the company to nobody",
    "abandonment": "gives up waiting",
    "repeat_contact": "has to tell it all again",
    "transfer": "is handed from one to the next",
    "containment": "is sent to people for what a bot could do",
    "change.fail_rate": "meets what the last release broke",
    "deployment.frequency": "waits longer for what was promised",
    "change.lead_time": "waits longer for what was promised",
    "login_success": "does not get in",
    "digital_success": "cannot finish what was begun",
    "fraud_loss": "is robbed",
    "aht": "is kept longer on the line",
    "cost_per_contact": "pays for it in the end",
}
"""What a customer loses when a KPI goes the wrong way."""
