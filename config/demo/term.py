"""What happened in the demo's term: applications at every stage, placements under way, one group that finished."""

import random
from collections.abc import Iterable
from datetime import UTC, date, datetime, time, timedelta

from config.demo.evaluating import said
from config.demo.organisations import actor_of
from core.actor import Actor, Role
from evaluations.models import Occasion
from evaluations.services.certificates import issue_certificate
from institutions.models import Membership
from placements.models import Application, HoursEntry, Placement, ScalePoint, Slot
from placements.services.applications import save_draft, start_application, submit_application
from placements.services.arrivals import record_arrival
from placements.services.completion import complete_placement
from placements.services.decisions import begin_review, reject_application, shortlist_application, waitlist_application
from placements.services.feedback import leave_feedback
from placements.services.hours import log_hours
from placements.services.hours_signing import approve_hours, return_hours
from placements.services.objectives import confirm_objectives
from placements.services.offers import accept_offer, offer_place
from placements.services.placements import end_placement_early
from placements.states import HoursState
from students.models import Student

STATEMENT = (
    "I have learnt the basics in our skills laboratory and on two ward visits. I want to see how a busy department works, keep patients "
    "calm and safe, and learn to work quickly without losing care. I live half an hour away and am free on every working day."
)
NOTES = (
    ("strength", "Positions anxious patients calmly and tells them what comes next."),
    ("next_step", "Work faster on portable chest films; plan the room before you fetch the patient."),
    ("strength", "Asks good questions and writes the answers down."),
    ("next_step", "Check the previous films before you choose the projection."),
)
FIVE_O_CLOCK = {"hour": 12, "minute": 0, "second": 0, "microsecond": 0}  # in the afternoon in Karachi, as UTC
WORKDAYS = (0, 1, 2, 3)  # Monday to Thursday
CATEGORIES = ("direct_care", "procedure", "teaching", "direct_care")
BETTER = (
    "A locker for each of us.",
    "Rounds at seven were the best hour of the day.",
    "Mr Latif at the desk should greet people.",
    "More nights early on, fewer in the last week.",
    "Somebody to ask in the afternoons, when the list is over.",
)


def actor_of_student(student: Student) -> Actor:
    """The student, acting as one."""
    return Membership.objects.select_related("user", "institute").get(user=student.user, role=Role.STUDENT).as_actor()


def apply(slot: Slot, student: Student, *, now: datetime) -> Application:
    """A submitted application."""
    actor = actor_of_student(student)
    application = start_application(slot_id=slot.pk, by=actor, now=now)
    save_draft(slot_id=slot.pk, by=actor, now=now, statement=STATEMENT)
    return submit_application(application_id=application.pk, by=actor, now=now + timedelta(hours=1))


def place(slot: Slot, student: Student, *, now: datetime) -> Placement:
    """Applied, reviewed, offered and accepted before the deadline."""
    lead = actor_of(Role.LEAD, slot.partner.slug)
    application = apply(slot, student, now=now)
    begin_review(application_id=application.pk, by=lead, now=now + timedelta(days=2))
    offer_place(application_id=application.pk, by=lead, now=now + timedelta(days=3), answer_by=now + timedelta(days=8))
    accept_offer(application_id=application.pk, by=actor_of_student(student), now=now + timedelta(days=4))
    return Placement.objects.get(application=application)


def train(placement: Placement, *, until: datetime, chance: random.Random, share: float = 1.0) -> None:
    """Arrive, then work week after week until `until`; a supervisor signs what is older than nine days. `share` skips some days."""
    supervisor = placement.supervisor.as_actor()
    first = datetime.combine(placement.starts_on, time(4, 0), UTC)  # nine in the morning in Karachi
    record_arrival(placement_id=placement.pk, by=supervisor, now=first, arrived_on=placement.starts_on)
    day = first
    while day < until and day.date() <= placement.ends_on:
        if day.weekday() in WORKDAYS and chance.random() < share:
            _shift(placement, day, chance)
        if day.weekday() == WORKDAYS[-1]:
            _sign(placement, by=supervisor, now=day + timedelta(hours=10), before=until - timedelta(days=9))
        day += timedelta(days=1)
    _notes(placement, by=supervisor, now=min(until, day) - timedelta(days=3))


def _shift(placement: Placement, day: datetime, chance: random.Random) -> None:
    log_hours(
        placement_id=placement.pk,
        by=actor_of_student(placement.student),
        now=day + timedelta(hours=9),
        send=True,
        day=day.date(),
        starts=time(9, 0),
        ends=time(17, 30),
        break_minutes=30,
        category=chance.choice(CATEGORIES),
        note="",
    )


def _sign(placement: Placement, *, by: Actor, now: datetime, before: datetime) -> None:
    waiting = HoursEntry.objects.filter(placement=placement, state=HoursState.SUBMITTED, started_at__lt=before)
    if ids := list(waiting.values_list("pk", flat=True)):
        approve_hours(placement_id=placement.pk, by=by, now=now, entry_ids=ids)


def _notes(placement: Placement, *, by: Actor, now: datetime) -> None:
    objectives = list(placement.slot.objectives.all())
    for index, (kind, text) in enumerate(NOTES[:2] if placement.pk % 2 else NOTES[2:]):
        objective = objectives[index] if index < len(objectives) else None
        leave_feedback(
            placement_id=placement.pk,
            by=by,
            now=now + timedelta(hours=index),
            kind=kind,
            text=text,
            objective=objective,
        )


def confirm(placement: Placement, *, now: datetime, ranks: Iterable[int]) -> None:
    """Confirm as many objectives as there are ranks."""
    points = {point.rank: point.pk for point in ScalePoint.objects.filter(scale__slug="supervision", scale__version=1)}
    levels = {
        objective.pk: points[rank] for objective, rank in zip(placement.slot.objectives.all(), ranks, strict=False)
    }
    confirm_objectives(placement_id=placement.pk, by=placement.supervisor.as_actor(), now=now, levels=levels)


def finish(placement: Placement, *, chance: random.Random) -> None:
    """The rest of a placement that is over: hours signed, objectives confirmed, evaluation submitted, completed."""
    supervisor = placement.supervisor.as_actor()
    end = datetime.combine(placement.ends_on, time(11, 0), UTC)
    _sign(placement, by=supervisor, now=end, before=end)
    confirm(placement, now=end, ranks=[chance.choice((3, 4, 4, 5)) for _ in placement.slot.objectives.all()])
    middle = datetime.combine(placement.starts_on + (placement.ends_on - placement.starts_on) // 2, time(11, 0), UTC)
    for occasion, moment, comment in (
        (Occasion.SELF_MID, middle - timedelta(days=2), "To work faster without losing care."),
        (Occasion.MID, middle - timedelta(days=1), "Plan the room before the patient comes."),
        (Occasion.SELF_FINAL, end - timedelta(days=3), "To run a list with somebody nearby."),
        (Occasion.FINAL, end, "Ready to run a list with somebody nearby."),
    ):
        said(placement, occasion, now=moment, chance=chance, comment=comment)
    coordinator = actor_of(Role.COORDINATOR, placement.institute.slug)
    complete_placement(placement_id=placement.pk, by=coordinator, now=end + timedelta(days=2))
    better = BETTER[placement.pk % len(BETTER)]
    said(placement, Occasion.SITE, now=end + timedelta(days=5), chance=chance, comment=better)


def leave(placement: Placement, *, last_day: date, chance: random.Random) -> None:
    """Trained until a day in the middle, and gone: what was signed until then is stated."""
    end = datetime.combine(last_day, time(14, 0), UTC)
    train(placement, until=end, chance=chance)
    _sign(placement, by=placement.supervisor.as_actor(), now=end, before=end)
    confirm(placement, now=end, ranks=[3, 3])
    coordinator = actor_of(Role.COORDINATOR, placement.institute.slug)
    reason = "The family moves to Quetta; a place there is looked for."
    end_placement_early(placement_id=placement.pk, by=coordinator, now=end, last_day=last_day, reason=reason)
    issue_certificate(placement_id=placement.pk, by=coordinator, now=end + timedelta(days=4))


def return_latest(placement: Placement, *, now: datetime) -> None:
    """One shift comes back with a question."""
    entry = HoursEntry.objects.filter(placement=placement, state=HoursState.SUBMITTED).latest("started_at")
    reason = "You left at three that day, as I remember. Please look again."
    return_hours(entry_id=entry.pk, by=placement.supervisor.as_actor(), now=now, reason=reason)


def decide(slot: Slot, students: list[Student], *, now: datetime) -> None:
    """One applicant at each stage, as far as the students go: new, in review, shortlisted, not chosen."""
    lead = actor_of(Role.LEAD, slot.partner.slug)
    made = [apply(slot, student, now=now - timedelta(hours=5 * index + 2)) for index, student in enumerate(students)]
    for application in made[1:]:
        begin_review(application_id=application.pk, by=lead, now=now)
    for application in made[2:3]:
        shortlist_application(application_id=application.pk, by=lead, now=now)
    for application in made[3:4]:
        reject_application(
            application_id=application.pk, by=lead, now=now, reason="We look for someone who can do nights."
        )


def offer_and_wait(slot: Slot, students: list[Student], *, now: datetime) -> None:
    """Offers for every place, the rest on the waiting list."""
    lead = actor_of(Role.LEAD, slot.partner.slug)
    for index, student in enumerate(students):
        application = apply(slot, student, now=now - timedelta(days=2, hours=index))
        begin_review(application_id=application.pk, by=lead, now=now - timedelta(days=1))
        if index < slot.places:
            offer_place(
                application_id=application.pk,
                by=lead,
                now=now - timedelta(hours=6),
                answer_by=(now + timedelta(days=3)).replace(**FIVE_O_CLOCK),
            )
        else:
            waitlist_application(application_id=application.pk, by=lead, now=now - timedelta(hours=5))
