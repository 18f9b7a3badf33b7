"""Who is asked for an evaluation: asked for earlier, passed on, reminded."""

from datetime import UTC, timedelta

import pytest
from django.urls import reverse

from core import clock
from core.actor import CLOCK
from core.errors import NotAllowed, Refusal
from evaluations.services import evaluations_asking as asking
from evaluations.states import EvaluationState
from evaluations.sweeps import evaluations as sweeps
from notifications import reminders
from notifications.models import Notification, Preference
from placements.services import completion
from tests.evaluations.clinic import a_clinic, links_of, signed_in
from tests.factories.evaluations import submitted
from tests.factories.institutions import MembershipFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def clinic():
    return a_clinic()


def told(kind):
    return set(Notification.objects.filter(kind=kind).values_list("reader_id", flat=True))


def pass_on(clinic, to, by=None, note="On leave."):
    return asking.pass_evaluation(
        evaluation_id=clinic.pk, by=by or clinic.ward.doctor, now=clock.now(), to=to, note=note
    )


def ask(clinic, now=None):
    return asking.ask_evaluation(placement_id=clinic.ward.pk, by=clinic.ward.intern, now=now or clock.now())


def test_ask_evaluation_opens_a_planned_one_today_and_mails_the_supervisor_not_the_student():
    clinic = a_clinic(scheduled=True)
    ask(clinic)
    notice = Notification.objects.get(kind="evaluation_asked.open")
    assert clinic.fresh().state == EvaluationState.OPEN
    assert (notice.reader, notice.link.user) == (clinic.ward.supervisor.user, clinic.ward.supervisor.user)
    assert "asks for your evaluation" in notice.body


def test_ask_evaluation_again_mails_again_after_three_days(clinic):
    now = clock.now()
    ask(clinic, now)
    with pytest.raises(Refusal, match="You asked on"):
        ask(clinic, now + timedelta(days=2))
    ask(clinic, now + timedelta(days=3))
    assert Notification.objects.filter(kind="evaluation_asked.open", reader=clinic.ward.supervisor.user).count() == 2
    assert len(links_of(clinic.evaluation)) == 1


def test_ask_evaluation_is_the_students_alone_and_ends_with_the_submission(clinic):
    with pytest.raises(NotAllowed):
        asking.ask_evaluation(placement_id=clinic.ward.pk, by=clinic.ward.doctor, now=clock.now())
    submitted(clinic.evaluation, 4)
    with pytest.raises(Refusal, match="submitted already"):
        ask(clinic)


def test_ask_evaluation_while_the_lead_chooses_is_refused():
    with pytest.raises(Refusal, match="choosing who evaluates"):
        ask(a_clinic(unassigned=True))


def test_pass_evaluation_begins_afresh_with_the_colleague_and_tells_both(clinic):
    colleague, link = clinic.colleague(), clinic.link()
    criterion = clinic.evaluation.instrument.criteria.first()
    clinic.evaluation.answers.create(criterion=criterion, not_observed=True)
    pass_on(clinic, colleague)
    link.refresh_from_db()
    evaluation = clinic.fresh()
    assert (evaluation.state, evaluation.evaluator, evaluation.answers.count()) == (EvaluationState.OPEN, colleague, 0)
    assert (link.revoked_at is None, links_of(evaluation)[1].user) == (False, colleague.user)
    assert (told("evaluation_asked.passed"), told("evaluation.passed")) == (
        {colleague.user_id},
        {clinic.ward.lead.user_id},
    )


def test_pass_evaluation_to_nobody_in_particular_asks_the_lead(clinic):
    pass_on(clinic, None)
    assert (clinic.fresh().state, told("evaluation.unassigned")) == (
        EvaluationState.UNASSIGNED,
        {clinic.ward.lead.user_id},
    )
    colleague = clinic.colleague()
    pass_on(clinic, colleague, by=clinic.ward.host)
    assert (clinic.fresh().state, clinic.fresh().evaluator) == (EvaluationState.OPEN, colleague)
    assert told("evaluation_asked.passed") == {colleague.user_id}


def test_pass_evaluation_reaches_only_supervisors_of_the_partner(clinic):
    stranger = MembershipFactory(supervisor=True)
    gone = clinic.colleague()
    gone.end(clock.now())
    student_too = MembershipFactory(
        supervisor=True, partner=clinic.ward.placement.partner, user=clinic.ward.student.user
    )
    for to in (stranger, gone, student_too, clinic.ward.supervisor, clinic.ward.lead):
        with pytest.raises(Refusal, match="cannot be asked") as refused:
            pass_on(clinic, to)
        assert refused.value.field == "to"


def test_pass_evaluation_is_the_evaluators_and_the_leads_alone(clinic):
    colleague = clinic.colleague()
    for by in (clinic.ward.intern, clinic.ward.office, colleague.as_actor(), MembershipFactory(lead=True).as_actor()):
        with pytest.raises(NotAllowed):
            pass_on(clinic, colleague, by=by)
    with pytest.raises(Refusal, match="Choose a supervisor"):
        pass_on(clinic, None, by=clinic.ward.host)


def remind(days):
    """How many reminders the clock writes `days` after now, rule by rule."""
    rules = (sweeps.DUE, sweeps.OVERDUE, sweeps.OVERDUE_LEAD, sweeps.OVERDUE_COORDINATOR)
    return [reminders.remind(now=clock.now() + timedelta(days=days), rules=[rule]) for rule in rules]


def test_reminders_go_from_the_evaluator_to_the_lead_to_the_coordinator_each_once(clinic):
    assert {days: remind(days) for days in (6, 8, 9, 11, 12, 18, 25, 40)} == {
        6: [0, 0, 0, 0],
        8: [1, 0, 0, 0],
        9: [0, 0, 0, 0],
        11: [0, 1, 0, 0],
        12: [0, 0, 0, 0],
        18: [0, 0, 1, 0],
        25: [0, 0, 0, 1],
        40: [0, 0, 0, 0],
    }
    ward = clinic.ward
    assert told("evaluation.due") == {ward.supervisor.user_id}
    assert told("evaluation.overdue") == {ward.supervisor.user_id, ward.lead.user_id, ward.coordinator.user_id}


def test_reminders_carry_the_evaluators_link_and_nobody_elses(clinic):
    remind(8)
    remind(25)
    rows = Notification.objects.filter(kind__in=["evaluation.due", "evaluation.overdue"])
    link = links_of(clinic.evaluation)[0]
    assert {row.reader_id: row.link_id for row in rows} == {
        clinic.ward.supervisor.user_id: link.pk,
        clinic.ward.lead.user_id: None,
        clinic.ward.coordinator.user_id: None,
    }


def test_nobody_is_reminded_of_what_was_submitted(clinic):
    submitted(clinic.evaluation, 4)
    assert remind(25) == [0, 0, 0, 0]


def test_a_placement_is_complete_only_with_its_final_evaluation(clinic):
    words = "The final evaluation is not submitted."
    before = completion.what_is_missing(clinic.ward.placement)
    submitted(clinic.evaluation, 4)
    after = completion.what_is_missing(clinic.ward.placement)
    assert (words in before, words in after) == (True, False)


def test_the_clock_may_release_only_who_has_left(clinic):
    with pytest.raises(Refusal, match="can still be asked"):
        asking.release_evaluator(evaluation_id=clinic.pk, by=CLOCK, now=clock.now())


# What the page says of a mail that waits


def asleep(membership):
    """Quiet hours since an hour, for another."""
    ends = {"quiet_from": clock.now() - timedelta(hours=1), "quiet_until": clock.now() + timedelta(hours=1)}
    times = {name: at.astimezone(UTC).time().replace(second=0, microsecond=0) for name, at in ends.items()}
    Preference.objects.create(user=membership.user, time_zone="UTC", **times)


@pytest.mark.parametrize("sleeps", [False, True])
def test_who_sends_a_new_link_reads_when_it_comes(clinic, sleeps):
    if sleeps:
        asleep(clinic.ward.supervisor)
    address = reverse("evaluation_renew", args=[clinic.pk])
    shown = signed_in(clinic.ward.lead).post(address, {"idempotency_key": "k"}, follow=True).text
    assert ("has chosen for mail, not now" in shown, "Sent. Earlier links" in shown) == (sleeps, not sleeps)


@pytest.mark.parametrize("sleeps", [False, True])
def test_who_passes_it_on_reads_when_the_mail_comes(client, clinic, sleeps):
    colleague = clinic.colleague()
    if sleeps:
        asleep(colleague)
    address = reverse("evaluation_pass_by_link", args=[clinic.link().token])
    shown = client.post(address, {"to": colleague.pk, "note": "On leave.", "idempotency_key": "k"}).text
    assert ("has chosen for mail, not now" in shown, "has a mail with a link" in shown) == (sleeps, not sleeps)
