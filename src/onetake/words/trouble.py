"""What a channel raises when a step cannot go on: whose fault it is decides the verdict."""

from __future__ import annotations


class Trouble(Exception):
    """A step cannot go on; `rule` is a dotted word, `reason` a sentence with what was seen."""

    def __init__(self, rule: str, reason: str) -> None:
        super().__init__(reason)
        self.rule = rule
        self.reason = reason


class CustomerNotices(Trouble):
    """The subject did something a customer would notice, such as an expired certificate: failed."""


class Unreached(Trouble):
    """No connection to the subject: failed, or unknown while our own network is down."""


class CannotTell(Trouble):
    """Something on our side kept us from telling, such as a missing secret: unknown."""
