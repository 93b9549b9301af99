"""Watches a person use a site and writes down the journey."""

from __future__ import annotations

import asyncio
import os
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from onetake.bring.drafted import Brought, Counterpart, Drafted
from onetake.bring.naming import dashed, slug, unlike
from onetake.bring.recorded import Recorded, recorded
from onetake.channels.web.recorder.browsing import browsing
from onetake.channels.web.recorder.watching import watch
from onetake.errors import CouldNotTell, UsageWrong
from onetake.flows.bring import programme_at, write_brought
from onetake.flows.taken import Taken
from onetake.words.deeds import Deed
from onetake.words.programme import Programme, System
from onetake.words.template import Undefined
from onetake.words.trouble import Trouble

if TYPE_CHECKING:
    from playwright.async_api import Page


@dataclass(frozen=True, slots=True)
class Watched:
    """What is to be watched: from which address, into which programme, under which name.

    `act` acts on the page in a person's stead, without a window.
    """

    url: str
    folder: Path = Path()
    name: str = ""
    environment: str = ""
    act: Callable[[Page], Awaitable[None]] | None = None


def record_site(watched: Watched, tell: Callable[[Deed], None]) -> Taken:
    """Watch until the browser is closed, telling each deed, and write the journey.

    Raises UsageWrong for what is no address, CouldNotTell when there is no browser or no screen, or
    nothing was done.
    """
    address = urlsplit(watched.url)
    if address.scheme not in ("http", "https") or not address.netloc:
        raise UsageWrong(
            f"{watched.url!r} is no address of a site",
            hint="write it whole: onetake record https://shop.example",
        )
    programme = programme_at(watched.folder)
    if not watched.act and not (os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY")):
        raise CouldNotTell(
            "there is no screen here to show a browser on",
            hint="record on a desktop, or on a virtual one: xvfb-run onetake record …",
        )
    deeds: list[Deed] = []

    def take(deed: Deed) -> None:
        deeds.append(deed)
        tell(deed)

    try:
        asyncio.run(_watch(watched, take))
    except Trouble as trouble:
        raise CouldNotTell(trouble.reason, hint="then record again") from None
    made = recorded(deeds)
    if not made.steps:
        raise CouldNotTell("nothing was done on the site", hint="use it, then close the browser")
    brought = _brought(watched, made, programme)
    carried = write_brought(watched.folder, programme, [brought])
    return Taken(brought.journeys[0].name, carried, made.secrets)


async def _watch(watched: Watched, take: Callable[[Deed], None]) -> None:
    async with browsing(window=watched.act is None) as context:
        await watch(context, watched.url, take, watched.act)


def _brought(watched: Watched, made: Recorded, programme: Programme | None) -> Brought:
    site, host = made.sites[0], urlsplit(made.sites[0]).netloc
    there = _system_at(site, programme, watched.environment)
    taken = frozenset(programme.systems) if programme else frozenset()
    stem = slug(host.partition(":")[0].removeprefix("www.").partition(".")[0])
    values = programme.environments.values() if programme else ()
    known_values = {value for environment in values for value in environment.values}
    stem = stem if host[:1].isalpha() else "site"
    name = there or unlike(stem, taken | known_values)
    system = Counterpart(name, "web", f"${{environment.{name}}}", _also(made.sites[1:]))
    journey = dashed(watched.name) if watched.name else f"recorded-on-{name}"
    persona = unlike(f"customer_of_{name}", programme.personas if programme else ())
    head: dict[str, object] = {"personas": [persona]} if made.persona else {}
    head |= {"systems": [name]} if taken else {}
    known = frozenset(programme.journeys) if programme else frozenset()
    return Brought(
        source=f"a recording on {host}",
        kind=f"a recording of somebody using {site}",
        journeys=(
            Drafted(
                unlike(journey, known, joint="-"),
                watched.name or f"A customer uses {host}",
                tuple(made.steps),
                f"Recorded on {site}.",
                head,
            ),
        ),
        systems=() if there else (system,),
        personas={persona: {"name": "Customer", **made.persona}} if made.persona else {},
        values={} if there else {name: site},
        secrets=dict.fromkeys(made.secrets, f"typed into the site at {host}"),
        left=tuple(made.left),
    )


def _also(sites: Sequence[str]) -> Mapping[str, object]:
    return {"also": list(sites)} if sites else {}


def _system_at(site: str, programme: Programme | None, environment: str) -> str:
    """Return the web system that stands at a site, nothing when the programme knows none."""
    if programme is None or not programme.environments:
        return ""
    name = environment or next(iter(programme.environments))
    values = programme.environments[name].values if name in programme.environments else {}
    return next(
        (
            system.name
            for system in programme.systems.values()
            if system.channel == "web" and _stands(system, name, values) == site
        ),
        "",
    )


def _stands(system: System, environment: str, values: Mapping[str, str]) -> str:
    template = system.address_in(environment)
    try:
        address = urlsplit(template.text({"environment": values})) if template else None
    except Undefined:
        return ""
    return f"{address.scheme}://{address.netloc}" if address else ""
