"""One line of "What needs you": plain data for `components/next_steps.html`."""

from dataclasses import dataclass, field

from core.errors import Words
from core.forms import new_key


@dataclass(frozen=True, slots=True)
class Do:
    """What is done from the line itself: a form with one button, posted to `url`, which leads back to the list.

    `asks` is the label of one line of text, where there is one; several buttons send their `name`.
    """

    url: str
    buttons: tuple[tuple[str, Words], ...]  # (value, words)
    name: str = ""
    hidden: tuple[tuple[str, str], ...] = ()
    asks: Words = ""
    key: str = field(default_factory=new_key)  # sent twice, it is done once


@dataclass(frozen=True, slots=True)
class Step:
    """Something that waits for the reader. `tone` is "", "due" or "late"; the first of a list is drawn as the main act.

    `lines` are folded under it: what the reader looks at before the button of `do` is pressed.
    """

    icon: str
    title: Words
    detail: Words
    url: str
    action: Words
    tone: str = ""
    primary: bool = False
    do: Do | None = None
    lines: tuple[str, ...] = ()
