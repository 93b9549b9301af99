"""The templates of our pages, with their style, their scripts and the policy for just these.

Every text is escaped by Jinja2 and made harmless before; no text ever becomes an attribute's name,
an address, a class or an id. A page's policy forbids requests, and any script or style but ours.
"""

from __future__ import annotations

from base64 import b64encode
from dataclasses import dataclass
from functools import cache
from hashlib import sha256
from importlib.resources import files
from typing import TYPE_CHECKING, Any

from onetake.reports.plain import harmless

if TYPE_CHECKING:
    from jinja2 import Environment


@dataclass(frozen=True, slots=True)
class Look:
    """What a page wears: its style, its scripts, and the policy with their digests."""

    style: str
    scripts: tuple[str, ...]
    policy: str


def look(*, charts: bool) -> Look:
    """Return what a page wears; what draws lines is in it only for a page with `charts`."""
    style = _text("templates/report.css")
    drawing = (_text("charts/echarts.min.js"),) if charts else ()
    scripts = (*drawing, _text("templates/page.js"))
    return Look(
        style,
        scripts,
        f"default-src 'none'; style-src {_digest(style)}; "
        f"script-src {' '.join(map(_digest, scripts))}; "
        "img-src data:; base-uri 'none'; form-action 'none'",
    )


@cache
def templates() -> Environment:
    """Return the templates; whatever they show is escaped and harmless."""
    from jinja2 import Environment, FunctionLoader, StrictUndefined
    from markupsafe import Markup

    def shown(value: Any) -> Any:
        return (
            harmless(value) if isinstance(value, str) and not isinstance(value, Markup) else value
        )

    return Environment(
        autoescape=True,
        undefined=StrictUndefined,
        finalize=shown,
        trim_blocks=True,
        lstrip_blocks=True,
        loader=FunctionLoader(lambda name: _text(f"templates/{name}")),
    )


@cache
def _text(path: str) -> str:
    return files("onetake.reports").joinpath(*path.split("/")).read_text("utf-8")


def _digest(text: str) -> str:
    return f"'sha256-{b64encode(sha256(text.encode()).digest()).decode()}'"
