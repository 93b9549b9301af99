"""Tells what style sheets and attributes make of an element: its colours, and if it is seen."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, field

import cssselect2
import tinycss2
from lxml.etree import _Element
from tinycss2.color3 import RGBA, parse_color

_LENGTH = re.compile(r"\s*(-?\d*\.?\d+)\s*(px|pt|em|rem|%)?\s*$", re.IGNORECASE)
_SEEN = frozenset(
    {
        "display", "visibility", "opacity", "font-size", "color", "background", "background-color",
        "background-image", "max-height", "max-width", "height", "width", "overflow",
        "text-indent", "left", "top", "position", "clip",
    }
)  # fmt: skip
_OUTSIDE = -900
"""Whoever moves a text farther than this, in pixels, does not mean it to be read."""

_SMALLEST = 1.5
"""Text of fewer pixels than this cannot be read."""

_MOST_RULES = 5000

_BLACK, _WHITE = RGBA(0, 0, 0, 1), RGBA(1, 1, 1, 1)

Style = Mapping[str, str]
_Weight = tuple[bool, tuple[int, int, int], int]


@dataclass(slots=True)
class Sheets:
    """The rules of a mail's own style sheets; those for other screens or printing do not count."""

    _matcher: cssselect2.Matcher = field(default_factory=cssselect2.Matcher)
    _rules: int = 0

    def add(self, sheet: str) -> None:
        """Take in a style sheet."""
        for rule in tinycss2.parse_stylesheet(sheet, skip_comments=True, skip_whitespace=True):
            if rule.type != "qualified-rule" or self._rules >= _MOST_RULES:
                continue
            found = list(_declarations(rule.content))
            if not found:
                continue
            with suppress(cssselect2.SelectorError):
                for selector in cssselect2.compile_selector_list(rule.prelude):
                    self._matcher.add_selector(selector, found)
                    self._rules += 1

    def style(self, element: _Element, wrapped: cssselect2.ElementWrapper | None) -> Style:
        """Return what counts of an element's style, attributes below sheets below `style=`."""
        won: dict[str, tuple[_Weight, str]] = {
            name: ((False, (-1, 0, 0), 0), value) for name, value in _attributes(element)
        }
        matches: Iterable[tuple[tuple[int, int, int], int, object, list[tuple[str, str, bool]]]]
        matches = self._matcher.match(wrapped) if wrapped is not None and self._rules else ()
        for specificity, order, pseudo, declarations in matches:
            if pseudo is None:
                _cascade(won, declarations, tuple(specificity), order)
        inline = element.get("style")
        if inline:
            declared = tinycss2.parse_blocks_contents(inline)
            _cascade(won, _declarations_of(declared), (10**6, 0, 0), 0)
        return {name: value for name, (_, value) in won.items()}

    @property
    def empty(self) -> bool:
        """Whether there is no rule at all."""
        return not self._rules


def _cascade(
    won: dict[str, tuple[_Weight, str]],
    declarations: Iterable[tuple[str, str, bool]],
    specificity: tuple[int, int, int],
    order: int,
) -> None:
    for name, value, important in declarations:
        weight: _Weight = (important, specificity, order)
        if name not in won or weight >= won[name][0]:
            won[name] = weight, value


def _declarations(content: list[object]) -> Iterator[tuple[str, str, bool]]:
    return _declarations_of(tinycss2.parse_blocks_contents(content))


def _declarations_of(nodes: Iterable[object]) -> Iterator[tuple[str, str, bool]]:
    """Yield name, value and importance of what can tell if something is seen."""
    for node in nodes:
        if node.type != "declaration" or node.lower_name not in _SEEN:  # type: ignore[attr-defined]
            continue
        value = tinycss2.serialize(node.value).strip().lower()  # type: ignore[attr-defined]
        yield node.lower_name, value, node.important  # type: ignore[attr-defined]


def _attributes(element: _Element) -> Iterator[tuple[str, str]]:
    if element.get("hidden") is not None:
        yield "display", "none"
    if element.get("bgcolor"):
        yield "background-color", element.get("bgcolor", "").lower()
    if element.get("background"):
        yield "background-image", "url()"
    if element.tag == "font" and element.get("color"):
        yield "color", element.get("color", "").lower()
    if element.tag == "body" and element.get("text"):
        yield "color", element.get("text", "").lower()
    for name in ("width", "height"):
        if element.tag == "img" and element.get(name):
            yield name, element.get(name, "")


@dataclass(frozen=True, slots=True)
class Look:
    """How the text of an element looks; what is `hidden` hides all that is in it.

    Something within may undo the rest. `ground` is None where a picture lies behind the text.
    """

    hidden: bool = False
    invisible: bool = False
    size: float = 16.0
    color: RGBA = _BLACK
    ground: RGBA | None = _WHITE

    @property
    def unseen(self) -> bool:
        """Whether nobody can read text that looks like this."""
        pairs = zip(self.color[:3], self.ground[:3], strict=True) if self.ground else ()
        same = self.ground is not None and all(abs(one - other) < 0.02 for one, other in pairs)
        faint = self.color[3] < 0.02
        return self.hidden or self.invisible or self.size < _SMALLEST or same or faint

    def within(self, style: Style) -> Look:
        """Return the look of an element with this style inside one that looks like this."""
        if not style:
            return self
        invisible = self.invisible
        if "visibility" in style:
            invisible = style["visibility"] in ("hidden", "collapse")
        return Look(
            hidden=self.hidden or _is_hidden(style),
            invisible=invisible,
            size=_size(style.get("font-size", ""), self.size),
            color=_color(style.get("color", "")) or self.color,
            ground=_ground(style, self.ground),
        )


def _ground(style: Style, around: RGBA | None) -> RGBA | None:
    """Return the colour behind the text of an element."""
    written = f"{style.get('background', '')} {style.get('background-image', '')}"
    if "url(" in written or "gradient" in written:
        return None
    found = _color(style.get("background-color") or style.get("background", ""))
    return found if found and found[3] > 0.02 else around


def _is_hidden(style: Style) -> bool:
    if style.get("display") == "none":
        return True
    opacity = pixels(style.get("opacity", ""))
    if opacity is not None and opacity < 0.02:
        return True
    clipped = style.get("overflow", "").startswith(("hidden", "clip"))
    sizes = [pixels(style.get(name, "")) for name in ("max-height", "max-width", "height", "width")]
    if clipped and any(size is not None and size <= 1 for size in sizes):
        return True
    moved = [pixels(style.get("text-indent", ""))]
    if style.get("position") in ("absolute", "fixed"):
        moved += [pixels(style.get("left", "")), pixels(style.get("top", ""))]
        if style.get("clip", "").replace(" ", "").startswith("rect(0"):
            return True
    return any(by is not None and by < _OUTSIDE for by in moved)


def pixels(length: str) -> float | None:
    """Return a length in pixels, roughly; None for what is none, or depends on the screen."""
    found = _LENGTH.match(length)
    if not found or found[2] == "%":
        return None
    factor = {"pt": 4 / 3, "em": 16.0, "rem": 16.0}.get((found[2] or "").lower(), 1.0)
    return float(found[1]) * factor


def _size(written: str, around: float) -> float:
    found = _LENGTH.match(written)
    if not found:
        return around
    number, unit = float(found[1]), (found[2] or "px").lower()
    if unit == "%":
        return around * number / 100
    return {"pt": number * 4 / 3, "em": number * around, "rem": number * 16}.get(unit, number)


def _color(written: str) -> RGBA | None:
    if not written:
        return None
    with suppress(ValueError):
        found = parse_color(written)
        if isinstance(found, RGBA):
            return found
    return None
