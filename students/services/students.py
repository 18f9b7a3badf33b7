"""A placement office's students: added, corrected, invited. The only writers of these facts."""

from datetime import datetime

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from accounts.models import User
from core.actor import Actor, Role
from core.errors import Refusal
from core.verdict import require
from institutions.models import Intake, Membership
from institutions.services.inviting_again import reinvite
from institutions.services.memberships import announce
from students.models import Student
from students.policies import students as policies


@transaction.atomic
def add_student(
    *,
    by: Actor,
    now: datetime,
    intake: Intake,
    roll_no: str,
    name: str,
    email: str = "",
    father_name: str = "",
    relation: str = "",
    gender: str = "",
    id_number: str = "",
    city: str = "",
    sponsored_as: str = "",
) -> Student:
    """Name a student of the actor's institute: person, membership, student, and the invitation that makes the account theirs.

    Somebody who has an account keeps it and is told of the new role; who has no address gets a slip. Raises NotAllowed, Refusal.
    """
    require(policies.may_add_to(by, intake))
    _check_free(institute_id=intake.programme.institute_id, roll_no=roll_no, email=email)
    user = User.unclaimed(email=email, name=name)
    student = Student(
        user=user,
        institute_id=intake.programme.institute_id,
        programme_id=intake.programme_id,
        intake=intake,
        roll_no=roll_no,
        father_name=father_name,
        relation=relation,
        gender=gender,
        id_number=id_number,
        city=city,
        sponsored_as=sponsored_as,
        created_at=now,
    )
    _save(student)
    membership, _new = Membership.objects.current().get_or_create(
        user=user, role=Role.STUDENT, institute_id=student.institute_id, defaults={"started_at": now}
    )
    announce(membership, by=by, now=now)
    return student


@transaction.atomic
def edit_student(
    *,
    student_id: int,
    by: Actor,
    now: datetime,
    intake: Intake,
    roll_no: str,
    name: str,
    father_name: str,
    relation: str,
    city: str,
    gender: str | None = None,
    email: str | None = None,
    sponsored_as: str | None = None,
    shown_version: int | None = None,
) -> Student:
    """Correct what the register says. A new address, possible until the account is claimed, is sent a new invitation; `None` leaves
    address, gender and whether they are sponsored as they are.

    Locks student, then invitation and user. Raises NotAllowed, Refusal, Stale.
    """
    student = lock_student(student_id)
    require(policies.may_edit(by, student))
    require(policies.may_add_to(by, intake))
    student.next_version(shown_version)
    _check_free(institute_id=student.institute_id, roll_no=roll_no, besides=student.pk)
    student.roll_no, student.father_name, student.relation, student.city = roll_no, father_name, relation, city
    student.intake, student.programme_id = intake, intake.programme_id
    if gender is not None:
        student.gender = gender
    if sponsored_as is not None:
        student.sponsored_as = sponsored_as
    _save(student)
    if email is not None and email.lower() != student.user.email:
        _readdress(student, email, by, now)
    _rename(student, name)
    return student


@transaction.atomic
def invite_again(
    *, student_id: int, by: Actor, now: datetime, email: str | None = None, shown_version: int | None = None
) -> Student:
    """Send a new invitation, to `email` where the address was wrong; the earlier link stops working.

    Locks student, invitation, user. Raises NotAllowed, Refusal, Stale.
    """
    student = lock_student(student_id)
    require(policies.may_invite_again(by, student))
    if reinvite(_membership(student), by=by, now=now, email=email, shown_version=shown_version):
        student.next_version(None)  # the register says another address now
        student.save(update_fields=["version"])
    return student


def lock_student(student_id: int) -> Student:
    """The student with their person, the student's row locked."""
    return Student.objects.select_for_update(of=("self",)).select_related("user", "institute").get(pk=student_id)


def _membership(student: Student) -> Membership:
    return (
        Membership.objects.current()
        .select_related("user", "institute", "partner")
        .get(user_id=student.user_id, role=Role.STUDENT, institute_id=student.institute_id)
    )


def _check_free(*, institute_id: int, roll_no: str, email: str | None = None, besides: int | None = None) -> None:
    """Refuse a roll number or an address that another student of the institute has."""
    others = Student.objects.filter(institute_id=institute_id).exclude(pk=besides)
    if others.filter(roll_no__iexact=roll_no).exists():
        raise Refusal(_("Another student has this roll number."), field="roll_no")
    if email and others.filter(user__email=email.strip().lower()).exists():
        raise Refusal(_("A student with this address is here already."), field="email")


def _save(student: Student) -> None:
    """Save; the database has the last word on the roll number and the person when two offices' clerks add one student at once."""
    try:
        with transaction.atomic():
            student.save()
    except IntegrityError as error:
        raise Refusal(
            _("This student has just been added by somebody else."), instead=_("Look in the list of students.")
        ) from error


def acts_elsewhere(student: Student) -> bool:
    """True for a person whom other organisations know too: their name and address are not one office's to change."""
    return Membership.objects.besides([student.user_id], institute_id=student.institute_id).exists()


def _rename(student: Student, name: str) -> None:
    if name == student.user.name:
        return
    if acts_elsewhere(student):
        raise Refusal(
            _("This person has other roles in the portal."),
            instead=_("They change their name on their own profile."),
            field="name",
        )
    student.user.name = name
    student.user.save(update_fields=["name"])


def _readdress(student: Student, email: str, by: Actor, now: datetime) -> None:
    if student.user.is_claimed:
        raise Refusal(
            _("The account is in use."),
            instead=_("The student changes the address under “Sign-in and security”."),
            field="email",
        )
    membership = _membership(student)
    reinvite(membership, by=by, now=now, email=email)
    student.user = membership.user
