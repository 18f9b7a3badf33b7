"""A student placed by hand: into a kept place at once, else the partner is asked; with every rule of a list."""

from datetime import timedelta
from functools import partial

import pytest

from core import clock
from core.errors import NotAllowed, Refusal
from core.words import day
from notifications.models import Notification
from placements.models import Application, ListedName, NameList, Placement, Slot
from placements.policies.placing import against, open_for
from placements.services.name_lists_answers import Answer, answer_list, object_to_placement
from placements.services.placing import place_student
from tests.factories.institutions import MembershipFactory, a_day
from tests.factories.placements import AllotmentFactory, PlacementFactory, SlotFactory
from tests.factories.students import membership_of
from tests.placements.stage import a_stage
from tests.races import race, refusals

pytestmark = pytest.mark.django_db


def place(stage, student, by=None, **more):
    by = (by or stage.coordinator).as_actor()
    return place_student(student_id=student.pk, by=by, now=clock.now(), slot=stage.slot, **more)


def keep(stage, places=1):
    return AllotmentFactory(slot=stage.slot, institute=stage.institute, places=places)


def states(*applications):
    return [Application.objects.get(pk=application.pk).state for application in applications]


def told(kind):
    return list(Notification.objects.filter(kind=kind).values_list("reader", flat=True))


def test_a_kept_place_is_filled_at_once_and_the_partner_and_the_student_are_told():
    stage = a_stage()
    kept, student = keep(stage), stage.student()
    name_list = place(stage, student, note="Speaks Sindhi.")
    placement = Placement.objects.get()
    kept.refresh_from_db()
    assert (placement.student, placement.state, placement.agreement, kept.held) == (
        student,
        "confirmed",
        stage.agreement,
        1,
    )
    assert (name_list.state, [row.move for row in name_list.transitions.all()]) == ("answered", ["fill"])
    assert (told("name_list.filled"), told("application.nominated")) == ([stage.lead.user_id], [student.user_id])
    assert (told("name_list.sent"), told("name_list.answered")) == ([], [])
    assert "Speaks Sindhi." in Notification.objects.get(kind="name_list.filled").body


def test_without_a_kept_place_the_name_is_sent_and_the_partner_answers():
    stage = a_stage()
    name_list = place(stage, stage.student())
    assert (name_list.state, Placement.objects.count(), told("name_list.sent")) == ("sent", 0, [stage.lead.user_id])


def test_what_waits_elsewhere_for_the_same_days_is_withdrawn_and_its_partner_and_the_student_are_told():
    stage = a_stage()
    keep(stage)
    student, lead = stage.student(), MembershipFactory(lead=True)
    same, part, other = (
        stage.application(student=student, slot=SlotFactory(partner=lead.partner, **more), under_review=True)
        for more in ({}, {"full_time": False}, {"starts_on": a_day(151), "ends_on": a_day(200)})
    )
    draft = stage.application(student=student, slot=SlotFactory(partner=lead.partner))
    place(stage, student)
    assert states(same, part, other, draft) == ["withdrawn", "under_review", "under_review", "draft"]
    row, why = (
        same.transitions.get(move="withdraw"),
        f"{student} has taken a placement until {day(stage.slot.ends_on)}.",
    )
    assert (row.by, row.note) == (stage.coordinator.user, why)
    (to_lead,) = Notification.objects.filter(kind="application.withdrawn")
    (to_student,) = Notification.objects.filter(kind="application.withdrawn_for_you")
    assert (to_lead.reader, to_student.reader) == (lead.user, student.user)
    assert {to_lead.subject, to_student.subject} == {f"Withdrawn: {same.slot.title}"}
    assert (why in to_lead.body, to_student.body) == (True, why)


def test_one_partner_does_not_read_which_lead_of_another_took_the_days():
    stage = a_stage()
    student = stage.student()
    waiting = stage.application(student=student, slot=SlotFactory(), under_review=True)
    name_list = place(stage, student)
    assert states(waiting) == ["under_review"]
    answers = {name_list.names.get().pk: Answer(accept=True)}
    answer_list(name_list_id=name_list.pk, by=stage.lead.as_actor(), now=clock.now(), answers=answers)
    assert states(waiting) == ["withdrawn"]
    assert waiting.transitions.get(move="withdraw").by is None


def test_the_student_may_object_to_a_place_filled_by_hand():
    stage = a_stage()
    keep(stage)
    student = stage.student()
    place(stage, student)
    object_to_placement(
        placement_id=Placement.objects.get().pk,
        by=membership_of(student).as_actor(),
        now=clock.now(),
        reason="Too far.",
    )
    assert ListedName.objects.get().objection == "Too far."


@pytest.mark.parametrize(
    ("situation", "words"),
    [
        ("busy", "full-time"),
        ("applied", "has an offer for it"),
        ("declined", "said no"),
        ("offered elsewhere", "waits for the student’s answer"),
        ("begun", "takes nobody|has begun|no place"),
        ("uncovered", "No agreement"),
        ("full", "places are taken"),
        ("listed", "waits there already"),
    ],
)
def test_what_stands_against_it_is_said_and_nothing_changes(situation, words):
    stage = a_stage(places=3)
    student = stage.student()
    if situation == "busy":
        PlacementFactory(application__student=student, confirmed=True, first=70, last=90)
    if situation in {"applied", "declined"}:
        stage.application(
            student=student, **({"offered": True} if situation == "applied" else {"sent": True, "state": "declined"})
        )
    if situation == "offered elsewhere":
        days = {"starts_on": stage.slot.ends_on, "ends_on": stage.slot.ends_on + timedelta(days=60), "full_time": True}
        stage.application(student=student, slot=SlotFactory(partner=stage.slot.partner, **days), offered=True)
    if situation == "begun":
        Slot.objects.filter(pk=stage.slot.pk).update(starts_on=a_day(-1))
    if situation == "uncovered":
        stage.agreement.programmes.clear()
    if situation == "full":
        for _ in range(3):
            stage.application(offered=True)
    if situation == "listed":
        place(stage, student)
    before = (NameList.objects.count(), Placement.objects.count())
    with pytest.raises(Refusal, match=words):
        place(stage, student)
    assert (NameList.objects.count(), Placement.objects.count()) == before


def test_only_the_institutes_own_coordinator_places_its_students():
    stage = a_stage()
    keep(stage)
    student = stage.student()
    for trait in ({"viewer": True, "institute": stage.institute}, {"lead": True, "partner": stage.slot.partner}):
        with pytest.raises(NotAllowed):
            place(stage, student, by=MembershipFactory(**trait))
    stranger = a_stage().coordinator
    with pytest.raises(type(student).DoesNotExist):
        place(stage, student, by=stranger)
    assert Placement.objects.count() == 0


def test_the_page_knows_of_each_slot_whether_it_is_kept_and_what_stands_against_it(django_assert_num_queries):
    stage, other = a_stage(), a_stage()
    keep(stage)
    student = stage.student()
    with django_assert_num_queries(4):
        slots = list(open_for(Slot.objects.select_related("partner"), student, clock.now()).order_by("pk"))
        words = against(student, slots)
    assert [(slot.pk, slot.left, slot.kept) for slot in slots] == [(stage.slot.pk, 1, True), (other.slot.pk, 2, False)]
    assert list(words) == [other.slot.pk]


@pytest.mark.django_db(transaction=True)
def test_two_clerks_fill_one_kept_place_once():
    stage = a_stage()
    kept = keep(stage)
    calls = [partial(place, stage, stage.student()) for _ in range(4)]
    assert len(refusals(race(calls), Refusal)) == 3
    kept.refresh_from_db()
    assert (Placement.objects.count(), kept.held) == (1, 1)
