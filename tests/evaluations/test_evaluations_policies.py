"""May I, for evaluations: every reason to say no, in words."""

from datetime import timedelta

import pytest

from core import clock
from core.actor import CLOCK
from evaluations.models import Evaluation
from evaluations.policies import evaluations as policies
from evaluations.sections import evaluation_section
from evaluations.states import EvaluationState
from placements.states import PlacementState
from tests.evaluations.clinic import a_clinic
from tests.factories.evaluations import submitted
from tests.factories.institutions import MembershipFactory, a_day

pytestmark = pytest.mark.django_db


@pytest.fixture
def clinic():
    return a_clinic()


def judged(verdict):
    return verdict.allowed, verdict.personal


FILL_IN = {
    EvaluationState.SCHEDULED: "It opens on",
    EvaluationState.UNASSIGNED: "You said that this is not yours.",
    EvaluationState.CANCELLED: "It is not needed any more.",
}


@pytest.mark.parametrize(("state", "words"), FILL_IN.items(), ids=FILL_IN)
def test_who_was_asked_reads_why_it_cannot_be_filled_in(clinic, state, words):
    clinic.evaluation.state = state
    verdict = policies.may_fill_in(clinic.ward.doctor, clinic.evaluation)
    assert (judged(verdict), str(verdict.reason).startswith(words)) == ((False, False), True)


def test_the_evaluator_fills_in_signed_in_or_by_link_and_nobody_else(clinic):
    ward = clinic.ward
    actors = [ward.doctor, clinic.by_link(), ward.intern, ward.host, ward.office, clinic.colleague().as_actor(), CLOCK]
    verdicts = [policies.may_fill_in(actor, clinic.evaluation).allowed for actor in actors]
    assert verdicts == [True, True, False, False, False, False, False]


def test_only_the_clock_opens_and_not_before_the_day(clinic):
    clinic.evaluation.opens_on = a_day(1)
    assert judged(policies.may_open(clinic.ward.office, clinic.evaluation, clock.now())) == (False, True)
    assert judged(policies.may_open(CLOCK, clinic.evaluation, clock.now())) == (False, False)
    assert judged(policies.may_open(CLOCK, clinic.evaluation, clock.now() + timedelta(days=1))) == (True, False)


def test_only_the_clock_releases_and_only_who_has_left(clinic):
    assert judged(policies.may_release(clinic.ward.host, clinic.evaluation)) == (False, True)
    assert judged(policies.may_release(CLOCK, clinic.evaluation)) == (False, False)
    clinic.ward.supervisor.end(clock.now())
    assert judged(policies.may_release(CLOCK, clinic.fresh())) == (True, False)


def test_a_lead_passes_on_what_is_open_or_needs_somebody_and_names_whom(clinic):
    allowed = {}
    for state in EvaluationState:
        clinic.evaluation.state = state
        allowed[state] = policies.may_pass(clinic.ward.host, clinic.evaluation).allowed
    assert {state for state, may in allowed.items() if may} == {
        EvaluationState.OPEN,
        EvaluationState.IN_PROGRESS,
        EvaluationState.UNASSIGNED,
    }
    assert judged(policies.may_hand_back(clinic.ward.host, clinic.evaluation)) == (False, False)
    assert judged(policies.may_pass(clinic.ward.office, clinic.evaluation)) == (False, True)


def test_answers_are_read_by_the_evaluator_always_and_by_others_once_submitted(clinic):
    ward = clinic.ward
    before = [
        policies.may_read_answers(actor, clinic.evaluation).allowed for actor in (ward.doctor, ward.office, ward.host)
    ]
    submitted(clinic.evaluation, 4)
    after = [
        policies.may_read_answers(actor, clinic.fresh()).allowed for actor in (ward.doctor, ward.office, ward.intern)
    ]
    assert (before, after) == ([True, False, False], [True, True, True])


def test_a_student_asks_only_while_on_placement_and_for_what_is_planned(clinic):
    ward, now = clinic.ward, clock.now()
    placement = ward.placement
    assert judged(policies.may_ask(ward.doctor, placement, clinic.evaluation, now)) == (False, True)
    assert judged(policies.may_ask(ward.intern, placement, None, now)) == (False, False)
    assert judged(policies.may_ask(ward.intern, placement, clinic.evaluation, now)) == (True, False)
    placement.state = PlacementState.ENDED_EARLY
    assert judged(policies.may_ask(ward.intern, placement, clinic.evaluation, now)) == (False, False)


def test_the_placements_section_links_only_what_its_reader_may_open(clinic, django_assert_num_queries):
    ward = clinic.ward
    with django_assert_num_queries(1):
        section = evaluation_section(ward.placement, ward.intern, clock.now())
    (row,) = section["evaluations"]
    assert (row["may_open"], bool(row["may_fill_in"]), bool(section["may_ask_evaluation"])) == (False, False, True)
    (row,) = evaluation_section(ward.placement, ward.doctor, clock.now())["evaluations"]
    assert (row["may_open"], bool(row["may_fill_in"])) == (True, True)


def test_visible_to_keeps_every_stranger_out(clinic):
    submitted(clinic.evaluation, 4)
    ward = clinic.ward
    strangers = [
        MembershipFactory(coordinator=True),
        MembershipFactory(lead=True),
        MembershipFactory(supervisor=True),
        MembershipFactory(student=True),
        MembershipFactory(viewer=True, institute=ward.placement.institute),
        clinic.colleague(),
    ]
    assert [list(Evaluation.objects.visible_to(person.as_actor())) for person in strangers] == [[]] * 6
    own = [ward.student, ward.supervisor, ward.lead, ward.coordinator, MembershipFactory(administrator=True)]
    assert [list(Evaluation.objects.visible_to(person.as_actor())) for person in own] == [[clinic.evaluation]] * 5
