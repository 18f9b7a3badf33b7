"""What is written down of every version of a row."""

from typing import Any

import pghistory


def tracked() -> Any:
    """Every version of a row in its history, its end too."""
    return pghistory.track(pghistory.InsertEvent(), pghistory.UpdateEvent(), pghistory.DeleteEvent())
