"""Reads Delta Lake tables by the letter of the protocol: the log by hand, the files with DuckDB."""

from __future__ import annotations

import json
from pathlib import Path
from urllib.parse import unquote

import duckdb


def live(table: Path) -> list[Path]:
    """Return the files that a table's log says it has now; a log of less than 100 commits."""
    files: dict[str, bool] = {}
    for commit in sorted((table / "_delta_log").glob("*.json")):
        for line in commit.read_text("utf-8").splitlines():
            for what, action in json.loads(line).items():
                if what in ("add", "remove"):
                    files[action["path"]] = what == "add"
    return [table / unquote(path) for path, there in files.items() if there]


def rows(table: Path, columns: str = "seq", where: str = "true") -> list[tuple]:
    """Return columns of the rows that a table has now, by number."""
    files = [str(path) for path in live(table)]
    if not files:
        return []
    sql = f"SELECT {columns} FROM read_parquet($1, hive_partitioning=true, union_by_name=true)"
    return duckdb.execute(f"{sql} WHERE {where} ORDER BY seq", [files]).fetchall()


def everything(lake: Path) -> str:
    """Return all that lies below a folder as text: names, logs, and every value of each file."""
    told = []
    for path in sorted(lake.rglob("*")):
        told.append(str(path))
        if path.suffix == ".parquet":
            told.append(str(duckdb.read_parquet(str(path), hive_partitioning=False).fetchall()))
        elif path.is_file():
            told.append(path.read_text("utf-8"))
    return "\n".join(told)
