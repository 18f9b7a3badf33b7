"""Decisions: private until they are released, carried out together, and the waiting list after them."""

from datetime import UTC, datetime, time, timedelta
from functools import partial

import pytest
from django.db import IntegrityError, InternalError, transaction

from core import clock
from core.actor import CLOCK
from core.errors import NotAllowed, Refusal
from notifications.models import Notification
from placements.models import Application, Decision, Selection
from placements.services.applications import withdraw_application
from placements.services.decisions_release import plan_release, take_back_decision
from placements.states import ApplicationState
from placements.sweeps.selection import sweep_releases
from tests.factories.institutions import MembershipFactory
from tests.factories.selection import DecisionFactory, ReviewFactory
from tests.placements.offering import held, states
from tests.placements.panel import a_panel
from tests.placements.stage import acting, in_days
from tests.races import race, refusals

pytestmark = pytest.mark.django_db
A = ApplicationState


def plan(panel, release_at):
    return plan_release(slot_id=panel.slot.pk, by=panel.lead.as_actor(), now=clock.now(), release_at=release_at)


def test_what_is_prepared_is_seen_by_the_partners_leads_alone():
    panel = a_panel()
    application = panel.application()
    panel.prepare(application, "reject")
    readers = [panel.lead, panel.reviewer, panel.stage.coordinator]
    seen = [Decision.objects.visible_to(by.as_actor()).count() for by in readers]
    assert [*seen, Decision.objects.visible_to(acting(application)).count()] == [1, 0, 0, 0]
    assert (states(application), Notification.objects.count()) == ([A.UNDER_REVIEW], 0)


def test_a_rejection_needs_its_code_and_its_words():
    panel = a_panel()
    application = panel.application()
    for missing, field in (({"code": ""}, "code"), ({"reason": "  "}, "reason")):
        with pytest.raises(Refusal) as refused:
            panel.prepare(application, "reject", **missing)
        assert refused.value.field == field
    with pytest.raises(IntegrityError, match="a_rejection_has_its_reason"), transaction.atomic():
        DecisionFactory(application=application, outcome="reject")


def test_preparing_anew_takes_the_place_of_what_was_prepared():
    panel = a_panel()
    application = panel.application()
    panel.prepare(application, "reject")
    panel.prepare(application, "waitlist")
    assert list(Decision.objects.values_list("outcome", "code", "reason")) == [("waitlist", "", "")]
    with pytest.raises(IntegrityError, match="one_prepared_decision"), transaction.atomic():
        DecisionFactory(application=application)
    take_back_decision(application_id=application.pk, by=panel.lead.as_actor(), now=clock.now())
    assert not Decision.objects.exists()


def test_a_release_tells_everybody_at_once():
    panel = a_panel(places=1)
    offered, waiting, rejected = (panel.application() for _ in range(3))
    panel.prepare(offered)
    panel.prepare(waiting, "waitlist")
    panel.prepare(rejected, "reject")
    now = clock.now()
    panel.release(now=now)
    assert states(offered, waiting, rejected) == [A.OFFERED, A.WAITLISTED, A.REJECTED]
    assert held(panel.slot) == 1
    offered.refresh_from_db()
    assert offered.answer_by.astimezone(panel.stage.institute.zone).date() == clock.day_of(
        now, panel.stage.institute.zone
    ) + timedelta(days=5)
    kinds = dict(Notification.objects.values_list("reader", "kind"))
    assert kinds == {
        offered.student.user_id: "offer.made",
        waiting.student.user_id: "application.waitlisted",
        rejected.student.user_id: "application.rejected",
    }
    assert set(Decision.objects.values_list("released_at", flat=True)) == {now}


def test_the_waiting_list_stands_in_the_order_of_merit():
    panel = a_panel()
    low, high, middle = (panel.application() for _ in range(3))
    for application, percent in ((low, 10), (high, 90), (middle, 50)):
        ReviewFactory(application=application, membership=panel.lead, percent=percent)
        panel.prepare(application, "waitlist")
    panel.release()
    assert list(Application.objects.waiting_in(panel.slot.pk)) == [high, middle, low]


def test_an_offer_without_room_stays_prepared_with_its_reason_and_the_leads_are_told():
    panel = a_panel(places=1)
    first, second = panel.application(), panel.application()
    for application, percent in ((first, 40), (second, 90)):
        ReviewFactory(application=application, membership=panel.lead, percent=percent)
        panel.prepare(application)
    panel.release()
    assert states(first, second) == [A.UNDER_REVIEW, A.OFFERED]
    assert Decision.objects.prepared().get().refusal.startswith("Its 1 place is taken.")
    assert Notification.objects.get(kind="application.release_left").reader == panel.lead.user


def test_a_released_decision_never_changes():
    panel = a_panel()
    panel.prepare(panel.application(), "reject")
    panel.release()
    with pytest.raises(InternalError, match="released_as_it_was"), transaction.atomic():
        Decision.objects.update(reason="Something else.")


def test_the_clock_releases_at_the_moment_and_not_before():
    panel = a_panel()
    application = panel.application()
    panel.prepare(application, "waitlist")
    plan(panel, in_days(1))
    assert (sweep_releases(), states(application)) == (0, [A.UNDER_REVIEW])
    Selection.objects.update(release_at=clock.now() - timedelta(minutes=1))
    assert (sweep_releases(), sweep_releases(), states(application)) == (1, 0, [A.WAITLISTED])


def test_a_moment_at_which_nothing_is_prepared_passes_and_what_comes_later_waits():
    panel = a_panel()
    application = panel.application()
    Selection.objects.update(release_at=clock.now() - timedelta(minutes=1))
    assert sweep_releases() == 0
    panel.prepare(application, "waitlist")
    assert (sweep_releases(), states(application)) == (0, [A.UNDER_REVIEW])


def test_a_moment_that_has_passed_is_refused():
    with pytest.raises(Refusal, match="has passed"):
        plan(a_panel(), clock.now() - timedelta(minutes=1))


def test_a_moment_after_the_internship_has_begun_is_refused():
    panel = a_panel()
    for days, is_refused in ((0, False), (1, True)):
        moment = datetime.combine(panel.slot.starts_on + timedelta(days=days), time(9), tzinfo=UTC)
        if is_refused:
            with pytest.raises(Refusal, match="The internship begins on") as refused:
                plan(panel, moment)
            assert refused.value.field == "release_at"
        else:
            assert plan(panel, moment).release_at == moment


def test_only_a_lead_without_a_conflict_releases_and_the_clock_does_anyway():
    panel = a_panel()
    application = panel.application()
    colleague = MembershipFactory(lead=True, partner=panel.slot.partner)
    panel.step_back(application, by=colleague)
    panel.prepare(application, "waitlist")
    with pytest.raises(NotAllowed):
        panel.release(by=panel.stage.coordinator.as_actor())
    with pytest.raises(Refusal, match="conflict of interest"):
        panel.release(by=colleague.as_actor())
    panel.release(by=CLOCK)
    assert states(application) == [A.WAITLISTED]
    with pytest.raises(Refusal, match="No decision is prepared"):
        panel.release()


def test_the_place_of_who_withdraws_is_offered_to_who_stands_first_on_the_waiting_list():
    panel = a_panel(places=1)
    gone, second, first = (panel.application() for _ in range(3))
    panel.prepare(gone)
    for application, percent in ((second, 40), (first, 90)):
        ReviewFactory(application=application, membership=panel.lead, percent=percent)
        panel.prepare(application, "waitlist")
    withdraw_application(application_id=gone.pk, by=acting(gone), now=clock.now())
    panel.release()
    assert states(gone, first, second) == [A.WITHDRAWN, A.OFFERED, A.WAITLISTED]
    assert Selection.objects.get().offers_fallen == 0


def test_a_place_of_who_withdrew_that_the_lead_gave_on_by_hand_is_given_once():
    panel = a_panel(places=2)
    gone, chosen, waiting = (panel.application() for _ in range(3))
    panel.prepare(gone)
    panel.prepare(waiting, "waitlist")
    withdraw_application(application_id=gone.pk, by=acting(gone), now=clock.now())
    panel.prepare(chosen)
    panel.release()
    assert states(chosen, waiting) == [A.OFFERED, A.WAITLISTED]


def test_a_place_for_which_no_offer_was_prepared_stays_the_leads_to_give():
    panel = a_panel(places=2)
    waiting = panel.application()
    panel.prepare(waiting, "waitlist")
    panel.release()
    assert states(waiting) == [A.WAITLISTED]


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("round_", range(3))
def test_release_against_withdrawals_gives_everybody_one_end(round_):
    panel = a_panel(places=4)
    offers, waits = [panel.application() for _ in range(4)], [panel.application() for _ in range(4)]
    for application in [*offers, *waits]:
        panel.prepare(application, "offer" if application in offers else "waitlist")
    leaving = [*offers[:2], *waits[:2]]
    withdrawals = [partial(withdraw_application, application_id=a.pk, by=acting(a), now=clock.now()) for a in leaving]
    results = race([*withdrawals, panel.release])
    refused = refusals(results, Refusal)
    ends = {a.pk: state for a, state in zip([*offers, *waits], states(*offers, *waits), strict=True)}
    # Who was offered a place first may not withdraw it; who waits may, before and after, unless a place of who left came first.
    assert {ends[a.pk] for a in leaving} <= {A.WITHDRAWN, A.OFFERED}
    assert [ends[a.pk] for a in offers[2:]] == [A.OFFERED] * 2
    assert {ends[a.pk] for a in waits[2:]} <= {A.WAITLISTED, A.OFFERED}
    assert len(refused) == sum(ends[a.pk] == A.OFFERED for a in leaving)
    # Every place that was prepared for somebody is held: by them, or by who waited.
    assert (held(panel.slot), sum(state == A.OFFERED for state in ends.values())) == (4, 4)
    assert not Decision.objects.prepared().exists()


@pytest.mark.django_db(transaction=True)
def test_two_releases_at_once_are_one():
    panel = a_panel(places=2)
    applications = [panel.application() for _ in range(3)]
    for application in applications[:2]:
        panel.prepare(application)
    panel.prepare(applications[2], "reject")
    results = race([panel.release, partial(panel.release, by=CLOCK)] * 3)
    assert len(refusals(results, Refusal)) == 5
    assert [application.transitions.count() for application in applications] == [1, 1, 1]
    assert (states(*applications), held(panel.slot)) == ([A.OFFERED, A.OFFERED, A.REJECTED], 2)
