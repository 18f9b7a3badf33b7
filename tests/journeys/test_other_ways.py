"""What happens when things go another way: nobody answers, two offers come at once, a cohort is certified, a certificate is wrong."""

from datetime import timedelta

import pytest
from playwright.sync_api import expect

from accounts.models import Job
from core import clock
from evaluations.models import Certificate
from evaluations.services.certificates_cohorts import COHORT_TASK
from evaluations.services.certificates_moves import FILE_TASK
from placements.models import Application
from tests.factories.papers import Papers, some_papers
from tests.factories.placements import ApplicationFactory, SlotFactory
from tests.factories.students import membership_of
from tests.journeys.person import Person
from tests.journeys.stage import Stage
from tests.placements.stage import a_stage

pytestmark = [pytest.mark.journey, pytest.mark.slow]
both_ways = pytest.mark.parametrize("java_script", [True, False], ids=["with scripts", "without scripts"])


def opens_application(person: Person, application: Application) -> None:
    """A lead finds it by the student, a student by the slot."""
    links = person.page.get_by_role("navigation", name="Main").get_by_role("link").all_inner_texts()
    person.goes_to("Applicants" if "Applicants" in links else "Applications")
    person.follows(application.student.user.name if "Applicants" in links else application.slot.title)


@both_ways
def test_an_offer_that_nobody_answers_goes_to_the_next_on_the_list(stage: Stage, java_script: bool) -> None:
    scene = a_stage(places=1)
    silent, waiting = scene.application(under_review=True), scene.application(under_review=True)
    lead = stage.signed_in(scene.lead)
    opens_application(lead, silent)
    lead.follows("Offer a place")
    lead.presses("Offer the place")
    opens_application(lead, waiting)
    lead.finds_no("link", "Offer a place")
    lead.follows("Put on the waiting list")
    lead.presses("Put on the list")

    patient = stage.signed_in(membership_of(waiting.student))
    opens_application(patient, waiting)
    patient.sees("Number 1 on the waiting list.")
    stage.later(clock.today() + timedelta(days=8))
    patient.follows_mail(stage.mail_to(patient.email, "offers you a place"))
    patient.follows("Accept the offer")
    patient.presses("Accept the place")
    assert patient.current_step() == "Accepted"

    late = stage.signed_in(membership_of(silent.student))
    late.follows_mail(stage.mail_to(late.email, "has lapsed"))
    assert late.current_step() == "Offer lapsed"
    late.finds_no("link", "Accept the offer")


@both_ways
def test_of_two_offers_for_the_same_days_a_student_takes_one(stage: Stage, java_script: bool) -> None:
    scene = a_stage()
    wanted = scene.application(offered=True)
    other = ApplicationFactory(slot=SlotFactory(), student=wanted.student, offered=True)
    student = stage.signed_in(membership_of(wanted.student))
    student.follows(f"See the offer: Answer the offer from {wanted.slot.partner}")
    student.follows("Accept the offer")
    student.sees("You have another offer on the same days.", other.slot.title)
    student.presses("Accept the place")
    assert student.current_step() == "Accepted"
    opens_application(student, other)
    assert student.current_step() == "Declined by the student"


@both_ways
def test_a_student_withdraws_and_a_lead_says_no_with_a_reason(stage: Stage, java_script: bool) -> None:
    scene = a_stage()
    leaving, refused = scene.application(submitted=True), scene.application(under_review=True)
    student = stage.signed_in(membership_of(leaving.student))
    opens_application(student, leaving)
    student.follows("Withdraw the application")
    student.fills("A word to the partner, if you like", "I was placed nearer to my home.")
    student.presses("Withdraw")
    lead = stage.signed_in(scene.lead)
    lead.follows_mail(stage.mail_to(lead.email, "withdrew the application"))
    lead.sees("I was placed nearer to my home.")
    opens_application(lead, refused)
    lead.follows("Do not choose")
    lead.presses("Send the answer")
    lead.sees("This field is required.")
    lead.chooses("Reason", "Days or shifts do not fit")
    lead.fills("In words", "We need somebody who can stay for nights this time.")
    lead.presses("Send the answer")
    unlucky = stage.signed_in(membership_of(refused.student))
    unlucky.follows_mail(stage.mail_to(unlucky.email, "has not chosen you"))
    unlucky.sees("We need somebody who can stay for nights this time.")


def colleague_of(papers: Papers) -> Papers:
    """One more completed placement of the same institute and programme."""
    student = papers.placement.student
    return some_papers(
        application__student__institute=student.institute, application__student__programme=student.programme
    )


@both_ways
def test_a_cohort_is_certified_in_one_go(stage: Stage, java_script: bool) -> None:
    papers = some_papers()
    others = [colleague_of(papers), colleague_of(papers)]
    coordinator = stage.signed_in(papers.ward.coordinator)
    coordinator.goes_to("Placements", "Certificates")
    coordinator.follows("Issue several")
    coordinator.sees(*(each.placement.student.user.name for each in (papers, *others)))
    coordinator.presses("Issue 3 certificates")
    coordinator.sees("0 of 3")
    stage.runs(COHORT_TASK, Job.objects.get().pk)
    if not java_script:  # otherwise the page asks by itself
        coordinator.follows("Show how far it is now")
    expect(coordinator.page.get_by_text("3 of 3")).to_be_visible()
    coordinator.follows("See what was made")
    assert coordinator.page.get_by_role("table").get_by_text("Genuine").count() == 3
    graduate = stage.signed_in(others[0].ward.student)
    graduate.follows_mail(stage.mail_to(graduate.email, "Your certificate is ready"))
    assert graduate.downloads("Download the PDF").startswith(b"%PDF")


@both_ways
def test_a_certificate_that_is_wrong_is_replaced_and_then_revoked(stage: Stage, java_script: bool) -> None:
    papers = some_papers()
    first = papers.certificate()
    stage.runs(FILE_TASK, first.pk)
    coordinator = stage.signed_in(papers.ward.coordinator)
    coordinator.visits(papers.placement.student.get_absolute_url())
    coordinator.follows("Correct")
    coordinator.fills("Name", "Areeba Khanum")
    coordinator.presses("Keep the correction")
    coordinator.visits(first.get_absolute_url())
    coordinator.follows("Issue a correction")
    coordinator.sees("Areeba Khanum")
    coordinator.fills("What is corrected?", "The name is spelt as on the identity card.")
    coordinator.presses("Issue the correction")
    second = Certificate.objects.get(supersedes=first)
    stage.runs(FILE_TASK, second.pk)

    employer = stage.someone("stranger")
    employer.visits(first.public_path)
    employer.sees_heading("A newer certificate replaces this one")
    employer.follows("See the newer certificate")
    employer.sees_heading("This certificate is genuine")
    employer.sees("Areeba Khanum")

    coordinator.visits(second.get_absolute_url())
    coordinator.follows("Revoke this certificate")
    coordinator.fills("Why?", "The hours were signed for somebody else.")
    coordinator.presses("Revoke the certificate")
    employer.visits(second.public_path)
    employer.sees_heading("This certificate is revoked")
    employer.sees("The hours were signed for somebody else.")
    # Of what no longer holds, no more than whose it was.
    employer.does_not_see(papers.placement.slot.title)
