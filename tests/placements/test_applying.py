"""Between sending and review: receipts, a change of mind, the institute's endorsement, questions and answers."""

from dataclasses import replace

import pytest
from django.db import DatabaseError, transaction
from django.urls import reverse

from core import clock
from core.errors import NotAllowed, Refusal
from notifications.models import Notification
from placements.models import Application, InfoRequest
from placements.policies import applying as policies
from placements.policies.applications import may_take_back
from placements.policies.offers import may_offer
from placements.services import applications as services
from placements.services import applying
from placements.services.decisions import begin_review, reject_application, shortlist_application
from placements.states import ApplicationState
from tests.factories.institutions import MembershipFactory, ProgrammeFactory
from tests.factories.placements import PlacementFactory
from tests.factories.students import membership_of
from tests.files import a_pdf, upload
from tests.placements.stage import a_stage, acting, in_days

pytestmark = pytest.mark.django_db

STATEMENT = "I have learnt positioning in the skills laboratory. " * 4


@pytest.fixture
def endorsing():
    return a_stage(asks_for_endorsement=True)


def told(kind):
    return list(Notification.objects.filter(kind=kind).order_by("pk").values_list("reader_id", flat=True))


def submit(application):
    return services.submit_application(application_id=application.pk, by=acting(application), now=clock.now())


def take_back(application):
    return services.take_back_application(application_id=application.pk, by=acting(application), now=clock.now())


def endorse(application, by, reason=""):
    return applying.endorse_application(application_id=application.pk, by=by, now=clock.now(), reason=reason)


def ask(application, by, text="Which shifts can you work?"):
    return applying.ask_applicant(application_id=application.pk, by=by, now=clock.now(), text=text)


def answer(application, words="Mornings, and every second night.", **more):
    return applying.answer_question(
        application_id=application.pk, by=acting(application), now=clock.now(), answer=words, **more
    )


def state(application):
    return Application.objects.get(pk=application.pk).state


# Taking it back to change it


@pytest.mark.parametrize("at", ["submitted", "under_review", "endorsed"])
def test_take_back_makes_a_draft_and_tells_who_had_it(stage, at):
    application = stage.application(**{at: True})
    take_back(application)
    application.refresh_from_db()
    assert (application.state, application.submitted_at) == (ApplicationState.DRAFT, None)
    assert told("application.taken_back") == [stage.lead.user_id]


def test_take_back_before_the_endorsement_tells_the_office_alone(endorsing):
    take_back(endorsing.application(submitted=True))
    assert told("application.taken_back") == [endorsing.coordinator.user_id]


def test_take_back_after_the_deadline_says_that_withdrawing_is_still_possible():
    stage = a_stage(apply_by=in_days(-1))
    application = stage.application(submitted=True)
    with pytest.raises(Refusal, match="You may still withdraw it"):
        take_back(application)
    assert state(application) == ApplicationState.SUBMITTED


@pytest.mark.parametrize("at", ["shortlisted", "waitlisted", "offered"])
def test_take_back_is_over_once_the_partner_has_decided_something(stage, at):
    application = stage.application(**{at: True})
    assert not may_take_back(acting(application), application, clock.now())


def test_take_back_by_the_lead_is_not_allowed(stage):
    application = stage.application(submitted=True)
    assert may_take_back(stage.lead.as_actor(), application, clock.now()).personal


def test_a_draft_takes_words_after_the_deadline_and_is_not_sent():
    stage = a_stage(apply_by=in_days(-1))
    application = stage.application(statement="")
    services.save_draft(slot_id=stage.slot.pk, by=acting(application), now=clock.now(), statement=STATEMENT)
    with pytest.raises(Refusal, match="Applications closed on"):
        submit(application)
    application.refresh_from_db()
    assert (application.statement, application.state) == (STATEMENT, ApplicationState.DRAFT)


def test_what_could_never_be_accepted_is_not_sent_nor_urged(endorsing, client):
    application = endorsing.application(submitted=True, statement=STATEMENT)
    by = endorsing.coordinator.as_actor()
    applying.refuse_application(application_id=application.pk, by=by, now=clock.now(), reason="Not yet.")
    slot = {"starts_on": endorsing.slot.starts_on, "ends_on": endorsing.slot.ends_on, "full_time": True}
    PlacementFactory(application__student=application.student, **slot)
    services.start_application(slot_id=endorsing.slot.pk, by=acting(application), now=clock.now())
    client.force_login(application.student.user)
    assert (
        "You have a full-time place on some of these days"
        in client.get(reverse("application_submit", args=[application.pk])).text
    )
    with pytest.raises(Refusal, match="You have a full-time place on some of these days"):
        submit(application)


# The institute's endorsement


def test_submit_where_the_slot_asks_for_it_goes_to_the_institute_first(endorsing):
    application = endorsing.application(statement=STATEMENT)
    submit(application)
    assert told("application.to_endorse") == [endorsing.coordinator.user_id]
    assert told("application.received") == []


def test_endorse_hands_it_to_the_partner_and_tells_the_student(endorsing):
    application = endorsing.application(submitted=True)
    endorse(application, endorsing.coordinator.as_actor(), "She is ready.")
    assert state(application) == ApplicationState.ENDORSED
    assert told("application.received") == [endorsing.lead.user_id]
    assert told("application.endorsed") == [application.student.user_id]
    assert application.transitions.get().note == "She is ready."


def test_before_the_endorsement_the_lead_decides_nothing_but_a_no(endorsing):
    application, lead = endorsing.application(submitted=True), endorsing.lead.as_actor()
    ids = {"application_id": application.pk, "by": lead, "now": clock.now()}
    for decide in (begin_review, shortlist_application):
        with pytest.raises(Refusal, match="has not endorsed it yet"):
            decide(**ids)
    assert "has not endorsed it yet" in str(may_offer(lead, application, clock.now()).reason)
    assert reject_application(**ids, reason="No ward is open.").state == ApplicationState.REJECTED


def test_after_the_endorsement_the_review_begins(endorsing):
    application = endorsing.application(endorsed=True)
    begin_review(application_id=application.pk, by=endorsing.lead.as_actor(), now=clock.now())
    assert state(application) == ApplicationState.UNDER_REVIEW


def test_refuse_tells_the_student_why_and_lets_them_send_it_again(endorsing, client):
    application = endorsing.application(submitted=True, statement=STATEMENT)
    applying.refuse_application(
        application_id=application.pk,
        by=endorsing.coordinator.as_actor(),
        now=clock.now(),
        reason="Finish your second block first.",
    )
    assert state(application) == ApplicationState.NOT_ENDORSED
    assert "Finish your second block first." in Notification.objects.get(kind="application.refused").body
    client.force_login(application.student.user)
    addresses = (reverse("home"), application.get_absolute_url(), reverse("application_list"))
    pages = [client.get(address).text for address in addresses]
    again = ("and send it again", "Change it and send it again", "Change it and send it again by")
    assert [words in page for words, page in zip(again, pages, strict=True)] == [True, True, True]
    assert pages[1].index("Finish your second block first.") < pages[1].index("Change it and send it again")
    services.start_application(slot_id=endorsing.slot.pk, by=acting(application), now=clock.now())
    assert submit(application).state == ApplicationState.SUBMITTED


def test_endorse_twice_is_refused_and_writes_one_move(endorsing):
    application, office = endorsing.application(submitted=True), endorsing.coordinator.as_actor()
    endorse(application, office)
    with pytest.raises(Refusal, match="It stands at “Endorsed"):
        endorse(application, office)
    assert application.transitions.count() == 1


def test_endorse_is_for_the_institutes_own_office(endorsing):
    application = endorsing.application(submitted=True)
    for by in (MembershipFactory(coordinator=True), endorsing.lead, membership_of(application.student)):
        with pytest.raises(NotAllowed):
            endorse(application, by.as_actor())
    assert state(application) == ApplicationState.SUBMITTED


def test_endorse_where_the_slot_does_not_ask_for_it_says_so(stage):
    verdict = policies.may_endorse(stage.coordinator.as_actor(), stage.application(submitted=True))
    assert str(verdict.reason) == "This internship asks for no endorsement."


def test_a_coordinator_of_another_programme_does_not_endorse(endorsing):
    other = replace(endorsing.coordinator.as_actor(), programme_id=ProgrammeFactory(institute=endorsing.institute).pk)
    assert policies.may_endorse(other, endorsing.application(submitted=True)).personal


# Questions


def test_the_leads_question_goes_to_the_student_and_the_answer_begins_the_review(stage):
    application = stage.application(submitted=True)
    ask(application, stage.lead.as_actor())
    assert state(application) == ApplicationState.RETURNED_FOR_INFO
    assert "Which shifts can you work?" in Notification.objects.get(kind="application.question").body
    answer(application)
    assert (state(application), told("application.answered")) == (ApplicationState.UNDER_REVIEW, [stage.lead.user_id])
    question = InfoRequest.objects.get()
    assert (question.text, question.answer) == ("Which shifts can you work?", "Mornings, and every second night.")


def test_the_offices_question_comes_back_to_the_office(endorsing):
    application = endorsing.application(submitted=True)
    ask(application, endorsing.coordinator.as_actor())
    answer(application)
    assert state(application) == ApplicationState.SUBMITTED
    assert told("application.answered") == [endorsing.coordinator.user_id]
    endorse(application, endorsing.coordinator.as_actor())


def test_an_answer_brings_its_document(stage):
    application = stage.application(submitted=True)
    ask(application, stage.lead.as_actor())
    answer(application, document=upload(a_pdf(), "rota.pdf"))
    assert InfoRequest.objects.get().file.name == "rota.pdf"


def test_an_answer_that_names_a_patient_is_not_sent(stage):
    application = stage.application(submitted=True)
    ask(application, stage.lead.as_actor())
    with pytest.raises(Refusal, match="an identity card number"):
        answer(application, "It was 42101-1234567-1.")
    assert (state(application), InfoRequest.objects.get().answered_at) == (ApplicationState.RETURNED_FOR_INFO, None)


def test_answer_twice_is_refused_and_the_first_answer_stays(stage):
    application = stage.application(submitted=True)
    ask(application, stage.lead.as_actor())
    answer(application)
    with pytest.raises(Refusal, match="No question waits for you"):
        answer(application, "Something else.")
    with pytest.raises(DatabaseError), transaction.atomic():
        InfoRequest.objects.update(answer="Something else.")
    assert InfoRequest.objects.get().answer == "Mornings, and every second night."


def test_a_question_from_before_a_withdrawal_is_not_what_a_later_answer_answers(stage):
    application = stage.application(submitted=True, statement=STATEMENT)
    ask(application, stage.lead.as_actor(), "First?")
    services.withdraw_application(application_id=application.pk, by=acting(application), now=clock.now())
    services.start_application(slot_id=stage.slot.pk, by=acting(application), now=clock.now())
    submit(application)
    ask(application, stage.lead.as_actor(), "Second?")
    answer(application)
    assert list(InfoRequest.objects.order_by("pk").values_list("text", "answer")) == [
        ("First?", ""),
        ("Second?", "Mornings, and every second night."),
    ]


def test_ask_is_for_who_decides(endorsing):
    application = endorsing.application(submitted=True)
    assert policies.may_ask(membership_of(application.student).as_actor(), application).personal
    assert "has not endorsed it yet" in str(policies.may_ask(endorsing.lead.as_actor(), application).reason)
    assert policies.may_ask(endorsing.coordinator.as_actor(), application)


def test_ask_after_the_shortlist_is_too_late(stage):
    application = stage.application(shortlisted=True)
    with pytest.raises(Refusal, match="It stands at “Shortlisted”"):
        ask(application, stage.lead.as_actor())
    assert state(application) == ApplicationState.SHORTLISTED
