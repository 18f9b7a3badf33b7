"""What a page has read of a row already."""

from collections.abc import Callable
from typing import Any, TypeVar

T = TypeVar("T")


def known(row: Any, fact: str, ask: Callable[[], T]) -> T:
    """The fact that the page's query has put on `row` (`applications_for_page`); else what the tables say now."""
    found: T = getattr(row, fact) if hasattr(row, fact) else ask()
    return found
