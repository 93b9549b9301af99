"""Looks where evidence is kept that nothing can scrub, and how long everything is kept."""

from __future__ import annotations

from collections.abc import Iterator

from onetake.words.checks import Gap, Known, checks
from onetake.words.keeping import DAY

_LONG = 180 * DAY


@checks("evidence.kept", pitfall=4, severity="minor")
def check(known: Known) -> Iterator[Gap]:
    """Evidence is kept raw where it need not be, or words and evidence are kept for very long."""
    for environment in known.programme.environments.values():
        if environment.raw:
            yield Gap(
                str(environment.location),
                f"evidence of {environment.name} is kept raw: traces, videos and traffic that "
                "nothing scrubs",
                "take `evidence: raw` away when what it was for is found",
                environment=environment.name,
            )
    kept = known.programme.keeping.retention
    for name, seconds in (("texts", kept.texts), ("evidence", kept.evidence)):
        if seconds > _LONG:
            yield Gap(
                "onetake.yaml",
                f"{name} of what was said and shown is kept for {seconds / DAY:.0f} days",
                f"keep it for less: ledger: {{retention: {{{name}: 30d}}}}",
            )
