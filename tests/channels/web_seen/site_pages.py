"""Pages for small sites."""

from __future__ import annotations


def page(body: str, head: str = "", lang: str = "en") -> str:
    """Return a page in which nothing is wrong but what its body does wrong."""
    return (
        f'<!doctype html><html lang="{lang}"><head><title>Harbor Bank</title>{head}</head>'
        f"<body><main><h1>Welcome</h1>{body}</main></body></html>"
    )
