"""An inbox of two streams: messages and delivery reports, of which a step takes one."""

from __future__ import annotations

from onetake.channels.sms.message import Report
from onetake.words.line import Arrival, Inbox


class SmsInbox(Inbox):
    """Keeps messages when a report is taken, and reports when a message is."""

    __slots__ = ()

    def take(self, count: int) -> list[Arrival]:
        """Remove and return those of the first `count` that are of the last one's stream."""
        first, rest = self.pending[:count], self.pending[count:]
        if not first:
            return []
        reports = isinstance(first[-1].content, Report)
        kept = [a for a in first if isinstance(a.content, Report) is not reports]
        self.pending = kept + rest
        return [a for a in first if isinstance(a.content, Report) is reports]

    def forget_reports(self) -> None:
        """Drop what was reported of an earlier sending."""
        self.pending = [a for a in self.pending if not isinstance(a.content, Report)]
