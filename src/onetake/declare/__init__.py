"""Files become a Programme; every fault is collected with its place, none is thrown."""

from onetake.declare.checking import Checked, outline
from onetake.declare.files import find
from onetake.declare.live import LiveReader
from onetake.declare.reading import Reading, read
from onetake.declare.render import render
from onetake.declare.schema import KINDS, schema

__all__ = [
    "KINDS", "Checked", "LiveReader", "Reading", "find", "outline", "read", "render",
    "schema",
]  # fmt: skip
