"""How long something took, as people read it."""

from __future__ import annotations


def duration_text(ms: float | None) -> str:
    """Return milliseconds as `0.4 ms`, `86 ms`, `1.24 s`, `2 min 5 s` or `1 h 3 min`.

    None, where nothing was measured, is an empty text.
    """
    if ms is None:
        return ""
    if ms < 9.95:
        return f"{ms:.1f}".removesuffix(".0") + " ms"
    if ms < 999.5:
        return f"{ms:.0f} ms"
    if ms < 9_995:
        return f"{ms / 1000:.2f} s"
    if ms < 59_950:
        return f"{ms / 1000:.1f} s"
    seconds = round(ms / 1000)
    if seconds < 3600:
        return f"{seconds // 60} min {seconds % 60} s"
    minutes = round(seconds / 60)
    return f"{minutes // 60} h {minutes % 60} min"
