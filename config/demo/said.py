"""What the demo's people say to each other: a thread that waits, an announcement half read, reminders, and a student without mail."""

from datetime import datetime, timedelta

from config.demo.organisations import actor_of
from config.demo.term import actor_of_student
from core.actor import Role
from institutions.models import Intake
from placements.models import Application, Stage, Thread, with_stage
from placements.services.announcements import announce
from placements.services.announcements import note_read as open_announcement
from placements.services.nudges import nudge_students
from placements.services.threads import note_read, write_message
from students.models import Student
from students.services.students import add_student


def everything(*, now: datetime) -> None:
    """Threads about the applications that are being read; the office's words to its students."""
    office = actor_of(Role.COORDINATOR, "hingol")
    waiting = Application.objects.filter(institute=office.institute_id, state__in=["under_review", "shortlisted"])
    for number, application in enumerate(waiting.select_related("student", "slot__partner").order_by("pk")[:2]):
        _thread(application, now=now - timedelta(hours=26 - 20 * number), answered=number == 0)
    mine = with_stage(Student.objects.visible_to(office)).select_related("user")
    announcement = announce(
        by=office,
        now=now - timedelta(days=2),
        students=mine,
        subject="White coats and name badges",
        text="They are ready in room 12. Bring your identity card; the ward lets nobody in without a badge.",
        to="all students",
    )
    for student in mine.filter(user__claimed_at__isnull=False).order_by("pk")[:9]:
        open_announcement(announcement=announcement, by=actor_of_student(student), now=now - timedelta(days=1))
    if nowhere := list(mine.filter(stage=Stage.NOWHERE, user__claimed_at__isnull=False).order_by("pk")[:3]):
        nudge_students(
            by=office, now=now - timedelta(days=3), students=nowhere, word="The trauma rotation closes soon."
        )
    intake = Intake.objects.visible_to(office).select_related("programme").order_by("-starts_on", "pk").first()
    add_student(
        by=office,
        now=now - timedelta(days=5),
        intake=intake,
        roll_no="HC-2027-090",
        name="Sajida Baloch",
        city="Turbat",
    )


def _thread(application: Application, *, now: datetime, answered: bool) -> None:
    """A student asks; in one thread the partner's lead has answered, in the other nobody has yet."""
    student, lead = actor_of_student(application.student), actor_of(Role.LEAD, application.slot.partner.slug)
    message = write_message(
        application_id=application.pk,
        by=student,
        now=now,
        text="Is there a hostel near the hospital for the first week?",
    )
    if answered:
        note_read(thread=Thread.objects.get(pk=message.thread_id), by=lead, now=now + timedelta(hours=2))
        text = "Yes, ask for Sister Nasreen at gate 3. Bring two photographs."
        write_message(application_id=application.pk, by=lead, now=now + timedelta(hours=3), text=text)
