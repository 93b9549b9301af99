"""Botium convos → journeys on the chat channel; utterances become tables and alternatives."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from onetake.bring.botium_asserters import NoCounterpart, asserter, matched
from onetake.bring.botium_convos import Convo, Talks, Turn, talks_of
from onetake.bring.botium_system import bot_of
from onetake.bring.drafted import Brought, Drafted, Left, Part, Tree, Wish
from onetake.bring.expecting import Expect, add
from onetake.bring.foreign import Foreign, Kind
from onetake.bring.naming import called_here, dashed, literal, unlike
from onetake.words.match_words import WORDS

_VARIABLE = re.compile(r"\$([A-Za-z_]\w*)")
_INCLUDE = re.compile(r"INCLUDE\s+(.+)")
_OURSELVES = re.compile(r"(MEDIA|FORM|UPDATE_CUSTOM|SET_SCRIPTING_MEMORY|CLEAR_QUEUE|[A-Z_]*HOOK|"
                        r"ASSIGN_\w+|PAUSE|WAITFORBOT)\b.*")  # fmt: skip
_BY_ITSELF = re.compile(r"(PAUSE|WAITFORBOT)\b.*")


def read_convos(files: Sequence[Foreign], wish: Wish) -> Brought:
    """Return botium's files together as journeys; they share utterances and one bot."""
    talks, left = talks_of(files)
    configured = next((file.data for file in files if file.kind is Kind.BOTIUM), None)
    bot = bot_of(configured, wish)
    reader = _Reader(talks, {convo.name for convo in talks.convos if convo.part})
    journeys, parts, tables, names = [], [], {}, set[str]()
    for convo in talks.convos:
        name = unlike(dashed(convo.name), names, joint="-")
        names.add(name)
        talk = reader.read(convo)
        origin = f"Brought from {convo.source}: {convo.name}"
        if convo.part:
            parts.append(Part(name, tuple(talk.steps), origin))
            continue
        head: dict[str, object] = {"systems": [bot.system.name]}
        if talk.columns:
            tables[f"{name}.csv"] = _table(talk.columns)
            head["data"] = f"data/{name}.csv"
        if talk.steps:
            journeys.append(Drafted(name, convo.name, tuple(talk.steps), origin, head))
    sources = list(dict.fromkeys(file.name for file in files))
    return Brought(
        source=", ".join(sources[:3]) + (f" and {len(sources) - 3} more" if sources[3:] else ""),
        kind="botium convos",
        journeys=tuple(journeys),
        parts=tuple(parts),
        systems=(bot.system,),
        values=bot.values,
        secrets=bot.secrets,
        tables=tables,
        left=(*left, *bot.left, *reader.left),
    )


def _table(columns: Mapping[str, Sequence[str]]) -> str:
    """Return a table with a row per text; shorter columns begin again."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(columns)
    for number in range(max(map(len, columns.values()))):
        writer.writerow([texts[number % len(texts)] for texts in columns.values()])
    return out.getvalue()


@dataclass(slots=True)
class _Talk:
    """A convo on its way: its steps, what it has kept so far, and columns of its table."""

    convo: Convo
    steps: list[Tree] = field(default_factory=list)
    kept: set[str] = field(default_factory=set)
    columns: dict[str, list[str]] = field(default_factory=dict)


@dataclass(slots=True)
class _Reader:
    talks: Talks
    parts: set[str]
    left: list[Left] = field(default_factory=list)

    def read(self, convo: Convo) -> _Talk:
        """Return a convo as steps."""
        talk = _Talk(convo)
        for turn in convo.turns:
            if turn.sender == "me":
                self._me(turn, talk)
            elif turn.sender == "bot":
                self._bot(turn, talk)
            elif turn.sender == "include":
                for name in turn.lines:
                    self._include(name, talk)
            else:
                for line in turn.lines:
                    if not self._included(line, talk):
                        self._leave(talk, line, f"hooks at {turn.sender[1:]} have no counterpart")
        return talk

    def _me(self, turn: Turn, talk: _Talk) -> None:
        texts, after = [], []
        for line in turn.lines:
            if found := re.fullmatch(r"BUTTON\s+(.+)", line):
                talk.steps.append({"chat.press": self._said(found[1], talk)})
            elif _INCLUDE.fullmatch(line):
                after.append(line)
            elif _OURSELVES.fullmatch(line):
                by_itself = _BY_ITSELF.fullmatch(line)
                why = "waiting is done by itself" if by_itself else "it has no counterpart on chat"
                self._leave(talk, line, why)
            else:
                texts.append(line)
        if texts:
            talk.steps.append({"chat.say": self._said("\n".join(texts), talk)})
        for line in after:
            self._included(line, talk)

    def _said(self, text: str, talk: _Talk) -> str:
        """Return what is said: a text, or a column when botium would say each of several."""
        texts = self.talks.utterances.get(text)
        if texts and not talk.convo.part:
            if len(texts) == 1:
                return self._filled(texts[0], talk)
            column = called_here(text)
            talk.columns[column] = texts
            return f"${{data.{column}}}"
        return self._filled(texts[0] if texts else text, talk)

    def _filled(self, text: str, talk: _Talk) -> str:
        """Return a text with the variables that were kept as templates."""

        def fill(found: re.Match[str]) -> str:
            name = called_here(found[1])
            return f"${{{name}}}" if name in talk.kept else found[0]

        return _VARIABLE.sub(fill, literal(text))

    def _bot(self, turn: Turn, talk: _Talk) -> None:
        expect: Expect = {}
        texts, optional = [], False
        for line in turn.lines:
            found = asserter(line)
            optional |= line.startswith(("?", "OPTIONAL_"))
            if found:
                self._assert(line, found, expect, talk)
            elif not self._included(line, talk) and _OURSELVES.fullmatch(line):
                self._leave(talk, line, "it has no counterpart on chat")
            elif line and not _INCLUDE.fullmatch(line):
                texts.append(line.removeprefix("?"))
        for matcher in self._heard(texts, talk):
            add(expect, "text", matcher)
        talk.steps.append(_hearing(expect, optional=optional))

    def _assert(
        self, line: str, found: tuple[bool, str, tuple[str, ...]], expect: Expect, talk: _Talk
    ) -> None:
        negated, name, given = found
        texts = [text for part in given for text in self.talks.utterances.get(part, [part])]
        try:
            for path, matcher in matched(name, texts, negated=negated).items():
                add(expect, path, matcher)
        except NoCounterpart as error:
            self._leave(talk, line, str(error))

    def _heard(self, texts: Sequence[str], talk: _Talk) -> list[object]:
        """Return the matchers of the words a bot must say, a line each."""
        made: list[object] = []
        plain, new = [], set[str]()
        for text in filter(None, texts):
            bare = text.removeprefix("!")
            several = self.talks.utterances.get(bare)
            if text.startswith("!") and bare:
                made.append({"none": [literal(t) for t in several or [bare]]})
            elif several:
                made.append({"any": [literal(t) for t in several]})
            elif any(called_here(n) not in talk.kept for n in _VARIABLE.findall(text)):
                made.append({"matches": self._captured(text, talk, new)})
            else:
                plain.append(self._filled(text, talk))
        talk.kept |= new
        if plain:
            made.append({"contains": plain[0]} if len(plain) == 1 else {"all": plain})
        return made

    @staticmethod
    def _captured(text: str, talk: _Talk, new: set[str]) -> str:
        """Return a pattern that keeps what stands where a variable is new in this turn."""
        pieces, end, here = [], 0, set[str]()
        for found in _VARIABLE.finditer(text):
            name = called_here(found[1])
            fresh = (
                f"(?P={name})" if name in here else "\\S+" if name in new else f"(?P<{name}>\\S+)"
            )
            group = f"${{{name}}}" if name in talk.kept else fresh
            pieces += [re.escape(text[end : found.start()]).replace("\\ ", " "), group]
            here |= {name} - new
            end = found.end()
        new |= here
        return "".join([*pieces, re.escape(text[end:]).replace("\\ ", " ")])

    def _included(self, line: str, talk: _Talk) -> bool:
        found = _INCLUDE.fullmatch(line)
        if found:
            self._include(found[1].strip(), talk)
        return bool(found)

    def _include(self, name: str, talk: _Talk) -> None:
        if name in self.parts:
            talk.steps.append({"include": dashed(name)})
        else:
            self._leave(talk, f"INCLUDE {name}", "its partial convo was not brought along")

    def _leave(self, talk: _Talk, what: str, why: str) -> None:
        self.left.append(Left(f"{talk.convo.source}: {talk.convo.name}", what, why))


def _hearing(expect: Expect, *, optional: bool) -> Tree:
    """Return the step that hears: what chooses the answer, and what else is expected of it."""
    hears = {path: matcher for path, matcher in expect.items() if path in _CHOOSING}
    text = hears.pop("text", None)
    words = text if isinstance(text, Mapping) and set(text) <= set(WORDS) else None
    given: object = {**(words or {}), **({"text": text} if text and not words else {}), **hears}
    if words and set(words) == {"contains"} and not hears:
        given = words["contains"]
    step: dict[str, object] = {"chat.hear": given or {"text": {"exists": True}}}
    rest = {path: matcher for path, matcher in expect.items() if path not in _CHOOSING}
    step |= {"expect": rest} if rest else {}
    return step | ({"optional": True} if optional else {})


_CHOOSING = ("text", "buttons", "cards", "media")
