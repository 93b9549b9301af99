"""`onetake ledger`: verify what happened, copy it, and forget people."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

from cyclopts import App, Parameter

from onetake.commands.exits import NOTICED, OK
from onetake.commands.show import as_json
from onetake.flows.ledger import backup_ledger, export_ledger, restore_ledger, verify_ledger

app = App(name="ledger", help="Verify, copy, forget runs.", help_format="plaintext")
app.command("onetake.commands.forget:forget", name="forget")
app.command("onetake.commands.forget:expire", name="expire")
app.command("onetake.commands.import_:import_", name="import")
app.command("onetake.commands.seal:seal", name="seal")
app.command("onetake.commands.publish:publish", name="publish")
Flag = Annotated[bool, Parameter(negative="")]
_UNKNOWN = (
    "The ledger may not be written, so it does not know of this copy: when somebody is forgotten, "
    "remember it yourself."
)


@app.command
def verify(
    *, head: str = "", ledger: str = "", programme: Path = Path(), json: Flag = False
) -> int:
    """Recompute the chain over every row, look at all texts and evidence; 1 when one was changed.

    Parameters
    ----------
    head
        A chain head remembered elsewhere; only it shows that the end was cut off.
    ledger
        The ledger, if not the programme's own: a file, or postgresql://USER@HOST/DATABASE.
    programme
        The programme's folder, or one below it.
    json
        Print the result as JSON.
    """
    verified = verify_ledger(programme, ledger, head)
    kept = verified.kept
    if json:
        print(as_json({
            "schema": 2,
            "holds": verified.holds,
            "rows": verified.chain.rows,
            "head": str(verified.chain.head),
            "bad": verified.chain.bad + kept.bad,
            "faults": [str(fault) for fault in verified.chain.faults] + list(kept.faults),
            "texts": {"kept": kept.texts, "erased": kept.erased_texts},
            "evidence": {
                "kept": kept.evidence,
                "erased": kept.erased_evidence,
                "lingering": kept.lingering,
                "elsewhere": kept.elsewhere,
            },
        }))  # fmt: skip
    else:
        print(verified.chain)
        print(kept)
        for fault in kept.faults:
            print(fault)
    return OK if verified.holds else NOTICED


@app.command
def export(
    target: Path,
    *,
    texts: Flag = False,
    ledger: str = "",
    programme: Path = Path(),
    json: Flag = False,
) -> int:
    """Write every row as a line of JSON to a file.

    Parameters
    ----------
    target
        The file to write; it appears only once it is whole.
    texts
        Write what was said and heard, too; forgetting somebody cannot reach into that file.
    ledger
        The ledger, if not the programme's own: a file, or postgresql://USER@HOST/DATABASE.
    programme
        The programme's folder, or one below it.
    json
        Print what was written as JSON.
    """
    exported, known = export_ledger(programme, ledger, target, texts=texts)
    if json:
        document = {"schema": 1, "rows": exported.rows, "head": str(exported.head)}
        document |= {"texts": exported.texts, "file": str(exported.path), "known": known}
        print(as_json(document))
        return OK
    print(exported)
    if not known:
        print(_UNKNOWN)
    return OK


@app.command
def backup(
    target: Path,
    *,
    evidence: Flag = False,
    ledger: str = "",
    programme: Path = Path(),
    json: Flag = False,
) -> int:
    """Copy the whole ledger, as it is at one moment, into a file that is itself a ledger.

    Others may write meanwhile. The copy is read again and verified before it appears.

    Parameters
    ----------
    target
        The file to write, or an earlier backup to replace.
    evidence
        Put the evidence in, too.
    ledger
        The ledger, if not the programme's own: a file, or postgresql://USER@HOST/DATABASE.
    programme
        The programme's folder, or one below it.
    json
        Print what was written as JSON.
    """
    written, known = backup_ledger(programme, ledger, target, evidence=evidence)
    if json:
        document = {"schema": 1, "rows": written.rows, "head": str(written.head)}
        document |= {"evidence": written.evidence, "missing": written.missing}
        print(as_json({**document, "file": str(written.path), "known": known}))
        return OK
    print(written)
    if not known:
        print(_UNKNOWN)
    return OK


@app.command
def restore(
    source: Path,
    *,
    replace: Flag = False,
    erasures: Path | None = None,
    ledger: str = "",
    programme: Path = Path(),
    json: Flag = False,
) -> int:
    """Put a backup back: all of it or nothing, and without people who were forgotten since.

    Parameters
    ----------
    source
        The file that `onetake ledger backup` wrote, from whichever database.
    replace
        Replace the rows that are there.
    erasures
        Who was forgotten since, when the ledger that knew was lost: its erasures.txt, or an export.
    ledger
        The ledger, if not the programme's own: a file, or postgresql://USER@HOST/DATABASE.
    programme
        The programme's folder, or one below it.
    json
        Print what was put back as JSON.
    """
    restored = restore_ledger(programme, ledger, source, replace=replace, erasures=erasures)
    if json:
        document = {"schema": 1, "rows": restored.rows, "head": str(restored.head)}
        again = {"texts": restored.again.texts, "evidence": len(restored.again.evidence)}
        print(as_json({**document, "evidence": restored.evidence, "erased": again}))
    else:
        print(restored)
    return OK
