"""A network to a server that a test can cut: TCP on one side, the server's socket on the other."""

from __future__ import annotations

import socket
import threading
from contextlib import suppress


class Proxy:
    """Forwards connections to a Unix socket; `cut` closes all, `refuse` takes no new ones."""

    def __init__(self, target: str) -> None:
        self._target = target
        self._pairs: list[socket.socket] = []
        self._refusing = False
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.port = self._listener.getsockname()[1]
        self.swallow = threading.Event()
        threading.Thread(target=self._accept, daemon=True).start()

    def cut(self) -> None:
        """Cut every connection there is, and refuse new ones."""
        self._refusing = True
        for end in self._pairs:
            with suppress(OSError):
                end.shutdown(socket.SHUT_RDWR)
        self._pairs.clear()

    def mend(self) -> None:
        """Take connections again."""
        self._refusing = False
        self.swallow.clear()

    def close(self) -> None:
        """End for good."""
        self.cut()
        self._listener.close()

    def _accept(self) -> None:
        with suppress(OSError):
            while True:
                client, _ = self._listener.accept()
                if self._refusing:
                    client.close()
                    continue
                server = socket.socket(socket.AF_UNIX)
                server.connect(self._target)
                self._pairs += [client, server]
                for source, sink in ((client, server), (server, client)):
                    threading.Thread(target=self._pump, args=(source, sink), daemon=True).start()

    def _pump(self, source: socket.socket, sink: socket.socket) -> None:
        """Forward bytes; an answer that is to be swallowed cuts everything in its place."""
        with suppress(OSError):
            while data := source.recv(65536):
                if self.swallow.is_set() and source.family == socket.AF_UNIX:
                    self.cut()
                    return
                sink.sendall(data)
        for end in (source, sink):
            with suppress(OSError):
                end.shutdown(socket.SHUT_RDWR)
