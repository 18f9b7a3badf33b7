"""Who acts: a person in one membership, a holder of a link, or the clock. Plain data, so that every room may take one."""

from dataclasses import dataclass
from typing import TypedDict

from django.db import models
from django.utils.translation import gettext_lazy as _


class Role(models.TextChoices):
    """What a person is, in one membership."""

    STUDENT = "student", _("Student")
    SUPERVISOR = "supervisor", _("Supervisor")
    MENTOR = "mentor", _("Mentor")
    LEAD = "lead", _("Placement lead")
    COORDINATOR = "coordinator", _("Coordinator")
    VIEWER = "viewer", _("Viewer")
    ADMINISTRATOR = "administrator", _("Administrator")


class Via(models.TextChoices):
    """By which door an act came."""

    PERSON = "person", _("signed in")
    LINK = "link", _("by link")
    PAPER = "paper", _("from paper")
    PHONE = "phone", _("by phone")
    CLOCK = "clock", _("by itself")
    NOBODY = "nobody", _("not signed in")


class Origin(TypedDict, total=False):
    """By which link somebody came; who wrote their word down, in which recording; who looks through their eyes."""

    link_id: int | None
    recorded_by: int | None
    recording_id: int | None
    viewed_by: int | None


@dataclass(frozen=True, slots=True)
class Actor:
    """One acting party. `role` and the organisation come from the acting membership alone."""

    via: Via
    user_id: int | None = None
    name: str = ""
    label: str = ""
    role: Role | None = None
    membership_id: int | None = None
    institute_id: int | None = None
    partner_id: int | None = None
    programme_id: int | None = None
    link_id: int | None = None
    # Whose word came on paper or by phone: who wrote it down (a user), and in which recording.
    recorded_by: int | None = None
    recording_id: int | None = None
    # The administrator who only looks through this person's eyes.
    viewed_by: int | None = None
    clears_health: bool = False

    @property
    def is_signed_in(self) -> bool:
        """True for a person who came through the sign-in, in whatever role."""
        return self.via == Via.PERSON

    @property
    def is_there_in_person(self) -> bool:
        """True for a person who came through the sign-in or by a link of their own, and looks through nobody else's eyes."""
        return self.via in {Via.PERSON, Via.LINK} and self.user_id is not None and self.viewed_by is None

    @property
    def initials(self) -> str:
        """Two letters for the round badge: first and last word of the name, titles left out."""
        words = [
            word for word in self.name.split() if word.rstrip(".").lower() not in {"dr", "prof", "mr", "ms", "mrs"}
        ]
        return "".join(word[0] for word in (words[:1] + words[1:][-1:])).upper() or "?"

    @property
    def may_clear_health(self) -> bool:
        """True for a membership that clears health evidence, used by its own person: whoever looks through another's eyes sees less."""
        return self.clears_health and self.is_signed_in and self.viewed_by is None

    def acts_as(self, *roles: Role) -> bool:
        """True when the acting membership has one of `roles`."""
        return self.role in roles


NOBODY = Actor(via=Via.NOBODY)
CLOCK = Actor(via=Via.CLOCK, label="the clock")
