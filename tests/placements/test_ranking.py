"""The order of merit with ties and quota groups, and who gets what by it."""

from decimal import Decimal

import pytest

from core import clock
from core.errors import NotAllowed, Refusal
from placements.models import Application, Decision
from placements.ranking import calibration_of, is_member, next_by_quota, order_of, would_get
from placements.services.applications import submit_application
from placements.services.decisions_release import prepare_by_merit
from students.models import Student
from tests.factories.institutions import InstituteFactory, MembershipFactory
from tests.factories.selection import QuotaGroupFactory, ReviewFactory
from tests.factories.students import StudentFactory
from tests.placements.panel import a_panel
from tests.placements.stage import acting

pytestmark = pytest.mark.django_db


def order(panel):
    return order_of(panel.slot, panel.lead.as_actor())


def scored(panel, *percents):
    """Applications with one review each."""
    made = [panel.application() for _percent in percents]
    for application, percent in zip(made, percents, strict=True):
        ReviewFactory(application=application, membership=panel.lead, percent=percent)
    return made


def by_merit(panel, by=None):
    prepare_by_merit(slot_id=panel.slot.pk, by=(by or panel.lead).as_actor(), now=clock.now())
    return dict(Decision.objects.prepared().values_list("application", "outcome"))


def test_the_best_stands_first_equals_share_a_rank_and_who_has_no_score_stands_last():
    panel = a_panel()
    low, high, tied = scored(panel, 20, 80, 80)
    unscored = panel.application()
    rows = order(panel)
    assert [(row.application, row.rank, row.is_tied) for row in rows] == [
        (high, 1, True),
        (tied, 1, True),
        (low, 3, False),
        (unscored, None, False),
    ]


def test_application_and_interview_count_by_the_weights_of_their_criteria():
    panel = a_panel(interviews=True)
    application = panel.application(interview=True)
    for membership, stage, percent in [
        (panel.lead, "review", 60),
        (panel.reviewer, "review", 80),
        (panel.lead, "interview", 30),
    ]:
        ReviewFactory(application=application, membership=membership, stage=stage, percent=percent)
    (row,) = order(panel)
    assert (row.review, row.interview, row.share, row.count) == (Decimal(70), Decimal(30), Decimal(50), 2)


def test_who_withdrew_stands_in_no_order():
    panel = a_panel()
    panel.stage.application(sent=True, state="withdrawn")
    panel.stage.application()
    assert order(panel) == []


def test_places_go_to_the_best_and_the_others_wait():
    panel = a_panel(places=2)
    first, second, third = scored(panel, 30, 90, 60)
    unscored = panel.application()
    assert by_merit(panel) == {second.pk: "offer", third.pk: "offer", first.pk: "waitlist"}
    assert not Decision.objects.filter(application=unscored).exists()


def test_what_a_lead_has_noted_stays_and_takes_a_place():
    panel = a_panel(places=2)
    first, second, third = scored(panel, 90, 60, 30)
    panel.prepare(third, "offer")
    panel.prepare(first, "reject")
    assert by_merit(panel) == {first.pk: "reject", second.pk: "offer", third.pk: "offer"}


def test_places_that_are_held_are_not_given_again():
    panel = a_panel(places=2)
    panel.application(offered=True)
    first, second = scored(panel, 90, 60)
    panel.slot.refresh_from_db()
    assert by_merit(panel) == {first.pk: "offer", second.pk: "waitlist"}


def test_by_merit_needs_somebody_with_a_score_and_a_lead():
    panel = a_panel()
    panel.application()
    with pytest.raises(Refusal, match="Nobody with a score"):
        by_merit(panel)
    with pytest.raises(NotAllowed):
        by_merit(panel, by=panel.reviewer)


def test_groups_fill_by_merit_and_leftovers_flow_in_their_turn():
    panel = a_panel(places=3)
    own = InstituteFactory()
    QuotaGroupFactory(selection=panel.selection, name="Own college", places=2).institutes.add(own)
    QuotaGroupFactory(selection=panel.selection, name="Open merit", places=1, leftovers=1)
    best, next_, third = scored(panel, 90, 80, 70)
    from_own = panel.application(student=StudentFactory(institute=own))
    ReviewFactory(application=from_own, membership=panel.lead, percent=10)
    rows = order(panel)
    assert [(row.application, row.group and row.group.name, row.is_leftover) for row in rows] == [
        (best, "Open merit", False),
        (next_, "Open merit", True),
        (third, None, False),
        (from_own, "Own college", False),
    ]
    assert would_get(panel.slot, rows) == {
        best.pk: "offer",
        next_.pk: "offer",
        third.pk: "waitlist",
        from_own.pk: "offer",
    }
    by_merit(panel)
    assert dict(Decision.objects.values_list("application", "group")) == {
        best.pk: "Open merit",
        next_.pk: "Open merit",
        third.pk: "",
        from_own.pk: "Own college",
    }


def test_who_is_out_stands_in_no_groups_place_and_the_waiting_list_follows_the_groups():
    panel = a_panel(places=2)
    own = InstituteFactory()
    QuotaGroupFactory(selection=panel.selection, name="Own college", places=1).institutes.add(own)
    QuotaGroupFactory(selection=panel.selection, name="Open merit", places=1)
    best, next_ = scored(panel, 90, 80)
    first, second = (panel.application(student=StudentFactory(institute=own)) for _ in range(2))
    for application, percent in ((first, 70), (second, 10)):
        ReviewFactory(application=application, membership=panel.lead, percent=percent)
    panel.prepare(first, "reject")
    groups = {row.application: row.group and row.group.name for row in order(panel)}
    assert groups == {best: "Open merit", next_: None, first: None, second: "Own college"}
    assert next_by_quota(panel.slot, [next_.pk, second.pk]) == [second.pk, next_.pk]
    panel.selection.groups.all().delete()
    assert next_by_quota(panel.slot, [next_.pk, second.pk]) == [next_.pk, second.pk]


def test_who_holds_a_place_has_taken_one_of_their_group():
    panel = a_panel(places=2)
    own = InstituteFactory()
    QuotaGroupFactory(selection=panel.selection, name="Own college", places=1).institutes.add(own)
    QuotaGroupFactory(selection=panel.selection, name="Everybody", places=1)
    (best,) = scored(panel, 90)
    from_own = panel.application(student=StudentFactory(institute=own))
    holder = panel.application(student=StudentFactory(institute=own), offered=True)
    for application, percent in ((from_own, 70), (holder, 10)):
        ReviewFactory(application=application, membership=panel.lead, percent=percent)
    panel.slot.refresh_from_db()
    rows = order(panel)
    groups = {row.application: row.group and row.group.name for row in rows}
    assert groups == {best: "Everybody", from_own: None, holder: "Own college"}
    assert would_get(panel.slot, rows) == {best.pk: "offer", from_own.pk: "waitlist"}


def test_a_lead_with_a_conflict_prepares_nothing_by_merit():
    panel = a_panel(places=1)
    best, _other = scored(panel, 90, 80)
    colleague = MembershipFactory(lead=True, partner=panel.slot.partner)
    panel.step_back(best, by=colleague)
    with pytest.raises(Refusal, match="conflict of interest"):
        prepare_by_merit(slot_id=panel.slot.pk, by=colleague.as_actor(), now=clock.now())
    assert not Decision.objects.exists()


@pytest.mark.parametrize(
    ("conditions", "student", "belongs"),
    [
        ({}, {}, True),
        ({"for_women": True}, {"gender": "female"}, True),
        ({"for_women": True}, {"gender": "male"}, False),
        ({"for_women": True}, {"gender": "", "relation": "daughter"}, False),
        ({"cities": "Thatta\n Badin "}, {"city": "badin"}, True),
        ({"cities": "Thatta"}, {"city": "Karachi"}, False),
        ({"cities": "Thatta", "for_women": True}, {"city": "Thatta", "gender": "x"}, False),
    ],
)
def test_every_condition_of_a_group_must_hold(conditions, student, belongs):
    panel = a_panel()
    QuotaGroupFactory(selection=panel.selection, **conditions)
    (group,) = panel.selection.shared_out
    assert is_member(group, panel.application(student=panel.stage.student(**student))) is belongs


def test_groups_read_gender_and_city_as_they_stood_when_it_was_sent():
    panel = a_panel()
    student = panel.stage.student(gender="male", city="Karachi")
    application = panel.stage.application(
        student=student, statement="I have learnt positioning in the laboratory. " * 4
    )
    sent = submit_application(application_id=application.pk, by=acting(application), now=clock.now())
    Student.objects.filter(pk=student.pk).update(gender="female", city="Thatta")
    sent = Application.objects.for_list().get(pk=sent.pk)
    for n, conditions in enumerate(({"for_women": True}, {"cities": "Thatta"})):
        QuotaGroupFactory(selection=panel.selection, name=f"Kept {n}", **conditions)
    assert [is_member(group, sent) for group in panel.selection.groups.with_institutes()] == [False, False]


def test_calibration_shows_each_reviewer_with_the_distance_from_the_others():
    panel = a_panel()
    one, other = panel.application(), panel.application()
    colleague = MembershipFactory(lead=True, partner=panel.slot.partner)
    for application, own, theirs in ((one, 80, 60), (other, 40, 30)):
        ReviewFactory(application=application, membership=panel.lead, percent=own)
        ReviewFactory(application=application, membership=colleague, percent=theirs)
    lanes = {lane.name: lane for lane in calibration_of(panel.slot, panel.lead.as_actor())}
    assert lanes[panel.lead.user.name].apart_text == "+15.0"
    assert lanes[colleague.user.name].apart_text == "−15.0"
    assert lanes[panel.lead.user.name].box == {
        "low": "40.0%",
        "high": "80.0%",
        "x": "50.0%",
        "width": "20.0%",
        "middle": "60.0%",
    }
