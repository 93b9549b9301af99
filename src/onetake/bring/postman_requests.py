"""Reads one request of a Postman collection: its address, query, headers and body."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from urllib.parse import parse_qsl, unquote

from onetake.bring.calls import METHODS, SENDING, Call
from onetake.bring.drafted import Left, Tree
from onetake.bring.postman_auth import Known, auth_of
from onetake.bring.postman_tree import Asked, Json, named_values
from onetake.bring.postman_variables import Variables

_ADDRESS = re.compile(r"((?:[a-zA-Z][\w+.-]*|\{\{[^{}]+\}\})://)?((?:\{\{[^{}]+\}\}|[^/{}])*)(.*)",
                      re.DOTALL)  # fmt: skip
_VARIABLE = re.compile(r"\{\{\s*([^{}]+?)\s*\}\}")
_IN_TEXT = re.compile(r'"(?:\\.|[^"\\])*"')


@dataclass(slots=True)
class Reader:
    """Turns requests into calls; `left` lists what they lose on the way."""

    variables: Variables
    left: list[Left] = field(default_factory=list)

    def call(self, asked: Asked) -> Call | None:
        """Return a request as a call, or None when it cannot be sent from here."""
        request, place = asked.request, asked.place
        method = str(request.get("method") or "GET").lower()
        raw, query = _url(request.get("url"))
        if method not in METHODS or not raw:
            why = "there is no action for it" if raw else "it has no address"
            self._leave(place, f"{method.upper()} {raw}".strip(), why)
            return None
        address, path, own = self._address(raw, place)
        path = self._filled(path, request.get("url"), place)
        auth, headers, asks = own or auth_of(asked.auth, self.variables, place, self.left)
        return Call(
            name=asked.name,
            method=method,
            address=address,
            path=path,
            query=self._query([*query, *asks], place),
            headers=self._headers(request, place) | headers,
            body=self._body(request.get("body"), method, place),
            auth=auth,
            follow=asked.follow,
        )

    def _address(self, raw: str, place: str) -> tuple[str, str, Known | None]:
        """Split an address into what a system stands at and the path below it, and who we are."""
        found = _ADDRESS.fullmatch(raw)
        scheme, host, path = (found[1] or "", found[2], found[3]) if found else ("", raw, "")
        auth = None
        if "@" in host:
            user, _, host = host.rpartition("@")
            name, _, word = user.partition(":")
            basic = {"type": "basic", "basic": {"username": name, "password": word}}
            auth = auth_of(basic, self.variables, place, self.left)
        alone = _VARIABLE.fullmatch(host)
        whole = alone and (not self.variables.value(alone[1]) or
                           "://" in self.variables.value(alone[1]))  # fmt: skip
        scheme = scheme or ("" if whole else "http://")
        address = self.variables.text(scheme + host, place)
        return address, path if path.startswith("/") else f"/{path}", auth

    def _filled(self, path: str, url: object, place: str) -> str:
        """Return a path with its `:names` and variables filled in."""
        given = url.get("variable") if isinstance(url, Mapping) else None
        values = {str(item.get("key")): item.get("value") for item in named_values(given)}

        def fill(found: re.Match[str]) -> str:
            return f"/{values[found[1]]}" if values.get(found[1]) else found[0]

        return self.variables.text(re.sub(r"/:([A-Za-z_][\w-]*)", fill, path), place)

    def _query(self, pairs: list[tuple[str, str]], place: str) -> dict[str, object]:
        query: dict[str, object] = {}
        for name, value in pairs:
            text = self.variables.text(value, place)
            text = self.variables.secrecy.query(name, text, place)
            before = query.get(name)
            listed = before if isinstance(before, list) else [before]
            query[name] = text if before is None else [*listed, text]
        return query

    def _headers(self, request: Json, place: str) -> dict[str, str]:
        given = request.get("header")
        if isinstance(given, str):
            lines = (line.partition(":") for line in given.splitlines())
            given = [{"key": name.strip(), "value": value.strip()} for name, _, value in lines]
        headers: dict[str, str] = {}
        has_body = bool(request.get("body"))
        for item in named_values(given):
            name = str(item["key"])
            if name.lower() == "content-type" and has_body:
                continue
            text = self.variables.text(item.get("value"), place)
            kept = self.variables.secrecy.header(name, text, place)
            headers |= {name.lower(): kept} if kept else {}
        return headers

    def _body(self, given: object, method: str, place: str) -> Tree:
        body = given if isinstance(given, Mapping) and not given.get("disabled") else {}
        mode = str(body.get("mode") or "")
        if method not in SENDING:
            if mode and body.get(mode):
                self._leave(place, f"the body of a {method.upper()}", "it is sent without one here")
            return {}
        if mode == "raw":
            return self._raw(str(body.get("raw") or ""), body, place)
        if mode == "urlencoded":
            pairs = [(str(i["key"]), str(i.get("value") or "")) for i in named_values(body[mode])]
            return {"form": self._query(pairs, place)}
        if mode == "formdata":
            return {"multipart": self._parts(named_values(body.get(mode)), place)}
        if mode == "graphql":
            return {"json": self._graphql(body.get(mode), place)}
        if mode == "file":
            self._leave(place, "a file as the whole body", "there is no body of that kind here")
        return {}

    def _raw(self, text: str, body: Json, place: str) -> Tree:
        if not text.strip():
            return {}
        try:
            tree = json.loads(self._quoted(text))
        except json.JSONDecodeError:
            options = body.get("options")
            raw = options.get("raw") if isinstance(options, Mapping) else None
            language = raw.get("language") if isinstance(raw, Mapping) else ""
            kind = "xml" if language == "xml" or text.lstrip().startswith("<?xml") else "text"
            return {kind: self.variables.text(text, place)}
        return {"json": self._tree(tree, place)}

    def _tree(self, value: object, place: str) -> object:
        """Return a nested value with its variables as templates, without its secrets."""
        return self.variables.secrecy.hidden(self.variables.tree(value, place), place)

    def _parts(self, given: list[Json], place: str) -> dict[str, object]:
        parts: dict[str, object] = {}
        for item in given:
            name, source = str(item["key"]), item.get("src")
            if item.get("type") == "file":
                file = source[0] if isinstance(source, list) and source else source
                named = str(file or "file").replace("\\", "/").rpartition("/")[2]
                parts[name] = {"file": f"files/{named}"}
                self._leave(place, f"the file {named}", f"put it into the programme: files/{named}")
            else:
                parts[name] = self.variables.text(item.get("value"), place)
        return parts

    def _graphql(self, given: object, place: str) -> dict[str, object]:
        asked = given if isinstance(given, Mapping) else {}
        tree: dict[str, object] = {"query": str(asked.get("query") or "").replace("${", "$${")}
        try:
            variables = json.loads(self._quoted(str(asked.get("variables") or "{}")))
        except json.JSONDecodeError:
            variables = {}
        return tree | ({"variables": self._tree(variables, place)} if variables else {})

    def _quoted(self, text: str) -> str:
        """Return JSON with the variables that stand where a number would as it, or in quotes."""
        pieces, end = [], 0

        def quote(found: re.Match[str]) -> str:
            return self.variables.number(found[1]) or f'"{{{{{found[1]}}}}}"'

        for found in _IN_TEXT.finditer(text):
            pieces += [_VARIABLE.sub(quote, text[end : found.start()]), found[0]]
            end = found.end()
        return "".join([*pieces, _VARIABLE.sub(quote, text[end:])])

    def _leave(self, place: str, what: str, why: str) -> None:
        self.left.append(Left(place, what, why))


def _url(given: object) -> tuple[str, list[tuple[str, str]]]:
    """Return an address without its query, and the query as it is sent."""
    parts = given if isinstance(given, Mapping) else {}
    raw = given if isinstance(given, str) else str(parts.get("raw") or _assembled(parts))
    raw, _, asked = raw.partition("#")[0].partition("?")
    if "query" in parts:
        listed = named_values(parts["query"])
        return raw.strip(), [(str(i["key"]), unquote(str(i.get("value") or ""))) for i in listed]
    return raw.strip(), parse_qsl(asked, keep_blank_values=True)


def _assembled(parts: Json) -> str:
    host, path = parts.get("host"), parts.get("path")
    name = ".".join(map(str, host)) if isinstance(host, list) else str(host or "")
    steps = [str(p.get("value") if isinstance(p, Mapping) else p) for p in path] if isinstance(
        path, list) else [str(path or "").strip("/")]  # fmt: skip
    scheme = f"{parts['protocol']}://" if parts.get("protocol") and name else ""
    port = f":{parts['port']}" if parts.get("port") else ""
    return f"{scheme}{name.rstrip('.')}{port}/{'/'.join(steps)}" if name else ""
