"""Gives editors, and readers of results, the JSON Schemas of a programme's files and of reports."""

from __future__ import annotations

import json
from pathlib import Path

from onetake import plugins
from onetake.declare.schema import KINDS, schema
from onetake.errors import UsageWrong
from onetake.reports import json_schema

REPORT = "report"
SCHEMAS = Path(".onetake")


def schema_of(kind: str, programme: Path) -> dict[str, object]:
    """Return the schema of a kind of file, or of `report`: what `onetake test --json` prints.

    The actions of the channels in the programme's folder are in it. Raises UsageWrong for an
    unknown kind.
    """
    if kind == REPORT:
        return json_schema.schema()
    if kind not in KINDS:
        raise UsageWrong(
            f"there is no schema {kind!r}", hint=f"schemas: {', '.join((*KINDS, REPORT))}"
        )
    return schema(plugins.channels(programme).found, kind)


def write_schemas(programme: Path, folder: Path) -> tuple[Path, ...]:
    """Write the schema of every kind into a folder as KIND.schema.json; return the files."""
    folder.mkdir(parents=True, exist_ok=True)
    written = []
    for kind in (*KINDS, REPORT):
        file = folder / f"{kind}.schema.json"
        file.write_text(json.dumps(schema_of(kind, programme), indent=1), "utf-8")
        written.append(file)
    return tuple(written)
