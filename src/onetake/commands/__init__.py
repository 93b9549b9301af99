"""The command line: thin faces over flows, each loaded only when it is called."""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from io import TextIOWrapper
from pathlib import Path

from cyclopts import App, CycloptsError

from onetake import __version__

_HELP = """\
Customer-journey testing and release gates: write a customer's journey once, across web, chat,
phone, mail and SMS; test it before every release and watch it in production.
"""

app = App(name="onetake", help=_HELP, version=__version__, help_format="plaintext")
app.command("onetake.commands.new:new", name="new", help="Start a programme that passes at once.")
app.command("onetake.commands.lint:lint", name="lint", help="Find every fault in every file.")
app.command("onetake.commands.test:test", name="test", help="Walk journeys in an environment.")
app.command("onetake.commands.record:record", name="record", help="Write a journey by doing it.")
app.command("onetake.commands.report:report", name="report", help="Tell again what a test came to.")
app.command(
    "onetake.commands.compare:compare", name="compare", help="Tell what changed between tests."
)
app.command("onetake.commands.runs:runs", name="runs", help="Show how journeys have done.")
app.command("onetake.commands.comment:comment", name="comment", help="Tell what changed.")
app.command("onetake.commands.approve:approve", name="approve", help="Approve how pages look.")
app.command("onetake.commands.demo:demo", name="demo", help="See a bank's customers being failed.")
app.command("onetake.commands.judge:judge", name="judge", help="Find the six pitfalls.")
app.command("onetake.commands.load:load", name="load", help="Walk journeys as customers come.")
app.command("onetake.commands.gate:gate", name="gate", help="Decide if a release may go on.")
app.command("onetake.commands.release:release", name="release", help="Record what a release is.")
app.command("onetake.commands.explain:explain", name="explain", help="Say why it got worse.")
app.command("onetake.commands.canary:canary", name="canary", help="Compare a candidate.")
app.command("onetake.commands.slo:slo", name="slo", help="Reckon error budgets.")
app.command("onetake.commands.brief:brief", name="brief", help="Tell a sponsor on one page.")
app.command("onetake.commands.kpi:app", name="kpi", help="Count what matters.")
app.command("onetake.commands.ledger:app", name="ledger", help="Verify, copy, forget runs.")
app.command("onetake.commands.try_:try_", name="try", help="Look at a site as a stranger does.")
app.command("onetake.commands.schema:schema", name="schema", help="Print the schema for editors.")
app.command("onetake.commands.simulate:simulate", name="simulate", help="Serve stand-ins.")
app.register_install_completion_command()


def main(arguments: Sequence[str] | None = None) -> None:
    """Run the command line and exit with its code."""
    from onetake.commands.exits import USAGE, run_guarded

    words = list(sys.argv[1:] if arguments is None else arguments)
    _open_outputs(json="--json" in words)

    def run() -> int:
        try:
            done = app(words, exit_on_error=False, print_error=True)
        except CycloptsError:
            return USAGE
        sys.stdout.flush()
        return done if isinstance(done, int) else 0

    sys.exit(run_guarded(run, json="--json" in words))


def _open_outputs(*, json: bool) -> None:
    """Make sure that there is an output and that it takes every character; JSON is UTF-8."""
    sys.stdout = sys.stdout or Path(os.devnull).open("w")  # noqa: SIM115 - as long as we live
    sys.stderr = sys.stderr or Path(os.devnull).open("w")  # noqa: SIM115
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, TextIOWrapper):
            stream.reconfigure(errors="replace")
    if json and isinstance(sys.stdout, TextIOWrapper):
        sys.stdout.reconfigure(encoding="utf-8")
