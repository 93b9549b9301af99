"""Whether a release that a few customers meet already is worse than the one before."""

from onetake.canary.judge import CanaryVerdict, judge
from onetake.canary.sampling import Arm, interleaved

__all__ = ["Arm", "CanaryVerdict", "interleaved", "judge"]
