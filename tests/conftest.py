"""What holds for all tests: no example of Hypothesis is judged by how long it took."""

from hypothesis import settings

settings.register_profile("onetake", deadline=None)
settings.load_profile("onetake")
