"""The files beside the code: change notes read well, and nothing names a registry or a machine."""

from __future__ import annotations

import re
import subprocess
import tomllib
from collections.abc import Iterable, Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
KINDS = ("added", "changed", "fixed", "removed")
# Written in pieces, so that this file does not name them itself.
HOSTS = "pypi org, pythonhosted org, npmjs org, yarnpkg com, debian org, golang org, crates io"
REGISTRIES = [
    r"(?<!www\.)\b{}\.{}\b".format(*host.split())  # a name and its end
    for host in HOSTS.split(", ")
]
MACHINES = [
    r"(?<![\w.}])/(?:work|root|Users)/[\w.]",
    r"(?<![\w.}])/home/(?!you\b)\w",
    r"file:///\w",
]
NAMED = re.compile("|".join([*REGISTRIES, *MACHINES]))
LOCKS = ("locks/*.txt", "tests/peers/*.txt")


def note_fault(name: str, text: str) -> str | None:
    """Say what is wrong with a change note; None when nothing is."""
    parts = name.split(".")
    if len(parts) != 3 or parts[2] != "md" or parts[1] not in KINDS:
        return f"changes/{name}: is called NAME.KIND.md, KIND one of {', '.join(KINDS)}"
    lines = text.splitlines()
    if len(lines) != 1 or not text.endswith("\n"):
        return f"changes/{name}: is one line, not {len(lines)}"
    if not (lines[0][:1].isupper() or lines[0].startswith("`")) or not lines[0].endswith("."):
        return f"changes/{name}: is a whole sentence, from a capital to a full stop"
    return None


def named_places(text: str) -> list[str]:
    """Return the registries and machine paths that a text names."""
    return [found.group() for found in NAMED.finditer(text)]


def files() -> Iterator[Path]:
    """Yield the project's own files: what git knows, and what it would take in."""
    listed = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT,
        capture_output=True,
        check=False,
    )
    if listed.returncode == 0:
        paths = (ROOT / name for name in listed.stdout.decode().split("\0") if name)
    else:
        paths = (
            path for path in ROOT.rglob("*") if not path.relative_to(ROOT).parts[0].startswith(".")
        )
    yield from (path for path in paths if path.is_file())


def namesakes(paths: Iterable[Path]) -> list[str]:
    """Return a line for every two test files of one name, in whatever folders they are."""
    seen: dict[str, Path] = {}
    return [
        f"{seen[path.name]} and {path} have one name, which pytest cannot import twice: rename one"
        for path in sorted(paths)
        if path.name.startswith("test_") and seen.setdefault(path.name, path) != path
    ]


def test_no_two_test_files_have_the_same_name() -> None:
    """Test files are imported by their name alone, so that two of one name break a whole run."""
    tests = [path.relative_to(ROOT) for path in files() if path.suffix == ".py"]
    found = namesakes(path for path in tests if path.parts[0] == "tests")
    assert not found, "\n".join(found)


def test_namesakes_are_both_named() -> None:
    """Whoever reads the message knows which two files are meant."""
    names = ["tests/web/test_form.py", "tests/web/page.py", "tests/chat/page.py", "tests/test_a.py"]
    [told] = namesakes(map(Path, [*names, "tests/chat/test_form.py"]))
    assert told.startswith("tests/chat/test_form.py and tests/web/test_form.py have one name")


def test_change_notes_are_one_sentence_each() -> None:
    """Every note in changes/ can go into the changelog as it is."""
    notes = [
        p for p in (ROOT / "changes").iterdir() if p.name not in ("README.md", "template.md.j2")
    ]
    found = [note_fault(note.name, note.read_text(encoding="utf-8")) for note in sorted(notes)]
    assert [fault for fault in found if fault] == []


@pytest.mark.parametrize(
    ("name", "text", "said"),
    [
        ("walk.md", "A sentence.\n", "is called"),
        ("walk.improved.md", "A sentence.\n", "is called"),
        ("walk.added.md", "One.\nTwo.\n", "is one line"),
        ("walk.added.md", "One.", "is one line"),
        ("walk.added.md", "no capital.\n", "is a whole sentence"),
        ("walk.added.md", "No full stop\n", "is a whole sentence"),
    ],
)
def test_a_bad_change_note_is_refused(name: str, text: str, said: str) -> None:
    """Each of these would look wrong in the changelog."""
    assert said in (note_fault(name, text) or "")


def test_nothing_names_a_registry_or_a_machine() -> None:
    """A file that does would tie the project to one place."""
    found = [
        f"{path.relative_to(ROOT)}: {', '.join(places)}"
        for path in files()
        if (places := named_places(path.read_bytes().decode(errors="replace")))
    ]
    assert found == []


@pytest.mark.parametrize(
    "text",
    [
        "--index-url https://" + "pypi." + "org" + "/simple",
        '"resolved": "https://registry.' + "npmjs." + "org" + '/a.tgz"',
        "cd /" + "work/main",
        "~ is /" + "root/.cache",
        "open('/" + "home/ada/x')",
        "file://" + "/opt/wheels",
    ],
)
def test_a_named_place_is_found(text: str) -> None:
    """Each of these names a registry or a machine's path."""
    assert named_places(text)


def test_addresses_of_customers_are_no_machine() -> None:
    """An address that a journey asks for is not a path of this machine."""
    assert (
        named_places("api.get: /orders/1, ${environment.bank}/home/a, https://example.org/work/x")
        == []
    )


def test_every_locked_package_has_its_hashes() -> None:
    """A lock without a hash, or with an option of one machine, would install something unseen."""
    for pattern in LOCKS:
        for lock in ROOT.glob(pattern):
            lines = lock.read_text(encoding="utf-8").replace("\\\n", " ").splitlines()
            wrong = [
                s for s in lines if s.strip() and not re.match(r"\s*#|[\w.-]+==.*--hash=sha256:", s)
            ]
            assert wrong == [], lock


def test_the_lock_covers_what_the_project_asks_for() -> None:
    """Each dependency of pyproject.toml is in the locks, core and dev."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    core = project["project"]["dependencies"]
    extras = project["project"]["optional-dependencies"].values()
    dev = [*core, *project["dependency-groups"]["dev"], *(one for extra in extras for one in extra)]
    for asked, name in ((core, "core"), (dev, "dev")):
        lock = (ROOT / "locks" / f"{name}.txt").read_text(encoding="utf-8").lower()
        missing = [one for one in asked if f"\n{package(one)}==" not in lock]
        assert missing == [], f"run: ./dev lock (locks/{name}.txt lacks {missing})"


def package(requirement: str) -> str:
    """Return the package's name of a requirement, as locks write it."""
    name = re.match(r"[\w.-]+", requirement)
    assert name
    return re.sub(r"[-_.]+", "-", name.group()).lower()
