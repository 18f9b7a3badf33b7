"""A verdict: may it be done, and if not, why and what to do instead.

A policy returns one; the service enforces it with `require`, the page shows or hides its button by it, the page that refuses prints it.
"""

from dataclasses import dataclass

from core.errors import NotAllowed, Refusal, Words


@dataclass(frozen=True, slots=True)
class Verdict:
    """True when the act is allowed. `personal` tells a refusal of the person (403) from one of the moment (409)."""

    allowed: bool
    reason: Words = ""
    instead: Words = ""
    personal: bool = False

    def __bool__(self) -> bool:
        return self.allowed

    @property
    def status(self) -> int:
        """The HTTP status of the page that shows this verdict."""
        if self.allowed:
            return 200
        return 403 if self.personal else 409


YES = Verdict(allowed=True)


def no(reason: Words, instead: Words = "") -> Verdict:
    """Not now: the state of things stands against it."""
    return Verdict(allowed=False, reason=reason, instead=instead)


def never(reason: Words, instead: Words = "") -> Verdict:
    """Not by this person."""
    return Verdict(allowed=False, reason=reason, instead=instead, personal=True)


def require(verdict: Verdict) -> None:
    """Raise the refusal that `verdict` speaks of, if it refuses."""
    if not verdict:
        refusal = NotAllowed if verdict.personal else Refusal
        raise refusal(verdict.reason, instead=verdict.instead)
