"""HAR → one journey of what a person did: pages where only pages were asked for, else requests."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from urllib.parse import parse_qsl

from onetake.bring.calls import SAFE, SENDING, Call, Systems, with_systems
from onetake.bring.drafted import Brought, Counterpart, Drafted, Left, Tree, Wish
from onetake.bring.har_entries import Entry, Json, recording_of
from onetake.bring.har_values import Origins
from onetake.bring.naming import dashed, is_secret, literal, unlike
from onetake.bring.secrecy import Secrecy

_PERSONA = "customer"
_KEPT_HEADERS = frozenset({"accept", "authorization", "x-requested-with"})


def read_har(har: Json, source: str, wish: Wish) -> Brought:
    """Return a recording of a browser's requests as one journey."""
    recording = recording_of(har)
    entries, name = recording.entries, dashed(source.partition(".")[0])
    left = [
        Left(source, f"{count} request{'s' * (count != 1)}", f"left out: {why}")
        for why, count in sorted(recording.left_out.items())
    ]
    if not entries:
        return Brought(source, "a HAR", left=tuple(left))
    if "web" in wish.channels and all(e.method in SAFE for e in entries):
        return _pages(entries, name, source, wish, left)
    return _requests(entries, name, source, wish, left, cookies=recording.cookies_before)


def _pages(
    entries: Sequence[Entry], name: str, source: str, wish: Wish, left: list[Left]
) -> Brought:
    """Return a journey in a browser: the pages that were opened."""
    pages = [entry for entry in entries if entry.page]
    home = pages[0].origin if pages else entries[0].origin
    others = sorted({entry.origin for entry in pages} - {home})
    fetched = len(entries) - len(pages)
    if fetched:
        why = "pages ask for them by themselves"
        left.append(Left(source, f"{fetched} requests of scripts", why))
    left.append(Left(source, "clicks", "a HAR does not hold them: onetake record URL does"))
    system = unlike(name, wish.taken, joint="-")
    value = system.replace("-", "_")
    return Brought(
        source=source,
        kind="a HAR",
        journeys=(Drafted(name, _goal(name), tuple(_opened(pages, home)), f"Brought from {source}",
                          {"systems": [system]}),),
        systems=(Counterpart(system, "web", f"${{environment.{value}}}",
                             {"also": others} if others else {}),),
        values={value: home},
        left=tuple(left),
    )  # fmt: skip


def _opened(pages: Sequence[Entry], home: str) -> Iterator[Tree]:
    for page in pages:
        query = f"?{page.url.query}" if page.url.query else ""
        path = literal(f"{page.url.path or '/'}{query}")
        expect: dict[str, object] = {"status": page.status}
        expect |= {"title": literal(page.title)} if page.title else {}
        yield {
            "web.open": path if page.origin == home else f"{page.origin}{path}",
            "expect": expect,
        }


def _goal(name: str) -> str:
    return f"A customer does again what {name.replace('-', ' ')} shows"


def _requests(
    entries: Sequence[Entry], name: str, source: str, wish: Wish, left: list[Left], *, cookies: bool
) -> Brought:
    """Return a journey of requests, in the order they were sent."""
    reader = _Reader(source)
    calls = [reader.call(number, entry) for number, entry in enumerate(entries)]
    if cookies:
        why = "the recording begins after a log-in: record again from there, logged out"
        left.append(Left(source, "cookies from before", why))
    systems = Systems(name, wish)
    systems.see(calls)
    steps = []
    for number, (call, entry) in enumerate(zip(calls, entries, strict=True)):
        placed, system = systems.of(call)
        keep = reader.origins.keeps.get(number, {})
        steps.append(placed.step(system, reader.expect(number, entry), keep))
    persona = reader.secrecy.persona
    head: dict[str, object] = {"personas": [_PERSONA]} if persona else {}
    journey = Drafted(name, _goal(name), tuple(steps), f"Brought from {source}", head)
    return Brought(
        source=source,
        kind="a HAR",
        journeys=(with_systems(journey),),
        systems=systems.made,
        personas={_PERSONA: persona} if persona else {},
        values=systems.values,
        secrets=reader.secrecy.secrets,
        left=tuple(left),
    )


@dataclass(slots=True)
class _Reader:
    """Makes calls of entries; what came in an answer before is kept there and used again."""

    source: str
    secrecy: Secrecy = field(default_factory=Secrecy)
    origins: Origins = field(default_factory=Origins)

    def call(self, number: int, entry: Entry) -> Call:
        """Return a request as a call, and remember its answer."""
        path = "/".join(self._value("", part) for part in entry.url.path.split("/")) or "/"
        call = Call(
            name=f"{entry.method.upper()} {entry.url.path or '/'}",
            method=entry.method,
            address=entry.origin,
            path=path,
            query=self._fields(entry.query, entry),
            headers=dict(self._headers(entry)),
            body=self._body(entry) if entry.asked and entry.method in SENDING else {},
        )
        self.origins.answer(number, entry)
        return call

    def expect(self, number: int, entry: Entry) -> Tree:
        """Return what an answer is like: its status and kind, a page's title, what is captured."""
        expect: dict[str, object] = {"status": entry.status}
        if "json" in entry.answer_kind:
            expect["header.content-type"] = {"contains": "json"}
        captures = self.origins.captures.get(number, [])
        words: list[object] = [{"contains": literal(entry.title)}] if entry.title else []
        words += [{"matches": pattern} for pattern in captures]
        if len(words) > 1:
            expect["text"] = {"all": words}
        elif words:
            expect["text"] = words[0]
        return expect

    def _value(self, name: str, value: str) -> str:
        """Return what stands for a value: where it came from, whose it is, or itself."""
        kept = self.origins.template(name, value) if value else ""
        if kept or not name or not value:
            return kept or literal(value)
        hidden = self.secrecy.hidden({name: value}, self.source, personas=True)
        found = hidden[name] if isinstance(hidden, Mapping) else value
        return literal(value) if found == value else str(found)

    def _tree(self, value: object, name: str = "") -> object:
        if isinstance(value, Mapping):
            return {str(key): self._tree(item, str(key)) for key, item in value.items()}
        if isinstance(value, list):
            return [self._tree(item, name) for item in value]
        if isinstance(value, str):
            return self._value(name, value)
        number = isinstance(value, int) and not isinstance(value, bool)
        return self.origins.template(name, str(value)) or value if number else value

    def _fields(self, pairs: Sequence[tuple[str, str]], entry: Entry) -> dict[str, object]:
        fields: dict[str, object] = {}
        for name, value in pairs:
            text, before = self._value(name, value), fields.get(name)
            listed = before if isinstance(before, list) else [before]
            fields[name] = text if before is None else [*listed, text]
        return fields

    def _headers(self, entry: Entry) -> Iterator[tuple[str, str]]:
        for name, value in entry.headers.items():
            own = name.startswith("x-") or is_secret(name)
            if name == "accept" and entry.page:
                continue
            if name in _KEPT_HEADERS or own:
                scheme, space, token = value.rpartition(" ")
                kept = self.origins.template(token if not scheme else "token", token)
                given = f"{scheme}{space}{kept}" if kept else literal(value)
                found = self.secrecy.header(name, given, self.source)
                if found:
                    yield name, found

    def _body(self, entry: Entry) -> Tree:
        if "multipart" in entry.kind and not entry.asked.startswith("{"):
            return {"text": literal(entry.asked)}
        if "json" in entry.kind or entry.asked.startswith("{"):
            try:
                tree = self._tree(json.loads(entry.asked))
            except (json.JSONDecodeError, RecursionError):
                return {"text": literal(entry.asked)}
            return {"json" if "json" in entry.kind else _form(entry.kind): tree}
        if "urlencoded" in entry.kind:
            return {"form": self._fields(parse_qsl(entry.asked, keep_blank_values=True), entry)}
        return {"xml" if "xml" in entry.kind else "text": literal(entry.asked)}


def _form(kind: str) -> str:
    return "multipart" if "multipart" in kind else "form"
