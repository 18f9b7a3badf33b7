"""What the embedded PostgreSQL is told beside its address. The figures for a server of one's own stand in docs/operations.md."""

import os

MEGABYTE = 1024**2
LEAST, MOST = 128, 1024  # megabytes kept by PostgreSQL itself; beyond them the system's own cache does as well

CARELESS = {  # for tests: what a power cut would lose is nothing
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
    "wal_level": "minimal",
    "max_wal_senders": "0",
    "max_wal_size": "4GB",
    "checkpoint_timeout": "1h",
    "autovacuum": "off",
    "max_locks_per_transaction": "256",
}


def of_this_machine() -> dict[str, str]:
    """Options by name. A quarter of the memory for its own cache (taken as it fills), half for what the system keeps of its files; and
    storage without moving parts, where a page from the middle costs little more than the next one.
    """
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") // MEGABYTE
    return {
        "shared_buffers": f"{min(max(memory // 4, LEAST), MOST)}MB",
        "effective_cache_size": f"{max(memory // 2, LEAST)}MB",
        "random_page_cost": "1.1",
    }
