"""400 students on their way to one partner that asks 30 things, a third of what they hold missing, unverified or ending."""

import random
from datetime import datetime, timedelta

from django.db import transaction
from django.db.backends.postgresql.psycopg_any import DateRange

from accounts.models import StoredFile, User
from core.actor import Role
from institutions.models import (
    Department,
    EvidenceKind,
    Institute,
    Intake,
    Membership,
    Partner,
    PartnerKind,
    Programme,
    Requirement,
    RequirementStarter,
    Site,
)
from institutions.services.starters import load_starters
from placements.models import Application, Placement, Seat, Slot
from placements.states import ApplicationState, PlacementState
from students.models import Record, Student
from students.states import RecordState

STUDENTS, REQUIREMENTS, RECORDS = 400, 30, 20


@transaction.atomic
def fill_readiness(*, now: datetime, students: int = STUDENTS, requirements: int = REQUIREMENTS) -> Membership:
    """Everything that the matrix shows; returns the coordinator who looks at it. Written in bulk, in the order in which triggers count."""
    load_starters()
    institute = Institute.objects.create(name="Bench College", short_name="Bench", slug="bench", city="Karachi")
    programme = Programme.objects.create(institute=institute, name="Imaging", code="MIT")
    intake = Intake.objects.create(programme=programme, name="Intake", starts_on=now.date())
    partner = Partner.objects.create(name="Bench Hospital", slug="bench", kind=PartnerKind.HOSPITAL, city="Karachi")
    department = Department.objects.create(site=Site.objects.create(partner=partner, name="Main"), name="Radiology")
    user = User.objects.create(email="coordinator@bench.example", name="Bench Coordinator", claimed_at=now)
    office = Membership.objects.create(
        user=user, role=Role.COORDINATOR, institute=institute, clears_health_evidence=True, started_at=now
    )
    _requirements(partner, requirements)
    people = _students(institute, programme, intake, students)
    _records(people, now)
    _placements(people, partner, department, now)
    return office


def _requirements(partner: Partner, count: int) -> None:
    starters = list(RequirementStarter.objects.order_by("position"))
    Requirement.objects.bulk_create(
        Requirement(
            partner=partner, title=f"{starter.title} {number}", rule=starter.rule, note=starter.note, position=number
        )
        for number in range(count)
        for starter in [starters[number % len(starters)]]
    )


def _students(institute: Institute, programme: Programme, intake: Intake, count: int) -> list[Student]:
    users = User.objects.bulk_create(
        User(email=f"student{n}@bench.example", name=f"Student {n:03}") for n in range(count)
    )
    return Student.objects.bulk_create(
        Student(user=user, institute=institute, programme=programme, intake=intake, roll_no=f"B-{n}")
        for n, user in enumerate(users)
    )


def _records(people: list[Student], now: datetime) -> None:
    """Twenty of the catalogue each; of every ten, one waits and two end on the way."""
    chance = random.Random(1)  # noqa: S311 - a measurement, not a secret
    kinds = list(EvidenceKind.objects.order_by("position"))
    files = StoredFile.objects.bulk_create(
        StoredFile(kind="record", name="card.pdf", media_type="application/pdf", size=1, sha256="0" * 64, owner=s.user)
        for s in people
    )
    today = now.date()
    Record.objects.bulk_create(
        Record(
            student=student,
            kind=kind,
            file=file,
            on=today - timedelta(days=chance.randrange(20, 500)),
            until=today + timedelta(days=chance.choice([60, 400, 400, 400])),
            values={field["name"]: (field.get("choices") or ["12"])[0] for field in kind.fields},
            state=RecordState.SUBMITTED if chance.random() < 0.1 else RecordState.VERIFIED,
            submitted_at=now,
            decided_at=now,
        )
        for student, file in zip(people, files, strict=True)
        for kind in chance.sample(kinds, RECORDS)
    )


def _placements(people: list[Student], partner: Partner, department: Department, now: datetime) -> None:
    today = now.date()
    first, last = today + timedelta(days=30), today + timedelta(days=110)
    slot = Slot.objects.create(
        partner=partner,
        department=department,
        title="Rotation",
        city="Karachi",
        starts_on=first,
        ends_on=last,
        apply_by=now,
        places=len(people),
        state="published",
        confirmed_at=now,
    )
    applications = Application.objects.bulk_create(
        Application(
            student=student,
            slot=slot,
            institute_id=student.institute_id,
            state=ApplicationState.ACCEPTED,
            submitted_at=now,
            answer_by=now,
        )
        for student in people
    )
    days = DateRange(first, last, "[]")
    Seat.objects.bulk_create(
        Seat(application=application, partner=partner, partner_number=number, during=days)
        for number, application in enumerate(applications, start=1)
    )
    Placement.objects.bulk_create(
        Placement(
            application=application,
            student=application.student,
            slot=slot,
            institute_id=application.institute_id,
            partner=partner,
            department=department,
            starts_on=first,
            ends_on=last,
            state=PlacementState.PLANNED,
        )
        for application in applications
    )
