"""What became of interns: asked after 3, 6 and 12 months, answered in one tap, counted by consent and from five answers up."""

from datetime import date, datetime, timedelta

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse

from accounts.models import AccessLink, Purpose
from core import clock
from core.errors import NotAllowed, Refusal
from notifications.models import Notification
from notifications.reminders import RULES, remind
from placements.destinations import in_words
from placements.models import Destination
from placements.policies.destinations import may_say, month_asked, months_after
from placements.services import destinations as services
from tests.factories.institutions import MembershipFactory, a_day
from tests.factories.placements import PlacementFactory, SlotFactory
from tests.factories.students import membership_of
from tests.placements.pages import sign_in

RULE = "destination.asked"


def an_intern(days_ago=100, **fields):
    """A placement that was completed so many days ago."""
    return PlacementFactory(completed=True, first=-days_ago - 60, last=-days_ago, **fields)


def own(placement):
    return membership_of(placement.student).as_actor()


def say(placement, became="employed", by=None, now=None):
    return services.say_destination(
        placement_id=placement.pk, by=by or own(placement), now=now or clock.now(), became=became
    )


def describe(placement, now=None, **said):
    return services.describe_destination(placement_id=placement.pk, by=own(placement), now=now or clock.now(), **said)


# When it is asked


@pytest.mark.parametrize(
    ("first", "months", "day"),
    [
        (date(2026, 1, 31), 1, date(2026, 2, 28)),
        (date(2027, 11, 30), 3, date(2028, 2, 29)),
        (date(2026, 12, 15), 12, date(2027, 12, 15)),
        (date(2026, 2, 10), -3, date(2025, 11, 10)),
    ],
)
def test_months_are_those_of_the_calendar(first, months, day):
    assert months_after(first, months) == day


@pytest.mark.django_db
def test_it_is_asked_from_three_six_and_twelve_months_on():
    placement = an_intern()
    days = [months_after(placement.last_day, month) for month in (3, 6, 12)]
    around = [day - timedelta(days=n) for day in days for n in (1, 0)]
    assert [month_asked(placement, day) for day in around] == [None, 3, 3, 6, 6, 12]


@pytest.mark.django_db
def test_the_clock_asks_once_each_time_with_a_link_and_not_who_has_answered():
    silent, spoken = an_intern(days_ago=0), an_intern(days_ago=0)
    asked = []
    for month in (3, 6, 12):
        day = datetime.combine(months_after(silent.last_day, month), datetime.min.time(), silent.institute.zone)
        say(spoken, now=day + timedelta(hours=1))
        waits = (-1, 1, 26, 24 * 13, 24 * 20)
        asked += [remind(now=day + timedelta(hours=wait), rules=[RULES[RULE]]) for wait in waits]
    assert asked == [0, 1, 0, 0, 0] * 3
    told = Notification.objects.filter(kind=RULE)
    assert set(told.values_list("reader", flat=True)) == {silent.student.user_id}
    assert [row.link.purpose for row in told.select_related("link")] == [Purpose.DESTINATION] * 3


@pytest.mark.django_db
def test_who_ended_early_is_not_asked_and_nobody_says_it_before_the_time():
    early = an_intern()
    early.state, early.ended_on = "ended_early", early.ends_on
    assert not may_say(own(early), early, a_day(0))
    with pytest.raises(Refusal, match="It is asked from"):
        say(an_intern(days_ago=30))


@pytest.mark.django_db
def test_it_is_the_interns_to_say():
    placement = an_intern()
    for by in (placement.supervisor, MembershipFactory(coordinator=True, institute=placement.institute)):
        with pytest.raises(NotAllowed):
            say(placement, by=by.as_actor())
    assert Destination.objects.count() == 0


# What is kept


@pytest.mark.django_db
def test_a_second_tap_changes_the_answer_and_what_belonged_to_the_first():
    placement = an_intern()
    say(placement)
    describe(placement, role="Radiographer", here=True, counts=True)
    say(placement)
    assert Destination.objects.values_list("became", "role", "here", "counts").get() == (
        "employed",
        "Radiographer",
        True,
        True,
    )
    say(placement, "training")
    answer = Destination.objects.get()
    assert (answer.month, answer.became, answer.role, answer.here, answer.counts) == (3, "training", "", False, True)


@pytest.mark.django_db
def test_consent_goes_on_to_the_next_answer_and_can_be_taken_back():
    placement = an_intern(days_ago=200)
    say(placement, now=clock.now() - timedelta(days=90))
    describe(placement, now=clock.now() - timedelta(days=90), counts=True)
    assert say(placement, "looking").counts
    assert list(Destination.objects.counted()) == [Destination.objects.get(month=6)]
    describe(placement, counts=False)
    assert list(Destination.objects.counted()) == []


@pytest.mark.django_db
def test_nothing_is_described_before_it_is_said():
    with pytest.raises(Refusal, match="Say first"):
        describe(an_intern(), role="Radiographer")


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("wrong", "promise"),
    [
        ({"month": 4}, "a_destination_is_asked_at_3_6_or_12_months"),
        ({"here": True, "became": "looking"}, "only_who_works_works_at_the_partner"),
    ],
)
def test_the_database_keeps_what_an_answer_may_be(wrong, promise):
    placement = an_intern()
    with pytest.raises(IntegrityError, match=promise), transaction.atomic():
        Destination.objects.create(placement=placement, **{"month": 3, "became": "employed", **wrong})
    say(placement)
    with pytest.raises(IntegrityError, match="one_destination_a_month_asked"), transaction.atomic():
        Destination.objects.create(placement=placement, month=3, became="other")


# What is shown of it


def test_nothing_is_said_of_fewer_than_five_and_then_each_kind_has_its_line():
    few = [{"became": "employed", "n": 3, "there": 1}, {"became": "looking", "n": 1, "there": 0}]
    assert in_words(few) == []
    assert in_words([*few, {"became": "training", "n": 1, "there": 0}]) == [
        "5 have said where they are now:",
        "3 are in work, 1 of them here",
        "1 is in further training",
        "1 is looking for work",
    ]


@pytest.mark.django_db
def test_the_pages_of_slot_and_partner_count_consenting_answers_from_five_up(client):
    first = an_intern()
    others = [
        an_intern(application__slot=SlotFactory(**place_of(first)), supervisor=first.supervisor) for _ in range(4)
    ]
    open_slot = SlotFactory(partner=first.partner, department=first.department, title=first.slot.title)
    pages = [open_slot.get_absolute_url(), first.partner.get_absolute_url()]
    for placement in (first, *others):
        say(placement)
        describe(placement, counts=placement is not first)
    assert [("4 are in work" in client.get(page).text) for page in pages] == [False, False]
    describe(first, counts=True, here=True)
    shown = [client.get(page).text for page in pages]
    assert [("5 are in work, 1 of them here" in text, first.student.user.name in text) for text in shown] == [
        (True, False)
    ] * 2


def place_of(placement):
    """The fields of one more slot like that of the placement."""
    slot = placement.slot
    same = ("partner", "department", "title", "starts_on", "ends_on", "apply_by")
    return {name: getattr(slot, name) for name in same}


@pytest.mark.django_db
def test_answers_are_seen_by_the_intern_and_the_institute_alone():
    placement = an_intern()
    answer = say(placement)
    coordinator = MembershipFactory(coordinator=True, institute=placement.institute)
    lead = MembershipFactory(lead=True, partner=placement.partner)
    seen = [list(Destination.objects.visible_to(actor)) for actor in (own(placement), coordinator.as_actor())]
    assert seen == [[answer], [answer]]
    assert [list(Destination.objects.visible_to(m.as_actor())) for m in (lead, placement.supervisor)] == [[], []]


# The page


def a_link(placement):
    now = clock.now()
    reader = placement.student.user_id
    return AccessLink.make(
        purpose=Purpose.DESTINATION,
        user_id=reader,
        subject_id=placement.pk,
        now=now,
        expires_at=now + timedelta(days=60),
    )


@pytest.mark.django_db
@pytest.mark.parametrize("by_link", [True, False])
def test_one_tap_is_enough_and_more_may_follow(client, by_link):
    placement = an_intern()
    address = reverse("placement_destination", args=[placement.pk])
    if by_link:
        address = reverse("destination_by_link", args=[a_link(placement).token])
    else:
        sign_in(client, membership_of(placement.student))
    assert "A little more" not in client.get(address).text
    assert Destination.objects.count() == 0
    shown = client.post(address, {"became": "employed"}, follow=True)
    assert (Destination.objects.get().became, "A little more" in shown.text) == ("employed", True)
    client.post(address, {"role": "Radiographer", "here": "on", "counts": "on"})
    answer = Destination.objects.get()
    assert (answer.role, answer.here, answer.counts) == ("Radiographer", True, True)


@pytest.mark.django_db
def test_a_link_of_another_person_and_one_that_is_over_open_nothing(client):
    placement = an_intern()
    link = a_link(placement)
    AccessLink.objects.filter(pk=link.pk).update(user=an_intern().student.user)
    assert client.get(reverse("destination_by_link", args=[link.token])).status_code == 410
    over = a_link(placement)
    AccessLink.objects.filter(pk=over.pk).update(expires_at=clock.now())
    assert client.post(reverse("destination_by_link", args=[over.token]), {"became": "other"}).status_code == 410
    assert Destination.objects.count() == 0


@pytest.mark.django_db
def test_before_the_time_the_page_says_when_it_is_asked(client):
    placement = an_intern(days_ago=30)
    sign_in(client, membership_of(placement.student))
    answer = client.get(reverse("placement_destination", args=[placement.pk]))
    assert (answer.status_code, "It is asked from" in answer.text) == (409, True)


@pytest.mark.django_db
def test_an_answer_that_is_none_of_the_four_is_refused(client):
    placement = an_intern()
    sign_in(client, membership_of(placement.student))
    client.post(reverse("placement_destination", args=[placement.pk]), {"became": "rich"})
    assert Destination.objects.count() == 0
