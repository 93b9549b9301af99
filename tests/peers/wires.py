"""A wire between two programs that a test can cut, or whisper into."""

from __future__ import annotations

import socket
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from threading import Thread

MOST = 65536


@dataclass
class Wire:
    """What goes over connections to a port of 127.0.0.1, as the client hears it.

    `cuts` holds for one connection after the other how many bytes of the server's come through
    before both ends are cut off; further connections are whole. `change` alters what comes.
    """

    to: int
    cuts: list[int] = field(default_factory=list)
    change: Callable[[bytes], bytes] = bytes
    connections: int = 0
    port: int = 0

    def carry(self, near: socket.socket) -> None:
        """Carry one connection."""
        self.connections += 1
        left = self.cuts.pop(0) if self.cuts else None
        far = socket.create_connection(("127.0.0.1", self.to))
        Thread(target=self._pump, args=(near, far, None, bytes), daemon=True).start()
        Thread(target=self._pump, args=(far, near, left, self.change), daemon=True).start()

    @staticmethod
    def _pump(
        source: socket.socket,
        target: socket.socket,
        left: int | None,
        change: Callable[[bytes], bytes],
    ) -> None:
        with suppress(OSError):
            while data := source.recv(MOST):
                if left is not None and len(data) >= left:
                    target.sendall(data[:left])
                    break
                left = None if left is None else left - len(data)
                target.sendall(change(data))
        for end in (source, target):
            with suppress(OSError):
                end.shutdown(socket.SHUT_RDWR)


@contextmanager
def wire(
    to: int, cuts: list[int] | None = None, change: Callable[[bytes], bytes] = bytes
) -> Iterator[Wire]:
    """Lay a wire to a port; connect to the wire's `port` instead."""
    laid = Wire(to, cuts or [], change)
    with socket.create_server(("127.0.0.1", 0)) as server:
        laid.port = server.getsockname()[1]

        def accept() -> None:
            with suppress(OSError):
                while True:
                    laid.carry(server.accept()[0])

        Thread(target=accept, daemon=True).start()
        yield laid
        server.shutdown(socket.SHUT_RDWR)
