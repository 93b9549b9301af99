"""Reads a Postman collection's folders into its requests, each with all that it inherits."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

Json = Mapping[str, object]


@dataclass(frozen=True, slots=True)
class Script:
    """A script: when it runs (`test` or `prerequest`), and whose it is."""

    when: str
    place: str
    text: str


@dataclass(frozen=True, slots=True)
class Asked:
    """A request of a collection; `auth` and `scripts` are its own and those it inherits.

    `answered` is the status of an answer that was saved with it, 0 when none was.
    """

    folders: tuple[str, ...]
    name: str
    request: Json
    about: str = ""
    scripts: tuple[Script, ...] = ()
    auth: Json = field(default_factory=dict)
    follow: bool = True
    answered: int = 0

    @property
    def place(self) -> str:
        """Where it stands: its folders and its name."""
        return " / ".join([*self.folders, self.name])


def requests_of(collection: Json) -> Iterator[Asked]:
    """Yield a collection's requests in their order."""
    yield from _below(collection, Asked((), "", {}, scripts=_scripts(collection, "the collection"),
                                        auth=_mapping(collection.get("auth"))))  # fmt: skip


def _below(group: Json, above: Asked) -> Iterator[Asked]:
    for item in _mappings(group.get("item")):
        name = str(item.get("name") or "unnamed")
        where = (*above.folders, name)
        place = " / ".join(where)
        scripts = (*above.scripts, *_scripts(item, place))
        auth = _mapping(item.get("auth")) or above.auth
        if "item" in item:
            yield from _below(item, Asked(where, "", {}, about_of(item), scripts, auth))
        elif "request" in item:
            yield _asked(item, name, Asked(above.folders, name, {}, above.about, scripts, auth))


def _asked(item: Json, name: str, above: Asked) -> Asked:
    given = item["request"]
    request = {"url": given, "method": "GET"} if isinstance(given, str) else _mapping(given)
    behaviour = _mapping(item.get("protocolProfileBehavior"))
    codes = [answer.get("code") for answer in _mappings(item.get("response"))]
    return Asked(
        above.folders,
        name,
        request,
        above.about,
        above.scripts,
        _mapping(request.get("auth")) or above.auth,
        behaviour.get("followRedirects") is not False,
        next((code for code in codes if isinstance(code, int)), 0),
    )


def about_of(item: Json) -> str:
    """Return the first line of a description, without its markup; nothing when there is none."""
    given = item.get("description")
    text = str(given.get("content") or "") if isinstance(given, Mapping) else str(given or "")
    lines = [line.strip(" #*_`") for line in text.splitlines() if line.strip(" #*_`")]
    return lines[0] if lines and "<" not in lines[0] and len(lines[0]) <= 120 else ""


def named_values(given: object, name: str = "key") -> list[Json]:
    """Return what a list of names and values holds, without what is switched off."""
    return [
        item
        for item in _mappings(given)
        if not item.get("disabled") and item.get("enabled") is not False and item.get(name)
    ]


def _scripts(item: Json, place: str) -> tuple[Script, ...]:
    found = []
    for event in _mappings(item.get("event")):
        script = event.get("script")
        lines = script.get("exec") if isinstance(script, Mapping) else script
        text = "\n".join(map(str, lines)) if isinstance(lines, list) else str(lines or "")
        if text.strip() and isinstance(script, Mapping):
            found.append(Script(str(event.get("listen")), place, text))
    return tuple(found)


def _mapping(given: object) -> Json:
    return given if isinstance(given, Mapping) else {}


def _mappings(given: object) -> list[Json]:
    return [item for item in given if isinstance(item, Mapping)] if isinstance(given, list) else []
