"""How settings speak of PostgreSQL, Valkey and the limits on a statement. Names places only; opens nothing."""

from typing import Any

import dj_database_url

from config import env, servers

# A line that went dead is known to be within a minute, so that no worker waits on it for ever.
LINE = {"keepalives_idle": 20, "keepalives_interval": 10, "keepalives_count": 3, "tcp_user_timeout": 50_000}
LOCK_TIMEOUT = 5000  # milliseconds; after it a page says "busy, try again"
# Our queries name first what they are about, then what hangs on it by its key. Weighing all orders of eight such joins (PostgreSQL's
# default) took up to 20 ms of a page's time and found no better one; with two, some lists took seconds.
JOINS_WEIGHED = 4
PAGE_TIMEOUT = 8000  # milliseconds; the longest statement of a page, unless STATEMENT_TIMEOUT names another
_pages = {"statement_timeout": 0}


def limit_pages() -> None:
    """From now on no statement of this process takes longer: web processes call it (wsgi.py). Commands and tasks may take their time."""
    _pages["statement_timeout"] = env.number("STATEMENT_TIMEOUT", PAGE_TIMEOUT)


def databases(*, for_tests: bool = False) -> dict[str, dict[str, Any]]:
    """Django's DATABASES: the one, and where REPLICA_URL names one, its replica (config/replica.py)."""
    replica = env.text("REPLICA_URL")
    return {
        "default": database(for_tests=for_tests),
        **({"replica": _kept(dict(dj_database_url.parse(replica)))} if replica else {}),
    }


def database(*, for_tests: bool = False) -> dict[str, Any]:
    """DATABASE_URL's server, or the embedded one; connections are kept, and no wait of a page is endless."""
    url = env.text("DATABASE_URL")
    found: dict[str, Any] = dict(dj_database_url.parse(url)) if url else servers.postgres_settings(for_tests=for_tests)
    return _kept(found)


def _kept(found: dict[str, Any]) -> dict[str, Any]:
    limits = {
        "lock_timeout": LOCK_TIMEOUT,
        **_pages,
        "join_collapse_limit": JOINS_WEIGHED,
        # Compiling a plan takes longer than any page's plan takes to run. Servers come with it on.
        "jit": "off",
    }
    return {
        **found,
        "CONN_MAX_AGE": 60,
        "CONN_HEALTH_CHECKS": True,
        "OPTIONS": {
            **found.get("OPTIONS", {}),
            "connect_timeout": 3,
            **LINE,
            "options": " ".join(f"-c {name}={value}" for name, value in limits.items()),
        },
    }


def cache() -> dict[str, Any]:
    """Valkey as Django's cache, database 1; the broker has database 0."""
    url = env.text("REDIS_URL")
    return {
        "BACKEND": "config.cache.ValkeyCache",
        "LOCATION": url or servers.valkey_url(database=1),
        "KEY_PREFIX": "wardbridge",
        "OPTIONS": {"socket_timeout": 2, "socket_connect_timeout": 2},
    }


def broker() -> str:
    """Valkey as Celery's broker."""
    return env.text("REDIS_URL") or servers.broker_url()
