"""What is planned at an arrival, how it follows the placement, and what the clock opens, lets go of and reminds of."""

from datetime import datetime, time, timedelta

import pytest

from core import clock
from core.errors import NotAllowed
from evaluations.models import Evaluation
from evaluations.services import evaluations_asking as asking
from evaluations.services import evaluations_planning as planning
from evaluations.states import EvaluationState
from evaluations.sweeps import evaluations as sweeps
from notifications import reminders
from notifications.models import Notification
from placements.services.arrivals import record_arrival
from placements.services.placements import end_placement_early
from tests.evaluations.clinic import a_clinic, links_of
from tests.factories.evaluations import EvaluationFactory, submitted
from tests.factories.institutions import a_day
from tests.placements.ward import a_ward

pytestmark = pytest.mark.django_db


@pytest.fixture
def clinic():
    return a_clinic()


def told(kind):
    return set(Notification.objects.filter(kind=kind).values_list("reader_id", flat=True))


def arrive(ward, day):
    return record_arrival(placement_id=ward.pk, by=ward.doctor, now=ward.at(day, 9), arrived_on=day)


def remind(days):
    """How many reminders the clock writes `days` after now, rule by rule."""
    rules = (sweeps.DUE, sweeps.OVERDUE, sweeps.OVERDUE_LEAD, sweeps.OVERDUE_COORDINATOR)
    return [reminders.remind(now=clock.now() + timedelta(days=days), rules=[rule]) for rule in rules]


def test_an_arrival_plans_what_is_said_at_mid_point_and_at_the_end():
    ward = a_ward(confirmed=True)
    placement = ward.placement
    arrive(ward, placement.starts_on)
    planned = {row.occasion: row for row in Evaluation.objects.filter(placement=placement)}
    assert set(planned) == {"mid", "self_mid", "final", "self_final", "site"}
    assert {row.state for row in planned.values()} == {EvaluationState.SCHEDULED}
    assert planned["self_mid"].evaluator == planned["site"].evaluator == ward.student
    evaluation = planned["final"]
    due = datetime.combine(placement.ends_on + timedelta(days=7), time(23, 59), tzinfo=placement.institute.zone)
    assert (evaluation.state, evaluation.evaluator) == (EvaluationState.SCHEDULED, ward.supervisor)
    assert (evaluation.opens_on, evaluation.due_at) == (placement.ends_on - timedelta(days=14), due)
    assert (evaluation.instrument.slug, evaluation.instrument.version) == ("final-supervision", 1)
    middle = placement.starts_on + (placement.ends_on - placement.starts_on) // 2
    days = [
        (row.opens_on, row.due_at.astimezone(placement.institute.zone).date())
        for row in (planned["mid"], planned["self_mid"])
    ]
    assert days == [(middle - timedelta(days=7), middle)] * 2


def test_planning_again_plans_nothing_new(clinic):
    def again():
        return planning.plan_evaluations(placement_id=clinic.ward.pk, now=clock.now())

    assert ("final" in {row.occasion for row in again()}, again()) == (False, [])


def test_a_short_placement_and_one_past_its_middle_have_no_mid_point():
    short = a_ward(ends_on=a_day(5), starts_on=a_day(-5))
    late = a_ward(starts_on=a_day(-60), ends_on=a_day(30))
    for ward in (short, late):
        made = planning.plan_evaluations(placement_id=ward.pk, now=clock.now())
        assert {row.occasion for row in made} == {"final", "self_final", "site"}


def test_what_is_planned_follows_another_last_day_and_what_is_open_does_not():
    clinic = a_clinic(scheduled=True)
    placement = clinic.ward.placement
    other = EvaluationFactory(placement=placement, occasion="mid")
    due = other.due_at
    type(placement).objects.filter(pk=placement.pk).update(ends_on=placement.ends_on + timedelta(days=28))
    planning.move_evaluations(placement_id=placement.pk)
    other.refresh_from_db()
    assert (clinic.fresh().opens_on, other.due_at) == (placement.ends_on + timedelta(days=14), due)


def test_the_words_at_the_end_take_the_place_of_a_mid_point_that_never_came():
    clinic = a_clinic(scheduled=True, opens_on=a_day(0))
    mid = EvaluationFactory(placement=clinic.ward.placement, occasion="mid")
    sweeps.sweep_evaluations()
    mid.refresh_from_db()
    assert (mid.state, clinic.fresh().state) == (EvaluationState.CANCELLED, EvaluationState.OPEN)
    assert "takes its place" in Notification.objects.get(kind="evaluation.cancelled").body


def test_the_student_is_asked_without_a_link_and_reminded_once():
    clinic = a_clinic(scheduled=True, opens_on=a_day(0), occasion="self_mid")
    Evaluation.objects.filter(pk=clinic.pk).update(evaluator=clinic.ward.student)
    sweeps.sweep_evaluations()
    assert (clinic.fresh().state, links_of(clinic.evaluation)) == (EvaluationState.OPEN, [])
    assert told("evaluation.self") == {clinic.ward.student.user_id}
    now = clinic.fresh().due_at - timedelta(days=1)
    later = [now, now + timedelta(hours=1)]
    assert [reminders.remind(now=moment, rules=[sweeps.SELF_DUE]) for moment in later] == [1, 0]
    assert remind(40) == [0, 0, 0, 0]


def test_nobody_chosen_is_told_to_the_lead_and_then_to_the_coordinator():
    clinic = a_clinic(unassigned=True)
    rules = (sweeps.UNASSIGNED_LEAD, sweeps.UNASSIGNED_COORDINATOR)
    days = {
        day: [reminders.remind(now=clock.now() + timedelta(days=day), rules=[rule]) for rule in rules]
        for day in (2, 4, 8, 9)
    }
    assert days == {2: [0, 0], 4: [1, 0], 8: [0, 1], 9: [0, 0]}
    assert told("evaluation.unassigned") == {clinic.ward.lead.user_id, clinic.ward.coordinator.user_id}


def test_an_early_end_cancels_the_evaluation_and_its_link_and_tells_who_was_asked(clinic):
    clinic.link()
    end_placement_early(
        placement_id=clinic.ward.pk, by=clinic.ward.office, now=clock.now(), last_day=a_day(0), reason="Moved away."
    )
    assert clinic.fresh().state == EvaluationState.CANCELLED
    assert [link.revoked_at is not None for link in links_of(clinic.evaluation)] == [True]
    assert told("evaluation.cancelled") == {clinic.ward.supervisor.user_id}


def test_an_early_end_leaves_what_was_submitted(clinic):
    submitted(clinic.evaluation, 4)
    end_placement_early(
        placement_id=clinic.ward.pk, by=clinic.ward.office, now=clock.now(), last_day=a_day(0), reason="Moved away."
    )
    assert clinic.fresh().state == EvaluationState.SUBMITTED


def test_the_clock_opens_an_evaluation_on_its_day_and_mails_a_link_to_the_supervisor():
    clinic = a_clinic(scheduled=True, opens_on=a_day(0))
    assert sweeps.sweep_evaluations() == 1
    notice = Notification.objects.get(kind="evaluation_asked.open")
    assert clinic.fresh().state == EvaluationState.OPEN
    assert (notice.reader_id, notice.link_id) == (clinic.ward.supervisor.user_id, links_of(clinic.evaluation)[0].pk)
    assert sweeps.sweep_evaluations() == 0


def test_the_clock_waits_for_the_institutes_midnight():
    clinic = a_clinic(scheduled=True, opens_on=a_day(1))
    assert sweeps.sweep_evaluations() == 0
    assert clinic.fresh().state == EvaluationState.SCHEDULED


def test_who_supervises_on_the_day_is_asked():
    clinic = a_clinic(scheduled=True, opens_on=a_day(0))
    successor = clinic.colleague()
    type(clinic.ward.placement).objects.filter(pk=clinic.ward.pk).update(supervisor=successor)
    sweeps.sweep_evaluations()
    assert (clinic.fresh().evaluator, told("evaluation_asked.open")) == (successor, {successor.user_id})


def test_without_a_supervisor_the_lead_is_asked_to_choose():
    clinic = a_clinic(scheduled=True, opens_on=a_day(0))
    clinic.ward.supervisor.end(clock.now())
    sweeps.sweep_evaluations()
    assert clinic.fresh().state == EvaluationState.UNASSIGNED
    assert (told("evaluation.unassigned"), told("evaluation_asked.open")) == ({clinic.ward.lead.user_id}, set())


def test_an_evaluator_who_left_is_asked_no_more(clinic):
    link = clinic.link()
    clinic.ward.supervisor.end(clock.now())
    assert sweeps.sweep_evaluations() == 1
    link.refresh_from_db()
    assert (clinic.fresh().state, link.revoked_at is None) == (EvaluationState.UNASSIGNED, False)


def test_a_person_cannot_open_or_release_in_place_of_the_clock(clinic):
    for act in (asking.open_evaluation, asking.release_evaluator):
        with pytest.raises(NotAllowed):
            act(evaluation_id=clinic.pk, by=clinic.ward.office, now=clock.now())
