"""Adding a whole list: checked first, then all of it or nothing."""

from datetime import datetime

from django.core.files.uploadedfile import UploadedFile
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.models import User
from accounts.services.files import store_file
from accounts.services.reading import discard_file
from core.actor import Actor, Role
from core.errors import Refusal
from core.verdict import require
from institutions.models import Membership
from institutions.services.memberships import announce_many
from students.models import Student, StudentImport
from students.policies import students as policies
from students.services.import_rows import Problem, Reading, Row, read_students

LIMIT = 2 * 1024 * 1024  # bytes
KIND = "student_import"


class ListRefused(Refusal):
    """A list that is not fit to be added, with everything that is wrong with it."""

    def __init__(self, problems: list[Problem]) -> None:
        self.problems = problems
        lines = len({problem.line for problem in problems})
        reason = ngettext("%(count)d line needs correction.", "%(count)d lines need correction.", lines) % {
            "count": lines
        }
        super().__init__(reason, instead=_("Nothing was added. Correct the file and send it again."), field="file")


@transaction.atomic
def keep_import(*, by: Actor, now: datetime, file: UploadedFile) -> StudentImport:
    """The dry run: keep a list in which nothing is wrong, so that confirming needs no second upload.

    Raises NotAllowed, ListRefused, Refusal.
    """
    require(policies.may_add(by))
    if file.size is None or file.size > LIMIT:
        raise Refusal(
            _("A list of students is never this large."),
            instead=_("Save the one sheet as CSV and send that."),
            field="file",
        )
    content = file.read()
    reading = _fit(content, by)
    stored = store_file(kind=KIND, content=content, name="students.csv", media_type="text/csv", owner_id=by.user_id)
    return StudentImport.objects.create(
        institute_id=by.institute_id,
        by_id=by.user_id,
        membership_id=by.membership_id,
        file=stored,
        rows=len(reading.rows),
        created_at=now,
    )


def preview(listed: StudentImport, *, by: Actor) -> Reading:
    """What confirming would add now, or what has come in its way since the dry run."""
    if listed.file is None:
        return Reading()
    with listed.file.file.open("rb") as content:
        return read_students(content.read(), by=by)


@transaction.atomic
def add_import(*, import_id: int, by: Actor, now: datetime) -> StudentImport:
    """Add every student of a kept list and invite them: all or none, in a fixed number of queries. The file is then discarded.

    Locks the import, so that it is added once. Raises NotAllowed, Refusal, ListRefused.
    """
    listed = StudentImport.objects.select_for_update(of=("self",)).select_related("file").get(pk=import_id)
    require(policies.may_add_list(by, listed))
    with listed.file.file.open("rb") as content:
        rows = _fit(content.read(), by).rows
    try:
        with transaction.atomic():
            _add(rows, by=by, now=now)
    except IntegrityError as error:
        raise Refusal(
            _("Somebody has just added one of these students."),
            instead=_("Nothing was added from your list. Open it again to see which."),
        ) from error
    listed.added_at, file_id, listed.file = now, listed.file_id, None
    listed.save(update_fields=["added_at", "file"])
    discard_file(file_id=file_id)
    return listed


@transaction.atomic
def drop_import(*, import_id: int) -> None:
    """Forget a list that nobody confirmed, and its file."""
    listed = StudentImport.objects.select_for_update().filter(pk=import_id, added_at=None).first()
    if listed is None:
        return
    listed.delete()
    if listed.file_id is not None:
        discard_file(file_id=listed.file_id)


def _fit(content: bytes, by: Actor) -> Reading:
    reading = read_students(content, by=by)
    if reading.problems:
        raise ListRefused(reading.problems)
    return reading


def _add(rows: list[Row], *, by: Actor, now: datetime) -> None:
    """People, memberships, students, invitations. Whoever has an account already keeps it."""
    people = _people(rows, now)
    Student.objects.bulk_create(
        Student(
            user=people[row.email],
            institute_id=by.institute_id,
            programme_id=row.intake.programme_id,
            intake=row.intake,
            roll_no=row.roll_no,
            father_name=row.father_name,
            relation=row.relation,
            city=row.city,
            created_at=now,
        )
        for row in rows
    )
    current = Membership.objects.current().filter(role=Role.STUDENT, institute_id=by.institute_id)
    there = set(current.filter(user__in=people.values()).values_list("user_id", flat=True))
    Membership.objects.bulk_create(
        Membership(user=user, role=Role.STUDENT, institute_id=by.institute_id, started_at=now)
        for user in people.values()
        if user.pk not in there
    )
    announce_many(
        list(current.filter(user__in=people.values()).select_related("user", "institute", "partner")), now=now
    )


def _people(rows: list[Row], now: datetime) -> dict[str, User]:
    """The users of all rows by address; those whom nobody has named yet are made, unclaimed."""
    known = set(User.objects.filter(email__in=[row.email for row in rows]).values_list("email", flat=True))
    fresh = [User(email=row.email, name=row.name, created_at=now) for row in rows if row.email not in known]
    for user in fresh:
        user.set_unusable_password()
    User.objects.bulk_create(fresh)
    return {user.email: user for user in User.objects.filter(email__in=[row.email for row in rows])}
