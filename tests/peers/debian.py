"""Programs from Debian's packages, unpacked into the peers' cache folder; nothing is installed.

So an ordinary user can have a Postfix, and the machine's own mail server, if it has one, stays
what it is. `apt-get` chooses and checks the packages, with the sources that the system has.
"""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Mapping
from pathlib import Path

from install import installed, run

PACKAGES = (
    *("postfix", "dovecot-core", "dovecot-imapd", "dovecot-lmtpd", "fakeroot", "libfakeroot"),
    *("kannel", "kannel-extras"),
)
RELEASE = Path("/etc/os-release")
DOVECOT = Path("usr/lib/dovecot")
COMPILED_IN = b"/usr/lib/dovecot/modules\0"


def debian() -> Path:
    """Return the folder that the packages are unpacked in; below it they lie as below `/`."""
    if not (shutil.which("apt-get") and shutil.which("dpkg-deb")):
        raise RuntimeError(
            "Postfix, Dovecot and Kannel are taken from Debian's packages, and this system has no "
            "apt-get and dpkg-deb. Without them: ./dev test --ignore tests/peers"
        )
    return installed("debian", RELEASE.read_bytes() + " ".join(PACKAGES).encode(), unpack)


def unpack(folder: Path) -> None:
    """Fetch the packages, with those libraries they need that the system lacks, and unpack them."""
    fetched = folder / "packages"
    for name in ("lists/partial", "packages/partial", "cache"):
        (folder / name).mkdir(parents=True)
    options = {
        "Dir::State::Lists": folder / "lists",
        "Dir::Cache": folder / "cache",
        "Dir::Cache::Archives": fetched,
        "Dir::Log": folder / "cache",
        "Debug::NoLocking": 1,  # the locks of a system that we leave as it is
        "APT::Sandbox::User": "",
    }
    apt = ("apt-get", "-qq", *(f"-o{name}={value}" for name, value in options.items()))
    run(*apt, "update")
    run(
        *(*apt, "install", "--yes", "--download-only", "--reinstall", "--no-install-recommends"),
        *PACKAGES,
    )
    for package in fetched.glob("*.deb"):
        run("dpkg-deb", "--extract", str(package), str(folder))
    for name in ("lists", "packages", "cache", "usr/share"):
        shutil.rmtree(folder / name)
    find_modules_beside(folder / DOVECOT / "libdovecot.so.0.0.0")
    check_version(folder)


def find_modules_beside(library: Path) -> None:
    """Let Dovecot look for its TLS in `modules` of the folder it is started in.

    Every other path can be set; this one is compiled in, and would lead to the system's Dovecot.
    """
    code = library.read_bytes()
    if code.count(COMPILED_IN) != 1:
        raise RuntimeError("this Dovecot is not one of the 2.3 versions that the tests know")
    library.write_bytes(code.replace(COMPILED_IN, b"modules".ljust(len(COMPILED_IN), b"\0")))


def check_version(root: Path) -> None:
    """Refuse a Dovecot that does not understand our settings."""
    command = [str(root / "usr/sbin/dovecot"), "--version"]
    environment = {**os.environ, **libraries(root)}
    version = subprocess.run(command, env=environment, capture_output=True, check=True, text=True)
    if not version.stdout.startswith("2.3."):
        raise RuntimeError(
            f"The settings in tests/peers/postoffice are for Dovecot 2.3, which Debian 12 and "
            f"Ubuntu 24.04 have, not for {version.stdout.split()[0]}. "
            "Without it: ./dev test --ignore tests/peers"
        )


def libraries(root: Path) -> Mapping[str, str]:
    """Return the environment in which programs unpacked below a folder find their libraries."""
    dovecot = root / DOVECOT
    folders = [
        *root.glob("usr/lib/*-linux-gnu*"),
        *(root / "usr/lib/postfix", dovecot, dovecot / "modules", dovecot / "modules/old-stats"),
    ]
    return {"LD_LIBRARY_PATH": os.pathsep.join(map(str, folders))}


if __name__ == "__main__":
    print(debian())
