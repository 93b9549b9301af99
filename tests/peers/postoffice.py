"""Runs a post office: Postfix takes mail and hands it to Dovecot, who keeps the mailboxes.

Both run as an ordinary user out of a folder of their own; started by root, as `nobody`. Postfix
would have to be root, so that fakeroot pretends that it is. When Dovecot is asked to end, it is
started again; when anything else ends, or ends badly, the post office closes.
"""

from __future__ import annotations

import grp
import json
import os
import pwd
import shutil
import signal
import string
import subprocess
import sys
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from types import FrameType

from authority import certify
from debian import libraries

FILES = Path(__file__).parent / "postoffice"
STOPS_WITHIN_S = 3
PASSWORD = "lantern-on-the-quay"
MAILBOXES = ("anna", "bjorn", "chloe", "everyone")
QUEUE = (
    *("active", "bounce", "corrupt", "defer", "deferred", "flush", "hold", "incoming"),
    *("maildrop", "pid", "private", "public", "saved", "trace"),
)


class Text(string.Template):
    """A file with @{names} to fill in."""

    delimiter = "@"


@dataclass(frozen=True, slots=True)
class Office:
    """Where a post office lives, and the programs it runs."""

    home: Path
    programs: Path

    def furnish(self, ports: Mapping[str, int]) -> None:
        """Write every file that Postfix and Dovecot read."""
        for name in ("run", "mail", "data", "postfix", *(f"queue/{name}" for name in QUEUE)):
            (self.home / name).mkdir(parents=True)
        (self.home / "run" / "modules").symlink_to(self.programs / "usr/lib/dovecot/modules")
        names = {
            "home": self.home,
            "programs": self.programs,
            "user": pwd.getpwuid(os.getuid()).pw_name,
            "group": grp.getgrgid(os.getgid()).gr_name,
            "password": PASSWORD,
            **ports,
        }
        for place in ("dovecot.conf", "postfix/main.cf", "postfix/master.cf"):
            text = (FILES / Path(place).name).read_text(encoding="utf-8")
            self.write(place, Text(text).substitute(names))
        self.write("users", users())
        self.write("aliases", aliases())

    def write(self, place: str, text: str) -> None:
        """Write a file as an old one: Postfix waits for seconds when its settings are new."""
        file = self.home / place
        file.write_text(text, encoding="utf-8")
        os.utime(file, (0, 0))

    def start_dovecot(self) -> subprocess.Popen[bytes]:
        """Start Dovecot, told where its own program is that reads the settings."""
        dovecot, settings = self.programs / "usr/sbin/dovecot", self.home / "dovecot.conf"
        reader = (str(self.programs / "usr/bin/doveconf"), "-f", "service=master", "-m", "master")
        return subprocess.Popen(
            [*reader, "-c", str(settings), "-e", str(dovecot), "-F", "-c", str(settings)],
            env=self.environment(),
        )

    def start_postfix(self, key: str) -> subprocess.Popen[bytes]:
        """Start Postfix, who believes it is root."""
        [pretend] = self.programs.glob("usr/lib/*/libfakeroot/libfakeroot-sysv.so")
        settings = str(self.home / "postfix")
        return subprocess.Popen(
            [str(self.programs / "usr/lib/postfix/sbin/master"), "-d", "-c", settings],
            env={**self.environment(), "LD_PRELOAD": str(pretend), "FAKEROOTKEY": key},
        )

    def start_fakeroot(self) -> subprocess.Popen[bytes]:
        """Start the keeper of what is pretended; it says a key by which it is found."""
        faked = self.programs / "usr/bin/faked-sysv"
        command = [str(faked), "--foreground"]
        return subprocess.Popen(command, stdout=subprocess.PIPE, env=self.environment())

    def environment(self) -> dict[str, str]:
        """Return the environment of all programs."""
        settings = {"MAIL_CONFIG": str(self.home / "postfix")}
        return {**os.environ, **libraries(self.programs), **settings}

    def log(self) -> str:
        """Return the end of what Dovecot and Postfix wrote."""
        logs = [log.read_text(encoding="utf-8") for log in sorted(self.home.glob("*.log"))]
        return "\n".join(log[-2000:] for log in logs)


def users() -> str:
    """Return the mailboxes of harbor.example; the one of `full` takes nothing more."""
    lines = [f"{name}@harbor.example:{{PLAIN}}{PASSWORD}::::::" for name in MAILBOXES]
    full = f"full@harbor.example:{{PLAIN}}{PASSWORD}::::::userdb_quota_rule=*:bytes=1"
    return "\n".join([*lines, full, ""])


def aliases() -> str:
    """Return who gets whose mail: `everyone` what nobody else does, except for `gone`."""
    known = [f"{name}@harbor.example" for name in (*MAILBOXES, "full", "gone")]
    lines = [f"{address} {address}" for address in known]
    every = "@quay.example @quay.example"
    return "\n".join([*lines, "@harbor.example everyone@harbor.example", every, ""])


def move_in(home: Path, programs: Path) -> Office:
    """Make the folder a post office lives in, and become `nobody` if this is root."""
    (home / "tls").mkdir()
    certify(home / "tls")
    if os.getuid() != 0:
        return Office(home, programs)
    own = home / "programs"  # the folder they are in is root's, where nobody else may go
    shutil.copytree(programs, own, symlinks=True)
    nobody = pwd.getpwnam("nobody")
    for file in (home, *home.rglob("*")):
        os.chown(file, nobody.pw_uid, nobody.pw_gid, follow_symlinks=False)
    os.setgroups([])
    os.setgid(nobody.pw_gid)
    os.setuid(nobody.pw_uid)
    os.environ["HOME"] = str(home)
    os.chdir(home)
    return Office(home, own)


def work(office: Office) -> None:
    """Run until told to end, or until something ends that should not."""
    dovecot, faked = office.start_dovecot(), office.start_fakeroot()
    assert faked.stdout
    postfix = office.start_postfix(faked.stdout.readline().decode().partition(":")[0])
    try:
        while True:
            ended, status = os.wait()
            if ended != dovecot.pid or status:
                raise SystemExit(f"{ended} ended with {status}\n{office.log()}")
            dovecot = office.start_dovecot()
    finally:
        os.killpg(postfix.pid, signal.SIGTERM)  # it made itself a group of its own
        for process in (dovecot, faked):
            process.terminate()
        for process in (postfix, dovecot, faked):
            process.wait(STOPS_WITHIN_S)


def end(_number: int, _frame: FrameType | None) -> None:
    """End as after an exception, so that all is put away."""
    raise SystemExit(0)


if __name__ == "__main__":
    signal.signal(signal.SIGTERM, end)
    with tempfile.TemporaryDirectory(prefix="onetake-mail-", ignore_cleanup_errors=True) as folder:
        Path(sys.argv[1], "home").write_text(folder, encoding="utf-8")
        office = move_in(Path(folder), Path(sys.argv[2]))
        office.furnish(json.loads(sys.argv[3]))
        work(office)
