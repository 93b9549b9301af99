"""Looks at a stranger's site, in a minute at most, and writes what a customer would notice."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urldefrag, urlsplit

from onetake.bring.written import yaml_of
from onetake.channels.web.recorder.browsing import browser
from onetake.channels.web.visiting import NO_HTTPS, PHONE, visit
from onetake.discover.first_look import journey
from onetake.discover.site import findings
from onetake.errors import CouldNotTell, UsageWrong
from onetake.flows.links import ask, to_ask
from onetake.flows.schema import SCHEMAS, write_schemas
from onetake.words.clock import now
from onetake.words.finding import Finding
from onetake.words.trouble import Trouble
from onetake.words.visit import Answered, Visit

PAGES = 5
"""At most so many pages are looked at, the first one on a phone, too."""

_PAGE, _WHOLE = 20.0, 55.0
_FILES = (".pdf", ".zip", ".jpg", ".jpeg", ".png", ".gif", ".svg", ".mp4", ".xml", ".ics", ".docx")
AGENT = "Mozilla/5.0 (compatible; Onetake try; a person asked for this look)"


@dataclass(frozen=True, slots=True)
class Look:
    """What a look at a site came to; `files` were written; `ms` is how long it took.

    `journey` is the text of the one to go on from; `links` is how many were to be asked for.
    """

    site: str
    visits: tuple[Visit, ...]
    answers: tuple[Answered, ...]
    findings: tuple[Finding, ...]
    ms: float
    journey: str = ""
    links: int = 0
    files: tuple[Path, ...] = ()


def try_site(url: str, folder: Path | None, tell: Callable[[str], None]) -> Look:
    """Look at a site and write a programme with a first journey into a folder.

    Nothing is clicked, sent or agreed to. `folder` None writes nothing; `tell` hears what goes on.
    Raises UsageWrong for what is no address, or a folder that holds something; CouldNotTell without
    a browser, or when the site does not come.
    """
    urls = [url] if "://" in url else [f"https://{url}", f"http://{url}"]
    address = urlsplit(urls[0])
    if address.scheme not in ("http", "https") or not address.hostname:
        raise UsageWrong(
            f"{urls[0]!r} is no address of a site", hint="onetake try https://shop.example"
        )
    if folder is not None and folder.exists() and any(folder.iterdir()):
        raise UsageWrong(f"{folder} already holds something", hint="name a new one with --out")
    try:
        visits, answers, ms = asyncio.run(_look(urls, tell))
    except Trouble as trouble:
        raise CouldNotTell(trouble.reason, hint=f"then type again: onetake try {url}") from None
    if visits[0].trouble:
        raise CouldNotTell(f"{visits[0].url}: {visits[0].trouble}", hint=_hint(visits[0]))
    first = urlsplit(visits[0].url)
    site = f"{first.scheme}://{first.netloc}"
    found = tuple(findings(visits, answers))
    first_look = journey(visits, site)
    written = _write(folder, site, first_look) if folder is not None else ()
    links = len(to_ask(visits))
    return Look(site, tuple(visits), tuple(answers), found, ms, first_look, links, written)


def _hint(visit: Visit) -> str:
    if visit.url.startswith("https://") and visit.trouble in NO_HTTPS:
        other = visit.url.replace("https://", "http://", 1)
        return f"a server without encryption may stand there: onetake try {other}"
    return "see whether a browser gets there"


async def _look(
    urls: Sequence[str], tell: Callable[[str], None]
) -> tuple[list[Visit], list[Answered], float]:
    """Look at the first of some addresses that answers, and around it."""
    begun = now()
    visits: list[Visit] = []
    async with browser() as started:

        async def page(address: str, device: str) -> None:
            left = _WHOLE - (now() - begun)
            if left < 1:
                return
            context = await started.new_context(**(PHONE if device == "phone" else {}))
            try:
                seen = await visit(context, address, device, min(_PAGE, left))
            finally:
                await context.close()
            if all((seen.url, device) != (known.url, known.device) for known in visits):
                visits.append(seen)
            tell(f"looked at {address}" + (" on a phone" if device == "phone" else ""))

        for url in urls:
            visits.clear()
            await page(url, "desktop")
            if visits[0].trouble not in NO_HTTPS:
                break
        if visits[0].trouble:
            return visits, [], (now() - begun) * 1000
        await page(visits[0].url, "phone")
        for address in pages(visits[0]):
            await page(address, "desktop")
    answers: list[Answered] = []
    left = _WHOLE - (now() - begun)
    if left > 1:
        tell(f"asking where {len(to_ask(visits))} links lead")
        try:
            async with asyncio.timeout(left):
                answers = await ask(visits, AGENT)
        except TimeoutError:
            tell("not all links answered in time")
    return visits, answers, (now() - begun) * 1000


def pages(first: Visit) -> list[str]:
    """Return which other pages of a site to look at: its menu's before others, each once."""
    own = urlsplit(first.url)
    found: dict[str, bool] = {}
    for way in first.ways:
        address = urlsplit(urldefrag(way.url).url)
        same = (address.scheme, address.netloc) == (own.scheme, own.netloc)
        if same and address.path != own.path and not address.path.lower().endswith(_FILES):
            found.setdefault(address._replace(query="").geturl(), way.menu)
    ordered = sorted(found, key=lambda one: not found[one])
    return ordered[: PAGES - 1]


def _write(folder: Path, site: str, first_look: str) -> tuple[Path, ...]:
    """Write a programme with the first journey; return its files."""
    host = urlsplit(site).netloc
    texts = {
        "onetake.yaml": yaml_of(
            {
                "programme": host,
                "owner": "site",
                "environments": {"dev": {"values": {"site": site}}},
            },
            comment="Written by `onetake try`.",
        ),
        "teams/site.yaml": "# Who mends what is found on the site.\nname: Site\n",
        "systems/site.yaml": "channel: web\naddress: ${environment.site}\n",
        "journeys/first-look.yaml": first_look,
    }
    for name, text in texts.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text, "utf-8")
    write_schemas(folder, folder / SCHEMAS)
    return tuple(folder / name for name in texts)
