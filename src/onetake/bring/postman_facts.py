"""Tells which fact of an answer an expression of a Postman script means."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from onetake.bring.javascript import NoLiteral, called, value_of

_WHOLE = (
    (re.compile(r"pm\.response\.json\(\s*\)|JSON\.parse\(\s*(responseBody|pm\.response\.text\(\s*\))"
                r"\s*\)"), "json"),
    (re.compile(r"pm\.response\.code|responseCode\.code"), "status"),
    (re.compile(r"pm\.response\.responseTime|responseTime"), "ms"),
    (re.compile(r"pm\.response\.responseSize|pm\.response\.size\(\s*\)\.body"), "size"),
    (re.compile(r"pm\.response\.text\(\s*\)|responseBody"), "text"),
)  # fmt: skip
_NAMED = (
    (re.compile(r"(?:pm\.response\.headers\.get|postman\.getResponseHeader)\(\s*(.+?)\s*\)"),
     "header"),
    (re.compile(r"responseHeaders\[\s*(.+?)\s*\]"), "header"),
    (re.compile(r"pm\.cookies\.get\(\s*(.+?)\s*\)"), "cookie"),
    (re.compile(r"postman\.getResponseCookie\(\s*(.+?)\s*\)\.value"), "cookie"),
)  # fmt: skip
_STEP = re.compile(r"\s*(?:\??\.\s*([A-Za-z_$][\w$]*)|\??\.?\[\s*([^\]]+?)\s*\])")
_VARIABLE = re.compile(
    r"(?:pm\.(?:environment|collectionVariables|globals|variables|iterationData)\.get"
    r"|postman\.get(?:Environment|Global)Variable)\(\s*(.+?)\s*\)"
    r"|(?:environment|globals)(?:\.([A-Za-z_]\w*)|\[\s*(.+?)\s*\])"
)
_LAST = re.compile(r"(.+)\.length")


@dataclass(slots=True)
class Known:
    """What a script has named so far: facts by path, and values written in place."""

    facts: dict[str, str] = field(default_factory=dict)
    values: dict[str, object] = field(default_factory=dict)

    def fact(self, code: str) -> str | None:
        """Return the path of the fact an expression means, or None when it means none."""
        code = code.strip().removeprefix("await ").strip()
        for pattern, root in _WHOLE:
            if found := pattern.match(code):
                return self._below(root, code[found.end() :])
        for pattern, root in _NAMED:
            if found := pattern.fullmatch(code):
                return self._named(root, found[1])
        found = re.match(r"[A-Za-z_$][\w$]*", code)
        if found and found[0] in self.facts:
            return self._below(self.facts[found[0]], code[found.end() :])
        return None

    def counted(self, code: str) -> str | None:
        """Return the path of what an expression takes the length of, or None."""
        found = _LAST.fullmatch(code.strip())
        return self.fact(found[1]) if found else None

    def value(self, code: str) -> object:
        """Return what an expression is worth: a literal, or a variable as `{{name}}`.

        Raises NoLiteral for what has to be computed.
        """
        code = code.strip()
        if code in self.values:
            return self.values[code]
        if found := _VARIABLE.fullmatch(code):
            return f"{{{{{self._text(found[1] or found[3]) or found[2] or ''}}}}}"
        return value_of(code)

    def _named(self, root: str, code: str) -> str | None:
        name = self._text(code)
        return f"{root}.{name.lower() if root == 'header' else name}" if name else None

    @staticmethod
    def _text(code: str | None) -> str:
        try:
            return str(value_of(code or ""))
        except NoLiteral:
            return ""

    def _below(self, path: str, rest: str) -> str | None:
        """Follow `.name`, `[0]` and `["name"]` below a path; None where something else stands."""
        at = 0
        while at < len(rest):
            found = _STEP.match(rest, at)
            part = found and (found[1] or self._part(found[2]))
            if not found or not part or part == "length" or not path.startswith("json"):
                return None
            path, at = f"{path}.{part}", found.end()
        return path

    def _part(self, code: str) -> str:
        """Return a position or a key in brackets; nothing when it cannot be part of a path."""
        if re.fullmatch(r"\d+", code):
            return code
        text = self._text(code)
        return text if re.fullmatch(r"\S[^.]*", text) else ""


def body_of(code: str) -> tuple[str, int] | None:
    """Return the body of a function that is written in place, and where it begins in the text."""
    found = re.match(r"(async\s+)?(function\s*\w*\s*\([^)]*\)|(\([^)]*\)|\w+)\s*=>)\s*", code)
    if not found:
        return None
    rest = code[found.end() :]
    if not rest.startswith("{"):
        return rest, found.end()
    inside = called("_(" + rest[1:].rstrip()[:-1] + ")", "_")
    return (rest[1:].rstrip()[:-1], found.end() + 1) if inside else None
