"""Many students at once: in a fixed number of statements for each thousand."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.services.invitations import close_what_was_mailed, lock_invited
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
    gender: str = ""
    city: str = ""
    sponsored_as: str = ""


@dataclass(slots=True)
class Edit:
    """What the register is to say of one student who is here, its row locked; `email` where it is another one."""

    student: Student
    intake: Intake
    roll_no: str
    name: str
    father_name: str
    relation: str
    gender: str
    city: str
    sponsored_as: str
    email: str | None = None


SAID = ("intake", "roll_no", "father_name", "relation", "gender", "city", "sponsored_as")


@transaction.atomic
def edit_students(*, by: Actor, now: datetime, edits: Sequence[Edit]) -> None:
    """Correct many at once: `edit_student` in a fixed number of statements for each thousand. All or none.

    The caller holds the students' locks and has looked each line through. Raises NotAllowed, Refusal when somebody came in between.
    """
    for edit in edits:
        require(policies.may_edit(by, edit.student))
    for intake in {edit.intake.pk: edit.intake for edit in edits}.values():
        require(policies.may_add_to(by, intake))
    for edit in edits:
        student = edit.student
        for name in SAID:
            setattr(student, name, getattr(edit, name))
        student.programme_id, student.updated_at = edit.intake.programme_id, now
        student.next_version(None)
    try:
        with transaction.atomic():
            fields = [*SAID, "programme", "version", "updated_at"]
            Student.objects.bulk_update([edit.student for edit in edits], fields)
            moved = _readdress(edits, now)
            _rename(edits)
    except IntegrityError as error:
        raise Refusal(
            _("Somebody has just taken one of these roll numbers or addresses."),
            instead=_("Nothing was changed by your list. Look it through again to see which."),
        ) from error
    announce_many(_students_memberships(moved, by), by=by, now=now)


def _rename(edits: Sequence[Edit]) -> None:
    """Other names, of people whom no other organisation knows."""
    users = []
    for edit in edits:
        if edit.name != edit.student.user.name:
            edit.student.user.name = edit.name
            users.append(edit.student.user)
    _require_own(users, edits)
    User.objects.bulk_update(users, ["name"])


def _readdress(edits: Sequence[Edit], now: datetime) -> list[User]:
    """Other addresses, of accounts that nobody uses yet. Locks invitations, then users."""
    moved = {edit.student.user_id: edit for edit in edits if edit.email not in {None, edit.student.user.email}}
    users = [edit.student.user for edit in moved.values()]
    for user in users:
        if user.is_claimed:
            raise Refusal(_("The account of %(name)s is in use.") % {"name": user.name}, field="email")
    _require_own(users, edits)
    if users:
        lock_invited(moved, now=now)
    for user in users:
        user.email = str(moved[user.pk].email)
    User.objects.bulk_update(users, ["email"])
    if users:
        close_what_was_mailed(moved, now=now)
    return users


def _require_own(users: Sequence[User], edits: Sequence[Edit]) -> None:
    """Refuse where one of them acts for another organisation too. One query, none for nobody."""
    if not users:
        return
    elsewhere = Membership.objects.besides([user.pk for user in users], institute_id=edits[0].student.institute_id)
    if (other := elsewhere.select_related("user").first()) is not None:
        raise Refusal(_("%(name)s has other roles in the portal.") % {"name": other.user.name}, field="name")


def _students_memberships(users: Sequence[User], by: Actor) -> list[Membership]:
    current = Membership.objects.current().filter(role=Role.STUDENT, institute_id=by.institute_id, user__in=users)
    return list(current.select_related("user", "institute", "partner")) if users else []


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
    announce_many(_memberships(people, by, now), by=by, now=now)


def _row(student: NewStudent, user: User, now: datetime) -> Student:
    return Student(
        user=user,
        institute_id=student.intake.programme.institute_id,
        programme_id=student.intake.programme_id,
        intake=student.intake,
        roll_no=student.roll_no,
        father_name=student.father_name,
        relation=student.relation,
        gender=student.gender,
        city=student.city,
        sponsored_as=student.sponsored_as,
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
