"""Ports of 127.0.0.1 that the system chooses, held for programs that want to be told theirs."""

from __future__ import annotations

import socket

import psutil


class Ports:
    """Ports by name: `ports["smtp"]` is a free one, and the same one again when asked again.

    Each is bound here without listening, so that the system gives it to nobody else, and stays so
    until `close`; with SO_REUSEADDR, which every server sets, the program it is for may listen.
    """

    def __init__(self) -> None:
        self._held: dict[str, socket.socket] = {}

    def __getitem__(self, name: str) -> int:
        if name not in self._held:
            held = socket.socket()
            held.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            held.bind(("127.0.0.1", 0))
            self._held[name] = held
        return int(self._held[name].getsockname()[1])

    def numbers(self) -> dict[str, int]:
        """Return every port that was asked for, by its name."""
        return {name: self[name] for name in self._held}

    def listen(self) -> bool:
        """Say whether something listens on every port that was asked for."""
        return {*self.numbers().values()} <= listening()

    def close(self) -> None:
        """Let the ports go."""
        for held in self._held.values():
            held.close()


def listening() -> set[int]:
    """Return the ports that something listens on."""
    return {
        connection.laddr.port
        for connection in psutil.net_connections("tcp4")
        if connection.status == psutil.CONN_LISTEN and connection.laddr
    }
