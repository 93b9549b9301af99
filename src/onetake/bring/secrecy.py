"""Keeps passwords, tokens and cookies out of what is written: they become names of secrets."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from onetake.bring.naming import is_personal, is_secret, literal, slug, unlike

_BEARER = re.compile(r"(Bearer|Token|JWT)\s+(\S+)", re.IGNORECASE)
_NOISE = frozenset({
    "accept-encoding", "cache-control", "connection", "content-length", "dnt", "host", "origin",
    "pragma", "postman-token", "priority", "referer", "te", "upgrade-insecure-requests",
    "user-agent", "if-none-match", "if-modified-since", "keep-alive", "accept-language", "cookie",
    "transfer-encoding",
})  # fmt: skip
_BY_ITSELF = ("sec-", ":", "x-client-data", "x-b3-", "traceparent")


@dataclass(slots=True)
class Secrecy:
    """Names of secrets and of a persona's values, and what each of them was.

    `secrets` says where each was found, by name; `persona` holds what was typed, by name. Values of
    secrets are known here only to tell two of one name apart.
    """

    secrets: dict[str, str] = field(default_factory=dict)
    persona: dict[str, str] = field(default_factory=dict)
    _values: dict[str, str] = field(default_factory=dict)

    def secret(self, name: str, value: str, place: str) -> str:
        """Return the template of a secret that was found somewhere."""
        known = next((n for n, held in self._values.items() if held == value and value), None)
        if known is None:
            known = unlike(slug(name), self._values)
            self._values[known] = value
            self.secrets[known] = place
        return f"${{secret.{known}}}"

    def personal(self, name: str, value: str) -> str:
        """Return the template of a persona's value."""
        stem = slug(name)
        same = (n for n, held in self.persona.items() if held == value)
        known = next(same, None) or unlike(stem, self.persona)
        self.persona[known] = value
        return f"${{persona.{known}}}"

    def hidden(self, value: object, place: str, *, personas: bool = False) -> object:
        """Return a nested value whose passwords and tokens are templates of secrets.

        With `personas`, e-mail addresses, names and telephone numbers become a persona's.
        """
        if isinstance(value, list):
            return [self.hidden(item, place, personas=personas) for item in value]
        if not isinstance(value, Mapping):
            return value
        return {
            str(name): self._field(str(name), item, place, personas=personas)
            for name, item in value.items()
        }

    def _field(self, name: str, value: object, place: str, *, personas: bool) -> object:
        if not isinstance(value, str) or not value or "${" in value:
            return self.hidden(value, place, personas=personas)
        if is_secret(name):
            return self.secret(name, value, f"{name} in {place}")
        return self.personal(name, value) if personas and is_personal(name) else value

    def header(self, name: str, value: str, place: str) -> str | None:
        """Return a header's value with its secret taken out; None for one that says nothing."""
        lower = name.lower()
        if lower in _NOISE or lower.startswith(_BY_ITSELF) or (lower, value) == ("accept", "*/*"):
            return None
        if "${" in value.replace("$${", ""):
            return value
        if lower == "authorization" and (found := _BEARER.fullmatch(value)):
            return f"{found[1]} {self.secret('token', found[2], f'authorization in {place}')}"
        if is_secret(name):
            return self.secret(name, value, f"{name} in {place}")
        return value

    def query(self, name: str, value: str, place: str) -> str:
        """Return a query's value with its secret taken out."""
        hidden = is_secret(name) and value and "${" not in value
        return self.secret(name, value, f"{name} in {place}") if hidden else value


def literal_tree(value: object) -> object:
    """Return a nested value whose texts stay as they are where templates are filled in."""
    if isinstance(value, str):
        return literal(value)
    if isinstance(value, Mapping):
        return {str(key): literal_tree(item) for key, item in value.items()}
    return [literal_tree(item) for item in value] if isinstance(value, list) else value
