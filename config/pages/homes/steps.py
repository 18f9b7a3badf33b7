"""One line of "What needs you": plain data for `components/next_steps.html`."""

from dataclasses import dataclass

from core.errors import Words


@dataclass(frozen=True, slots=True)
class Step:
    """Something that waits for the reader. `tone` is "", "due" or "late"; the first of a list is drawn as the main act."""

    icon: str
    title: Words
    detail: Words
    url: str
    action: Words
    tone: str = ""
    primary: bool = False
