"""Keeps one peer running for as long as somebody uses it: pytest's workers share it.

Who uses a peer holds a shared lock on `NAME.users`. The first one starts a keeper, a process of its
own. The keeper starts the peer and waits for the whole lock, which it gets when the last user let
go or died; then it stops the peer and ends.
"""

from __future__ import annotations

import fcntl
import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from types import FrameType

import psutil
from install import alone
from ports import Ports
from subjects import SUBJECTS

STARTS_WITHIN_S, STOPS_WITHIN_S = 60, 5


@contextmanager
def peer(name: str, folder: Path) -> Iterator[str]:
    """Use a peer; yields its address, such as http://127.0.0.1:40123, or its ports by name in JSON.

    Users who give the same folder share one peer; its files and its log lie there.
    """
    state = folder / name
    state.mkdir(parents=True, exist_ok=True)
    with (state / "users").open("a") as users:
        fcntl.flock(users, fcntl.LOCK_SH)
        with alone(state / "turn"):
            address = state / "address"
            if not address.exists():
                start_keeper(name, state)
        yield address.read_text(encoding="utf-8")


def start_keeper(name: str, state: Path) -> None:
    """Start a peer's keeper and wait until the peer listens."""
    with closing(Ports()) as ports:
        SUBJECTS[name](state, ports)  # installs it here, where a failure is shown
    with (state / "log").open("ab") as log:
        keeper = subprocess.Popen(
            [sys.executable, __file__, name, str(state)],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=log,
            start_new_session=True,
        )
    assert keeper.stdout
    with keeper.stdout as said:
        if not said.readline():
            log_end = (state / "log").read_text(encoding="utf-8", errors="replace")[-2000:]
            raise RuntimeError(f"{name} did not start; the end of {state / 'log'}:\n{log_end}")


def keep(name: str, state: Path) -> None:
    """Start a peer, say its address, and stop it when nobody uses it any more."""
    signal.signal(signal.SIGTERM, _end)
    environment = {key: value for key, value in os.environ.items() if not key.startswith("PYTHON")}
    for home in ("HOME", "XDG_DATA_HOME", "XDG_CONFIG_HOME", "XDG_CACHE_HOME"):
        environment[home] = str(state)
    ports = Ports()
    process = subprocess.Popen(
        SUBJECTS[name](state, ports),
        cwd=state,
        env={**environment, "PYTHONUNBUFFERED": "1"},
        stdin=subprocess.DEVNULL,
        stdout=sys.stderr,
        start_new_session=True,
    )
    address = state / "address"
    try:
        told = wait_for(process, ports)
        address.write_text(told, encoding="utf-8")
        print(told, flush=True)
        with alone(state / "users"):
            address.unlink()
            stop(process)
    finally:
        address.unlink(missing_ok=True)
        stop(process)


def wait_for(process: subprocess.Popen[bytes], ports: Ports) -> str:
    """Return a peer's ports in JSON once it listens on them, or its address, if it chose itself."""
    until = time.monotonic() + STARTS_WITHIN_S
    while process.poll() is None and time.monotonic() < until:
        if ports.numbers():
            if ports.listen():
                return json.dumps(ports.numbers())
        elif port := listening_port(process):
            return f"http://127.0.0.1:{port}"
        time.sleep(0.05)
    ended = process.returncode
    raise SystemExit(f"ended with {ended}" if ended is not None else "does not listen in time")


def listening_port(process: subprocess.Popen[bytes]) -> int | None:
    """Return the port that a process, or a child of its, listens on."""
    root = psutil.Process(process.pid)
    for member in (root, *root.children(recursive=True)):
        for connection in member.net_connections("tcp4"):
            if connection.status == psutil.CONN_LISTEN:
                return int(connection.laddr.port)
    return None


def stop(process: subprocess.Popen[bytes]) -> None:
    """Stop a process and its children, gently first."""
    for how in (signal.SIGTERM, signal.SIGKILL):
        try:
            os.killpg(process.pid, how)
        except ProcessLookupError:
            return
        try:
            process.wait(STOPS_WITHIN_S)
        except subprocess.TimeoutExpired:
            continue


def _end(_number: int, _frame: FrameType | None) -> None:
    raise SystemExit(1)


if __name__ == "__main__":
    with alone(Path(sys.argv[2]) / "keeper"):  # so that others can wait for the keeper's end
        keep(sys.argv[1], Path(sys.argv[2]))
