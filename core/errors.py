"""Every anticipated "no". The text of a `Refusal` is fit for its reader; anything else that is raised is a bug."""

from pathlib import Path
from traceback import extract_tb

from django.core.exceptions import PermissionDenied
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

Words = str | Promise


class Refusal(Exception):
    """An act that cannot be done now, in words: why, and what to do `instead`. `field` names the input it is about."""

    status = 409
    title: Words = _("This was not done")

    def __init__(self, reason: Words, *, instead: Words = "", field: str | None = None) -> None:
        self.reason = reason
        self.instead = instead
        self.field = field
        super().__init__(reason)

    def __str__(self) -> str:
        return f"{self.reason} {self.instead}".strip()


class NotAllowed(Refusal, PermissionDenied):
    """The person may not do this, whatever the state of the thing."""

    status = 403


class IllegalMove(Refusal):
    """The thing is not in a state from which this move leads."""


class Gone(Refusal):
    """The reader had this once, and has it no more: who took it away, and that nothing is lost or wrong."""

    status = 410
    title = _("This is not here any more")


class Stale(Refusal):
    """Somebody else changed the thing since the form was shown."""

    def __init__(self) -> None:
        super().__init__(
            _("Somebody changed this while you were reading it."),
            instead=_("What it says now is shown above your text; send again if yours still holds."),
        )


class Busy(Refusal):
    """A lock was not given in time."""

    status = 503

    def __init__(self) -> None:
        super().__init__(
            _("This is being changed by somebody else right now."), instead=_("Wait a moment and try again.")
        )


def place_of(error: BaseException) -> str:
    """Where an anticipated “no” came from, as “offers.py:41 hold_place”. For logs: its words may name people, which no log does."""
    frames = [frame for frame in extract_tb(error.__traceback__) if Path(frame.filename).parent.name != "core"]
    return f"{Path(frames[-1].filename).name}:{frames[-1].lineno} {frames[-1].name}" if frames else type(error).__name__
