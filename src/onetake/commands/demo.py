"""`onetake demo`: see a bank's customers being failed, and the proof."""

from __future__ import annotations

import io
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Annotated

import orjson
from cyclopts import Parameter

from onetake import __version__
from onetake.commands.exits import OK
from onetake.commands.show import as_json
from onetake.errors import UsageWrong
from onetake.flows.demo import Shown, run_demo
from onetake.reports.brief import brief_page, brief_sentence
from onetake.reports.decision import decision_brief, decision_document
from onetake.reports.json_report import JsonReport
from onetake.reports.judgement import judgement_brief, judgement_document
from onetake.reports.paper import Paper
from onetake.reports.side_by_side import SideBySide

TO_WALK = """\
  onetake simulate bank.yaml --api-port 8710 --bot-port 8711 \\
    --mail-port 8712 --smtp-port 8713 --sms-port 8714 \\
    --site-port 8715 --identity-port 8716 &
  onetake test --env dev"""
"""What walks the programme kept, typed in its folder; the ports are those of its dev."""


Flag = Annotated[bool, Parameter(negative="")]


def demo(*, json: Flag = False, mended: Flag = False, keep: Path | None = None) -> int:
    """See a bank's customers being failed: Harbor Bank, simulated here, in two environments.

    Its staging has faults planted, its production has none; what lets them happen is planted in
    its files and in the last 90 days, all invented. Nothing leaves this machine.

    Parameters
    ----------
    json
        Print both environments as `onetake test --json` does, and what was planted.
    mended
        As it is when all of it is mended: nothing is found, and the gate opens.
    keep
        Write Harbor Bank's programme, its ledger and the evidence into this new folder.
    """
    if keep and keep.exists() and any(keep.iterdir()):
        raise UsageWrong(f"{keep} already holds something", hint="name a new folder")
    with TemporaryDirectory(prefix="onetake-demo-") as temporary:
        folder = keep or Path(temporary)
        if json:
            return _print_json(folder, mended=mended)
        return _print_side_by_side(folder, keep, mended=mended)


def _print_json(folder: Path, *, mended: bool) -> int:
    streams: dict[str, io.StringIO] = {}

    def reports(name: str) -> list[JsonReport]:
        streams[name] = io.StringIO()
        return [JsonReport(streams[name])]

    shown = run_demo(folder, reports, mended=mended)
    documents = [orjson.loads(stream.getvalue()) for stream in streams.values()]
    decided = shown.decided
    way = decided.release, decided.environment
    print(as_json({
        "schema": 1,
        "environments": documents,
        "planted": _planted(shown),
        "judged": judgement_document("Harbor Bank", shown.judged),
        "gate": decision_document(decided.decision, way, decided.gate.name, {}),
    }))  # fmt: skip
    return OK


def _print_side_by_side(folder: Path, keep: Path | None, *, mended: bool) -> int:
    report = SideBySide()
    shown = run_demo(folder, lambda name: [report], mended=mended)
    report.show({(item.journey, item.step): item.notices for item in shown.planted})
    if shown.skipped:
        print(flush=True)
        Paper().line(f"Skipped for want of a browser: {', '.join(shown.skipped)}. {shown.why}")
    print("\nWhat lets it happen, in Harbor Bank's files and in its last 90 days:\n")
    print(judgement_brief(shown.judged), end="")
    print()
    way = shown.decided.release, shown.decided.environment
    print(decision_brief(shown.decided.decision, way), end="")
    paper = Paper()
    print()
    paper.line((f"The page for {shown.brief.sponsor.name}, who answers for it: ", "bold"),
               f"{brief_sentence(shown.brief)}.", lead="  ")  # fmt: skip
    if keep:
        (keep / "brief.html").write_text(brief_page(shown.brief, __version__), "utf-8")
        print(f"\nHarbor Bank's files, ledger and evidence are in {keep}. Go there, and look:")
        print("  onetake runs cards/raise-my-limit")
        print("  onetake report --html report.html")
        print("  onetake judge                        # all that was found, with places and fixes")
        print("  onetake kpi                          # what customers met, in figures")
        print("  brief.html                           # one page for who decides: onetake brief")
        print("To walk it yourself:")
        print(TO_WALK)
    after = "" if mended else "onetake demo --mended, or "
    print(f"\nNext: {after}onetake new my-company")
    return OK


def _planted(shown: Shown) -> list[dict[str, object]]:
    return [
        {
            "id": item.id,
            "journey": item.journey,
            "step": item.step,
            "name": item.name,
            "notices": item.notices,
        }
        for item in shown.planted
    ]
