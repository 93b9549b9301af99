"""Turns a target into one locator, so that finding and acting are one message to the browser.

What a person reads may be found in several ways; the weaker ones count only where the stronger
find nothing: `:scope` that has none of these, and below it the next.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from typing import TYPE_CHECKING

from onetake.channels.web.targets import Target
from onetake.words.channel import Memory

if TYPE_CHECKING:
    from playwright.async_api import FrameLocator, Locator, Page

_PRESSED = ("button", "link", "menuitem", "tab", "checkbox", "radio", "switch", "option")
_TICKED = ("checkbox", "radio", "switch", "menuitemcheckbox", "menuitemradio")
_WRITTEN = (
    "input:not([type=checkbox],[type=radio],[type=button],[type=submit],[type=reset],"
    "[type=image],[type=file],[type=hidden]), textarea, select, [contenteditable]:not("
    "[contenteditable=false]), [role=textbox], [role=searchbox], [role=combobox], [role=spinbutton]"
)
_CHOSEN = "select, [role=combobox], [role=listbox], [role=radiogroup], fieldset, input[list]"

Way = Callable[[bool], "Locator"]
"""One way to find something by a text, exactly or as a part, ignoring case."""


class Finder:
    """Finds elements on a page, or in a frame of it."""

    def __init__(self, page: Page, frame: FrameLocator | None = None) -> None:
        self._page = page
        self._frame = frame

    def find(self, target: Target, kind: str, memory: Memory, *, exact: bool = False) -> Locator:
        """Return the locator of a target for an action of a kind: press, write, tick, choose, see.

        `exact` takes whole texts only, to tell one of several that hold a text.
        """
        locator = self._inner(target, kind, memory, exact=exact or target.exact)
        if target.inside is not None:
            around = self.find(target.inside, "around", memory)
            locator = around.locator(locator)
        elif self._frame is not None:
            locator = self._frame.locator(locator)
        return locator.nth(target.nth - 1) if target.nth is not None else locator

    def ways(self, target: Target, kind: str, memory: Memory) -> Sequence[Locator]:
        """Return the ways a scalar may be meant, the strongest first, to tell one of several."""
        if target.way:
            return [self.find(target, kind, memory, exact=True)]
        text = target.value.text(memory)
        inner = [way(exact) for way in self._kinds(text, kind) for exact in (True, False)]
        if target.inside is not None:
            around = self.find(target.inside, "around", memory)
            return [around.locator(one) for one in inner]
        return [self._frame.locator(one) for one in inner] if self._frame is not None else inner

    def _inner(self, target: Target, kind: str, memory: Memory, *, exact: bool) -> Locator:
        page, text = self._page, target.value.text(memory)
        if target.way:
            return self._one(target, text, exact=exact)
        found: Locator | None = None
        for way in reversed(self._kinds(text, kind)):
            weaker, found = found, way(exact)
            if weaker is not None:
                elsewhere = page.locator(":scope").filter(has_not=found)
                found = found.or_(elsewhere.locator(weaker))
        assert found is not None
        return found

    def _one(self, target: Target, text: str, *, exact: bool) -> Locator:
        page = self._page
        if target.way == "role":
            role: str = target.role
            return page.get_by_role(role, name=text or None, exact=exact)  # type: ignore[arg-type]
        if target.way == "css":
            return page.locator(f"css={text}")
        if target.way == "test_id":
            return page.get_by_test_id(text)
        if target.way == "text":
            return page.get_by_text(text, exact=exact).filter(visible=True)
        get = {
            "label": page.get_by_label, "placeholder": page.get_by_placeholder,
            "alt": page.get_by_alt_text, "title": page.get_by_title,
        }[target.way]  # fmt: skip
        return get(text, exact=exact)

    def _kinds(self, text: str, kind: str) -> tuple[Way, ...]:
        """Return the ways to find a text for an action of a kind, the strongest first."""
        if kind == "press":
            return partial(self._roles, text, _PRESSED), partial(self._shown, text)
        if kind == "tick":
            return partial(self._roles, text, _TICKED), partial(self._labelled, text, "input")
        if kind == "write":
            return partial(self._labelled, text, _WRITTEN), partial(self._placeholder, text)
        if kind == "choose":
            return partial(self._chosen, text), partial(self._placeholder, text)
        if kind == "file":
            file = partial(self._labelled, text, "input[type=file]")
            return file, partial(self._roles, text, _PRESSED), partial(self._shown, text)
        if kind == "around":
            return partial(self._around, text), partial(self._shown, text)
        return (partial(self._shown, text),)

    def _roles(self, text: str, roles: Sequence[str], exact: bool) -> Locator:
        """Return what has one of some roles and a name."""
        get = partial(self._page.get_by_role, name=text, exact=exact)
        found = get(roles[0])  # type: ignore[arg-type]
        for role in roles[1:]:
            found = found.or_(get(role))  # type: ignore[arg-type]
        return found

    def _labelled(self, text: str, css: str, exact: bool) -> Locator:
        return self._page.get_by_label(text, exact=exact).and_(self._page.locator(css))

    def _placeholder(self, text: str, exact: bool) -> Locator:
        page = self._page
        return page.get_by_placeholder(text, exact=exact).or_(
            page.get_by_title(text, exact=exact).and_(page.locator(_WRITTEN))
        )

    def _chosen(self, text: str, exact: bool) -> Locator:
        groups = ("group", "radiogroup", "combobox", "listbox")
        return self._labelled(text, _CHOSEN, exact).or_(self._roles(text, groups, exact))

    def _around(self, text: str, exact: bool) -> Locator:
        """Return what may hold other things, by its name or heading."""
        parts = ("region", "group", "dialog", "navigation", "form", "row", "listitem", "article")
        return self._roles(text, parts, exact)

    def _shown(self, text: str, exact: bool) -> Locator:
        """Return what shows a text, as a text or in place of a picture."""
        page = self._page
        return (
            page.get_by_text(text, exact=exact)
            .or_(page.get_by_alt_text(text, exact=exact))
            .or_(page.get_by_title(text, exact=exact))
            .filter(visible=True)
        )
