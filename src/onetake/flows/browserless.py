"""Leaves out the journeys that want a browser where this machine has none."""

from __future__ import annotations

from dataclasses import replace
from importlib.util import find_spec

from onetake.channels.web.browser import OVERRIDE, find_browser
from onetake.exercise.plan import Errand, Plan
from onetake.flows.prepare import Prepared
from onetake.words.trouble import CannotTell

CHANNEL = "web"
_BROWSER = (
    "Get one with `playwright install --only-shell chromium`, take your system's chromium, "
    f"or name one in {OVERRIDE}."
)
_DRIVER = f"Install what drives one: pip install 'onetake[web]'. {_BROWSER}"


def no_browser() -> str:
    """Return how to get what opens pages where this machine lacks it, else nothing."""
    if find_spec("playwright") is None:
        return _DRIVER
    try:
        find_browser()
    except CannotTell:
        return _BROWSER
    return ""


def without_browser(prepared: Prepared, why: str) -> Prepared:
    """Return a test in which journeys on the web are skipped, which is never called passed."""
    errands = tuple(errand for errand in prepared.plan.errands if not _on_the_web(errand))
    left_out = {
        errand.ready.journey.id: errand.ready.journey
        for errand in prepared.plan.errands
        if _on_the_web(errand)
    }
    skipped = tuple((journey, why) for journey in left_out.values())
    plan = Plan(errands, (*prepared.plan.skipped, *skipped))
    return replace(prepared, plan=plan)


def _on_the_web(errand: Errand) -> bool:
    acts = (*errand.ready.acts, *errand.ready.cleaning)
    return any(act.step.channel == CHANNEL for act in acts)
