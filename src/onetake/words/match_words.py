"""The words of matchers: those that hold others, and which words do what."""

from __future__ import annotations

from collections.abc import Mapping

from onetake.words.matchers import BUILDERS

NESTED: Mapping[str, str] = {
    "any": "At least one of these holds; a plain text means contains.",
    "all": "Each of these holds; a plain text means contains.",
    "none": "Not one of these holds; a plain text means contains.",
    "not": "This does not hold: `not: {contains: error}`.",
    "count": "How many there are: `count: 3`, or a matcher of the number.",
    "length": "How many characters the text has: `length: {at_most: 160}`.",
}
CASE = "`ignore` or `match`: whether upper and lower case differ, for the words beside it."
IGNORE_CASE = frozenset({"contains", "wildcard", "any", "all", "none", "ordered"})
FIGURES = frozenset({"at_most", "at_least", "between"})
CLOSING = frozenset({"none", "absent", "not"})
HOLDS_FOR_NOTHING = frozenset({"none", "absent", "exists", "not", "type"})
WORDS = (*BUILDERS, *NESTED, "case")
