"""Runs a command and tells what it and all it started cost: `python weigh.py COMMAND…`.

Prints one line of JSON on standard error's end: `cpu` and `seconds`. Processes whose parent ended
come to this one (a subreaper, Linux), so that the time of every browser process counts.
"""

from __future__ import annotations

import ctypes
import json
import os
import resource
import subprocess
import sys
import time

PR_SET_CHILD_SUBREAPER = 36


def main(command: list[str]) -> int:
    """Run the command, wait for all it left behind, and tell its cost."""
    if ctypes.CDLL(None, use_errno=True).prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0):
        raise OSError(ctypes.get_errno(), "no subreaper here")
    begun = time.monotonic()
    code = subprocess.run(command, check=False).returncode
    seconds = time.monotonic() - begun
    while True:
        try:
            os.wait()
        except ChildProcessError:
            break
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    cost = {"cpu": used.ru_utime + used.ru_stime, "seconds": seconds, "code": code}
    print(json.dumps(cost), file=sys.stderr, flush=True)
    return code


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
