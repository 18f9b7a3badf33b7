"""The activity log: lines, corrections, confirmations, and how they count against targets."""

from datetime import timedelta
from functools import partial

import pytest
from django.db import InternalError, transaction

from core.errors import NotAllowed, Refusal
from notifications.models import Notification
from placements.learning import progress_of
from placements.models import Activity, towards
from placements.services.activities import (
    confirm_activities,
    correct_activity,
    log_activity,
    return_activity,
    withdraw_activity,
)
from tests.factories.institutions import MembershipFactory, a_day
from tests.factories.learning import ActivityFactory
from tests.factories.placements import ObjectiveFactory
from tests.placements.ward import a_ward, names, told
from tests.races import race, refusals

pytestmark = pytest.mark.django_db


@pytest.fixture
def ward():
    return a_ward()


@pytest.fixture
def now(ward):
    return ward.at(a_day(0), 12)


LINE = {"kind": "procedure", "participation": "performed"}


def log(ward, now, **said):
    said = {"placement_id": ward.pk, "by": ward.intern, "day": a_day(-1)} | LINE | said
    return log_activity(now=now, **said)


def confirm(ward, now, *lines, by=None):
    return confirm_activities(
        placement_id=ward.pk, by=by or ward.doctor, now=now, activity_ids=[line.pk for line in lines]
    )


def states(ward):
    return list(Activity.objects.filter(placement=ward.placement).order_by("pk").values_list("state", flat=True))


def test_log_activity_writes_one_line(ward, now):
    objective = ObjectiveFactory(slot=ward.placement.slot)
    line = log(ward, now, count=3, objective=objective, note="Portable chest films on ward 4.")
    assert (line.state, line.count, line.objective, line.day) == ("logged", 3, objective, a_day(-1))


@pytest.mark.parametrize(
    ("note", "found"),
    [
        ("Dressed the wound of Mr Khan.", "a person’s name"),
        ("MRN 48213, hip", "a record number"),
        ("42101-1234567-1", "an identity card number"),
        ("Born on 3rd April 1987", "a date of birth"),
        ("Son is on 0300 1234567", "a phone number"),
    ],
)
def test_log_activity_with_patient_data_is_refused_beside_its_field(ward, now, note, found):
    with pytest.raises(Refusal, match=found) as error:
        log(ward, now, note=note)
    assert (error.value.field, states(ward)) == ("note", [])


@pytest.mark.parametrize("day", [-31, 1])
def test_log_activity_outside_the_placement_or_ahead_is_refused(ward, now, day):
    with pytest.raises(Refusal, match="Activities lie between") as error:
        log(ward, now, day=a_day(day))
    assert error.value.field == "day"


def test_log_activity_towards_another_slots_objective_is_refused(ward, now):
    with pytest.raises(Refusal, match="another slot"):
        log(ward, now, objective=ObjectiveFactory())


def test_log_activity_by_others_is_not_allowed(ward, now):
    for actor in (ward.doctor, ward.host, ward.office, MembershipFactory(student=True).as_actor()):
        with pytest.raises(NotAllowed):
            log(ward, now, by=actor)


def test_a_line_sent_back_counts_no_more_until_it_is_corrected(ward, now):
    line = log(ward, now, count=30)
    send_back = partial(return_activity, activity_id=line.pk, now=now, reason="Three, as I saw it.")
    for actor in (ward.intern, ward.host, ward.office):
        with pytest.raises(NotAllowed):
            send_back(by=actor)
    send_back(by=ward.doctor)
    assert (states(ward), told("activity.returned")) == (["returned"], names(ward.student))
    assert (Activity.objects.counted().count(), Activity.objects.waiting().count()) == (0, 0)
    assert [row.word for row in Activity.objects.listed()] == ["Three, as I saw it."]
    with pytest.raises(Refusal, match="Sent back"):
        send_back(by=ward.doctor)
    correct_activity(activity_id=line.pk, by=ward.intern, now=now, day=a_day(-1), count=3, **LINE)
    assert states(ward) == ["replaced", "logged"]


def test_correct_activity_puts_a_new_line_in_the_place_of_the_old(ward, now):
    old = log(ward, now, count=30)
    new = correct_activity(activity_id=old.pk, by=ward.intern, now=now, day=a_day(-1), count=3, **LINE)
    assert (states(ward), new.replaces, new.count) == (["replaced", "logged"], old, 3)
    with pytest.raises(Refusal, match="Replaced"):
        correct_activity(activity_id=old.pk, by=ward.intern, now=now, day=a_day(-1), count=4, **LINE)


def test_correct_activity_that_is_refused_leaves_the_old_line(ward, now):
    old = log(ward, now)
    with pytest.raises(Refusal, match="a person’s name"):
        correct_activity(activity_id=old.pk, by=ward.intern, now=now, day=a_day(-1), note="Mrs Bibi", **LINE)
    assert states(ward) == ["logged"]


def test_confirm_activities_keeps_them_for_good_and_tells_the_student_once_without_mail(ward, now):
    first, second = log(ward, now), log(ward, now)
    confirm(ward, now, first, second)
    assert states(ward) == ["confirmed", "confirmed"]
    told = Notification.objects.get(reader=ward.student.user)
    assert (told.kind, told.mail) == ("activity.confirmed", Notification.Mail.NONE)
    with pytest.raises(Refusal, match="Confirmed"):
        withdraw_activity(activity_id=first.pk, by=ward.intern, now=now)
    with pytest.raises(Refusal, match="do not wait"):
        confirm(ward, now, first)


def test_confirm_activities_of_another_placement_confirms_none(ward, now):
    mine, foreign = log(ward, now), ActivityFactory()
    with pytest.raises(Refusal, match="do not wait"):
        confirm(ward, now, mine, foreign)
    assert states(ward) == ["logged"]


def test_confirm_activities_by_others_is_not_allowed(ward, now):
    line = log(ward, now)
    colleague = MembershipFactory(supervisor=True, partner=ward.placement.partner).as_actor()
    for actor in (ward.intern, ward.host, ward.office, colleague):
        with pytest.raises(NotAllowed):
            confirm(ward, now, line, by=actor)


def test_withdraw_activity_counts_no_more(ward, now):
    line = log(ward, now)
    withdraw_activity(activity_id=line.pk, by=ward.intern, now=now)
    assert (states(ward), Activity.objects.counted().count()) == (["withdrawn"], 0)


def test_a_line_is_never_rewritten(ward, now):
    line = log(ward, now)
    with pytest.raises(InternalError, match="Cannot update"), transaction.atomic():
        Activity.objects.filter(pk=line.pk).update(count=100)


@pytest.mark.django_db(transaction=True)
def test_confirmed_and_taken_back_at_once_is_one_of_the_two():
    ward = a_ward()
    now = ward.at(a_day(0), 12)
    line = log(ward, now)
    results = race(
        [
            lambda: confirm(ward, now, line),
            lambda: withdraw_activity(activity_id=line.pk, by=ward.intern, now=now + timedelta(seconds=1)),
        ]
    )
    assert len(refusals(results, Refusal)) == 1
    assert states(ward) in (["confirmed"], ["withdrawn"])


# Targets


@pytest.mark.parametrize(
    ("wanted", "counted"),
    [("observed", 9), ("assisted", 5), ("performed", 2)],
    ids=["observed", "assisted", "performed"],
)
def test_whoever_performed_has_assisted_and_observed(wanted, counted):
    assert towards(wanted, {"observed": 4, "assisted": 3, "performed": 2}) == counted


def test_nothing_logged_counts_nothing():
    assert towards("observed", {}) == 0


def test_progress_counts_what_stands_and_what_is_confirmed(ward, django_assert_num_queries):
    asked = ObjectiveFactory(slot=ward.placement.slot, target=5, participation="assisted")
    ObjectiveFactory(slot=ward.placement.slot)  # asks for no number
    for said in (
        {"count": 2},
        {"participation": "assisted", "confirmed": True},
        {"participation": "observed"},
        {"state": "replaced"},
        {"state": "withdrawn"},
    ):
        ActivityFactory(placement=ward.placement, objective=asked, **said)
    objectives = list(ward.placement.slot.objectives.all())
    with django_assert_num_queries(1):
        (row,) = progress_of(objectives, Activity.objects.filter(placement=ward.placement))
    assert (row.objective, row.done, row.confirmed, row.left) == (asked, 3, 1, 2)
