"""Renders a site's pages from templates that are the same for every site but for its colour."""

from __future__ import annotations

from functools import cache
from importlib.resources import files

from jinja2 import Environment, PackageLoader, StrictUndefined


def render(template: str, /, **values: object) -> str:
    """Return a template filled in; texts are escaped."""
    return _environment().get_template(template).render(**values)


@cache
def asset(name: str) -> str:
    """Return a file that lies beside the templates, such as `site.css`."""
    return files("onetake.simulate.site").joinpath("templates", name).read_text("utf-8")


@cache
def _environment() -> Environment:
    return Environment(
        loader=PackageLoader("onetake.simulate.site", "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
