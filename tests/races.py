"""Races on real threads and real PostgreSQL: every call in a thread and a connection of its own, begun at one moment.

For tests marked `django_db(transaction=True)`: rows of a test's own open transaction are seen by nobody else.
"""

from collections.abc import Callable, Sequence
from threading import Barrier, Thread
from typing import Any

from django.db import connection, connections

BEGIN_WITHIN = 30  # seconds until a thread that was never started is given up
PATIENCE = (
    "120s"  # fifty calls behind one lock on a busy machine outlast the five seconds that a person is kept waiting
)


def race(calls: Sequence[Callable[[], Any]]) -> list[Any]:
    """What each call returned, or the exception it raised, in the order given."""
    results: list[Any] = [None] * len(calls)
    line = Barrier(len(calls))

    def run(index: int, call: Callable[[], Any]) -> None:
        try:
            with connection.cursor() as cursor:
                cursor.execute("SET lock_timeout = %s", [PATIENCE])
            line.wait(BEGIN_WITHIN)
            results[index] = call()
        except Exception as error:  # noqa: BLE001 - the test judges it
            results[index] = error
        finally:
            connections.close_all()

    threads = [Thread(target=run, args=pair) for pair in enumerate(calls)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return results


def refusals(results: Sequence[Any], kind: type[Exception]) -> list[Exception]:
    """The exceptions of `kind` among the results; raises any other, which is a bug."""
    errors = [result for result in results if isinstance(result, Exception)]
    for error in errors:
        if not isinstance(error, kind):
            raise error
    return errors
