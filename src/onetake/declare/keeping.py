"""What onetake.yaml may say about the ledger: its place, and how long and how much is kept."""

from __future__ import annotations

from typing import Annotated, Any

from pydantic import BeforeValidator, Field, WithJsonSchema

from onetake.words.channel import Declared
from onetake.words.figure import duration, figure
from onetake.words.keeping import Keeping, Retention

_SMALLEST = 1000
_TEXT = {"type": "string"}


def _span(value: object) -> float:
    """Return seconds. Raises ValueError for what is no duration, or none at all."""
    if isinstance(value, float):
        return value
    seconds = duration(str(value))
    if seconds <= 0:
        raise ValueError(f"{str(value)!r} keeps nothing at all: write a time such as 30d")
    return seconds


def _bytes(value: object) -> int:
    """Return bytes. Raises ValueError for what is no size, or too small to say anything."""
    size = int(figure(value))
    if size < _SMALLEST:
        raise ValueError(f"{str(value)!r} is too small: at least 1KB")
    return size


Span = Annotated[float, BeforeValidator(_span), WithJsonSchema(_TEXT)]
Size = Annotated[int, BeforeValidator(_bytes), WithJsonSchema({"type": ["string", "integer"]})]


def _absent(usual: str, description: str) -> Any:
    """Return the field of a value that is read as if it was written when it is absent."""
    return Field(usual, validate_default=True, description=description)


class RetentionPart(Declared):
    """How long what can be erased is kept, such as 30d, by its class."""

    texts: Span = _absent("30d", "What was said and heard.")
    evidence: Span = _absent("30d", "Requests, answers and the like.")
    synthetic: Span = _absent("90d", "All of that, of what invented customers did.")


class EvidencePart(Declared):
    """How much evidence is kept."""

    largest: Size = _absent("500KB", "The most that is kept of one piece.")
    whole: Size = _absent("10GB", "The most that is kept of all.")


class LedgerPart(Declared):
    """Where what happened is kept, for how long, and how much of it."""

    at: str = Field(
        "", description="A file, or postgresql://USER@HOST/DATABASE; .onetake/ledger.db if absent."
    )
    retention: RetentionPart = Field(RetentionPart(), description="How long, by class.")
    evidence: EvidencePart = Field(EvidencePart(), description="How much evidence.")

    def keeping(self) -> Keeping:
        """Return what was declared."""
        kept = self.retention
        retention = Retention(kept.texts, kept.evidence, kept.synthetic)
        return Keeping(self.at, retention, self.evidence.largest, self.evidence.whole)
