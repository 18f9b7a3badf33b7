"""What stands in a person's calendar: first and last days, shifts, deadlines, ends. Every row comes through `visible_to`."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from itertools import groupby
from typing import Any

from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from core import clock
from core.actor import Actor, Role
from evaluations.models import Evaluation
from institutions.models import Agreement, Intake
from institutions.states import AgreementState
from placements.models import Application, Interview, MentorshipMeeting, Placement, PlannedShift, Slot
from placements.states import LIVE, ApplicationState, InterviewState, SlotState
from placements.states_mentoring import MeetingState

BACK, AHEAD = timedelta(days=60), timedelta(days=400)
MOST = 2000  # rows of one sort; a calendar programme chokes on more
NAMES = 30  # in one description


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry: a whole day or a moment. `uid` stays the same as long as it is about the same thing, so that a move is a move."""

    uid: str
    title: str
    at: date | datetime
    path: str
    detail: str = ""
    until: datetime | None = None

    @property
    def day(self) -> date:
        """The day on which it falls, in the reader's zone."""
        return clock.day_of(self.at) if isinstance(self.at, datetime) else self.at


def entries(actor: Actor, now: datetime) -> Iterator[Entry]:
    """Everything within 60 days back and 400 ahead. Seven queries at most, however much there is."""
    today = clock.day_of(now)
    span = (today - BACK, today + AHEAD)
    yield from _placements(actor, span)
    yield from _offers(actor, now)
    if actor.acts_as(Role.STUDENT, Role.SUPERVISOR, Role.LEAD):
        yield from _interviews(actor, now)
    if actor.acts_as(Role.STUDENT, Role.SUPERVISOR):
        yield from _shifts(actor, now)
    if actor.acts_as(Role.STUDENT, Role.MENTOR):
        yield from _with_mentors(actor, span)
    if actor.acts_as(Role.SUPERVISOR, Role.LEAD, Role.COORDINATOR):
        yield from _evaluations(actor, now)
    if actor.acts_as(Role.LEAD, Role.STUDENT):
        yield from _deadlines(actor, now)
    if actor.acts_as(Role.COORDINATOR, Role.VIEWER, Role.LEAD):
        yield from _agreements(actor, span)
    if actor.acts_as(Role.COORDINATOR, Role.VIEWER):
        yield from _intakes(actor, span)


def _placements(actor: Actor, span: tuple[date, date]) -> Iterator[Entry]:
    """First and last days; interns of one slot who begin or end together are one entry."""
    rows = Placement.objects.visible_to(actor).for_list().filter(state__in=LIVE)
    near = rows.filter(Q(starts_on__range=span) | Q(ends_on__range=span)).order_by("starts_on", "pk")
    found = list(near[:MOST])
    yield from _together(found, "starts_on", "begin", span)
    yield from _together(found, "ends_on", "end", span)


def _together(rows: Iterable[Placement], field: str, what: str, span: tuple[date, date]) -> Iterator[Entry]:
    def key(row: Placement) -> tuple[date, int]:
        return getattr(row, field), row.slot_id

    for (day, slot_id), group in groupby(sorted(rows, key=key), key=key):
        if span[0] <= day <= span[1]:
            some = list(group)
            first = some[0]
            yield Entry(
                uid=f"{what}-{slot_id}-{day:%Y%m%d}" if len(some) > 1 else f"{what}-placement-{first.pk}",
                title=_title(some, what),
                at=day,
                path=first.get_absolute_url() if len(some) == 1 else "/placements/",
                detail=_who(some),
            )


def _title(some: list[Placement], what: str) -> str:
    words = {"n": len(some), "slot": some[0].slot.title, "partner": some[0].partner.name}
    if what == "begin":
        return ngettext("First day: %(slot)s, %(partner)s", "%(n)d begin: %(slot)s, %(partner)s", len(some)) % words
    return ngettext("Last day: %(slot)s, %(partner)s", "%(n)d end: %(slot)s, %(partner)s", len(some)) % words


def _who(some: list[Placement]) -> str:
    names = [row.student.user.name for row in some[:NAMES]]
    more = len(some) - len(names)
    tail = [ngettext("and %(n)d more", "and %(n)d more", more) % {"n": more}] if more else []
    department = _("Department: %(name)s") % {"name": some[0].department.name}
    return "\n".join([department, *names, *tail])


def _offers(actor: Actor, now: datetime) -> Iterator[Entry]:
    rows = Application.objects.visible_to(actor).filter(state=ApplicationState.OFFERED, answer_by__gte=now)
    for row in rows.select_related("slot__partner", "student__user").order_by("answer_by", "pk")[:MOST]:
        yield Entry(
            uid=f"offer-{row.pk}",
            title=_("Answer due: offer of %(partner)s") % {"partner": row.slot.partner},
            at=row.answer_by,  # type: ignore[arg-type]  # an offer has one
            path=row.get_absolute_url(),
            detail=f"{row.student.user.name}\n{row.slot.title}",
        )


def _interviews(actor: Actor, now: datetime) -> Iterator[Entry]:
    rows = Interview.objects.visible_to(actor).filter(state=InterviewState.BOOKED, time__starts_at__gte=now - BACK)
    for row in rows.for_list().order_by("time__starts_at", "pk")[:MOST]:
        yield interview_entry(row, actor.user_id)


def interview_entry(interview: Interview, reader_id: int | None) -> Entry:
    """One interview that was booked, from its beginning to its end: to its student with the slot's name, to others with the student's."""
    application, during = interview.application, interview.during
    student, slot = application.student.user, application.slot
    title = _("Interview: %(student)s, %(partner)s") % {"student": student.name, "partner": slot.partner}
    if reader_id == student.pk:
        title = _("Interview: %(whom)s") % {"whom": f"{slot.title}, {slot.partner}"}
    time = interview.time  # which one that was called off may have lost
    where = [time.place, time.interviewer.user.name] if time else []
    return Entry(
        uid=f"interview-{interview.pk}",
        title=title,
        at=during.lower.astimezone(UTC),
        until=during.upper.astimezone(UTC),
        path=interview.get_absolute_url(),
        detail="\n".join([slot.title, *where]),
    )


def _shifts(actor: Actor, now: datetime) -> Iterator[Entry]:
    """The agreed shifts, but for days of absence: a student's own, a supervisor's interns'."""
    rows = PlannedShift.objects.visible_to(actor).agreed().attended().filter(started_at__gte=now - BACK)
    for row in rows.select_related("placement__student__user", "placement__partner", "placement__department").order_by(
        "started_at", "pk"
    )[:MOST]:
        placement = row.placement
        who = placement.partner.name if actor.acts_as(Role.STUDENT) else placement.student.user.name
        yield Entry(
            uid=f"shift-{row.pk}",
            title=_("Shift: %(who)s") % {"who": who},
            at=row.started_at,
            until=row.ended_at,
            path=f"/placements/{placement.pk}/hours/",
            detail=placement.department.name,
        )


def _with_mentors(actor: Actor, span: tuple[date, date]) -> Iterator[Entry]:
    """Promised meetings of mentor and student, to each with the other’s name."""
    rows = MentorshipMeeting.objects.visible_to(actor).filter(state=MeetingState.AGREED, day__range=span)
    for row in rows.for_page().order_by("day", "pk")[:MOST]:
        mentorship = row.mentorship
        other = mentorship.mentor.user if actor.acts_as(Role.STUDENT) else mentorship.student.user
        yield Entry(
            uid=f"mentor-meeting-{row.pk}",
            title=_("Meet %(name)s: mentor and mentee") % {"name": other.name},
            at=row.starts_at or row.day,
            path=row.get_absolute_url(),
            detail=row.where,
        )


def _evaluations(actor: Actor, now: datetime) -> Iterator[Entry]:
    rows = Evaluation.objects.visible_to(actor).waiting().filter(due_at__gte=now - BACK)
    for row in rows.for_page().order_by("due_at", "pk")[:MOST]:
        yield Entry(
            uid=f"evaluation-{row.pk}",
            title=str(row.get_occasion_display())
            if row.by_student
            else _("Evaluation due: %(name)s") % {"name": row.placement.student.user.name},
            at=row.due_at,
            path=row.get_absolute_url(),
            detail=f"{row.placement.slot.title}, {row.placement.partner.name}",
        )


def _deadlines(actor: Actor, now: datetime) -> Iterator[Entry]:
    """Until when students may apply: to a lead of the own slots, to a student of those they have begun to apply for."""
    rows = Slot.objects.visible_to(actor).filter(state=SlotState.PUBLISHED, apply_by__gte=now)
    if actor.acts_as(Role.LEAD):
        rows = rows.filter(partner=actor.partner_id)
    else:
        drafts = Application.objects.visible_to(actor).filter(state=ApplicationState.DRAFT)
        rows = rows.filter(pk__in=drafts.values("slot"))
    for row in rows.for_list().order_by("apply_by", "pk")[:MOST]:
        yield Entry(
            uid=f"deadline-{row.pk}",
            title=_("Deadline: %(slot)s") % {"slot": row.title},
            at=row.apply_by,
            path=row.get_absolute_url(),
            detail=row.partner.name,
        )


def _agreements(actor: Actor, span: tuple[date, date]) -> Iterator[Entry]:
    rows = Agreement.objects.visible_to(actor).filter(state=AgreementState.SIGNED, ends_on__range=span)
    for row in rows.select_related("partner", "institute").order_by("ends_on", "pk")[:MOST]:
        yield Entry(
            uid=f"agreement-{row.pk}",
            title=_("Agreement ends: %(title)s") % {"title": row.title},
            at=row.ends_on,
            path=row.get_absolute_url(),
            detail=f"{row.institute}, {row.partner}",
        )


def _intakes(actor: Actor, span: tuple[date, date]) -> Iterator[Entry]:
    rows: Any = Intake.objects.visible_to(actor).filter(place_by__range=span).select_related("programme")
    for row in rows.order_by("place_by", "pk")[:MOST]:
        yield Entry(
            uid=f"intake-{row.pk}",
            title=_("Everyone placed by today: %(intake)s") % {"intake": row},
            at=row.place_by,
            path="/students/",
        )
