"""Installs the peers, software that is not ours, from the package registries into a cache folder.

The folder is `~/.cache/onetake/peers`, or `$ONETAKE_PEERS`. Each peer has a lock with hashes beside
this file and is installed once per lock; `python tests/peers/install.py` does it for all of them.
What comes out of Debian's packages is in `debian.py`.
"""

from __future__ import annotations

import fcntl
import hashlib
import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

HERE = Path(__file__).parent
PYTHON_PEERS = ("httpbin", "opsdroid", "oscar")
NODE_PEERS = ("jsonserver", "maildev", "playwright", "prism")


def cache() -> Path:
    """Return the folder that the peers are installed into."""
    chosen = os.environ.get("ONETAKE_PEERS")
    return Path(chosen) if chosen else Path.home() / ".cache" / "onetake" / "peers"


def python_peer(name: str) -> Path:
    """Return the folder of a peer's own Python environment, made from its lock when it is new."""
    lock = HERE / f"{name}.txt"

    def make(folder: Path) -> None:
        run(sys.executable, "-m", "venv", str(folder))
        pip = (str(folder / "bin" / "python"), "-m", "pip", "install", "--quiet")
        run(*pip, "--disable-pip-version-check", "--require-hashes", "--no-deps", "-r", str(lock))

    return installed(name, lock.read_bytes() + sys.version.encode(), make)


def node_peer(name: str) -> Path:
    """Return the folder of a peer from npm, with its node_modules."""
    lock = HERE / name / "package-lock.json"

    def make(folder: Path) -> None:
        folder.mkdir()
        for file in ("package.json", "package-lock.json"):
            shutil.copy(HERE / name / file, folder)
        quiet = ("--no-audit", "--no-fund", "--no-update-notifier", "--loglevel=error")
        path = f"{Path(node()).parent}{os.pathsep}{os.environ['PATH']}"
        run(npm(), "ci", *quiet, cwd=folder, env={**os.environ, "PATH": path})

    return installed(name, lock.read_bytes(), make)


def oscar_shop() -> Path:
    """Return the folder of an Oscar shop that was never opened: database, index, static files."""
    site = HERE / "oscar_site"
    sources = b"".join(file.read_bytes() for file in sorted(site.glob("*.py")))
    python = python_peer("oscar") / "bin" / "python"

    def make(folder: Path) -> None:
        folder.mkdir()
        run(
            str(python),
            str(site / "oscar_stock.py"),
            env={**os.environ, "OSCAR_STATE": str(folder)},
        )

    return installed("oscar-shop", sources + (HERE / "oscar.txt").read_bytes(), make)


def node() -> str:
    """Return the path of Node.js: the system's, or one from the registry when it has none."""
    return _node_program("node")


def npm() -> str:
    """Return the path of npm, Node.js' package manager."""
    return _node_program("npm")


def _node_program(name: str) -> str:
    found = shutil.which(name)
    both = shutil.which("node") and shutil.which("npm")
    return found if found and both else str(python_peer("node") / "bin" / name)


def installed(name: str, made_from: bytes, make: Callable[[Path], None]) -> Path:
    """Return a peer's folder, one per content of what it is made from, made once at a time."""
    folder = cache() / f"{name}-{hashlib.sha256(made_from).hexdigest()[:12]}"
    done = folder / ".installed"
    if done.exists():
        return folder
    folder.parent.mkdir(parents=True, exist_ok=True)
    with alone(folder.with_suffix(".lock")):
        if not done.exists():
            print(f"· Installing {name} into {cache()}", file=sys.__stderr__, flush=True)
            shutil.rmtree(folder, ignore_errors=True)
            make(folder)
            done.touch()
    return folder


@contextmanager
def alone(path: Path) -> Iterator[None]:
    """Hold a lock file while the block runs; others wait."""
    with path.open("a") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield


def run(*command: str, cwd: Path | None = None, env: dict[str, str] | None = None) -> None:
    """Run a command; when it fails, say what it said."""
    done = subprocess.run(
        command, cwd=cwd, env=env, stdin=subprocess.DEVNULL, capture_output=True, check=False
    )
    if done.returncode:
        said = (done.stderr or done.stdout).decode(errors="replace")[-2000:]
        raise RuntimeError(
            f"`{' '.join(command)}` ended with {done.returncode}:\n{said}\n"
            "The peers come from the package registries: is the network up? "
            "Without them: ./dev test --ignore tests/peers"
        )


if __name__ == "__main__":
    for python_name in PYTHON_PEERS:
        print(python_peer(python_name))
    for node_name in NODE_PEERS:
        print(node_peer(node_name))
    print(oscar_shop())
