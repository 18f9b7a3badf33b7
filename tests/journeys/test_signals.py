"""Who may need help is read, a plan agreed on a phone; a needlestick at night; and a supervisor who is told once a day."""

from datetime import datetime, time, timedelta

import pytest
from django.urls import reverse

from core import clock
from notifications.services.digests import write_digests
from placements.models import Incident, SupportPlan
from placements.states_support import SupportState
from tests.factories.institutions import a_day
from tests.factories.placements import FeedbackNoteFactory, HoursEntryFactory
from tests.journeys.stage import Stage
from tests.journeys.test_hours_phone import on_a_slow_line
from tests.placements.pages import page
from tests.placements.ward import a_ward
from tests.smtp_sink import text_of

pytestmark = [pytest.mark.journey, pytest.mark.slow]
both_ways = pytest.mark.parametrize("java_script", [True, False], ids=["with scripts", "without scripts"])


@both_ways
def test_an_office_reads_who_may_need_help_and_the_student_agrees_to_a_plan_on_a_phone(
    stage: Stage, java_script: bool
) -> None:
    ward = a_ward()
    name = ward.student.user.name
    office = stage.signed_in(ward.coordinator)
    office.goes_to("Placements", "Who may need help")
    office.sees("No hours entered since the first day")
    office.follows(f"Open a plan: {name}")
    office.fills("Goal", "Every week is entered on its Sunday.")
    office.fills("Step 1", "Enter each week’s hours on Sunday evening.")
    office.fills("Step 2", "Look at them together on Monday.")
    office.chooses("Who does step 2", "Supervisor")
    office.fills("Look at it again on", a_day(14).isoformat())
    office.presses("Propose it")
    office.sees("Waits for the student", "No hours entered since the first day")

    student = stage.signed_in(ward.student)
    student.follows_mail(stage.mail_to(ward.student.user.email, "A plan to help you"))
    student.sees_heading("Support plan")
    student.follows("It fits, I agree")
    student.presses("It fits, I agree")
    student.follows("Done: Enter each week’s hours on Sunday evening.")
    student.presses("It is done")
    assert SupportPlan.objects.get().state == SupportState.AGREED

    doctor = stage.signed_in(ward.supervisor)
    doctor.presses("It is done: Look at them together on Monday.")
    doctor.sees("Done.")
    office.visits(reverse("support_list"))
    office.follows("Every week is entered on its Sunday.")
    office.follows("Review")
    office.fills("How it goes", "Better: two weeks are in.")
    office.fills("Look at it again on", a_day(28).isoformat())
    office.presses("Keep it so")
    office.sees("Better: two weeks are in.")


@both_ways
def test_a_needlestick_at_night_is_reported_on_a_phone_with_a_slow_line(stage: Stage, java_script: bool) -> None:
    ward = a_ward()
    student = stage.signed_in(ward.student)
    on_a_slow_line(student)
    student.visits(page("incident_report", ward))
    student.sees("First help, then this form.")
    student.page.get_by_role("radio", name="Needlestick or splash").check()
    student.fills("Day", a_day(-1).isoformat())
    student.fills("At about", "02:30")
    student.fills("In your words", "A used needle went through the glove. MRN 884213 knows.")
    student.presses("Report it")
    student.sees("This seems to hold a record number.")
    student.fills("In your words", "A used needle went through the glove.")
    student.presses("Report it")
    student.sees("It is reported, and whoever can help was told at once.", "Nobody but its writer.")

    office = stage.signed_in(ward.coordinator)
    office.follows_mail(stage.mail_to(ward.coordinator.user.email, "Needlestick or splash"))
    office.follows("Say how serious it is")
    office.page.get_by_role("radio", name="Moderate").check()
    office.fills("What comes next", "To the emergency room, now.")
    office.presses("Keep it so")
    student.visits(Incident.objects.get().get_absolute_url())
    student.sees("To the emergency room, now.", ward.coordinator.user.name)


@both_ways
def test_a_supervisor_chooses_one_mail_a_day_and_signs_from_today(stage: Stage, java_script: bool) -> None:
    ward = a_ward()
    doctor = stage.signed_in(ward.supervisor)
    doctor.visits(reverse("mail_choices"))
    doctor.chooses("Absences: reported, decided", "In the daily mail")
    doctor.chooses("Feedback notes", "In the daily mail")
    doctor.fills("The daily mail comes at", "00:00")
    doctor.presses("Keep these choices")
    doctor.sees("Your choices are kept.")

    student = stage.signed_in(ward.student)
    for days in (3, 2):
        student.visits(page("absence_report", ward))
        for field in ("First day away", "Last day away"):
            student.fills(field, a_day(-days).isoformat())
        student.chooses("Why", "Illness")
        student.fills("Hours missed", "8")
        student.presses("Report it")
    FeedbackNoteFactory(placement=ward.placement)
    HoursEntryFactory(placement=ward.placement)
    tomorrow = datetime.combine(a_day(1), time(0, 5), tzinfo=ward.placement.institute.zone)
    assert [write_digests(now=tomorrow + timedelta(minutes=n)) for n in range(2)] == [1, 0]
    stage.settings.CLOCK_SHIFT += tomorrow - clock.now()
    mail = stage.mail_to(ward.supervisor.user.email, "2 messages since yesterday")
    assert len([m for m in stage.sink.to(ward.supervisor.user.email) if "away" in m["Subject"]]) == 0
    assert text_of(mail).count(f"{ward.student.user.name} is away") == 2
    assert (mail["List-Unsubscribe-Post"], "<style" in str(mail.get_body(("html",)))) == (
        "List-Unsubscribe=One-Click",
        False,
    )
    doctor.follows_mail(mail)
    doctor.sees_heading("Absences")
    doctor.goes_to("Today")
    doctor.presses(f"Sign all 1: Sign hours of {ward.student.user.name}")
    doctor.sees(f"Signed: hours of {ward.student.user.name}.")
    assert ward.fresh().approved_minutes == 480

    stopper = stage.someone("stranger")
    stopper.visits(mail["List-Unsubscribe"].strip().strip("<>"))
    stopper.presses("Stop this mail")
    stopper.sees_heading("Stopped")
