"""What Onetake raises, as one tree; each exception knows its fix and its exit code.

    OnetakeError                      5
    ├── UsageWrong                    2   the command was called with something it cannot use
    ├── ProgrammeWrong                3   a file of the programme is wrong
    │   └── QuestionRefused           3   a KPI or check asks the ledger what cannot be asked
    ├── LedgerTampered                1   a row is not as it was recorded
    ├── CouldNotTell                  4   something on our side keeps us from telling
    │   ├── LedgerUnusable            4   the ledger cannot be read or written
    │   │   ├── LedgerMissing         4   there is none at this path
    │   │   ├── LedgerReadOnly        4   it, or its folder, may not be written
    │   │   ├── LedgerUnreadable      4   the file is something else, or may not be read
    │   │   ├── LedgerDamaged         4   the file is broken
    │   │   ├── LedgerFull            4   the disk took no more
    │   │   ├── LedgerBusy            4   another process holds it too long
    │   │   ├── LedgerAway            4   its server cannot be reached, or takes nothing now
    │   │   └── LedgerVersion         4   another version of Onetake is needed for it
    │   ├── CommentRefused            4   the platform does not take the comment
    │   ├── ImportRefused             4   a file to import holds no records
    │   └── EvidenceUnusable          4   evidence cannot be kept or read
    │       ├── EvidenceMissing       4   there is none by this name
    │       ├── EvidenceDamaged       4   it is not what was stored
    │       └── EvidenceFull          4   the folder holds as much as it may
    └── OurBug                        5   Onetake itself went wrong
        └── RowRefused                5   a row cannot be recorded as it is

Exit codes, the first that applies: 5 our bug · 3 the programme is wrong · 1 a customer would
notice, or the gate is shut · 4 could not tell · 0 all is well. 2 means wrong usage.
A tampered ledger is 1: what it says about the customer's experience no longer counts, and a gate
that rests on it is shut. A ledger that cannot be used is 4: nothing was learned about the subject.
"""

from __future__ import annotations


class OnetakeError(Exception):
    """Something went wrong: `message` says what was seen, `hint` the fix, `place` where."""

    exit_code = 5

    def __init__(self, message: str, *, hint: str = "", place: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint
        self.place = place


class UsageWrong(OnetakeError):
    """The command was called with something it cannot use, such as an unknown name."""

    exit_code = 2


class ProgrammeWrong(OnetakeError):
    """A file of the programme is wrong; somebody has to mend it."""

    exit_code = 3


class QuestionRefused(ProgrammeWrong):
    """The SQL of a KPI or a check cannot be asked of the ledger."""


class LedgerTampered(OnetakeError):
    """A row of the ledger is not as it was recorded."""

    exit_code = 1


class CouldNotTell(OnetakeError):
    """Something on our side keeps us from telling how the subject does."""

    exit_code = 4


class ImportRefused(CouldNotTell):
    """A file that was to be imported holds no records, or cannot be read."""


class CommentRefused(CouldNotTell):
    """The platform does not take the comment on a pull or merge request, or cannot be reached."""


class LedgerUnusable(CouldNotTell):
    """The ledger cannot be read or written."""


class LedgerMissing(LedgerUnusable):
    """There is no ledger at this path."""


class LedgerReadOnly(LedgerUnusable):
    """The ledger, or the folder it lies in, may not be written."""


class LedgerUnreadable(LedgerUnusable):
    """The file is no ledger, or may not be read."""


class LedgerDamaged(LedgerUnusable):
    """The ledger's file is broken."""


class LedgerFull(LedgerUnusable):
    """The disk took no more; what was recorded before is whole."""


class LedgerBusy(LedgerUnusable):
    """Another process holds the ledger for too long."""


class LedgerAway(LedgerUnusable):
    """The ledger's server cannot be reached, or takes nothing now; what it has is whole."""


class LedgerVersion(LedgerUnusable):
    """The ledger belongs to another version of Onetake."""


class EvidenceUnusable(CouldNotTell):
    """Evidence cannot be kept or read."""


class EvidenceMissing(EvidenceUnusable):
    """There is no evidence by this name."""


class EvidenceDamaged(EvidenceUnusable):
    """The evidence is not what was stored."""


class EvidenceFull(EvidenceUnusable):
    """The evidence folder holds as much as it may, or the disk does."""


class OurBug(OnetakeError):
    """Onetake itself went wrong."""

    exit_code = 5


class RowRefused(OurBug):
    """A row cannot be recorded as it is, such as one with a figure that is not a number."""
