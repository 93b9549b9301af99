"""Takes what is sent with a site's forms: does it, or tells why not."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from aiohttp import web

from onetake.simulate.cases import Case
from onetake.simulate.faults import FaultKind, Faults
from onetake.simulate.post import Post
from onetake.simulate.site.blocks import Form
from onetake.simulate.site.declared import Site
from onetake.simulate.site.telling import Refused, Telling
from onetake.simulate.site.visits import Visit, Visits
from onetake.simulate.world import World, apply, find, holds
from onetake.words.template import as_text, fill


@dataclass(frozen=True, slots=True)
class Desk:
    """What taking a form needs: the site and all it shares with the other stand-ins."""

    site: Site
    world: World
    post: Post
    faults: Faults
    visits: Visits


async def sent_with(request: web.Request) -> dict[str, str]:
    """Return what a form sent: texts, and the names of files."""
    form = await request.post()
    return {
        name: value.filename if isinstance(value, web.FileField) else as_text(value)
        for name, value in form.items()
    }


def take(desk: Desk, form: Form, visit: Visit, telling: Telling) -> str | Refused:
    """Do what a form does; return the page that comes next, or why it was not taken.

    Raises Undefined for a name without a value.
    """
    sent = telling.memory["form"]
    typed = dict(sent) if isinstance(sent, Mapping) else {}
    memory = telling.memory | {"form": dict.fromkeys(form.fields, "") | typed}
    if form.customer:
        about = form.customer.text(memory)
        memory = memory | desk.world.memory(about)
    told = Telling(telling.language, memory)
    faults = desk.faults.at(form.name, as_text(memory["customer"]))
    if not find(form.find, memory) or not holds(form.when, memory):
        return _refused(desk, form, told, typed)
    carry_out(desk, form, told, done=FaultKind.WRONG_STATE not in faults)
    if form.logs_in:
        customer = as_text(memory["customer"])
        desk.visits.log_in(visit, customer, keeps=FaultKind.LOST_BASKET not in faults)
    visit.told = _answer(form, told)
    goal = visit.goal if form.logs_in else ""
    visit.goal = "" if form.logs_in else visit.goal
    return goal or told.fill(form.then)


def _refused(desk: Desk, form: Form, telling: Telling, typed: Mapping[str, str]) -> Refused:
    memory = telling.memory
    for case in form.otherwise:
        if find(case.find, memory) and holds(case.when, memory):
            carry_out(desk, case, telling)
            return Refused(form.name, _answer(case, telling), typed)
    return Refused(form.name, telling.say(desk.site.words.not_now), typed)


def carry_out(desk: Desk, case: Case, telling: Telling, *, done: bool = True) -> None:
    """Make what a case keeps, change what it changes and send what it sends.

    Raises Undefined for a name without a value.
    """
    memory = telling.memory
    for name, value in case.keep.items():
        memory[name] = fill(value, memory)
    if done:
        apply(case.do, memory)
        desk.post.send(case.sends, memory, telling.language)


def _answer(case: Case, telling: Telling) -> str:
    return " ".join(telling.say(message.say) for message in case.answers)
