"""The demo's applications on their way: one that waits for the institute's word, one that has it, one with a question."""

from datetime import datetime, timedelta

from django.core.files.uploadedfile import SimpleUploadedFile

from config.demo import term
from config.demo.organisations import actor_of
from config.demo.students import a_page
from core.actor import Role
from placements.models import Application, Slot
from placements.services.applying import ask_applicant, endorse_application
from students.models import DocumentKind, Student
from students.services.packages import keep_statement, set_document


def on_the_way(endorsing: Slot, asking: Slot, some: list[Student], asked: list[Student], *, now: datetime) -> None:
    """The first of `some` waits for the endorsement, the second has it; one of `asked` has a question to answer."""
    for index, student in enumerate(some):
        _package(student, now=now - timedelta(days=3))
        application = term.apply(endorsing, student, now=now - timedelta(hours=40 + index))
        if index:
            _endorse(application, now=now - timedelta(hours=20))
    for student in asked:
        application = term.apply(asking, student, now=now - timedelta(hours=44))
        lead = actor_of(Role.LEAD, asking.partner.slug)
        words = "You write that you are free on every working day. Are you free on the last Saturday of the month, too?"
        ask_applicant(application_id=application.pk, by=lead, now=now - timedelta(hours=5), text=words)


def _package(student: Student, *, now: datetime) -> None:
    by = term.actor_of_student(student)
    keep_statement(student_id=student.pk, by=by, now=now, statement=term.STATEMENT)
    page = a_page([student.user.name, "Transcript of marks", student.programme.name])
    file = SimpleUploadedFile("Transcript.pdf", page, content_type="application/pdf")
    set_document(student_id=student.pk, by=by, now=now, kind=DocumentKind.TRANSCRIPT, document=file)


def _endorse(application: Application, *, now: datetime) -> None:
    office = actor_of(Role.COORDINATOR, application.institute.slug)
    words = "Calm on the wards, and first of the group in the monitoring practical."
    endorse_application(application_id=application.pk, by=office, now=now, reason=words)
