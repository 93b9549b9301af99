"""OpenAPI 3.0 and 3.1, Swagger 2 → a journey per tag that asks for each thing once."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from urllib.parse import quote

from onetake.bring.calls import SAFE, SENDING, Call, Systems, with_systems
from onetake.bring.drafted import Brought, Drafted, Left, Tree, Wish
from onetake.bring.naming import dashed, is_secret, slug, unlike
from onetake.bring.openapi_operations import Operation, operations_of
from onetake.bring.openapi_schema import Document, Json, NoExample
from onetake.bring.openapi_security import Guard
from onetake.bring.secrecy import Secrecy, literal_tree

_LOCAL = "http://127.0.0.1:8000"
_ORDER = ("post", "get", "head", "options", "put", "patch", "delete")


def read_api(tree: Json, source: str, wish: Wish) -> Brought:
    """Return a description of an API as journeys; what changes something only where wished."""
    document = Document(tree)
    info = tree.get("info")
    title = str(info.get("title") or "") if isinstance(info, Mapping) else ""
    title = title or source
    reader = _Reader(document, Guard(document), _address(document))
    operations = list(reader.wanted(operations_of(document), wish))
    made = [(operation, reader.call(operation)) for operation in operations]
    calls = [(operation, call) for operation, call in made if call]
    systems = Systems(title, wish)
    systems.see([call for _, call in calls])
    journeys = tuple(_journeys(reader, calls, systems, title))
    if reader.address == _LOCAL:
        reader.left.append(Left("servers", "the API's address", "it names none: put it into "
                                "onetake.yaml"))  # fmt: skip
    return Brought(
        source=source,
        kind=f"the description of the API {title!r}",
        journeys=journeys,
        systems=systems.made,
        values=systems.values,
        secrets={**reader.guard.secrets, **reader.secrecy.secrets},
        left=(*reader.left, *reader.guard.left),
    )


def _address(document: Document) -> str:
    """Return where an API stands by its description, or a place on this machine."""
    servers = document.tree.get("servers")
    if isinstance(servers, list) and servers and isinstance(servers[0], Mapping):
        url, known = str(servers[0].get("url") or ""), servers[0].get("variables")
        for name, given in known.items() if isinstance(known, Mapping) else ():
            url = url.replace(f"{{{name}}}", str(document.follow(given).get("default") or ""))
        if "://" in url:
            return url.rstrip("/")
        return f"{_LOCAL}{url}".rstrip("/")
    host, base = document.tree.get("host"), str(document.tree.get("basePath") or "")
    schemes = document.tree.get("schemes")
    scheme = str(schemes[0]) if isinstance(schemes, list) and schemes else "https"
    return (f"{scheme}://{host}{base}" if host else f"{_LOCAL}{base}").rstrip("/")


@dataclass(slots=True)
class _Reader:
    """Makes calls of operations; `keeps` are what lists must keep for those that ask for one."""

    document: Document
    guard: Guard
    address: str
    secrecy: Secrecy = field(default_factory=Secrecy)
    keeps: dict[str, dict[str, str]] = field(default_factory=dict)
    left: list[Left] = field(default_factory=list)
    known: dict[str, Operation] = field(default_factory=dict)

    def wanted(self, operations: Iterator[Operation], wish: Wish) -> Iterator[Operation]:
        """Yield the operations to bring; list the others."""
        changing = []
        for operation in operations:
            if operation.method in ("get", "post"):
                self.known.setdefault(f"{operation.method} {operation.path}", operation)
            if operation.deprecated:
                self._leave(operation.place, "the operation", "it is deprecated")
            elif operation.method in SAFE or wish.changing:
                yield operation
            elif operation.method != "options":
                changing.append(operation.place)
        if changing:
            shown = ", ".join(changing[:20]) + (" …" if len(changing) > 20 else "")
            why = "they change something: bring them, too, with --changing"
            self._leave("operations", shown, why)

    def call(self, operation: Operation) -> Call | None:
        """Return an operation as a call, or None when a value it needs is nowhere given."""
        try:
            values = {str(p.get("name")): self._value(p, operation) for p in operation.parameters
                      if p.get("required") or p.get("in") == "path"}  # fmt: skip
            body = self._body(operation)
        except NoExample as error:
            why = "no example is given: write one into the description, or the step by hand"
            self._leave(operation.place, str(error), why)
            return None
        auth, headers, query = self.guard.of(operation)
        for parameter in operation.parameters:
            name = str(parameter.get("name"))
            if name not in values or parameter.get("in") == "path":
                continue
            if parameter["in"] == "header":
                headers[name.lower()] = str(values[name])
            else:
                query[name] = values[name]
        filled = re.sub(r"\{([^{}]+)\}", lambda n: _in_path(values.get(n[1], "")), operation.path)
        return Call(operation.name, operation.method, self.address, filled, query, headers,
                    body, auth)  # fmt: skip

    def _value(self, parameter: Json, operation: Operation) -> object:
        """Return a parameter's example; in a path also what a list before it can give."""
        name = str(parameter.get("name"))
        place = f"the parameter {name}"
        try:
            given = self.document.example(parameter, made_up=False)
        except NoExample:
            if parameter.get("in") == "path":
                return self._from_list(name, operation)
            if is_secret(name):
                return self.secrecy.secret(name, "", f"{name} of {operation.place}")
            try:
                given = self.document.example(parameter)
            except NoExample:
                raise NoExample(place) from None
        value = literal_tree(given)
        if isinstance(value, list):
            return [_in_query(item) for item in value]
        return _in_query(value)

    def _from_list(self, name: str, operation: Operation) -> str:
        """Return the template of what the list above a path keeps. Raises NoExample for none."""
        above = operation.path.partition(f"/{{{name}}}")[0]
        listing = self.known.get(f"get {above}")
        if listing is None or listing.in_path or listing.tag != operation.tag:
            raise NoExample(f"the parameter {name}")
        for schema in listing.answers.values():
            for path, item in self._items(schema):
                properties = item.get("properties")
                named = properties if isinstance(properties, Mapping) else {}
                key = next((k for k in (name, "id", "uuid", "key", "code", "slug") if k in named),
                           None)  # fmt: skip
                if key:
                    kept = slug(f"{above.rpartition('/')[2]}_{key}")
                    self.keeps.setdefault(above, {})[kept] = f"{path}.0.{key}"
                    return f"${{{kept}}}"
        raise NoExample(f"the parameter {name}")

    def _items(self, schema: object) -> Iterator[tuple[str, Json]]:
        """Yield the lists an answer holds at its top or just below, with their items' schemas."""
        given = self.document.schema(schema)
        if isinstance(given.get("items"), Mapping):
            yield "json", given["items"]  # type: ignore[misc]
        properties = given.get("properties")
        for name, item in properties.items() if isinstance(properties, Mapping) else ():
            if isinstance(item.get("items"), Mapping):
                yield f"json.{name}", item["items"]

    def _body(self, operation: Operation) -> Tree:
        kind, given = operation.body
        if not kind or operation.method not in SENDING:
            return {}
        example = literal_tree(self.document.example(given))
        value = self.secrecy.hidden(example, operation.place)
        if "json" in kind:
            return {"json": value}
        if not isinstance(value, Mapping):
            return {"xml" if "xml" in kind else "text": str(value)}
        fields = {str(name): _in_query(item) for name, item in value.items()}
        return {"multipart" if "multipart" in kind else "form": fields}

    def expect(self, operation: Operation) -> Tree:
        """Return what an answer is like by the description: its status, and JSON that fits."""
        codes = [int(code) for code in operation.answers if code.isdigit()]
        expect: dict[str, object] = {"status": codes[0] if len(codes) == 1 else {"one_of": codes}}
        if len(codes) != len(operation.answers) or not codes:
            expect["status"] = {"between": [200, 299]}
        schemas = [self.document.schema(s) for s in operation.answers.values() if s is not None]
        if len(operation.answers) == 1 and schemas and schemas[0] and operation.method != "head":
            expect["json"] = {"schema": literal_tree(schemas[0])}
        return expect

    def _leave(self, place: str, what: str, why: str) -> None:
        self.left.append(Left(place, what, why))


def _journeys(
    reader: _Reader, calls: Sequence[tuple[Operation, Call]], systems: Systems, title: str
) -> Iterator[Drafted]:
    names: set[str] = set()
    for tag in dict.fromkeys(operation.tag for operation, _ in calls):
        own = [(operation, call) for operation, call in calls if operation.tag == tag]
        own.sort(key=lambda pair: (bool(pair[0].in_path), _ORDER.index(pair[0].method)))
        name = unlike(f"{dashed(title)}/{dashed(tag)}", names, joint="-")
        names.add(name)
        steps = []
        for operation, call in own:
            placed, system = systems.of(call)
            keep = reader.keeps.get(operation.path, {}) if operation.method == "get" else {}
            steps.append(placed.step(system, reader.expect(operation), keep))
        origin = f"Brought from the description of {title!r}: {tag}"
        goal = f"{title}: {tag} answers as described"
        yield with_systems(Drafted(name, goal, tuple(steps), origin, {"tags": ["smoke"]}))


def _in_path(value: object) -> str:
    text = str(value)
    return text if "${" in text else quote(text, safe="")


def _in_query(value: object) -> str:
    if isinstance(value, bool):
        return str(value).lower()
    return str(value)
