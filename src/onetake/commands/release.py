"""`onetake release`: what is about to go to customers."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

from cyclopts import Parameter

from onetake.commands.exits import OK
from onetake.commands.option import option
from onetake.commands.show import as_json
from onetake.errors import UsageWrong
from onetake.flows.release import record_release, releases
from onetake.reports.decision import releases_text


@Parameter(name="*")
@dataclass(frozen=True, slots=True, kw_only=True)
class Made:
    """What `onetake release` may be told."""

    commit: Annotated[tuple[str, ...], option("A commit it is made of; may be repeated.")] = ()
    digest: Annotated[
        tuple[str, ...], option("The digest of an artefact, such as sha256:…; may be repeated.")
    ] = ()
    sbom: Annotated[str, option("Where its bill of materials lies: a path or an address.")] = ""
    planned: Annotated[
        str, option("When it is to go to customers: 2026-11-30, or 2026-11-30T08:00 (UTC).")
    ] = ""
    who: Annotated[str, option("Who made it, such as a pipeline; kept for good.")] = ""
    ledger: Annotated[str, option("The ledger, if not the programme's own.")] = ""
    programme: Annotated[Path, option("The programme's folder, or one below it.")] = Path()
    json: Annotated[bool, option("Print it as JSON.")] = False


_NOTHING = Made()


def release(name: str | None = None, *, made: Made = _NOTHING) -> int:
    """Record what a release is, so that gates can decide on it; without a name, list them.

    Parameters
    ----------
    name
        What it is called, such as 2026.11.3.
    """
    if name is not None:
        row = record_release(
            made.programme, name, made.ledger, commits=made.commit, digests=made.digest,
            sbom=made.sbom, planned=_moment(made.planned), who=made.who,
        )  # fmt: skip
        told = f"release {name} is recorded; next: onetake gate {name} --env ENVIRONMENT"
        print(
            as_json({"schema": 1, "release": name, "made": _iso(row.made)}) if made.json else told
        )
        return OK
    found = releases(made.programme, made.ledger)
    if made.json:
        print(as_json({"schema": 1, "releases": [
            {"release": item.name, "made": _iso(item.made), "planned": _iso(item.planned),
             "decisions": item.decisions} for item in found
        ]}))  # fmt: skip
        return OK
    rows = [(item.name, _day(item.made), _day(item.planned), item.decisions) for item in found]
    print(releases_text(rows), end="")
    return OK


def _moment(text: str) -> int | None:
    if not text:
        return None
    try:
        at = datetime.fromisoformat(text)
    except ValueError:
        raise UsageWrong(f"--planned {text!r} is no time", hint="write 2026-11-30T08:00") from None
    return round(at.replace(tzinfo=at.tzinfo or UTC).timestamp() * 1e6)


def _iso(at: int | None) -> str | None:
    return None if at is None else datetime.fromtimestamp(at / 1e6, UTC).isoformat()


def _day(at: int | None) -> str:
    return "" if at is None else datetime.fromtimestamp(at / 1e6, UTC).strftime("%Y-%m-%d %H:%M")
