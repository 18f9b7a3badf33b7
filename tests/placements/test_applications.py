"""The student's side of an application: begun, written, sent, withdrawn."""

from datetime import timedelta

import pytest

from core import clock
from core.actor import CLOCK, NOBODY
from core.errors import NotAllowed, Refusal
from notifications.models import Notification
from placements.models import Application
from placements.policies import applications as policies
from placements.services import applications as services
from placements.states import ApplicationState, SlotState
from tests.factories.institutions import AgreementFactory, InstituteFactory, MembershipFactory
from tests.factories.placements import AllotmentFactory, SlotFactory
from tests.factories.students import membership_of
from tests.placements.stage import a_stage, acting

pytestmark = pytest.mark.django_db

STATEMENT = "I have learnt positioning in the skills laboratory. " * 4


def told():
    return set(Notification.objects.values_list("reader_id", "kind"))


def submit(application, by=None):
    return services.submit_application(application_id=application.pk, by=by or acting(application), now=clock.now())


def start(stage, student):
    return services.start_application(slot_id=stage.slot.pk, by=membership_of(student).as_actor(), now=clock.now())


def may_apply(stage, student):
    stage.slot.refresh_from_db()
    return policies.may_apply(membership_of(student).as_actor(), stage.slot, clock.now())


# Beginning and writing


def test_start_application_twice_gives_the_same_draft(stage):
    student = stage.student()
    assert start(stage, student).pk == start(stage, student).pk
    assert Application.objects.get().state == ApplicationState.DRAFT


def test_save_draft_keeps_what_was_written_however_short(stage):
    by = membership_of(stage.student()).as_actor()
    application = services.save_draft(slot_id=stage.slot.pk, by=by, now=clock.now(), statement="I")
    assert Application.objects.get(pk=application.pk).statement == "I"


def test_save_draft_after_sending_changes_nothing(stage):
    application = stage.application(submitted=True)
    with pytest.raises(Refusal, match="applied already"):
        services.save_draft(slot_id=stage.slot.pk, by=acting(application), now=clock.now(), statement="Something else")
    assert Application.objects.get().statement == application.statement


def test_a_withdrawn_application_is_begun_again_while_the_slot_is_open(stage):
    application = stage.application(submitted=True)
    services.withdraw_application(application_id=application.pk, by=acting(application), now=clock.now())
    again = start(stage, application.student)
    assert (again.pk, again.state, again.submitted_at, again.statement) == (
        application.pk,
        ApplicationState.DRAFT,
        None,
        application.statement,
    )
    assert submit(again).state == ApplicationState.SUBMITTED


def test_may_apply_says_yes_to_a_student_of_the_institute(stage):
    assert may_apply(stage, stage.student())


@pytest.mark.parametrize("actor", [NOBODY, CLOCK])
def test_may_apply_is_for_students_only(stage, actor):
    verdict = policies.may_apply(actor, stage.slot, clock.now())
    assert (verdict.status, str(verdict.reason)) == (403, "Only students apply.")


def test_may_apply_is_not_for_the_partners_lead(stage):
    assert policies.may_apply(stage.lead.as_actor(), stage.slot, clock.now()).personal


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"state": SlotState.PAUSED}, "takes no applications for now"),
        ({"state": SlotState.CLOSED}, "takes no applications any more"),
        ({"apply_by": clock.now() - timedelta(hours=1)}, "Applications closed on"),
    ],
)
def test_may_apply_says_why_a_slot_is_not_open(change, words):
    stage = a_stage(**change)
    verdict = may_apply(stage, stage.student())
    assert (verdict.status, words in str(verdict.reason)) == (409, True)


def test_may_apply_without_an_agreement_of_the_institute_sends_to_the_placement_office():
    stage = a_stage(agreement_places=None)
    verdict = may_apply(stage, stage.student())
    assert "no agreement" in str(verdict.reason)
    assert str(verdict.instead) == "Ask your placement office whether they can begin one."


def test_may_apply_with_an_agreement_that_is_only_begun(stage):
    stage.agreement.delete()
    AgreementFactory(institute=stage.institute, partner=stage.slot.partner, programmes=[stage.programme])
    assert may_apply(stage, stage.student())


def test_may_apply_with_an_agreement_for_another_programme_only():
    stage = a_stage(agreement_places=None)
    AgreementFactory(institute=stage.institute, partner=stage.slot.partner)
    assert not may_apply(stage, stage.student())


def test_may_apply_where_the_slot_says_that_an_agreement_follows():
    stage = a_stage(agreement_places=None, agreement_follows=True)
    assert may_apply(stage, stage.student())


def test_may_apply_when_all_places_are_kept_for_another_institute(stage):
    AllotmentFactory(slot=stage.slot, institute=InstituteFactory(), places=2)
    assert "kept for students of other institutes" in str(may_apply(stage, stage.student()).reason)
    AllotmentFactory(slot=SlotFactory(), institute=stage.institute, places=1)
    assert not may_apply(stage, stage.student())


def test_may_apply_to_a_full_slot_for_the_waiting_list():
    stage = a_stage(places=1)
    stage.application(accepted=True)
    assert may_apply(stage, stage.student())


# Sending


def test_submit_writes_history_and_receipt_and_tells_both_sides(stage):
    application = stage.application(statement=STATEMENT)
    submit(application)
    application.refresh_from_db()
    student = application.student
    assert (application.state, application.receipt["number"]) == (ApplicationState.SUBMITTED, f"A-{application.pk}")
    assert application.receipt["statement"] == STATEMENT
    assert application.receipt["cv"] == {"file": student.cv.pk, "name": "cv.pdf", "sha256": student.cv.sha256}
    assert application.sent_cv == student.cv
    assert told() == {(student.user_id, "application.submitted"), (stage.lead.user_id, "application.received")}
    assert [(row.move, row.from_state, row.by_id) for row in application.transitions.all()] == [
        ("submit", "draft", student.user_id)
    ]


@pytest.mark.parametrize(
    ("student", "statement", "words"),
    [
        ({"profile_done_at": None}, STATEMENT, "profile is not complete"),
        ({"cv": None}, STATEMENT, "no CV"),
        ({}, "", "not written why"),
        ({}, "I am keen.", "very short"),
    ],
)
def test_submit_says_what_is_missing_and_keeps_the_draft(stage, student, statement, words):
    application = stage.application(student=stage.student(**student), statement=statement)
    with pytest.raises(Refusal, match=words):
        submit(application)
    application.refresh_from_db()
    assert (application.state, application.statement, told()) == (ApplicationState.DRAFT, statement, set())


def test_missing_lists_everything_at_once(stage):
    application = stage.application(student=stage.student(bare=True), statement="")
    assert len(list(policies.missing(application, clock.now()))) == 3


def test_submit_with_a_patients_identity_card_number_asks_to_take_it_out(stage):
    application = stage.application(statement=f"{STATEMENT} My first patient was 42101-1234567-1.")
    with pytest.raises(Refusal, match="an identity card number") as caught:
        submit(application)
    application.refresh_from_db()
    assert (caught.value.field, application.state) == ("statement", ApplicationState.DRAFT)


def test_submit_after_the_deadline_is_refused():
    stage = a_stage(apply_by=clock.now() - timedelta(minutes=1))
    with pytest.raises(Refusal, match="Applications closed on"):
        submit(stage.application())


def test_submit_for_somebody_else_is_not_allowed(stage):
    application = stage.application()
    with pytest.raises(NotAllowed):
        submit(application, by=acting(stage.application()))


def test_a_student_who_acts_as_lead_does_not_decide_on_the_own_application(stage):
    application = stage.application(submitted=True)
    both = MembershipFactory(user=application.student.user, lead=True, partner=stage.slot.partner)
    assert policies.may_review(both.as_actor(), application).personal


# Withdrawing


@pytest.mark.parametrize("state", ["submitted", "under_review", "shortlisted", "waitlisted"])
def test_withdraw_tells_the_partner(stage, state):
    application = stage.application(**{state: True})
    services.withdraw_application(
        application_id=application.pk, by=acting(application), now=clock.now(), reason="I found another."
    )
    application.refresh_from_db()
    assert application.state == ApplicationState.WITHDRAWN
    assert told() == {(stage.lead.user_id, "application.withdrawn")}
    assert "I found another." in Notification.objects.get().body


def test_withdraw_of_a_draft_tells_nobody(stage):
    application = stage.application()
    services.withdraw_application(application_id=application.pk, by=acting(application), now=clock.now())
    assert told() == set()


@pytest.mark.parametrize(("state", "instead"), [("offered", "Decline it"), ("accepted", "Ask your placement office")])
def test_withdraw_of_a_held_place_says_what_to_do_instead(stage, state, instead):
    application = stage.application(**{state: True})
    with pytest.raises(Refusal, match=instead):
        services.withdraw_application(application_id=application.pk, by=acting(application), now=clock.now())


def test_withdraw_twice_is_refused_in_words(stage):
    application = stage.application(state=ApplicationState.WITHDRAWN)
    with pytest.raises(Refusal, match="It stands at “Withdrawn”"):
        services.withdraw_application(application_id=application.pk, by=acting(application), now=clock.now())


def test_withdraw_by_the_lead_is_not_allowed(stage):
    application = stage.application(submitted=True)
    with pytest.raises(NotAllowed):
        services.withdraw_application(application_id=application.pk, by=stage.lead.as_actor(), now=clock.now())
