"""What holds for all tests: no example is judged by its time, and no test tells GitHub anything."""

import os

from hypothesis import settings

settings.register_profile("onetake", deadline=None)
settings.load_profile("onetake")

for name in ("GITHUB_ACTIONS", "GITHUB_STEP_SUMMARY", "GITHUB_WORKSPACE"):
    os.environ.pop(name, None)
