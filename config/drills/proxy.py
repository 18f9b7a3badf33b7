"""A way to a server that can hang: connections stay open, nothing comes through."""

import contextlib
import socket
import threading
from pathlib import Path

from config.ports import HOST

PIECE = 65536


class Proxy:
    """Listens on TCP, hands on to a socket of this machine."""

    def __init__(self, target: Path) -> None:
        self.target = target
        self._open = threading.Event()
        self._open.set()
        self._listener = socket.create_server((HOST, 0))
        self.port = int(self._listener.getsockname()[1])
        threading.Thread(target=self._take, daemon=True).start()

    def hang(self) -> None:
        """From now on nothing comes through, and nobody is told."""
        self._open.clear()

    def release(self) -> None:
        """Everything that waited goes on."""
        self._open.set()

    def close(self) -> None:
        """Take nobody any more."""
        self._open.set()
        self._listener.close()

    def _take(self) -> None:
        with contextlib.suppress(OSError):
            while True:
                near, _address = self._listener.accept()
                threading.Thread(target=self._join, args=[near], daemon=True).start()

    def _join(self, near: socket.socket) -> None:
        self._open.wait()
        far = socket.socket(socket.AF_UNIX)
        try:
            far.connect(str(self.target))
        except OSError:
            near.close()
            return
        for source, sink in ((near, far), (far, near)):
            threading.Thread(target=self._pass, args=[source, sink], daemon=True).start()

    def _pass(self, source: socket.socket, sink: socket.socket) -> None:
        with contextlib.suppress(OSError):
            while piece := source.recv(PIECE):
                self._open.wait()
                sink.sendall(piece)
        for end in (source, sink):
            with contextlib.suppress(OSError):
                end.shutdown(socket.SHUT_RDWR)
