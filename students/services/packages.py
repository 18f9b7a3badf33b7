"""The package of a student: the general statement and the documents. The CV is kept by `profiles`."""

from datetime import datetime

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction

from accounts.services.files import store_file
from core.actor import Actor
from core.uploads import clean_upload
from core.verdict import require
from students.models import Package, PackageDocument, Student
from students.policies.packages import may_keep_package
from students.services.students import lock_student

DOCUMENT = "document"


@transaction.atomic
def keep_statement(
    *, student_id: int, by: Actor, now: datetime, statement: str, shown_version: int | None = None
) -> Package:
    """Keep what was written so far; nothing in it is judged before it is sent. Locks the student. Raises NotAllowed, Stale.

    A new package has the version 1, which a form shows where there is none yet.
    """
    require(may_keep_package(by, lock_student(student_id)))
    package, _new = Package.objects.get_or_create(student_id=student_id, defaults={"created_at": now})
    if statement != package.statement:
        package.next_version(shown_version)
        package.statement = statement
        package.save(update_fields=["statement", "version"])
    return package


def set_document(*, student_id: int, by: Actor, now: datetime, kind: str, document: UploadedFile) -> PackageDocument:
    """Keep a document in place of the earlier one of its kind. Raises NotAllowed, Refusal.

    The file is looked at before anything is locked.
    """
    require(may_keep_package(by, Student.objects.get(pk=student_id)))
    clean = clean_upload(document, field="document")
    with transaction.atomic():
        student = lock_student(student_id)
        stored = store_file(
            kind=DOCUMENT, content=clean.content, name=clean.name, media_type=clean.media_type, owner_id=student.user_id
        )
        row, _new = PackageDocument.objects.update_or_create(
            student=student, kind=kind, defaults={"file": stored, "created_at": now}
        )
        return row


@transaction.atomic
def remove_document(*, student_id: int, by: Actor, now: datetime, kind: str) -> None:
    """Take a document out; applications that were sent with it keep theirs. Raises NotAllowed."""
    require(may_keep_package(by, lock_student(student_id)))
    PackageDocument.objects.filter(student_id=student_id, kind=kind).delete()
