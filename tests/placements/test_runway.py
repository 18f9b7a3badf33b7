"""The runway: which stays have no signed cover, by which day one must be signed, and who is reminded of it once."""

from datetime import date, timedelta

import pytest
from django.urls import reverse

from core import clock
from core.actor import Role
from institutions.models import Agreement, Institute, Partner
from institutions.states import AgreementState
from institutions.sweeps.agreements import AGREEMENT_ENDING
from notifications import reminders
from notifications.models import Notification
from placements.models import Slot
from placements.services.runway import (
    Stay,
    agreements_for_runway,
    beyond_cover,
    covered,
    home,
    rows_of,
    to_be_signed,
)
from placements.sweeps.agreements import AGREEMENT_TO_SIGN
from tests.factories.institutions import AgreementFactory, MembershipFactory, a_day
from tests.factories.placements import ApplicationFactory, SlotFactory
from tests.placements.stage import a_stage
from tests.placements.ward import a_ward
from tests.races import race

pytestmark = pytest.mark.django_db


# the rules, on plain rows


def an_agreement(pk=1, state="signed", first=0, last=100, **scope):
    row = Agreement(pk=pk, institute_id=1, partner_id=1, state=state, starts_on=a_day(first), ends_on=a_day(last))
    row.programme_ids = scope.get("programmes", [7])
    row.department_ids = scope.get("departments", [])
    row.kinds = scope.get("kinds", [])
    return row


def a_stay(first=10, last=50, programme=7, department=3, kind="internship", source="placement"):
    return Stay((1, 1), a_day(first), a_day(last), programme, department, kind, source)


@pytest.mark.parametrize(
    ("agreement", "stay", "is_covered"),
    [
        ({}, {}, True),
        ({"state": "draft"}, {}, False),
        ({"last": 40}, {}, False),
        ({"programmes": [8]}, {}, False),
        ({"programmes": [8]}, {"programme": None}, True),
        ({"departments": [4]}, {}, False),
        ({"departments": [3, 4]}, {}, True),
        ({"kinds": ["research"]}, {}, False),
    ],
)
def test_what_covers_a_stay(agreement, stay, is_covered):
    assert covered(a_stay(**stay), [an_agreement(**agreement)]) is is_covered


@pytest.mark.parametrize(
    ("days", "change", "is_read"),
    [
        ((10, 50), {}, False),
        ((0, 100), {}, False),
        ((10, 101), {}, True),
        ((10, 50), {"state": AgreementState.DRAFT}, True),
        ((10, 50), {"kinds": ["internship"]}, True),
    ],
)
def test_only_slots_that_may_want_cover_are_read(days, change, is_read):
    agreement = AgreementFactory(signed=True, starts_on=a_day(0), ends_on=a_day(100))
    Agreement.objects.filter(pk=agreement.pk).update(**change)
    slot = SlotFactory(partner=agreement.partner, starts_on=a_day(days[0]), ends_on=a_day(days[1]))
    agreements = list(agreements_for_runway(Agreement.objects.filter(pk=agreement.pk)))
    assert beyond_cover(Slot.objects.filter(pk=slot.pk), agreements).exists() is is_read
    assert beyond_cover(Slot.objects.filter(pk=slot.pk), []).exists()


def test_the_home_of_a_stay_is_what_was_begun_else_what_fits_else_the_last():
    old, narrow = an_agreement(1, last=20), an_agreement(2, first=21, last=30, programmes=[8])
    begun = an_agreement(3, state="returned", first=31, last=300)
    assert home(a_stay(), [old, narrow, begun]) is begun
    assert home(a_stay(), [old, narrow]) is old
    assert home(a_stay(programme=9), [old, narrow]) is narrow
    assert home(a_stay(), []) is None


@pytest.mark.parametrize(
    ("agreements", "lead"),
    [([], 120), ([{"state": "draft", "first": 200}], 120), ([{"last": 40}], 90)],
    ids=["none", "a first one begun", "one to renew"],
)
def test_sign_by_is_the_earliest_start_less_the_lead_time(agreements, lead):
    parties = {(1, 1): (Institute(pk=1, agreement_lead_days=90), Partner(pk=1))}
    stays = [a_stay(60, 80), a_stay(30, 70), a_stay(20, 70, source="slot")]
    rows = rows_of([an_agreement(**fields) for fields in agreements], stays, parties)
    (row,) = [row for row in rows if row.wanting]
    assert (row.first_start, row.sign_by) == (a_day(20), a_day(20 - lead))
    assert (row.people_wanting, row.slots_wanting, row.booked_until) == (2, 1, a_day(80))


def test_what_must_be_signed_soonest_stands_first():
    parties = {(1, 1): (Institute(pk=1, agreement_lead_days=90), Partner(pk=1))}
    calm, late = an_agreement(1, last=9), an_agreement(2, first=10, last=40, programmes=[8])
    rows = rows_of([calm, late], [a_stay(50, 60, programme=8)], parties)
    assert [row.agreement for row in rows] == [late, calm]


# the page


def booked_past_the_end():
    """A signed agreement until day 60, and a planned placement of days 20 to 110."""
    ward = a_ward(planned=True)
    placement = ward.placement
    agreement = AgreementFactory(
        signed=True,
        institute=placement.institute,
        partner=placement.partner,
        programmes=[placement.student.programme],
        ends_on=a_day(60),
    )
    return ward, agreement


def test_agreement_runway_draws_the_booking_past_the_end_apart_and_says_by_when_to_sign(client):
    ward, agreement = booked_past_the_end()
    client.force_login(ward.coordinator.user)
    page = client.get(reverse("agreement_runway"))
    (line,) = page.context["rows"]
    (lane,) = page.context["chart"].lanes
    assert (line["row"].agreement, line["row"].sign_by, line["is_late"]) == (agreement, a_day(20 - 90), True)
    assert (lane.lane.booked_until, lane.beyond is not None) == (a_day(110), True)
    assert "Overdue" in page.text


def test_agreement_runway_shows_a_partner_with_an_offer_and_no_agreement(client):
    stage = a_stage(agreement_places=None)
    stage.application(offered=True)
    client.force_login(stage.coordinator.user)
    page = client.get(reverse("agreement_runway"))
    (line,) = page.context["rows"]
    assert (line["row"].agreement, line["row"].sign_by, page.context["chart"]) == (None, a_day(60 - 120), None)
    assert "No agreement yet" in page.text


def test_agreement_runway_of_a_lead_and_of_a_viewer_and_of_a_stranger(client):
    ward, agreement = booked_past_the_end()
    viewer = MembershipFactory(viewer=True, institute=ward.coordinator.institute)
    for member, seen in (
        (ward.lead, [agreement]),
        (viewer, [agreement]),
        (MembershipFactory(coordinator=True), []),
        (MembershipFactory(lead=True), []),
    ):
        client.force_login(member.user)
        page = client.get(reverse("agreement_runway"))
        assert [line["row"].agreement for line in page.context["rows"]] == seen
    client.force_login(ward.student.user)
    assert client.get(reverse("agreement_runway")).status_code == 403


@pytest.mark.parametrize("rows", [1, 3])
def test_agreement_runway_takes_the_same_queries_for_any_number_of_rows(client, rows, django_assert_num_queries):
    coordinator = MembershipFactory(coordinator=True)
    for _ in range(rows):
        agreement = AgreementFactory(signed=True, institute=coordinator.institute, ends_on=a_day(100))
        SlotFactory(partner=agreement.partner)
        ApplicationFactory(slot=SlotFactory(), student__institute=coordinator.institute, offered=True)
    client.force_login(coordinator.user)
    client.get(reverse("agreement_runway"))
    with django_assert_num_queries(6):
        page = client.get(reverse("agreement_runway"))
    assert len(page.context["rows"]) == 2 * rows


def test_an_agreement_that_was_ended_stays_at_home_while_slots_want_cover(client):
    coordinator = MembershipFactory(coordinator=True)
    agreement = AgreementFactory(signed=True, institute=coordinator.institute, ends_on=a_day(200))
    SlotFactory(partner=agreement.partner, starts_on=a_day(30), ends_on=a_day(90))
    Agreement.objects.filter(pk=agreement.pk).update(state="terminated", ends_on=a_day(-1))
    client.force_login(coordinator.user)
    page = client.get(reverse("home"))
    assert [row.pk for row in page.context["agreements"]] == [agreement.pk]
    assert str(page.context["steps"][0].title).startswith(f"{agreement.partner}: sign by")


def test_a_coordinator_reads_at_home_what_must_be_signed_soonest(client):
    ward, agreement = booked_past_the_end()
    client.force_login(ward.coordinator.user)
    step = client.get(reverse("home")).context["steps"][0]
    assert (str(step.title).startswith(f"{agreement.partner}: sign by"), step.url, step.tone) == (
        True,
        agreement.get_absolute_url(),
        "late",
    )


# reminders


def in_days(days):
    return clock.now() + timedelta(days=days)


def remind(now, rule=AGREEMENT_TO_SIGN):
    return reminders.remind(now=now, rules=[rule])


def test_the_day_to_sign_by_is_told_to_both_sides_thirty_and_seven_days_before_and_on_it():
    stage = a_stage(agreement_places=None, starts_on=a_day(200), ends_on=a_day(260))
    AgreementFactory(
        institute=stage.institute, partner=stage.slot.partner, programmes=[stage.programme], state="with_partner"
    )
    Institute.objects.update(agreement_lead_days=120)
    days = (40, 49, 50, 51, 60, 72, 73, 74, 79, 80, 81)  # to be signed by day 80
    assert {day: remind(in_days(day)) for day in days} == dict.fromkeys(days, 0) | {50: 2, 73: 2, 80: 2}
    readers = Notification.objects.values_list("reader_id", flat=True)
    assert sorted(readers) == sorted([stage.coordinator.user_id, stage.lead.user_id] * 3)


def test_a_signature_silences_the_day_to_sign_by():
    stage = a_stage(starts_on=a_day(100), ends_on=a_day(160))
    stage.application(offered=True)
    assert to_be_signed(clock.today()) == []
    Agreement.objects.update(state=AgreementState.DRAFT)
    (row,) = to_be_signed(clock.today())
    assert (row.sign_by, row.people_wanting, row.slots_wanting) == (a_day(100 - 120), 1, 1)


def test_the_notice_leads_a_lead_to_no_page_of_a_draft():
    stage = a_stage(agreement_places=None)
    stage.application(offered=True)
    AgreementFactory(institute=stage.institute, partner=stage.slot.partner, programmes=[stage.programme])
    remind(clock.now())
    assert set(Notification.objects.values_list("path", flat=True)) == {reverse("agreement_runway")}


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("left", [90, 60, 30])
def test_two_clocks_at_once_remind_each_side_of_the_end_once(left):
    coordinator, lead = MembershipFactory(coordinator=True), MembershipFactory(lead=True)
    AgreementFactory(signed=True, institute=coordinator.institute, partner=lead.partner, ends_on=a_day(left))
    now = clock.now()
    written = race([lambda: remind(now, AGREEMENT_ENDING), lambda: remind(in_days(1), AGREEMENT_ENDING)])
    assert sum(written) == 2
    readers = Notification.objects.values_list("reader_id", flat=True)
    assert sorted(readers) == sorted([coordinator.user_id, lead.user_id])


@pytest.mark.django_db(transaction=True)
def test_two_clocks_at_once_tell_each_side_the_day_to_sign_by_once():
    stage = a_stage(agreement_places=None)
    stage.application(offered=True)
    assert sum(race([lambda: remind(clock.now())] * 3)) == 2


def test_who_is_on_both_sides_is_told_once():
    lead = MembershipFactory(lead=True)
    coordinator = MembershipFactory(user=lead.user, role=Role.COORDINATOR, coordinator=True)
    AgreementFactory(signed=True, institute=coordinator.institute, partner=lead.partner, ends_on=a_day(60))
    assert remind(clock.now(), AGREEMENT_ENDING) == 1


def test_year_and_leap_day_of_an_agreement():
    agreement = Agreement(starts_on=date(2024, 2, 29))
    assert [agreement.year_begins(number) for number in range(3)] == [
        date(2024, 2, 29),
        date(2025, 3, 1),
        date(2026, 3, 1),
    ]
