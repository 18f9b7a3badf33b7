"""Files that go with a mail, made when it leaves: a message says “maker:key”, and an app declares its makers in `apps.py`.

Nothing of a file stands in the outbox, so a mail that waited says what holds when it leaves.
"""

from collections.abc import Callable
from dataclasses import dataclass
from email.mime.base import MIMEBase
from email.mime.text import MIMEText

from accounts.models import User


@dataclass(frozen=True, slots=True)
class CalendarFile:
    """A calendar entry that programmes put in by themselves. `method` is what they do with it: REQUEST or CANCEL (RFC 5546)."""

    name: str
    text: str
    method: str

    def part(self) -> MIMEBase:
        """The part of the mail. Its type repeats the method, without which programmes show a file and do nothing."""
        part = MIMEText(self.text, "calendar", "utf-8")
        part.set_param("method", self.method)
        part.add_header("Content-Disposition", "attachment", filename=self.name)
        return part


# Makes the file about the thing of a key for one reader; None where there is nothing to attach any more.
Maker = Callable[[int, User], CalendarFile | None]
MAKERS: dict[str, Maker] = {}


def declare(name: str, maker: Maker) -> None:
    """Add a maker. Two of one name are a bug."""
    if MAKERS.setdefault(name, maker) is not maker:
        raise ValueError(f"two makers of attachments are called {name}")


def made_for(attachment: str, reader: User) -> CalendarFile | None:
    """The file that a message of the outbox names."""
    name, _colon, key = attachment.partition(":")
    return MAKERS[name](int(key), reader) if name else None
