"""Interviews: times offered, an invitation, the booking, and what came of it. The database refuses every overlap."""

from datetime import date, datetime, time, timedelta

from django.db import IntegrityError, transaction
from django.db.backends.postgresql.psycopg_any import DateTimeTZRange
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.actor import Actor, Role
from core.errors import Refusal
from core.verdict import require
from core.words import day as day_in_words
from institutions.models import Membership
from notifications.services.posting import say
from placements.models import Interview, InterviewTime, Slot
from placements.notices import interviews as notices
from placements.policies import interviews as policies
from placements.services.applications_moves import lock_application, move_application
from placements.services.interviews_moves import lock_interview, move_interview
from placements.services.screening import refuse_to_name_patients
from placements.services.selection import name_reviewer
from placements.services.slots import lock_slot
from placements.states import BOOK, CALL_OFF, HOLD, INVITE, MISS, REBOOK, InterviewState

MOST_TIMES = 40  # made by one form
SHORTEST_NOTICE = timedelta(hours=2)
EARLIEST, LATEST = time(7), time(22)
PROMISES = {
    "a_time_is_booked_once": gettext_lazy("Somebody else has just taken this time."),
    "an_interviewer_is_in_one_interview_at_a_time": gettext_lazy("The interviewer has another interview then."),
    "a_student_is_in_one_interview_at_a_time": gettext_lazy("You have another interview then."),
}


@transaction.atomic
def offer_times(
    *,
    slot_id: int,
    by: Actor,
    now: datetime,
    interviewer: Membership,
    day: date,
    starts: time,
    minutes: int,
    count: int,
    place: str,
    pause: int = 0,
) -> Slot:
    """Offer `count` times of `minutes` one after the other, `pause` minutes between; whoever interviews is a reviewer of the slot.

    Raises NotAllowed, Refusal.
    """
    slot = lock_slot(slot_id)
    require(policies.may_offer_times(by, slot))
    if interviewer.partner_id != slot.partner_id or interviewer.ended_at is not None:
        raise Refusal(_("This person does not act for your organisation."), field="interviewer")
    first = datetime.combine(day, starts, tzinfo=timezone.get_current_timezone())
    if first < now + SHORTEST_NOTICE:
        raise Refusal(
            _("Nobody could be there: the first would begin within two hours."),
            instead=_("Choose a later one, so that whoever books it has time to come."),
            field="day",
        )
    step = timedelta(minutes=minutes + pause)
    spans = [(first + step * n, first + step * n + timedelta(minutes=minutes)) for n in range(min(count, MOST_TIMES))]
    _refuse_odd_hours(slot, day, starts, spans[-1][1])
    there = InterviewTime.objects.filter(interviewer__user=interviewer.user_id)
    if there.filter(starts_at__lt=spans[-1][1], ends_at__gt=spans[0][0]).exists():
        raise Refusal(_("%(name)s has times on offer then already.") % {"name": interviewer.user.name}, field="starts")
    InterviewTime.objects.bulk_create(
        InterviewTime(slot=slot, interviewer=interviewer, starts_at=start, ends_at=end, place=place)
        for start, end in spans
    )
    if interviewer.role == Role.SUPERVISOR:
        name_reviewer(slot_id=slot_id, by=by, now=now, membership=interviewer)
    return slot


def _refuse_odd_hours(slot: Slot, day: date, starts: time, end: datetime) -> None:
    """Interviews come before the internship, and by day: from seven in the morning to ten in the evening."""
    if slot.starts_on is not None and day >= slot.starts_on:
        words = _("The internship begins on %(day)s: interviews come before.") % {"day": day_in_words(slot.starts_on)}
        raise Refusal(words, instead=_("Choose an earlier day."), field="day")
    if starts < EARLIEST:
        words = _("That is at night: interviews begin at %(time)s at the earliest.") % {"time": f"{EARLIEST:%H:%M}"}
        raise Refusal(words, field="starts")
    if end.date() != day or end.time() > LATEST:
        words = _("The last one would end in the night, at %(time)s.") % {"time": f"{end:%H:%M}"}
        raise Refusal(words, instead=_("Begin earlier, or offer fewer."), field="count")


@transaction.atomic
def remove_time(*, slot_id: int, time_id: int, by: Actor, now: datetime) -> Slot:
    """Take a time off that nobody has used. Raises NotAllowed, Refusal, InterviewTime.DoesNotExist."""
    slot = lock_slot(slot_id)
    offered = InterviewTime.objects.select_for_update(of=("self",)).select_related("slot").get(pk=time_id, slot=slot)
    require(policies.may_remove(by, offered))
    offered.delete()
    return slot


@transaction.atomic
def invite_to_interview(*, application_id: int, by: Actor, now: datetime) -> Interview:
    """Ask the student to choose a time; in a blind review the name shows from here on. Raises NotAllowed, Refusal, IllegalMove."""
    application = lock_application(application_id)
    require(policies.may_invite(by, application, now))
    interview = Interview.objects.create(application=application, student_id=application.student_id, created_at=now)
    move_application(application, INVITE, by=by, now=now)
    return interview


@transaction.atomic
def book_interview(*, interview_id: int, by: Actor, now: datetime, time: InterviewTime) -> Interview:
    """Take a free time, or another one instead. Of many who press at one moment, one has it: the database decides.

    Locks the interview and the time. Raises NotAllowed, Refusal.
    """
    interview = lock_interview(interview_id)
    require(policies.may_book(by, interview, now))
    free = InterviewTime.objects.fit_for(interview.application).free(now)
    chosen = InterviewTime.objects.select_for_update(of=("self",), no_key=True).filter(pk=time.pk).first()
    if chosen is None or not free.filter(pk=chosen.pk).exists():
        raise Refusal(_("Somebody else has just taken this time."), instead=_("Choose another one."), field="time")
    earlier = interview.time if interview.state == InterviewState.BOOKED else None
    try:
        with transaction.atomic():
            move_interview(
                interview,
                REBOOK if earlier else BOOK,
                by=by,
                now=now,
                time=chosen,
                person_id=chosen.interviewer.user_id,
                during=DateTimeTZRange(chosen.starts_at, chosen.ends_at),
            )
    except IntegrityError as error:
        broken = error.__cause__.diag.constraint_name  # type: ignore[attr-defined]  # the driver's own error
        if broken not in PROMISES:
            raise
        raise Refusal(PROMISES[broken], instead=_("Choose another one."), field="time") from error
    if earlier and earlier.interviewer.user_id != chosen.interviewer.user_id:
        say(notices.moved_from, interview, earlier, key=str(interview.transitions.count()), now=now)
    return interview


@transaction.atomic
def call_off_interview(*, interview_id: int, by: Actor, now: datetime, reason: str) -> Interview:
    """It does not take place; its time is free again. Raises NotAllowed, Refusal, IllegalMove."""
    interview = lock_interview(interview_id)
    require(policies.may_call_off(by, interview, now))
    refuse_to_name_patients(reason=reason)
    return move_interview(interview, CALL_OFF, by=by, now=now, note=reason)


@transaction.atomic
def hold_interview(*, interview_id: int, by: Actor, now: datetime) -> Interview:
    """Say that it took place. Raises NotAllowed, Refusal, IllegalMove."""
    interview = lock_interview(interview_id)
    require(policies.may_hold(by, interview, now))
    return move_interview(interview, HOLD, by=by, now=now)


@transaction.atomic
def miss_interview(*, interview_id: int, by: Actor, now: datetime) -> Interview:
    """Say that the student did not come, who is told and may write. Raises NotAllowed, Refusal, IllegalMove."""
    interview = lock_interview(interview_id)
    require(policies.may_miss(by, interview, now))
    return move_interview(interview, MISS, by=by, now=now)
