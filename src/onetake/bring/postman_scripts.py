"""Reads the simple checks of a Postman script; whatever is more is listed with its line."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from onetake.bring import postman_chains
from onetake.bring.expecting import Expect, add, exactly
from onetake.bring.javascript import NoLiteral, Statement, arguments, called, statements, value_of
from onetake.bring.naming import called_here
from onetake.bring.postman_facts import Known, body_of

_DECLARED = re.compile(r"(?:const|let|var)\s+([A-Za-z_$][\w$]*)\s*=\s*(.+)", re.DOTALL)
_UNPACKED = re.compile(r"(?:const|let|var)\s+\{\s*([\w$,\s]+?)\s*\}\s*=\s*(.+)", re.DOTALL)
_SET = (r"pm\.(?:environment|collectionVariables|globals|variables)\.set"
        r"|postman\.set(?:Environment|Global)Variable")  # fmt: skip
_IDLE = re.compile(
    r"console\.\w+\s*\(|pm\.(environment|collectionVariables|globals|variables)\.(unset|clear)"
    r"|postman\.clear|['\"]use strict['\"]"
)
_OLD_TEST = re.compile(r"tests\[[^\]]+\]\s*=\s*(.+)", re.DOTALL)
_COMPARED = re.compile(r"(.+?)\s*(===?|!==?|<=|>=|<|>)\s*(.+)", re.DOTALL)
_INCLUDES = re.compile(r"(.+?)\.(?:has|includes)\((.+)\)", re.DOTALL)
_CHAINS = {"===": ".eql", "==": ".eql", "!==": ".not.eql", "!=": ".not.eql", "<": ".below",
           "<=": ".most", ">": ".above", ">=": ".least"}  # fmt: skip
_WHYS = (
    (re.compile(r"(if|switch|for|while)\b"), "a branch or loop needs a journey in Python"),
    (re.compile(r"(pm|postman)\.(execution\.)?setNextRequest"), "it jumps between requests"),
    (re.compile(r"pm\.sendRequest"), "it sends a request of its own: make it a step"),
    (re.compile(r"pm\.test\.skip|pm\.test\.only"), "it was switched off"),
    (re.compile(r"pm\.visualizer"), "it draws a picture in Postman"),
)
_COMPUTES = "it computes something: write it as a matcher, or the journey in Python"


@dataclass(slots=True)
class Checks:
    """What the scripts of one request come to.

    `keep` is by the variable's name here; `given` are values a script sets as they are written;
    `left` holds lines that could not be carried: number, text, why.
    """

    expect: Expect = field(default_factory=dict)
    keep: dict[str, str] = field(default_factory=dict)
    given: dict[str, object] = field(default_factory=dict)
    left: list[tuple[int, str, str]] = field(default_factory=list)


def read_checks(script: str) -> Checks:
    """Return what a script checks, keeps and sets."""
    reader = _Reader(Checks(), Known())
    for statement in statements(script):
        reader.take(statement)
    return reader.checks


@dataclass(slots=True)
class _Reader:
    checks: Checks
    known: Known

    def take(self, statement: Statement) -> None:
        """Take one statement, or list it."""
        try:
            if not (_IDLE.match(statement.text) or self._carried(statement)):
                self._leave(statement)
        except NoLiteral:
            self._leave(statement)

    def _carried(self, statement: Statement) -> bool:
        text = statement.text
        return (
            self._test(statement)
            or self._named(text)
            or self._set(text)
            or self._expected(text)
            or self._answered(text)
            or self._old(text)
        )

    def _test(self, statement: Statement) -> bool:
        inside = called(statement.text, r"pm\.test")
        given = arguments(inside[0]) if inside else None
        body = body_of(given[1]) if given and len(given) == 2 else None
        if body is None:
            return False
        begin = statement.text.index(body[0]) if body[0] else 0
        line = statement.line + statement.text[:begin].count("\n")
        for inner in statements(body[0], line):
            self.take(inner)
        return True

    def _named(self, text: str) -> bool:
        if found := _UNPACKED.fullmatch(text):
            path = self.known.fact(found[2])
            names = [name.strip() for name in found[1].split(",")]
            self.known.facts |= {name: f"{path}.{name}" for name in names if path and name}
            return path is not None
        found = _DECLARED.fullmatch(text)
        if not found:
            return False
        path = self.known.fact(found[2])
        if path is None:
            self.known.values[found[1]] = self.known.value(found[2])
        else:
            self.known.facts[found[1]] = path
        return True

    def _set(self, text: str) -> bool:
        inside = called(text, f"(?:{_SET})")
        given = arguments(inside[0]) if inside else None
        if not inside or not given or len(given) != 2 or inside[1]:
            return False
        name = called_here(str(value_of(given[0])))
        path = self.known.fact(re.sub(r"(\.toString\(\)|^String\((.+)\)$)", r"\2", given[1]))
        if path is None:
            self.checks.given[name] = self.known.value(given[1])
        else:
            self.checks.keep[name] = path
        return True

    def _expected(self, text: str) -> bool:
        inside = called(text, r"pm\.expect")
        if not inside:
            return False
        code, chain = inside
        code = (arguments(code) or [code])[0]
        path, counted = self.known.fact(code), self.known.counted(code)
        if path is not None:
            self._add(postman_chains.of_value(path, chain, self.known))
        elif counted is not None:
            found = [matcher for _, matcher in postman_chains.of_value("", chain, self.known)]
            self._add((counted, {"any": [{"count": m}, {"length": m}]}) for m in found)
        else:
            last = [(link.word, link.negated) for link in postman_chains.links(chain)]
            if last not in ([("true", False)], [("eql", False)], [("equal", False)]):
                return False
            return "false" not in chain and self._holds(code)
        return True

    def _answered(self, text: str) -> bool:
        if not text.startswith("pm.response.to"):
            return False
        if timed := re.fullmatch(r"pm\.response\.to\.have\.responseTime(\..+)", text):
            self._add(postman_chains.of_value("ms", timed[1], self.known))
        else:
            self._add(postman_chains.of_answer(text.removeprefix("pm.response"), self.known))
        return True

    def _old(self, text: str) -> bool:
        found = _OLD_TEST.fullmatch(text)
        return self._holds(found[1]) if found else False

    def _holds(self, code: str) -> bool:
        """Take an expression that must be true; False when it is none of the simple ones."""
        if found := _INCLUDES.fullmatch(code):
            path = self.known.fact(found[1])
            if path is not None:
                self._add(postman_chains.of_value(path, f".include({found[2]})", self.known))
            return path is not None
        found = _COMPARED.fullmatch(code)
        if not found or re.search(r"&&|\|\||\?", code):
            return False
        path, counted, sign = self.known.fact(found[1]), self.known.counted(found[1]), found[2]
        if path is not None and found[3].strip() in ("undefined", "null"):
            self._add([(path, {"exists": sign.startswith("!")})])
        elif path is not None or counted is not None:
            target, chain = path or "", f"{_CHAINS[sign]}({found[3]})"
            pairs = list(postman_chains.of_value(target, chain, self.known))
            several = [{"count": exactly(m)} for _, m in pairs]
            self._add(pairs if path is not None else [(counted or "", m) for m in several])
        return path is not None or counted is not None

    def _add(self, found: object) -> None:
        """Expect all of what was found, once all of it could be read."""
        for path, matcher in list(found):  # type: ignore[call-overload]
            add(self.checks.expect, path, matcher)

    def _leave(self, statement: Statement) -> None:
        why = next((why for sign, why in _WHYS if sign.match(statement.text)), _COMPUTES)
        first = " ".join(statement.text.split())
        shown = first if len(first) <= 100 else f"{first[:99]}…"
        self.checks.left.append((statement.line, shown, why))
