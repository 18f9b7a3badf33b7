"""What a student writes for themselves: reflections and mentor meetings. Each service locks the row that it changes."""

from datetime import date, datetime, timedelta

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.actor import Actor
from core.errors import Refusal
from core.screening import refuse_patient_data
from core.verdict import require
from notifications.services.posting import say
from placements.models import Evidence, MentorMeeting, Placement, Reflection
from placements.notices.learning import reflection_shared
from placements.notices.mentorships import reflection_for_mentor
from placements.policies.learning import may_write_own

NAMED = ("student__user", "slot", "institute", "partner", "department", "supervisor__user")
AHEAD_AT_MOST = timedelta(days=183)
NO_PATIENT = gettext_lazy("Write “a patient” instead. Your words are kept below.")


@transaction.atomic
def write_reflection(
    *, placement_id: int, by: Actor, now: datetime, text: str, share: bool = False, with_mentor: bool = False
) -> Reflection:
    """Write one down; nobody else reads it unless it is shared. Raises NotAllowed, Refusal (patient data)."""
    placement = Placement.objects.select_related(*NAMED).get(pk=placement_id)
    require(may_write_own(by, placement))
    return _keep(Reflection(placement=placement, created_at=now), now, text=text, share=share, with_mentor=with_mentor)


@transaction.atomic
def change_reflection(
    *,
    reflection_id: int,
    by: Actor,
    now: datetime,
    text: str,
    share: bool = False,
    with_mentor: bool = False,
    shown_version: int | None = None,
) -> Reflection:
    """Word it anew; share it, or make it private again. A private one stands beside no objective.

    Raises NotAllowed, Refusal; Stale where it was worded anew in another window meanwhile.
    """
    reflection = _own(reflection_id, by)
    reflection.refuse_stale(shown_version)
    return _keep(reflection, now, text=text, share=share, with_mentor=with_mentor)


@transaction.atomic
def remove_reflection(*, reflection_id: int, by: Actor, now: datetime) -> None:
    """Delete it for good. Raises NotAllowed."""
    _own(reflection_id, by).delete()


@transaction.atomic
def note_meeting(
    *, placement_id: int, by: Actor, now: datetime, day: date, mentor: str, agreed: str, next_on: date | None = None
) -> MentorMeeting:
    """Write down what a mentor and the student agreed. Raises NotAllowed, Refusal with the field it is about."""
    placement = Placement.objects.select_related(*NAMED).get(pk=placement_id)
    require(may_write_own(by, placement))
    if day > placement.today(now):
        raise Refusal(_("This day is still ahead."), instead=_("Write the meeting down when it was held."), field="day")
    if day < placement.starts_on:
        raise Refusal(_("The placement had not begun on this day."), field="day")
    if next_on is not None and next_on > placement.today(now) + AHEAD_AT_MOST:
        raise Refusal(_("This day is more than half a year ahead."), instead=_("Choose a nearer one."), field="next_on")
    if next_on is not None and next_on <= day:
        raise Refusal(_("The next meeting comes after this one."), field="next_on")
    for field, text in (("agreed", agreed), ("mentor", mentor)):
        refuse_patient_data(text, field=field, instead=NO_PATIENT)
    return MentorMeeting.objects.create(
        placement=placement, day=day, mentor=mentor, agreed=agreed, next_on=next_on, created_at=now
    )


@transaction.atomic
def remove_meeting(*, meeting_id: int, by: Actor, now: datetime) -> None:
    """Delete it for good. Raises NotAllowed."""
    meeting = (
        MentorMeeting.objects.select_for_update(of=("self",)).select_related("placement__student").get(pk=meeting_id)
    )
    require(may_write_own(by, meeting.placement))
    meeting.delete()


def _own(reflection_id: int, by: Actor) -> Reflection:
    rows = Reflection.objects.select_for_update(of=("self",)).select_related(*(f"placement__{name}" for name in NAMED))
    reflection: Reflection = rows.get(pk=reflection_id)
    require(may_write_own(by, reflection.placement))
    return reflection


def _keep(reflection: Reflection, now: datetime, *, text: str, share: bool, with_mentor: bool) -> Reflection:
    refuse_patient_data(text, field="text", instead=NO_PATIENT, names=True)
    newly_shared, new_for_mentor = share and not reflection.is_shared, with_mentor and not reflection.is_for_mentor
    reflection.text = text
    reflection.shared_at = (reflection.shared_at or now) if share else None
    reflection.for_mentor_at = (reflection.for_mentor_at or now) if with_mentor else None
    reflection.save()
    if not share:
        Evidence.objects.filter(reflection=reflection).delete()
    if newly_shared:
        say(reflection_shared, reflection, key=f"{reflection.pk}:{now.isoformat()}", now=now)
    if new_for_mentor:
        say(reflection_for_mentor, reflection, key=f"{reflection.pk}:{now.isoformat()}", now=now)
    return reflection
