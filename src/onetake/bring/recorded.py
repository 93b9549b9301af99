"""Makes a journey's steps of what a person did on a site while being watched."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from onetake.bring.drafted import Left
from onetake.bring.naming import slug
from onetake.bring.persons import templated
from onetake.words.deeds import PERSONAL, SECRET, Deed, Seen

_REDIRECT = 1.5
_BACK = "back_forward"
_CAUSES = ("click", "press", "choose", "check", "upload")
_ON_THE_PAGE = ("click", "fill", "choose", "check", "upload", "press", "see")
_FIELDS = ("textbox", "combobox", "searchbox", "spinbutton")
Step = dict[str, object]


@dataclass(slots=True)
class Recorded:
    """Steps as a file has them, and the values they take from elsewhere, by name.

    `secrets` and `persona` hold what was typed; only names of secrets are ever written to a file.
    `sites` are the addresses of the sites that pages were seen of, the first one's first.
    """

    steps: list[Step] = field(default_factory=list)
    secrets: dict[str, str] = field(default_factory=dict)
    persona: dict[str, str] = field(default_factory=dict)
    sites: list[str] = field(default_factory=list)
    left: list[Left] = field(default_factory=list)


def recorded(deeds: Sequence[Deed]) -> Recorded:
    """Return the steps that do the same again, with what a page then showed as expectations."""
    recording = _Recording(Recorded())
    for deed in _settled(deeds):
        recording.take(deed)
    made = recording.made
    for step in made.steps:
        if isinstance(seen := step.get("web.see"), str):
            step["web.see"] = templated(seen, made.persona)
    return made


def _settled(deeds: Sequence[Deed]) -> Iterator[Deed]:
    """Yield deeds without empty pages, redirects, and what a field held before its last value."""
    for number, deed in enumerate(deeds):
        later = deeds[number + 1] if number + 1 < len(deeds) else None
        if deed.kind == "page":
            soon = later and later.kind == "page" and later.at - deed.at < _REDIRECT
            leads_on = soon and later and later.value != _BACK
            if deed.url.startswith("about:") or leads_on:
                continue
        again = later and later.kind == deed.kind == "fill" and later.target == deed.target
        if not again:
            yield deed


@dataclass(slots=True)
class _Recording:
    """Goes through deeds one by one; `caused` says that a page may come of the last one."""

    made: Recorded
    _frame: str = ""
    _caused: bool = False
    _shown: str = ""
    _tab: bool = False

    def take(self, deed: Deed) -> None:
        """Take one deed."""
        if deed.kind in _ON_THE_PAGE:
            self._enter(deed.frame)
        take = getattr(self, f"_{deed.kind}", None)
        if take is None:
            self.made.left.append(Left(deed.url, deed.kind, "no step does this"))
        else:
            take(deed)
        if deed.kind in (*_ON_THE_PAGE, "page"):
            self._caused = deed.kind in _CAUSES

    def _page(self, deed: Deed) -> None:
        address = urlsplit(deed.url)
        site = f"{address.scheme}://{address.netloc}"
        if site not in self.made.sites:
            self.made.sites.append(site)
        if self._tab:
            self._add("tab", deed.title or deed.url)
        elif deed.value == _BACK:
            self._add("back", 1)
        elif not self._caused:
            where = address.path + (f"?{address.query}" if address.query else "")
            self._add("open", (where or "/") if site == self.made.sites[0] else deed.url)
        if deed.heading and deed.heading != self._shown:
            self._add("see", {"heading": _literal(deed.heading)})
        self._shown, self._frame, self._tab = deed.heading, "", False

    def _click(self, deed: Deed) -> None:
        self._add("click", _target(deed.target))

    def _fill(self, deed: Deed) -> None:
        value, name = self._value(deed), _label(deed.target)
        last = self.made.steps[-1].get("web.fill") if self.made.steps else None
        if name is None:
            self._add("fill", {"target": _target(deed.target), "text": value})
        elif isinstance(last, dict) and "target" not in last:
            last[name] = value
        else:
            self._add("fill", {name: value})

    def _choose(self, deed: Deed) -> None:
        name = _label(deed.target)
        option = _literal(deed.value)
        labelled = {name: option} if name else None
        self._add("choose", labelled or {"target": _target(deed.target), "option": option})

    def _check(self, deed: Deed) -> None:
        target = _target(deed.target)
        self._add("check", target if deed.on else {**target, "to": False})

    def _upload(self, deed: Deed) -> None:
        name = _label(deed.target)
        for file in deed.values:
            path = f"files/{file}"
            self.made.left.append(Left(path, file, "put the file there: it is uploaded"))
            labelled = {name: path} if name else None
            self._add("upload", labelled or {"target": _target(deed.target), "file": path})

    def _press(self, deed: Deed) -> None:
        name = _label(deed.target)
        self._add("press", {"key": deed.value, "in": {"label": name}} if name else deed.value)

    def _see(self, deed: Deed) -> None:
        self._add("see", deed.value)

    def _new_tab(self, deed: Deed) -> None:
        self._tab = True

    def _dialog(self, deed: Deed) -> None:
        self._add("dialog", "accept")

    def _download(self, deed: Deed) -> None:
        last = self.made.steps[-1] if self.made.steps else {}
        if "web.click" in last:
            self.made.steps[-1] = {"web.download": last["web.click"]}

    def _enter(self, frame: str) -> None:
        if frame != self._frame:
            self._add("frame", _literal(frame) or "top")
            self._frame = frame

    def _value(self, deed: Deed) -> str:
        """Return what a step says for a value: itself, or where it is kept."""
        if deed.nature == SECRET:
            return f"${{secret.{_kept(self.made.secrets, deed)}}}"
        if deed.nature == PERSONAL:
            return f"${{persona.{_kept(self.made.persona, deed)}}}"
        return _literal(deed.value)

    def _add(self, action: str, value: object) -> None:
        self.made.steps.append({f"web.{action}": value})


def _kept(values: dict[str, str], deed: Deed) -> str:
    """Keep a value under a name made of its label, another one where the name means another."""
    stem = slug(_label(deed.target) or deed.target.test_id or "value")
    name, number = stem, 1
    while values.get(name, deed.value) != deed.value:
        number += 1
        name = f"{stem}_{number}"
    values[name] = deed.value
    return name


def _literal(text: str) -> str:
    """Return the template that says exactly this text."""
    return text.replace("${", "$${")


def _label(seen: Seen) -> str | None:
    """Return what a field is called when that alone finds it."""
    return _literal(seen.name) if seen.name and seen.of == 1 else None


def _target(seen: Seen) -> Step:
    """Return how a step names a control: as a person reads it, else by test id, else by CSS."""
    if seen.name:
        way = "label" if seen.role in _FIELDS else seen.role
        named: Step = {way: _literal(seen.name)}
        return named if seen.of == 1 else {**named, "nth": seen.nth}
    if seen.placeholder:
        return {"placeholder": _literal(seen.placeholder)}
    return {"test_id": seen.test_id} if seen.test_id else {"css": seen.css}
