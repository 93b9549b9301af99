"""Rows of people, with what they said, as examples."""

from ledger_rows import a_step

from onetake.words.personal import Personal, Text
from onetake.words.rows import StepRow


def a_saying(words, *people, **changes):
    """Return a step that said these words, as these people's, or anna's."""
    text = Text.of(words)
    return Personal(
        a_step(**{"said": text.reference, "evidence": ()} | changes), people or ("anna",), (text,)
    )


def said(ledger):
    """Return all words that the ledger still keeps, in the order they were recorded."""
    names = [row.said for row in ledger.rows(StepRow) if row.said]
    known = ledger.texts(names)
    return [known[name] for name in names if name in known]
