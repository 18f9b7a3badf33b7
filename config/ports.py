"""Ports of this machine alone, for servers that live for minutes."""

import socket

HOST = "127.0.0.1"


def free_port() -> int:
    """One that nobody listens at."""
    with socket.socket() as line:
        line.bind((HOST, 0))
        return int(line.getsockname()[1])
