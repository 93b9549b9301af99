"""Files become a Programme; every fault is collected with its place, none is thrown."""

from onetake.declare.files import find
from onetake.declare.reading import Reading, read

__all__ = ["Reading", "find", "read"]
