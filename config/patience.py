"""No page waits for PostgreSQL longer than this, whatever hangs: the server, the network, or something in between.

The server's own statement_timeout ends a slow statement, and nothing but that: a server that says nothing more ends none. psycopg2 lets
us do the waiting for its socket; whoever waits in vain gets an OperationalError, the connection is closed, and the page is a 503.
Web processes alone: commands copy, which this way of waiting cannot, and tasks may take their time.
"""

import select
import time

import psycopg2
from psycopg2 import extensions

ANSWERS_WITHIN = 9.0  # seconds; a new connection after it makes twelve
CONNECTS_WITHIN = 3.0


def limit_waiting() -> None:
    """For every connection of this process from now on."""
    extensions.set_wait_callback(wait)


def wait(connection: extensions.connection) -> None:
    """Return when the connection has its answer; raise OperationalError when that takes too long."""
    patience = ANSWERS_WITHIN if connection.status in READY else CONNECTS_WITHIN
    until = time.monotonic() + patience
    while (state := connection.poll()) != extensions.POLL_OK:
        left = until - time.monotonic()
        reading, writing = state == extensions.POLL_READ, state == extensions.POLL_WRITE
        line = [connection.fileno()]
        ready = left > 0 and select.select(line if reading else [], line if writing else [], [], left)
        if not ready or not any(ready):
            raise psycopg2.OperationalError(f"PostgreSQL did not answer within {patience:.0f} seconds")


READY = {extensions.STATUS_READY, extensions.STATUS_BEGIN, extensions.STATUS_IN_TRANSACTION, extensions.STATUS_PREPARED}
