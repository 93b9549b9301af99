"""Records of other systems, read from their files and made fields of rows."""

from onetake.imports.mapped import BadRecord, customer_of, fields_of
from onetake.imports.records import Record, Unreadable, records
from onetake.imports.rules import Values, fits

__all__ = [
    "BadRecord", "Record", "Unreadable", "Values", "customer_of", "fields_of", "fits", "records",
]  # fmt: skip
