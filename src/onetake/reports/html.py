"""The whole test as one HTML file: no request, no script but ours, readable on paper, too."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from onetake.reports.html_page import Told, page
from onetake.reports.keeping import Keeping
from onetake.words.events import Event
from onetake.words.past import Remembering, Share, nothing_before
from onetake.words.report import Outcome


class HtmlReport:
    """Writes the page when the test ends.

    `read` gives a piece of evidence by its folder and name, None when it is not there; `version`
    is Onetake's; `remember` gives what was before. The file is made, and an older one emptied, at
    once: raises OSError where it cannot be written, and no earlier result is ever taken for this
    one.
    """

    def __init__(
        self,
        path: Path | str,
        read: Callable[[str, str], bytes | None],
        version: str,
        remember: Remembering = nothing_before,
    ) -> None:
        self._path = Path(path)
        self._path.parent.mkdir(parents=True, exist_ok=True)
        self._path.write_bytes(b"")
        self._read = read
        self._version = version
        self._remember = remember
        self._kept = Keeping()
        self._programme = ""

    def start(self, programme: str, environment: str) -> None:
        """Note whose programme it is."""
        self._programme = programme

    def event(self, event: Event) -> None:
        """Take an event."""
        self._kept.take(event)

    def finish(self, outcome: Outcome) -> None:
        """Write the file."""
        kept = self._kept
        begun = kept.plans[0].started if kept.plans else 0.0
        told = Told(
            self._programme,
            self._version,
            kept.plans,
            lambda name: self._read(kept.plan.evidence, name),
            self._remember(outcome.environment, begun),
            kept.stopped,
            self._shares(outcome, begun) if len(kept.plans) > 1 else (),
        )
        self._path.write_text(page(kept.judged, outcome, told), "utf-8")

    def _shares(self, outcome: Outcome, begun: float) -> list[Share]:
        """Return what each of several tests came to."""
        ended = self._kept.plan.started + outcome.ms / 1000 + 1
        past = self._remember(outcome.environment, ended)
        return [share for share in past.shares if share.at >= begun]
