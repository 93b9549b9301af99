"""Exit codes, and how an error is shown: what was seen, the fix, never a stack trace."""

from __future__ import annotations

import os
import sys
import traceback
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from tempfile import NamedTemporaryFile

from onetake.errors import CouldNotTell, OnetakeError
from onetake.words.location import Fault
from onetake.words.report import Outcome
from onetake.words.verdict import Verdict

OK, NOTICED, USAGE, WRONG, UNTOLD, BUG = 0, 1, 2, 3, 4, 5
"""All is well · a customer would notice · wrong usage · the programme is wrong · could not tell ·
our bug."""

FAIL_ON = {
    "degraded": (Verdict.DEGRADED, Verdict.FAILED),
    "failed": (Verdict.FAILED,),
    "unknown": (Verdict.DEGRADED, Verdict.FAILED, Verdict.UNKNOWN),
}


def exit_code(outcome: Outcome, fail_on: str) -> int:
    """Return the exit code of a test: what is unknown, or was never walked, is not passed."""
    counting = {judged.verdict for judged in outcome.judged if not judged.draft}
    if counting & set(FAIL_ON[fail_on]):
        return NOTICED
    walked = counting - {Verdict.SKIPPED}
    if outcome.interrupted or Verdict.UNKNOWN in counting or not walked:
        return UNTOLD
    return OK


def run_guarded(run: Callable[[], int], *, json: bool) -> int:
    """Run a command; an error is told with its fix, a bug of ours is kept for a report."""
    try:
        return run()
    except OnetakeError as error:
        _tell(error, json)
        return error.exit_code
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return UNTOLD
    except KeyboardInterrupt:
        print("stopped by Ctrl-C", file=sys.stderr)
        return UNTOLD
    except OSError as error:
        _tell(_refused(error), json)
        return UNTOLD
    except Exception as error:  # noqa: BLE001 - whatever is left is a bug of ours
        file = _keep_trace()
        message = f"Onetake itself went wrong: {type(error).__name__}: {error}"
        _tell(OnetakeError(message, hint=f"report it with the details in {file}"), json)
        return BUG


def _refused(error: OSError) -> CouldNotTell:
    """Return what the operating system refused, such as a path that leads nowhere."""
    what = f"{error.filename}: " if error.filename else ""
    hint = "name a path that exists, has room, and may be read and written"
    return CouldNotTell(f"{what}{error.strerror or error}", hint=hint)


def _keep_trace() -> Path:
    with NamedTemporaryFile("w", prefix="onetake-", suffix=".txt", delete=False) as file:
        file.write(traceback.format_exc())
    return Path(file.name)


def _tell(error: OnetakeError, json: bool) -> None:
    with suppress(OSError):  # nobody may be left to be told; the exit code still tells
        _print(error, json)


def _print(error: OnetakeError, json: bool) -> None:
    faults = getattr(error, "faults", ())
    if json:
        import orjson

        told = {
            "code": error.exit_code,
            "message": error.message,
            "hint": error.hint,
            "place": error.place,
            "faults": [fault_document(fault) for fault in faults],
        }
        document = {"schema": 1, "error": told}
        print(orjson.dumps(document, option=orjson.OPT_INDENT_2).decode(), flush=True)
        return
    if faults:
        from onetake.flows.lint import rendered

        print("\n".join(rendered(faults)), file=sys.stderr)
    place = f"{error.place}: " if error.place else ""
    print(f"{place}error: {error.message}", file=sys.stderr)
    if error.hint:
        print(f"  {error.hint}", file=sys.stderr)


def fault_document(fault: Fault) -> dict[str, object]:
    """Return a fault as commands print it with --json."""
    location = fault.location
    return {
        "file": location.file,
        "line": location.line,
        "column": location.column,
        "severity": fault.severity,
        "rule": fault.rule,
        "message": fault.message,
        "hint": fault.hint,
    }
