"""Makes the reference pages from docstrings, and the tables within the hand-written ones.

`python docs/build.py` writes them, `python docs/build.py --check` fails when one is out of date.
A hand-written page holds a made table between `<!-- made: NAME -->` and `<!-- end -->`.
"""

from __future__ import annotations

import inspect
import re
import sys
from collections.abc import Callable, Iterator, Mapping
from functools import partial
from pathlib import Path
from typing import Any

import yaml
from dictionary import (
    checks_table,
    dictionary_pages,
    kpis_table,
    mappings_table,
    outside_fields,
)
from tables import keys, manual, options, table

from onetake import errors, plugins
from onetake.channels.chat import connector
from onetake.channels.chat.ready import NAMES, ready
from onetake.channels.sms import gateway
from onetake.channels.sms.ready import NAMES as GATEWAY_NAMES
from onetake.channels.sms.ready import ready as ready_gateway
from onetake.commands import app
from onetake.declare import bearing, gates, heads, kpis, mappings, people, profiles
from onetake.simulate.faults import Fault, FaultKind
from onetake.words.channel import Action, Configured
from onetake.words.match_words import CASE, NESTED
from onetake.words.matchers import BUILDERS

HERE = Path(__file__).parent
CONNECTORS = HERE.parent / "src" / "onetake" / "channels" / "chat" / "connectors"
GATEWAYS = HERE.parent / "src" / "onetake" / "channels" / "sms" / "gateways"
BOTIUM = HERE.parent / "tests" / "words" / "botium_cases.yaml"
_NOTE = "<!-- Made by docs/build.py from docstrings; do not edit. -->\n"
_MADE = re.compile(r"(<!-- made: (\S+) -->\n).*?(<!-- end -->)", re.DOTALL)
_EXAMPLES = re.compile(r"(`[a-z_]+\.[a-z_]+:[^`]*`(\s*·\s*|$))+")
_COMMENT = re.compile(r"^(# .*)$", re.MULTILINE)
_MS = "milliseconds from the saying to the arrival"
_MORE = {
    "chat": "How to write a `connector`, and which are ready: [connectors](../connectors.md).",
    "sms": "How to write a `gateway`, which are ready, and webhooks: [gateways](../gateways.md).",
}


def pages() -> dict[Path, str]:
    """Return every page that is made, or holds something made, by its path below docs/."""
    found = plugins.channels().found
    made = {Path("channels") / f"{name}.md": channel_page(found[name]) for name in sorted(found)}
    for name, channel in found.items():
        for action in channel.actions:
            made[Path("channels") / name / f"{action.word}.md"] = action_page(channel, action)
    made[Path("matchers.md")] = matchers_page()
    made[Path("commands.md")] = commands_page()
    made[Path("from-botium.md")] = botium_page()
    made.update(dictionary_pages())
    whole = {path: f"{_NOTE}\n{text.rstrip()}\n" for path, text in made.items()}
    for file in sorted(HERE.rglob("*.md")):
        path = file.relative_to(HERE)
        if path not in whole and _MADE.search(file.read_text("utf-8")):
            whole[path] = filled(file.read_text("utf-8"))
    return whole


def filled(text: str) -> str:
    """Return a page with its made parts made anew."""

    def make(found: re.Match[str]) -> str:
        if found[2] not in PARTS:
            raise SystemExit(f"nothing makes {found[2]!r}; there are: {', '.join(PARTS)}")
        return f"{found[1]}\n{PARTS[found[2]]()}\n\n{found[3]}"

    return _MADE.sub(make, text)


def channel_page(channel: Any) -> str:
    """Return the page of a channel: what it is, where its actions are, its settings."""
    parts = [f"# {channel.name}", *doc(type(channel)), "## Actions", actions_table(channel)]
    if isinstance(channel, Configured):
        parts += ["## Settings of a system", *doc(channel.settings)]
        parts.append(keys(channel.settings, elsewhere=[connector.Connector, gateway.Gateway]))
        parts += [sentence for name, sentence in _MORE.items() if name == channel.name]
    return "\n\n".join(parts)


def actions_table(channel: Any) -> str:
    """Return a table of a channel's actions, each with its page and its first sentence."""
    rows = [
        (f"[{channel.name}.{action.word}]({channel.name}/{action.word}.md)", next(doc(action)))
        for action in channel.actions
    ]
    return table(("action", "what it does"), rows)


def action_page(channel: Any, action: type[Action]) -> str:
    """Return the page of an action: what it does, examples, its keys, what it lets one expect."""
    parts = [f"# {channel.name}.{action.word}", *doc(action)]
    parts += ["## Keys", keys(action)] if action.model_fields else []
    if action.facts:
        parts += ["## Facts", "What `expect` and `keep` may use after it:", facts(action)]
    parts.append(
        f"All actions and the settings of a system: [{channel.name}](../{channel.name}.md)."
    )
    return "\n\n".join(parts)


def facts(action: type[Action]) -> str:
    """Return a table of what `expect` and `keep` may use after an action."""
    rows = [(f"`{path}`", sentence) for path, sentence in action.facts.items()]
    return table(("fact", "what it is"), [*rows, ("`ms`", _MS)])


def matchers_page() -> str:
    """Return the page of the expectation language's words."""
    rows = [(f"`{word}`", inspect.getdoc(build) or "") for word, build in BUILDERS.items()]
    rows += [(f"`{word}`", sentence) for word, sentence in NESTED.items()]
    rows.append(("`case`", CASE))
    intro = "One language for every channel; [how to use it](expectations.md)."
    return f"# Matchers\n\n{intro}\n\n{table(('word', 'holds when'), rows)}"


def botium_page() -> str:
    """Return the page that gives each of botium-core's asserters its counterpart."""
    rows = [
        (f"`{case['botium']}`", f"`{case['ours']}`", case.get("note", ""))
        for case in yaml.safe_load(BOTIUM.read_text("utf-8"))
    ]
    intro = """\
What botium-core asserts, and how it is written in a step's `expect`. In `chat.hear` the words of
`text` may stand without it: `chat.hear: {any: [card, account]}`. Each line is a test of ours. The
words are explained in [matchers](matchers.md), their use in [expectations](expectations.md)."""
    head = ("botium", "here", "note")
    return f"# Coming from botium\n\n{intro}\n\n{table(head, rows)}"


def commands_page() -> str:
    """Return what every command does and may be told."""
    everywhere = """\
`onetake --help` lists the commands, `onetake COMMAND --help` tells what each may be given,
`onetake --version` which Onetake this is, and `onetake --install-completion` teaches your shell
their names. What the exit codes mean: [exit codes](exit-codes.md)."""
    parts = ["# Commands", everywhere]
    for words, command in commands():
        page = manual(command.default_command)
        parts += [f"## onetake {' '.join(words)}", page.short_description]
        parts.append(_COMMENT.sub(r"`\1`", page.long_description or ""))
        parts.append(options(command))
    return "\n\n".join(part for part in parts if part)


def commands() -> Iterator[tuple[list[str], Any]]:
    """Yield every command with its words, nested ones too."""
    for name in sorted(item for item in app if not item.startswith("-")):
        nested = sorted(item for item in app[name] if not item.startswith("-"))
        for item in nested:
            yield [name, item], app[name][item]
        if app[name].default_command:
            yield [name], app[name]


def error_tree() -> str:
    """Return the errors behind the exit codes, as they are drawn in the code."""
    tree = (errors.__doc__ or "").partition("\n\n")[2].partition("\n\n")[0]
    return f"```text\n{inspect.cleandoc(tree)}\n```"


def connectors() -> str:
    """Return a table of the ready connectors: what for, and the values they need."""
    rows = []
    for name in NAMES:
        needs = "; ".join(f"`{key}`: {text}" for key, text in ready(name).needs.items())
        rows.append((f"`{name}`", purpose(CONNECTORS / f"{name}.yaml"), needs))
    return table(("connector", "for", "values it needs"), rows)


def gateways() -> str:
    """Return a table of the ready gateways: what for, and how messages come."""
    rows = []
    for name in GATEWAY_NAMES:
        ways = "asked for, or by webhook" if ready_gateway(name).list_ else "by webhook"
        rows.append((f"`{name}`", purpose(GATEWAYS / f"{name}.yaml"), ways))
    return table(("gateway", "for", "messages come"), rows)


def purpose(file: Path) -> str:
    """Return the comment a ready file begins with."""
    return next(line[2:] for line in file.read_text("utf-8").splitlines() if line[:2] == "# ")


def file_of(folder: Path, name: str) -> str:
    """Return a ready connector or gateway as it is written."""
    return f"```yaml\n{(folder / f'{name}.yaml').read_text('utf-8').rstrip()}\n```"


def faults() -> str:
    """Return a table of the faults a stand-in can have."""
    page = inspect.getdoc(Fault) or ""
    lines = (re.match(rf"{kind}\s+(.+)", line) for kind in FaultKind for line in page.splitlines())
    rows = [(f"`{line[0].split()[0]}`", line[1]) for line in lines if line]
    return table(("kind", "what goes wrong"), rows)


def doc(thing: Any) -> Iterator[str]:
    """Yield a docstring's paragraphs as Markdown; examples become blocks of YAML."""
    for paragraph in inspect.cleandoc(thing.__doc__ or "").split("\n\n"):
        text = paragraph.strip()
        if _EXAMPLES.fullmatch(text):
            steps = "\n".join(f"- {example}" for example in re.findall(r"`([^`]+)`", text))
            yield f"```yaml steps\n{steps}\n```"
        elif text:
            yield text


PARTS: Mapping[str, Callable[[], str]] = {
    "programme": partial(keys, heads.ProgrammeFile),
    "system": partial(keys, heads.SystemFile),
    "team": partial(keys, heads.TeamFile),
    "part": partial(keys, heads.PartFile),
    "journey": partial(keys, heads.JourneyFile),
    "connectors": connectors,
    "connector-rasa": partial(file_of, CONNECTORS, "rasa"),
    "connector": partial(
        keys,
        connector.Connector,
        elsewhere=[connector.Send, connector.Listen, connector.ButtonsAt, connector.CardsAt,
                   connector.MediaAt],
    ),
    "send": partial(keys, connector.Send),
    "listen": partial(keys, connector.Listen),
    "buttons": partial(keys, connector.ButtonsAt),
    "cards": partial(keys, connector.CardsAt, elsewhere=[connector.ButtonsAt]),
    "media": partial(keys, connector.MediaAt),
    "gateways": gateways,
    "gateway-twilio": partial(file_of, GATEWAYS, "twilio"),
    "gateway": partial(
        keys,
        gateway.Gateway,
        elsewhere=[gateway.Send, gateway.Listing, gateway.Fields, gateway.Reports,
                   gateway.Inbound],
    ),
    "gateway-send": partial(keys, gateway.Send),
    "gateway-list": partial(keys, gateway.Listing),
    "gateway-message": partial(keys, gateway.Fields),
    "gateway-report": partial(keys, gateway.Reports),
    "gateway-webhook": partial(keys, gateway.Inbound),
    "sponsor": partial(keys, people.SponsorFile),
    "initiative": partial(keys, people.InitiativeFile),
    "waivers": partial(keys, bearing.WaiversFile),
    "influences": partial(keys, bearing.InfluencesFile),
    "kpi": partial(keys, kpis.KpiFile, elsewhere=[kpis.ReckoningPart]),
    "reckoning": partial(keys, kpis.ReckoningPart),
    "profile": partial(keys, profiles.ProfileFile, elsewhere=[profiles.PhasePart]),
    "phase": partial(keys, profiles.PhasePart),
    "gate": partial(keys, gates.GateFile, elsewhere=[gates.WeighedPart]),
    "objective": partial(keys, gates.WeighedPart),
    "mapping": partial(keys, mappings.MappingFile, elsewhere=[mappings.RulePart]),
    "rule": partial(keys, mappings.RulePart),
    "mappings": mappings_table,
    "outside": outside_fields,
    "kpis": kpis_table,
    "checks": checks_table,
    "errors": error_tree,
    "faults": faults,
}  # fmt: skip


def main() -> int:
    """Write the pages, or check that they are up to date."""
    check, stale = "--check" in sys.argv, []
    for path, text in pages().items():
        file = HERE / path
        if file.exists() and file.read_text("utf-8") == text:
            continue
        stale.append(path)
        if not check:
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text(text, "utf-8")
    verb = "is out of date: run ./dev docs" if check else "written"
    for path in stale:
        print(f"docs/{path} {verb}")
    return 1 if check and stale else 0


if __name__ == "__main__":
    sys.exit(main())
