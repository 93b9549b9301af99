"""Takes personal data and secrets out of everything before anyone else sees it."""

from onetake.scrub.canary import Canary, CanaryFound
from onetake.scrub.kinds import ScrubRefused
from onetake.scrub.scrubber import Scrubber

__all__ = ["Canary", "CanaryFound", "ScrubRefused", "Scrubber"]
