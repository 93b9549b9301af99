"""Tells a page as a screen reader does, without what its password fields hold."""

from __future__ import annotations

import re
from difflib import unified_diff
from typing import TYPE_CHECKING

from onetake.words.trouble import CannotTell

if TYPE_CHECKING:
    from playwright.async_api import Page

HIDDEN = "•••"
LARGEST = 30_000
"""Elements of a page that can be told in a few seconds."""

_SIZE = "document.getElementsByTagName('*').length"
_SECRETS = """() => [...document.querySelectorAll(
  'input[type=password], [autocomplete^=cc-], [autocomplete=one-time-code]'
)].map((field) => field.value).filter(Boolean)"""
_AROUND = 3
_WHOLE_WORD = 4


async def tree_of(page: Page) -> str:
    """Return the accessibility tree: roles and names, indented; a page without one gives nothing.

    Raises CannotTell for a page too large, Playwright's Error when the page goes away meanwhile.
    """
    await demand_small(page, "told as a screen reader tells it")
    tree = await page.locator("body").aria_snapshot()
    for secret in await page.evaluate(_SECRETS):
        tree = _without(tree, secret)
    return tree


async def demand_small(page: Page, what: str) -> None:
    """Raise CannotTell for a page with too many elements to be looked at one by one."""
    size = await page.evaluate(_SIZE)
    if size > LARGEST:
        raise CannotTell(
            "web.large",
            f"the page has {size:,} elements, too many to be {what}; at most {LARGEST:,} are",
        )


def difference(before: str, now: str) -> str:
    """Return how a tree differs from the one before, as a unified diff; nothing when it does not.

    Both are as they may be stored: scrubbed.
    """
    lines = unified_diff(
        before.splitlines(), now.splitlines(), "when it last passed", "now", "", "", _AROUND, ""
    )
    return "\n".join(lines)


def _without(tree: str, secret: str) -> str:
    """Return a tree without a field's value; a short one only where it stands as a value."""
    if len(secret) >= _WHOLE_WORD:
        tree = tree.replace(secret, HIDDEN)
    return re.sub(rf"(?m)(: [\"']?){re.escape(secret)}([\"']?)$", rf"\g<1>{HIDDEN}\2", tree)
