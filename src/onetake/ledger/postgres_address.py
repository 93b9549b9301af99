"""The address of a PostgreSQL database: whether it is one, what it says, how to reach it."""

from __future__ import annotations

from typing import Any

from onetake.errors import LedgerUnreadable

NETWORK = {
    "connect_timeout": "10",
    "keepalives_idle": "10",
    "keepalives_interval": "5",
    "keepalives_count": "3",
    "tcp_user_timeout": "30000",
    "application_name": "onetake",
}


def is_address(place: object) -> bool:
    """Return whether a place is the address of a PostgreSQL database."""
    return str(place).startswith(("postgresql://", "postgres://"))


def target_of(address: str) -> dict[str, Any]:
    """Return what an address says, by libpq's names; raises LedgerUnreadable for no address."""
    try:
        import psycopg
    except ImportError as error:
        raise LedgerUnreadable(
            "A ledger on PostgreSQL needs the package psycopg, which is not installed.",
            hint="Install it: pip install 'onetake[postgres]'",
        ) from error
    try:
        return psycopg.conninfo.conninfo_to_dict(address)
    except psycopg.ProgrammingError:
        raise LedgerUnreadable(
            "The ledger's place begins like the address of a PostgreSQL database and is none.",
            hint="Its form is postgresql://USER@HOST:PORT/DATABASE; in a password, write @ as %40, "
            "/ as %2F and % as %25.",
        ) from None


def shown(target: dict[str, Any]) -> str:
    """Return an address for people to read: without its password and its options."""
    user = f"{target['user']}@" if "user" in target else ""
    port = f":{target['port']}" if "port" in target else ""
    return f"postgresql://{user}{target.get('host', '')}{port}/{target.get('dbname', '')}"
