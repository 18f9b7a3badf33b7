"""Two slots that choose by criteria: one in a blind review with decisions about to be released, one with interviews."""

from datetime import datetime, time, timedelta

from config.demo import term
from config.demo.organisations import actor_of
from config.demo.slots import IMAGING, SlotData, make_slot
from core import clock
from core.actor import Actor, Role
from institutions.models import Membership
from placements.models import Application, InterviewTime, Placement, SelectionCriterion, Slot
from placements.services import interviews, reviews, selection
from placements.services.decisions import shortlist_application
from placements.services.decisions_release import plan_release, prepare_by_merit
from students.models import Student

CRITERIA = (
    ("Why this department", 3, "Five: says what they want to learn and why here. One: would fit any hospital."),
    ("What they have done", 2, "Five: laboratory, wards and a project. One: lectures alone."),
    ("Care for patients", 2, "Five: an example of their own. One: a phrase."),
)
POINTS = ((5, 4, 4), (4, 4, 3), (4, 4, 3), (3, 2, 3), (2, 3, 2))  # the second and the third stand level
BEGINS = 64  # days from now
SWITCHES = {"answer_days": 5, "shows_merit": False}  # Hingol asks for the table of merit, so it is public all the same


def choosing(*, now: datetime) -> None:
    """Margalla's two: everything through the services of choosing."""
    lead = actor_of(Role.LEAD, "margalla")
    people = Membership.objects.current().filter(partner__slug="margalla", role=Role.SUPERVISOR)
    reviewer = people.select_related("user", "partner").order_by("pk")[0]
    ready = Student.objects.filter(institute__slug="hingol", programme__code="MIT", profile_done_at__isnull=False)
    placed = Placement.objects.live().filter(full_time=True, ends_on__gt=clock.day_of(now) + timedelta(days=BEGINS))
    free = ready.exclude(
        pk__in=placed.values("student")
    )  # whoever has a place on those days sends no application for others
    students = list(free.order_by("-pk")[: len(POINTS) + 1])
    _blind(lead, reviewer, students, now=now)
    _interviews(lead, reviewer, students[:3], now=now)


def _slot(key: str, title: str, summary: str, *, first: int, now: datetime) -> Slot:
    data = SlotData(
        key=key,
        partner="margalla",
        department=0,
        track="imaging",
        title=title,
        summary=summary,
        first=first,
        last=first + 83,
        deadline=first - 20,
        required=280,
        places=2,
        objectives=IMAGING[:3],
        stipend=12000,
    )
    return make_slot(data, now=now)


def _set_up(slot: Slot, lead: Actor, reviewer: Membership, *, now: datetime, **switches: bool) -> None:
    selection.set_up_selection(slot_id=slot.pk, by=lead, now=now, **SWITCHES, **switches)
    for text, weight, guide in CRITERIA:
        selection.add_criterion(slot_id=slot.pk, by=lead, now=now, text=text, weight=weight, guide=guide)
    selection.name_reviewer(slot_id=slot.pk, by=lead, now=now, membership=reviewer)


def _score(application: Application, by: Actor, points: tuple[int, ...], *, now: datetime, note: str = "") -> None:
    criteria = SelectionCriterion.objects.filter(selection__slot=application.slot_id, stage="review")
    given = dict(zip(criteria.order_by("position").values_list("pk", flat=True), points, strict=True))
    reviews.score_application(application_id=application.pk, by=by, now=now, points=given, note=note)


def _blind(lead: Actor, reviewer: Membership, students: list[Student], *, now: datetime) -> None:
    """Five scored by the lead, three of them by the reviewer too, who knows one and has one left; decisions wait for Monday."""
    before = now - timedelta(days=6)
    summary = "Angiography and drains beside two consultants; two places, and many who ask."
    slot = _slot("interventional", "Interventional radiology internship", summary, first=BEGINS, now=before)
    _set_up(slot, lead, reviewer, now=before, is_blind=True, has_interviews=False)
    made = [term.apply(slot, student, now=before + timedelta(hours=index)) for index, student in enumerate(students)]
    for application, points in zip(made, POINTS, strict=False):
        _score(application, lead, points, now=now - timedelta(days=2))
    for application, points in zip(made, ((4, 4, 4), (4, 4, 3), (4, 4, 3)), strict=False):
        _score(application, reviewer.as_actor(), points, now=now - timedelta(days=1), note="Clear and to the point.")
    if len(made) == len(POINTS) + 1:
        reviews.declare_conflict(
            application_id=made[3].pk,
            by=reviewer.as_actor(),
            now=now - timedelta(days=1),
            reason="A former student of mine.",
        )
    prepare_by_merit(slot_id=slot.pk, by=lead, now=now - timedelta(hours=3))
    plan_release(slot_id=slot.pk, by=lead, now=now, release_at=now + timedelta(days=3))


def _interviews(lead: Actor, reviewer: Membership, students: list[Student], *, now: datetime) -> None:
    """One has booked the first time, one has still to choose, one stands on the shortlist."""
    before = now - timedelta(days=4)
    summary = "Abdominal and vascular ultrasound; interns scan beside a sonographer from the second week."
    slot = _slot("ultrasound", "Ultrasound internship", summary, first=170, now=before)
    _set_up(slot, lead, reviewer, now=before, is_blind=False, has_interviews=True)
    selection.add_criterion(
        slot_id=slot.pk, by=lead, now=before, text="Calm when asked something hard", weight=3, stage="interview"
    )
    interviews.offer_times(
        slot_id=slot.pk,
        by=lead,
        now=before,
        interviewer=reviewer,
        day=(now + timedelta(days=2)).date(),
        starts=time(10),
        minutes=20,
        pause=10,
        count=6,
        place="Radiology, seminar room, first floor",
    )
    times = list(InterviewTime.objects.filter(slot=slot).order_by("starts_at"))
    for index, student in enumerate(students):
        application = term.apply(slot, student, now=before + timedelta(hours=index))
        _score(application, lead, POINTS[index], now=now - timedelta(days=2))
        shortlist_application(application_id=application.pk, by=lead, now=now - timedelta(days=2))
        if index < 2:
            one = interviews.invite_to_interview(application_id=application.pk, by=lead, now=now - timedelta(days=1))
        if index == 0:
            by = term.actor_of_student(student)
            interviews.book_interview(interview_id=one.pk, by=by, now=now - timedelta(hours=9), time=times[0])
