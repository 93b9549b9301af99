"""Every example in the documentation runs, as a reader would run it: in order, in an empty folder.

What a fenced block is, is said behind its language:

- `console` holds commands after `$ ` and what they print; `…` stands for lines left out. Figures of
  time, hashes and ports may differ. `console server` starts something that runs until the end.
  Ports 8000 to 8003 stand for ones that are free.
- A block that begins with a comment naming its file is written there.
- `yaml` is a `journey`, `part`, `system`, `persona`, `team`, `programme` or `simulation`; `steps`
  and `expect` are pieces of a journey. All are checked by lint, and journeys on echo are walked.
- `yml` is shown as it is, such as what a check finds fault with.
"""

from __future__ import annotations

import json
import os
import re
import signal
import socket
import subprocess
import sys
import tomllib
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import pytest
import yaml

from onetake.flows.lint import lint_programme, rendered
from onetake.simulate.load import load

ROOT = Path(__file__).parent.parent
PAGES = sorted([*(ROOT / "docs").rglob("*.md"), ROOT / "README.md"])
HARBOR_BANK = ROOT / "src" / "onetake" / "demo" / "programme"
PORTS = ("8000", "8001", "8002", "8003")
_FENCE = re.compile(r"^```(\w+)([\w -]*)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
_FILE = re.compile(r"# ([\w./-]+\.\w+)\n")
_VARYING = [
    (re.compile(r"\b\d+(\.\d+)? ?(ms|s)\b"), "TIME"),
    (re.compile(r"\b[0-9a-f]{64}\b"), "HASH"),
    (re.compile(r"127\.0\.0\.1:\d+"), "127.0.0.1:PORT"),
]
FOLDERS = {"part": "parts", "system": "systems", "persona": "personas", "team": "teams"}
AROUND_STEPS = """\
goal: An example
owner: digital
personas: [anna]
steps:
  - api.get: /before
    keep: {code: text, order: json.id, offer: json.offer}
"""


@dataclass(frozen=True, slots=True)
class Block:
    """A fenced block of a page: its language, what it is, where on the page, and its text."""

    language: str
    kind: str
    line: int
    text: str

    @property
    def file(self) -> str:
        """The file its first line names, or nothing."""
        found = _FILE.match(self.text)
        return found[1] if found else ""


def blocks(text: str) -> list[Block]:
    """Return the fenced blocks of a page that have a language."""
    return [
        Block(f[1], f[2].strip(), text.count("\n", 0, f.start()) + 1, f[3])
        for f in _FENCE.finditer(text)
    ]


def pages_with(*languages: str) -> list[object]:
    """Return the pages that hold blocks of a language, as parameters of a test."""
    found = [p for p in PAGES if any(b.language in languages for b in blocks(p.read_text("utf-8")))]
    return [pytest.param(page, id=str(page.relative_to(ROOT))) for page in found]


@pytest.mark.parametrize("page", pages_with("console"))
def test_what_is_typed_prints_what_is_shown(page: Path, tmp_path: Path) -> None:
    """A page's commands and files are taken in order; at its end the programme has no fault."""
    follow(page.read_text("utf-8"), tmp_path)


@pytest.mark.parametrize("page", pages_with("yaml"))
def test_yaml_is_accepted(page: Path, tmp_path: Path) -> None:
    """Lint finds nothing in a page's files; what is no file of a programme is YAML at least."""
    check_yaml(page.read_text("utf-8"), tmp_path)


@pytest.mark.parametrize("page", pages_with("python", "toml", "json"))
def test_other_languages_are_read(page: Path) -> None:
    """Python compiles, TOML and JSON parse."""
    readers: dict[str, Callable[[str], object]] = {
        "python": lambda text: compile(text, str(page), "exec"),
        "toml": tomllib.loads,
        "json": json.loads,
    }
    for block in blocks(page.read_text("utf-8")):
        readers.get(block.language, str)(block.text)


def test_readme_shows_what_the_demo_prints() -> None:
    """What README shows below `./dev demo` is printed; `…` stands for what is left out."""
    shown = re.search(
        r"^```\w*\n(?:\$ )?\./dev demo\n```.*?^```\n(.*?)^```",
        (ROOT / "README.md").read_text("utf-8"),
        re.MULTILINE | re.DOTALL,
    )
    assert shown, "README shows no demo"
    printed = flat(run_onetake("demo"))
    pieces = [piece for line in shown[1].splitlines() for piece in line.split("…")]
    told = [piece for piece in pieces if re.search(r"\w", piece)]
    assert [piece for piece in told if flat(piece) not in printed] == []


def test_readme_shows_a_journey_of_the_demo() -> None:
    """The journey on the first screen is the one that was walked."""
    walked = [flat(file.read_text("utf-8")) for file in HARBOR_BANK.rglob("journeys/**/*.yaml")]
    text = (ROOT / "README.md").read_text("utf-8")
    shown = [block for block in blocks(text) if block.language == "yaml"]
    for block in shown:
        lines = [flat(line) for line in block.text.splitlines()]
        assert any(all(line in journey for line in lines) for journey in walked), block.text


def run_onetake(*words: str) -> str:
    """Return what a command prints."""
    command = [sys.executable, "-m", "onetake", *words]
    return subprocess.run(command, capture_output=True, text=True, check=True).stdout


def flat(text: str) -> str:
    """Return a text with all its whitespace alike."""
    return " ".join(text.split())


def follow(text: str, folder: Path) -> None:
    """Do what a page says, block by block. Raises AssertionError where it does not come out."""
    found = blocks(text)
    with ExitStack() as running:
        session = Session(folder, running, dict(zip(PORTS, free_ports(len(PORTS)), strict=True)))
        for block in found:
            if block.file:
                session.write(block.file, block.text)
                if block.kind == "test":
                    session.type(f"python -m pytest -q {block.file}")
            elif block.language == "console":
                session.console(block)
        if (session.here / "onetake.yaml").exists():
            assert_no_fault(session.here)


@dataclass(slots=True)
class Session:
    """Somebody typing commands into a shell, beginning in an empty folder."""

    here: Path
    running: ExitStack
    ports: dict[str, str]
    code: int = 0
    shell: dict[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        """Put `onetake` and `python` where the shell finds them."""
        programs = self.here / ".bin"
        programs.mkdir()
        for name, words in {"onetake": "-m onetake", "python": "", "python3": ""}.items():
            program = programs / name
            program.write_text(f'#!/bin/sh\nexec "{sys.executable}" {words} "$@"\n')
            program.chmod(0o755)
        kept = {k: v for k, v in os.environ.items() if not k.startswith(("PYTEST", "COLUMNS"))}
        self.shell = {**kept, "PATH": f"{programs}:{kept['PATH']}", "PYTHONUNBUFFERED": "1"}
        self.here = self.here / "work"
        self.here.mkdir()

    def write(self, file: str, text: str) -> None:
        """Write a file below the folder the shell is in."""
        target = self.here / file
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(self.ported(text), "utf-8")

    def ported(self, text: str) -> str:
        """Return a text with ports that are free."""
        for shown, free in self.ports.items():
            text = re.sub(rf"\b{shown}\b", free, text)
        return text

    def console(self, block: Block) -> None:
        """Type a block's commands, and compare what each prints with what stands below it."""
        here = self.here
        for command, shown in commands_in(block.text):
            if block.kind == "server" and command.startswith(("python", "onetake simulate")):
                self.running.enter_context(served(command, self))
                continue
            printed = self.type(command)
            if shown:
                assert_printed(f"line {block.line}: $ {command}", shown, printed)
            elif self.code:
                raise AssertionError(f"$ {command} ended with {self.code}:\n{printed}")
        if block.kind == "server":
            self.here = here

    def type(self, command: str) -> str:
        """Return what a command prints; where it leads to and its exit code are kept."""
        command = self.ported(command.replace("./dev demo", "onetake demo"))
        script = f"(exit {self.code})\n{command}\necho :$?:$PWD"
        done = subprocess.run(
            ["bash", "-c", script],
            cwd=self.here,
            env=self.shell,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            check=False,
            timeout=120,
        )
        printed, _, last = done.stdout.rstrip("\n").rpartition(":")
        printed, _, code = printed.rpartition(":")
        self.here, self.code = Path(last), int(code)
        return printed


def commands_in(text: str) -> Iterator[tuple[str, list[str]]]:
    """Yield each command of a console block with the lines shown below it."""
    for part in re.split(r"^\$ ", text, flags=re.MULTILINE)[1:]:
        command, *shown = part.splitlines()
        yield command, [line for line in shown if line.strip()]


@contextmanager
def served(command: str, session: Session) -> Iterator[None]:
    """Let a server run in the background until the page ends; it answers when this yields."""
    words = ["bash", "-c", f"exec {session.ported(command)}"]
    quiet = subprocess.DEVNULL
    with subprocess.Popen(
        words, cwd=session.here, env=session.shell, stdout=subprocess.PIPE, stderr=quiet
    ) as server:
        try:
            assert server.stdout is not None
            assert server.stdout.readline(), f"{command} said nothing"
            yield
        finally:
            server.send_signal(signal.SIGTERM)


def assert_printed(command: str, shown: list[str], printed: str) -> None:
    """Demand that what was printed is what is shown, `…` standing for any lines."""
    lines = [line for line in alike(printed).splitlines() if line.strip()]
    patterns = [r"(?:.*\n)*?" if s.strip() == "…" else re.escape(alike(s)) + "\n" for s in shown]
    text = "".join(f"{line.rstrip()}\n" for line in lines)
    assert re.fullmatch("".join(patterns), text), (
        f"{command}\nshould print\n{os.linesep.join(shown)}\nbut prints\n{printed}"
    )


def alike(text: str) -> str:
    """Return a text without what differs each time."""
    for pattern, word in _VARYING:
        text = pattern.sub(word, text)
    return text


def free_ports(count: int) -> list[str]:
    """Return ports of this machine where nobody listens."""
    with ExitStack() as held:
        taken = [held.enter_context(socket.socket()) for _ in range(count)]
        for one in taken:
            one.bind(("127.0.0.1", 0))
        return [str(one.getsockname()[1]) for one in taken]


def check_yaml(text: str, folder: Path) -> None:
    """Write a page's YAML into a programme and lint it. Raises AssertionError for a fault.

    Files that a page's commands use are left to `follow`.
    """
    every = blocks(text)
    typed = any(block.language == "console" for block in every)
    found = [b for b in every if b.language == "yaml" and not (typed and b.file)]
    files = dict(placed(found))
    around_files(folder, files)
    for file, content in files.items():
        target = folder / file
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(content, "utf-8")
    assert_no_fault(folder)
    for block in found:
        if block.kind == "simulation":
            load(folder / block.file)
        elif block.kind == "journey" and set(re.findall(r"- (\w+)\.\w+:", block.text)) == {"echo"}:
            journey = block.file.removeprefix("journeys/").removesuffix(".yaml")
            run_onetake("test", "--programme", str(folder), journey)


def placed(found: list[Block]) -> Iterator[tuple[str, str]]:
    """Yield the file each block belongs into, with its content."""
    for number, block in enumerate(found):
        value = yaml.safe_load(block.text)
        if block.file and block.kind:
            yield block.file, block.text
        elif block.kind == "steps":
            yield f"journeys/steps-{number}.yaml", AROUND_STEPS + indented(block.text)
        elif block.kind == "expect":
            step = "  - api.get: /here\n" + indented(block.text, 4)
            yield f"journeys/expect-{number}.yaml", AROUND_STEPS + step
        elif block.kind == "programme":
            yield "onetake.yaml", block.text
        elif block.kind in FOLDERS:
            yield f"{FOLDERS[block.kind]}/example-{number}.yaml", block.text
        elif block.kind == "journey" or (isinstance(value, dict) and {"goal", "steps"} <= {*value}):
            yield f"journeys/example-{number}.yaml", block.text
        else:
            assert not block.kind, f"line {block.line}: nobody knows what a {block.kind} is"


def indented(text: str, by: int = 2) -> str:
    """Return a text moved to the right."""
    return "".join(f"{' ' * by}{line}\n" for line in text.splitlines())


def around_files(folder: Path, files: dict[str, str]) -> None:
    """Add what a page's files take for granted: Harbor Bank's nouns, unless it has its own."""
    names = sorted(set(re.findall(r"\$\{environment\.(\w+)}", "".join(files.values()))) - {"name"})
    secrets = sorted(set(re.findall(r"\$\{secret\.(\w+)}", "".join(files.values()))))
    values = dict.fromkeys(names, "http://127.0.0.1:1")
    around = {
        "onetake.yaml": {
            "programme": "Examples",
            "environments": {"dev": {"values": values}},
            "secrets": dict.fromkeys(secrets),
        },
        "parts/identify.yaml": {"needs": ["card"], "steps": [{"chat.say": "${card}"}]},
        "personas/anna.yaml": {
            "name": "Anna",
            "card": "1",
            "user": "anna",
            "phone": "+447700900001",
            "email": "anna@customers.example",
        },
        "personas/björn.yaml": {"name": "Björn"},
        "personas/chloe.yaml": {"name": "Chloe"},
        "personas/dora.yaml": {
            "name": "Dora",
            "card": {"ending": "1"},
            "phone": "+447700900004",
            "email": "dora@customers.example",
        },
        **{f"teams/{name}.yaml": {"name": name} for name in ("digital", "cards", "service")},
    }
    channels = set(re.findall(r"^channel: (\w+)$", "\n".join(files.values()), re.MULTILINE))
    if "api" not in channels:
        around["systems/an-api.yaml"] = {"channel": "api", "address": "http://127.0.0.1:1"}
    if "web" not in channels:
        around["systems/a-site.yaml"] = {"channel": "web", "address": "http://127.0.0.1:1"}
    if "chat" not in channels:
        bot = {"channel": "chat", "address": "ws://127.0.0.1:1", "connector": "websocket"}
        around["systems/a-bot.yaml"] = bot
    if "sms" not in channels:
        phone = {"channel": "sms", "address": "http://127.0.0.1:1", "gateway": "twilio"}
        phone |= {"account": "AC1", "password": "1", "company": "+4930123456"}
        around["systems/a-phone.yaml"] = phone
    if "email" not in channels:
        mailbox = {"channel": "email", "address": "http://127.0.0.1:1", "catcher": "mailpit"}
        mailbox |= {"smtp": "smtp://127.0.0.1:1", "company": "help@harbor.example"}
        around["systems/a-mailbox.yaml"] = mailbox
    for file, content in around.items():
        files.setdefault(file, yaml.safe_dump(content, allow_unicode=True))


def assert_no_fault(folder: Path) -> None:
    """Demand that lint finds nothing but what examples may be: unused, or a piece of a journey."""
    every = lint_programme(folder, use_cache=False).faults
    faults = [f for f in every if f.rule not in ("unused", "unheard")]
    assert not faults, "\n".join(rendered(faults))


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("```console\n$ onetake --version\n9.9.9\n```\n", "should print"),
        ("```console\n$ onetake lint\n```\n", "ended with 3"),
        ("```console\n$ echo one\none\ntwo\n```\n", "should print"),
        ("```console\n$ printf 'one\\ntwo\\n'\none\n```\n", "should print"),
    ],
)
def test_a_wrong_console_is_noticed(text: str, reason: str, tmp_path: Path) -> None:
    """A page that shows what does not happen fails."""
    with pytest.raises(AssertionError, match=reason):
        follow(text, tmp_path)


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("```yaml steps\n- chat.sing: la\n```\n", "chat.sing"),
        ("```yaml expect\nexpect: {stats: 200}\n```\n", "stats"),
        ("```yaml system\nchannel: api\naddress: x\ntimeout: soon\n```\n", "not a duration"),
        ("```yaml journey\ngoal: A goal\nowner: nobody\nsteps: [{echo.say: a}]\n```\n", "nobody"),
        ("```yaml sistem\nchannel: api\n```\n", "nobody knows"),
    ],
)
def test_wrong_yaml_is_noticed(text: str, reason: str, tmp_path: Path) -> None:
    """A page whose files lint would refuse fails."""
    with pytest.raises(AssertionError, match=reason):
        check_yaml(text, tmp_path)
