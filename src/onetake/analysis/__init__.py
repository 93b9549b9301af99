"""The ledger's rows as tables that SQL asks, in DuckDB's dialect."""

from onetake.analysis.facts import LedgerFacts, opened

__all__ = ["LedgerFacts", "opened"]
