"""The demo, whole: organisations, agreements, students, slots, and what happened between them."""

import random
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Q, QuerySet

from accounts.models import User
from config.demo import (
    agreements,
    applying,
    attendance,
    calls,
    choosing,
    course,
    destinations,
    evaluating,
    grid,
    learning,
    lists,
    mentors,
    operating,
    organisations,
    outside,
    placement_letters,
    prepared,
    recordings,
    records,
    references,
    register,
    requirements,
    said,
    searches,
    slots,
    students,
    support,
    term,
)
from config.demo.data import PASSWORD
from core.actor import CLOCK, Role
from evaluations.models import Evaluation, Occasion
from evaluations.services import instruments
from evaluations.services.certificates import issue_certificate
from evaluations.services.evaluations_asking import open_evaluation
from evaluations.services.letters import ask_letter
from institutions.models import Membership
from institutions.services import starters
from institutions.services.clauses import load_clauses
from notifications.services.inbox import read_all
from placements.models import Placement
from placements.states import OVER
from students.models import Student

READS_URDU = "bolan"  # the partner whose supervisor does, with the first of his interns
FIRST_DAYS = 380  # how long ago the students were added


def seed(*, now: datetime, count: int, number: int) -> None:
    """Fill an empty portal with a term around `now`. The same `number` makes the same term."""
    chance = random.Random(number)  # noqa: S311 - a demonstration, not a secret
    starters.load_starters()
    instruments.load_starters(now=now - timedelta(days=400))
    admin = organisations.administrator(now=now - timedelta(days=400)).as_actor()
    organisations.everyone(by=admin, now=now - timedelta(days=395))
    load_clauses()
    agreements.all_agreements(now=now)
    register.register(now=now)
    people = students.everyone(count, now=now, chance=chance, first_days=FIRST_DAYS)
    made = slots.all_slots(now=now)
    calls.all_calls(now=now)
    imaging, coding, bench = (_ready(people[key]) for key in ("hingol/MIT", "hingol/HIM", "kaghan/MLT"))
    nursing = [
        student
        for pair in zip(_ready(people["hingol/BSN"]), _ready(people["kaghan/BSN"]), strict=False)
        for student in pair
    ]

    _finished(made["past"], imaging[1:6], left=imaging[8:9], chance=chance)
    evaluating.forms(by=admin, now=now - timedelta(days=80))
    _radiography(made["now"], [imaging[0], *imaging[4:6]], now=now, chance=chance)
    _bench(made["bench"], bench[:2], now=now, chance=chance)
    _ending(made["coding"], coding[:2], now=now, chance=chance)
    placement_letters.letters(now=now)
    term.decide(made["trauma"], [*imaging[6:9], imaging[1]], now=now - timedelta(hours=4))
    records.everyone(imaging[0], imaging[1:5], now=now)
    term.offer_and_wait(made["ct"], [imaging[0], imaging[2], imaging[3]], now=now)
    searches.keep(imaging[0], now=now)
    term.place(made["mammography"], imaging[3], now=now - timedelta(days=8))
    term.decide(made["ward"], nursing[:3], now=now - timedelta(hours=30))
    requirements.everyone(made["ward"], nursing[3:6], now=now)
    term.decide(made["claims"], coding[2:3], now=now - timedelta(hours=50))
    applying.on_the_way(made["icu"], made["claims"], nursing[:2], coding[3:4], now=now)
    asking = made["trauma"].applications.exclude(state__in=OVER).order_by("pk")
    references.references(list(asking), coding[0], now=now)
    grid.weeks(now=now)
    outside.outside(now=now)
    prepared.prepared([imaging[1], imaging[0], imaging[4]], made["trauma"], now=now)
    said.everything(now=now)
    lists.everyone(now=now)
    choosing.choosing(now=now)
    destinations.earlier_interns(imaging[:6], made["now"], now=now)
    _read(until=now - timedelta(days=4))
    operating.operating(by=admin, now=now)


def _read(*, until: datetime) -> None:
    """Who works here has read what came until then."""
    for membership in Membership.objects.current().exclude(role=Role.STUDENT).select_related("user"):
        read_all(by=membership.as_actor(), now=until)


def _read_urdu(*people: User) -> None:
    User.objects.filter(pk__in=[person.pk for person in people]).update(language="ur")


def _ready(some: list[Student]) -> list[Student]:
    """Those whose profile is complete."""
    return list(Student.objects.filter(pk__in=[s.pk for s in some], profile_done_at__isnull=False).order_by("pk"))


def _finished(slot: Any, some: list[Student], *, left: list[Student], chance: random.Random) -> None:
    """A group that is through: certificates for all but the last, who waits for one; all have rated site and mentor. One went earlier."""
    before = slot.apply_by - timedelta(days=12)
    mentors.earlier(some, now=before, until=slot.ends_on)
    for index, student in enumerate(some):
        placement = term.place(slot, student, now=before + timedelta(hours=index))
        term.train(placement, until=slot.apply_by + timedelta(days=60), chance=chance)
        term.finish(placement, chance=chance)
        placement.refresh_from_db()
        if index < len(some) - 1:
            coordinator = organisations.actor_of(Role.COORDINATOR, placement.institute.slug)
            issue_certificate(placement_id=placement.pk, by=coordinator, now=placement.completed_at + timedelta(days=4))
    for student in left:
        placement = term.place(slot, student, now=before)
        term.leave(placement, last_day=placement.starts_on + timedelta(days=23), chance=chance)


def _under_way(slot: Any, some: list[Student], *, now: datetime, chance: random.Random, ranks: tuple[int, ...]) -> None:
    """A group in the middle of its weeks, the second with a shift that came back, the third behind."""
    before = slot.apply_by - timedelta(days=12)
    for index, student in enumerate(some):
        placement = term.place(slot, student, now=before + timedelta(hours=index))
        term.train(placement, until=now - timedelta(days=1), chance=chance, share=0.6 if index == 2 else 0.95)
        term.confirm(placement, now=now - timedelta(days=18), ranks=[rank - 1 for rank in ranks])
        term.confirm(placement, now=now - timedelta(days=4), ranks=ranks)
        if index == 1:
            term.return_latest(placement, now=now - timedelta(hours=20))


def _radiography(slot: Any, some: list[Student], *, now: datetime, chance: random.Random) -> None:
    """The group that the demo looks at most: what was recorded for its supervisors, how its mid-point stands, what is learnt."""
    _under_way(slot, some, now=now, chance=chance, ranks=(4, 4))
    placements = list(Placement.objects.filter(slot=slot).for_list().order_by("pk"))
    recordings.recordings(placements, now=now)
    evaluating.under_way(placements, now=now, chance=chance)
    attendance.attendance(placements, now=now)
    learning.learning(placements, now=now)
    mentors.mentors(placements, now=now)
    course.sooner(placements[1], now=now)
    support.support(list(Placement.objects.filter(slot=slot).for_list().order_by("pk")), now=now)


def _bench(slot: Any, some: list[Student], *, now: datetime, chance: random.Random) -> None:
    """A group on a rotation of two blocks, and what is to change in it. Its first student and the supervisor read Urdu."""
    _read_urdu(some[0].user, *(m.user for m in _first(Role.SUPERVISOR, READS_URDU)))
    course.rotation(slot)
    _under_way(slot, some, now=now, chance=chance, ranks=(3,))
    course.asked(list(Placement.objects.filter(slot=slot).for_list().order_by("pk")), now=now)


def _ending(slot: Any, some: list[Student], *, now: datetime, chance: random.Random) -> None:
    """A group in its last week: evaluations are open, and one asks for a letter."""
    before = slot.apply_by - timedelta(days=12)
    for index, student in enumerate(some):
        placement = term.place(slot, student, now=before + timedelta(hours=index))
        term.train(placement, until=now - timedelta(days=1), chance=chance)
        final = Evaluation.objects.get(placement=placement, occasion=Occasion.FINAL)
        open_evaluation(evaluation_id=final.pk, by=CLOCK, now=now - timedelta(days=9))
        if index == 0:
            ask_letter(
                placement_id=placement.pk,
                by=term.actor_of_student(student),
                now=now - timedelta(days=2),
                purpose="A first post as a medical coder",
                needed_by=(now + timedelta(days=24)).date(),
            )


def logins() -> list[dict[str, str]]:
    """Who to sign in as, one person or two for each role; in a demo that is used, some of them no longer have theirs."""
    intern = Placement.objects.filter(slot__title="Diagnostic radiography rotation").order_by("pk").first()
    graduate = Placement.objects.filter(certificates__state="issued").order_by("pk").first()
    urdu = Student.objects.filter(user__language="ur").order_by("pk").first()
    fresh = Student.objects.filter(profile_done_at=None, user__claimed_at__isnull=False).order_by("pk").first()
    rows = [_row("administrator", m) for m in Membership.objects.filter(role=Role.ADMINISTRATOR).select_related("user")]
    for role, slugs in (
        (Role.COORDINATOR, ("hingol", "kaghan")),
        (Role.VIEWER, ("hingol",)),
        (Role.MENTOR, ("hingol",)),
        (Role.LEAD, ("margalla", "clifton", "bolan")),
        (Role.SUPERVISOR, ("sindh-health", "margalla", READS_URDU)),
    ):
        rows += [_row(role.value, m) for slug in slugs for m in _first(role, slug)]
    for label, student in (
        ("student on placement", intern and intern.student),
        ("student with a certificate", graduate and graduate.student),
        ("new student", fresh),
        ("student who reads Urdu", urdu),
    ):
        if student:
            of_student = Membership.objects.current().filter(user=student.user, role=Role.STUDENT)
            rows += [_row(label, m) for m in of_student.select_related("user", "institute").order_by("pk")[:1]]
    return rows


def _first(role: Role, slug: str) -> QuerySet[Membership]:
    """Who is longest in the role at the institute or partner; nobody, where all of them have left."""
    there = Membership.objects.current().filter(Q(institute__slug=slug) | Q(partner__slug=slug), role=role)
    return there.select_related("user", "institute", "partner").order_by("pk")[:1]


def _row(label: str, membership: Membership) -> dict[str, str]:
    return {
        "role": label,
        "email": membership.user.email,
        "password": PASSWORD,
        "language": membership.user.language,
        "organisation": str(membership.organisation or "Wardbridge"),
    }
