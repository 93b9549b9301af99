"""`onetake schema`: print or write the JSON Schemas that editors use."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

from cyclopts import Parameter

from onetake.commands.exits import OK
from onetake.commands.show import as_json
from onetake.flows.schema import schema_of, write_schemas


def schema(
    kind: str = "journey",
    *,
    write: Path | None = None,
    programme: Path = Path(),
    json: Annotated[bool, Parameter(negative="", show=False)] = False,
) -> int:
    """Print the JSON Schema of a kind of file, the programme's own channels included.

    An editor uses it by the file's first line:
    # yaml-language-server: $schema=../.onetake/journey.schema.json

    Parameters
    ----------
    kind
        journey, part, system, persona, team, programme, sponsor, initiative, waivers, influences,
        kpi, gate, or report (what test --json prints).
    write
        Write the schemas of all kinds into this folder instead: --write .onetake
    programme
        The programme's folder, for its own channels.
    json
        A schema is JSON anyway.
    """
    if write:
        for file in write_schemas(programme, write):
            print(f"wrote {file}")
    else:
        print(as_json(schema_of(kind, programme)))
    return OK
