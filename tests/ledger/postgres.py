"""A real PostgreSQL for the tests: Debian's, started in a second, gone with the tests.

`postgres` is a server of the test process, `database` the address of an empty database on it. It
listens on a socket in its own folder only; a program that root's tests start runs as `postgres`.
"""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import tempfile
from collections.abc import Iterator
from itertools import count
from pathlib import Path

import psycopg
import pytest

FIX = "./dev test installs it; or: sudo apt-get install postgresql"
PASSWORD = "pass-of-onetake"
FAST = {"fsync": "off", "full_page_writes": "off", "max_wal_size": "4GB"}
SAFE = {"fsync": "on", "max_wal_size": "4GB"}
_STOPPER = 'cat >/dev/null; "$@" >/dev/null 2>&1; rm -rf "$FOLDER"'


def program(name: str) -> str:
    """Return the path of a program of PostgreSQL's server, the newest one installed."""
    folders = sorted(Path("/usr/lib/postgresql").glob("*/bin"), key=lambda p: int(p.parts[-2]))
    found = shutil.which(name, path=str(folders[-1]) if folders else None)
    assert found, f"PostgreSQL's {name} is not installed. {FIX}"
    return found


class Server:
    """A PostgreSQL with its own folder; role `onetake` logs in with PASSWORD, `postgres` freely."""

    def __init__(self, settings: dict[str, str] | None = None) -> None:
        self.folder = Path(tempfile.mkdtemp(prefix="onetake-pg-"))
        self.settings = FAST if settings is None else settings
        self._numbers = count(1)
        self._as = {"user": "postgres", "group": "postgres"} if os.getuid() == 0 else {}
        if self._as:
            shutil.chown(self.folder, "postgres", "postgres")
        self.folder.chmod(0o755)
        self._run("initdb", "-N", "-A", "trust", "-U", "postgres", "--no-locale", "-E", "UTF8")
        (self.folder / "data" / "pg_hba.conf").write_text(
            "local all postgres trust\nlocal all all scram-sha-256\n"
        )
        self._stopper = subprocess.Popen(
            ["sh", "-c", _STOPPER, "sh", *self._command("pg_ctl", "stop", "-m", "immediate")],
            stdin=subprocess.PIPE, env={**os.environ, "FOLDER": str(self.folder)}, cwd="/",
            start_new_session=True, **self._as,
        )  # fmt: skip
        self.start()
        self.sql(f"CREATE ROLE onetake LOGIN CREATEDB PASSWORD '{PASSWORD}'")

    @property
    def up(self) -> bool:
        """Whether the server runs."""
        return (self.folder / "data" / "postmaster.pid").exists()

    def start(self) -> None:
        """Start the server and wait until it answers."""
        told = {"listen_addresses": "", "unix_socket_directories": self.folder, **self.settings}
        options = " ".join(f"-c {name}='{value}'" for name, value in told.items())
        log = str(self.folder / "log")
        self._run("pg_ctl", "start", "-w", "-l", log, "-o", options)

    def stop(self) -> None:
        """Stop the server as an administrator does, cutting every connection."""
        self._run("pg_ctl", "stop", "-w", "-m", "fast")

    def kill(self) -> None:
        """Kill the server, as when its machine loses power except that the disk's cache stays."""
        pid = int((self.folder / "data" / "postmaster.pid").read_text().split()[0])
        os.kill(pid, signal.SIGKILL)
        self._run("pg_ctl", "stop", "-w", "-m", "immediate", check=False)

    def end(self) -> None:
        """Stop the server and remove all it had."""
        self._stopper.communicate()

    def sql(self, statement: str, database: str = "postgres") -> list[tuple]:
        """Execute one statement as the administrator and return what it gives."""
        with psycopg.connect(self.url(database, "postgres"), autocommit=True) as connection:
            done = connection.execute(statement)  # type: ignore[call-overload]
            return done.fetchall() if done.description else []

    def database(self, owner: str = "onetake") -> str:
        """Make an empty database and return its name."""
        name = f"ledger_{next(self._numbers)}"
        self.sql(f"CREATE DATABASE {name} OWNER {owner}")
        return name

    def emptied(self, name: str) -> str:
        """Empty a database, made if need be, whoever still uses it; return its name."""
        if not self.sql(f"SELECT 1 FROM pg_database WHERE datname = '{name}'"):
            self.sql(f"CREATE DATABASE {name} OWNER onetake")
        self.sql(f"SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '{name}'")
        with psycopg.connect(self.url(name, "postgres"), autocommit=True) as connection:
            connection.execute("DROP SCHEMA IF EXISTS onetake CASCADE; DROP SCHEMA public CASCADE")
            connection.execute("CREATE SCHEMA public; GRANT ALL ON SCHEMA public TO onetake")
        return name

    def url(self, database: str, user: str = "onetake", password: str = PASSWORD) -> str:
        """Return the address of a database on this server."""
        return f"postgresql://{user}:{password}@/{database}?host={self.folder}"

    def _command(self, name: str, *arguments: str) -> list[str]:
        return [program(name), "-D", str(self.folder / "data"), *arguments]

    def _run(self, name: str, *arguments: str, check: bool = True) -> None:
        done = subprocess.run(
            self._command(name, *arguments), cwd="/", check=False, stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True, **self._as,
        )  # fmt: skip
        assert not check or done.returncode == 0, f"{name} failed: {done.stderr}\n{FIX}"


@pytest.fixture(scope="session")
def postgres() -> Iterator[Server]:
    """Yield a server that all tests of this process share."""
    server = Server()
    yield server
    server.end()


@pytest.fixture
def database(postgres: Server) -> str:
    """Return the address of an empty database; the next test gets the same one, emptied."""
    return postgres.url(postgres.emptied("emptied"))
