"""Scores, and conflicts of interest, which services, policies and the database respect."""

from decimal import Decimal
from functools import partial

import pytest
from django.db import IntegrityError, transaction

from core import clock
from core.actor import CLOCK
from core.errors import NotAllowed, Refusal
from placements.models import Application, Conflict, Review, Score, Selection, to_judge
from placements.policies import selection as policies
from placements.ranking import calibration_of, order_of
from placements.services.interviews import book_interview
from placements.services.reviews import declare_conflict, score_application
from placements.states import ApplicationState
from tests.factories.institutions import MembershipFactory
from tests.factories.selection import DecisionFactory, InterviewFactory, InterviewTimeFactory, ReviewFactory
from tests.placements.panel import a_panel
from tests.placements.stage import acting
from tests.races import race, refusals

pytestmark = pytest.mark.django_db


def judged(application, by):
    return policies.may_score(by.as_actor(), Application.objects.for_list().get(pk=application.pk))


def test_a_score_is_the_weighted_share_and_begins_the_review():
    panel = a_panel()
    application = panel.application(submitted=True)
    review = panel.score(application, 5, 1, note="Knows our films.")
    application.refresh_from_db()
    assert (review.percent, application.state) == (Decimal(75), ApplicationState.UNDER_REVIEW)
    assert Selection.objects.get(slot=panel.slot).frozen_at == review.given_at


def test_scoring_again_takes_the_place_of_the_first():
    panel = a_panel()
    application = panel.application()
    panel.score(application, 5, 1)
    panel.score(application, 1, 5)
    assert (Review.objects.get().percent, Score.objects.count()) == (Decimal(25), 2)


def test_points_for_other_criteria_than_there_are_change_nothing():
    panel = a_panel()
    application = panel.application()
    with pytest.raises(Refusal, match="criteria have changed"):
        score_application(
            application_id=application.pk, by=panel.lead.as_actor(), now=clock.now(), points={panel.first.pk: 3}
        )
    assert not Review.objects.exists()


def test_only_leads_and_reviewers_named_for_the_slot_judge():
    panel = a_panel()
    application = panel.application()
    assert judged(application, panel.lead)
    assert judged(application, panel.reviewer)
    others = [
        MembershipFactory(supervisor=True, partner=panel.slot.partner),
        MembershipFactory(lead=True),
        panel.stage.coordinator,
    ]
    assert [bool(judged(application, by)) for by in others] == [False, False, False]
    panel.selection.reviewers.all().delete()
    assert not judged(application, panel.reviewer)


def test_what_is_decided_or_about_to_be_is_judged_no_more():
    panel = a_panel()
    assert not judged(panel.application(offered=True), panel.lead)
    application = panel.application()
    DecisionFactory(application=application)
    assert judged(application, panel.lead).reason == "A decision is prepared already."


def test_whoever_can_read_the_name_at_the_institute_does_not_judge_it_blind():
    panel, open_panel = a_panel(blind=True), a_panel()
    for some, allowed in ((panel, False), (open_panel, True)):
        MembershipFactory(coordinator=True, user=some.lead.user, institute=some.stage.institute)
        assert bool(judged(some.application(), some.lead)) is allowed


# Conflicts of interest


def test_who_steps_back_sees_nothing_of_it_any_more_in_any_list():
    panel = a_panel()
    application, other = panel.application(), panel.application()
    for by in (panel.reviewer, panel.lead):
        panel.score(application, 5, 5, by=by)
        panel.score(other, 2, 2, by=by)
    for by in (panel.reviewer, panel.lead):
        panel.step_back(application, by=by)
        actor = by.as_actor()
        assert list(Application.objects.visible_to(actor)) == [other]
        assert list(to_judge(Application.objects.visible_to(actor), actor)) == [other]
        assert set(Review.objects.visible_to(actor).values_list("application", flat=True)) == {other.pk}
    assert [row.application for row in order_of(panel.slot, panel.lead.as_actor())] == [other]
    assert [lane.spread.count for lane in calibration_of(panel.slot, panel.lead.as_actor())] == [1, 1]


def test_what_was_scored_before_stepping_back_counts_no_more():
    panel = a_panel()
    application = panel.application()
    panel.score(application, 5, 5)
    panel.step_back(application)
    assert (Review.objects.count(), Conflict.objects.get().reason) == (0, "My niece.")


def test_after_stepping_back_nothing_is_done_with_it():
    panel = a_panel()
    application = panel.application()
    panel.step_back(application, by=panel.lead)
    for act in (panel.score, panel.step_back):
        args = (application, 3, 3) if act == panel.score else (application,)
        with pytest.raises(NotAllowed):
            act(*args, by=panel.lead)


def test_who_has_got_a_place_is_seen_again_but_not_in_the_order_of_merit():
    """The partner counts its interns, whoever stepped back from judging one."""
    panel = a_panel()
    application = panel.application()
    panel.score(application, 4, 4)
    panel.step_back(application, by=panel.lead)
    panel.prepare(application, by=MembershipFactory(lead=True, partner=panel.slot.partner))
    panel.release(by=CLOCK)
    actor = panel.lead.as_actor()
    assert list(Application.objects.visible_to(actor)) == [application]
    assert (order_of(panel.slot, actor), list(Review.objects.visible_to(actor))) == ([], [])


def test_another_role_of_the_same_person_is_no_way_around():
    panel = a_panel()
    application = panel.application()
    panel.step_back(application)
    as_lead = MembershipFactory(lead=True, partner=panel.slot.partner, user=panel.reviewer.user)
    assert not Application.objects.visible_to(as_lead.as_actor()).exists()
    assert not judged(application, as_lead)


def test_the_only_lead_does_not_step_back_before_there_is_another_one():
    panel = a_panel()
    application = panel.application()
    declared = {
        "application_id": application.pk,
        "by": panel.lead.as_actor(),
        "now": clock.now(),
        "reason": "My niece.",
    }
    with pytest.raises(Refusal, match="the only placement lead"):
        declare_conflict(**declared)
    MembershipFactory(lead=True, partner=panel.slot.partner)
    assert declare_conflict(**declared).pk == application.pk


def test_the_database_refuses_a_review_beside_a_conflict_either_way_round():
    panel = a_panel()
    application = panel.application()
    panel.step_back(application)
    with pytest.raises(IntegrityError, match="a conflict of interest was declared"), transaction.atomic():
        ReviewFactory(application=application, membership=panel.reviewer)
    review = ReviewFactory(application=application, membership=panel.lead)
    with pytest.raises(IntegrityError, match="the person has scored it"), transaction.atomic():
        Conflict.objects.create(
            application=application, person=review.person, membership=panel.lead, reason="x", declared_at=clock.now()
        )


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("round_", range(3))
def test_score_against_conflict_never_leaves_both(round_):
    panel = a_panel()
    application = panel.application()
    results = race([partial(panel.score, application, 4, 4), partial(panel.step_back, application)])
    refusals(results, NotAllowed)
    assert (Review.objects.count(), Conflict.objects.count()) == (0, 1)


# Who sees what


def test_a_reviewer_sees_the_applications_of_the_slots_that_name_them_and_no_others():
    panel, other = a_panel(), a_panel()
    mine = panel.application()
    other.application()
    panel.stage.application()
    assert list(Application.objects.visible_to(panel.reviewer.as_actor())) == [mine]


def test_students_and_institutes_see_no_scores():
    panel = a_panel()
    application = panel.application()
    panel.score(application, 4, 4)
    for actor in (acting(application), panel.stage.coordinator.as_actor()):
        assert not Review.objects.visible_to(actor).exists()


def test_nobody_is_interviewed_by_who_declared_a_conflict_of_interest():
    panel = a_panel(interviews=True)
    interview = InterviewFactory(application=panel.application(interview=True))
    theirs, colleagues = (
        InterviewTimeFactory(slot=panel.slot, interviewer=who)
        for who in (panel.reviewer, MembershipFactory(supervisor=True, partner=panel.slot.partner))
    )
    panel.step_back(interview.application)
    book = partial(book_interview, interview_id=interview.pk, by=acting(interview.application), now=clock.now())
    with pytest.raises(Refusal, match="just taken"):
        book(time=theirs)
    assert book(time=colleagues).time == colleagues
