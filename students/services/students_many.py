"""Many students at once: in a fixed number of statements for each thousand."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from accounts.models import User
from core.actor import Actor, Role
from core.errors import Refusal
from core.verdict import require
from institutions.models import Intake, Membership
from institutions.services.memberships import announce_many
from students.models import Student
from students.policies import students as policies


@dataclass(frozen=True, slots=True)
class NewStudent:
    """What the register says of a student who is not here yet."""

    intake: Intake
    roll_no: str
    name: str
    email: str = ""
    father_name: str = ""
    relation: str = ""
    city: str = ""


@transaction.atomic
def add_students(*, by: Actor, now: datetime, students: Sequence[NewStudent]) -> None:
    """People, memberships, students, invitations: all or none. Whoever has an account already keeps it and is told of the new role.

    The caller has looked each line through. Raises NotAllowed, Refusal when somebody came in between.
    """
    for intake in {student.intake.pk: student.intake for student in students}.values():
        require(policies.may_add_to(by, intake))
    try:
        with transaction.atomic():
            people = _people(students, now)
            Student.objects.bulk_create(
                _row(student, user, now) for student, user in zip(students, people, strict=True)
            )
    except IntegrityError as error:
        raise Refusal(
            _("Somebody has just added one of these students."),
            instead=_("Nothing was added from your list. Look it through again to see which."),
        ) from error
    announce_many(_memberships(people, by, now), now=now)


def _row(student: NewStudent, user: User, now: datetime) -> Student:
    return Student(
        user=user,
        institute_id=student.intake.programme.institute_id,
        programme_id=student.intake.programme_id,
        intake=student.intake,
        roll_no=student.roll_no,
        father_name=student.father_name,
        relation=student.relation,
        city=student.city,
        created_at=now,
    )


def _people(students: Sequence[NewStudent], now: datetime) -> list[User]:
    """The users of all students, in their order; those whom nobody has named yet are made, unclaimed."""
    emails = [student.email for student in students if student.email]
    known = {user.email: user for user in User.objects.filter(email__in=emails)}
    people = [known.get(s.email) or User(email=s.email, name=s.name, created_at=now) for s in students]
    fresh = [user for user in people if user.pk is None]
    for user in fresh:
        user.set_unusable_password()
    User.objects.bulk_create(fresh)
    return people


def _memberships(people: list[User], by: Actor, now: datetime) -> list[Membership]:
    """The students' memberships, made where they are missing; with person and institute."""
    current = Membership.objects.current().filter(role=Role.STUDENT, institute_id=by.institute_id, user__in=people)
    there = set(current.values_list("user_id", flat=True))
    Membership.objects.bulk_create(
        Membership(user=user, role=Role.STUDENT, institute_id=by.institute_id, started_at=now)
        for user in people
        if user.pk not in there
    )
    return list(current.select_related("user", "institute", "partner"))
