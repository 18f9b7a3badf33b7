"""One internship from the agreement to the verified certificate, as each person meets it: steps 2 to 6 of the issue.

An administrator has set up the two organisations; everything else happens in browsers, in mail and in what workers do.
"""

import pytest

from tests.journeys import steps_agreement as agreement
from tests.journeys import steps_applying as applying
from tests.journeys import steps_around as around
from tests.journeys import steps_papers as papers
from tests.journeys import steps_slot as slot
from tests.journeys import steps_students as students
from tests.journeys import steps_training as training
from tests.journeys.stage import Calendar, Stage, set_up

pytestmark = [pytest.mark.journey, pytest.mark.slow]


@pytest.mark.parametrize("java_script", [True, False], ids=["with scripts", "without scripts"])
def test_from_an_agreement_to_a_verified_certificate(stage: Stage, java_script: bool) -> None:
    set_up()
    calendar = Calendar.make()
    two_organisations_agree(stage)
    students_and_a_slot_are_entered(stage, calendar)
    a_student_gets_a_place(stage, calendar)
    stage.later(calendar.begins)
    training.supervisor_records_the_arrival(stage)
    stage.later(calendar.day(5))
    the_student_learns(stage, calendar)
    stage.later(calendar.ends)
    it_is_certified_and_recommended(stage)
    if java_script:  # the same pages answer without scripts, and axe is one
        around.everybody_looks_around(stage)


def two_organisations_agree(stage: Stage) -> None:
    agreement.both_offices_come_in(stage)
    agreement.coordinator_drafts(stage)
    agreement.coordinator_sends(stage)
    agreement.lead_returns_it(stage)
    agreement.coordinator_changes_it(stage)
    agreement.coordinator_sends(stage)
    agreement.lead_signs(stage)
    agreement.lead_invites_a_supervisor(stage)
    agreement.supervisor_comes_in(stage)


def students_and_a_slot_are_entered(stage: Stage, calendar: Calendar) -> None:
    students.coordinator_adds_one_student(stage)
    students.coordinator_is_shown_the_faults_of_a_list(stage)
    students.coordinator_adds_the_list(stage)
    slot.lead_drafts_a_slot(stage, calendar)
    slot.lead_reads_why_it_cannot_be_published(stage)
    slot.lead_makes_it_complete(stage, calendar)
    slot.lead_keeps_a_place_for_the_college(stage)
    slot.lead_publishes_it(stage)


def a_student_gets_a_place(stage: Stage, calendar: Calendar) -> None:
    students.student_comes_in(stage)
    students.student_completes_the_profile(stage)
    students.student_sends_a_cv(stage)
    applying.student_finds_the_slot(stage)
    applying.student_applies(stage)
    applying.lead_reviews(stage)
    applying.lead_offers(stage, calendar)
    applying.student_accepts(stage)
    applying.everyone_is_told(stage)


def the_student_learns(stage: Stage, calendar: Calendar) -> None:
    training.student_logs_hours(stage, calendar)
    training.student_cannot_be_in_two_places(stage, calendar)
    training.supervisor_returns_one(stage)
    training.student_corrects_it(stage, calendar)
    training.supervisor_signs_them_together(stage)
    training.supervisor_confirms_objectives(stage)
    training.supervisor_leaves_a_note(stage)
    training.student_says_thank_you(stage)
    training.supervisor_evaluates_by_link(stage)
    training.student_answers_it(stage)


def it_is_certified_and_recommended(stage: Stage) -> None:
    training.coordinator_completes(stage)
    papers.coordinator_issues_the_certificate(stage)
    pdf = papers.student_takes_it(stage)
    papers.anyone_checks_the_code(stage)
    papers.anyone_checks_the_file(stage, pdf)
    papers.student_asks_for_a_letter(stage)
    papers.supervisor_accepts(stage)
    papers.supervisor_cannot_sign_what_the_record_does_not_hold(stage)
    papers.supervisor_signs_it(stage)
    papers.student_takes_the_letter(stage)
