"""The contact log: the next call is promised once, made once, reminded of once, and read by the office that wrote it."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse

from core import clock
from core.errors import NotAllowed, Refusal, Stale
from institutions.models import ContactEntry, Way
from institutions.services.contact_log import edit_contact_entry, log_contact
from institutions.sweeps.register import CALL_DUE
from notifications.models import Notification
from notifications.reminders import remind
from tests.factories.institutions import MembershipFactory, PartnerFactory, a_day
from tests.factories.register import ContactEntryFactory, PartnerContactFactory
from tests.races import race, refusals
from tests.students.lists import a_list, problems, send

pytestmark = pytest.mark.django_db


@pytest.fixture
def coordinator():
    return MembershipFactory(coordinator=True)


@pytest.fixture
def partner():
    return PartnerFactory()


def said(by, partner, **changes):
    values = {
        "at": clock.now() - timedelta(hours=1),
        "way": Way.PHONE,
        "with_whom": "Farah Jamil",
        "said": "Four in spring.",
    } | changes
    return log_contact(partner_id=partner.pk, by=by.as_actor(), now=clock.now(), **values)


def test_log_contact_closes_the_call_that_was_planned_and_plans_the_next(coordinator, partner):
    first = said(coordinator, partner, next_on=a_day(2), next_about="Places in spring")
    second = said(coordinator, partner, next_on=a_day(9), next_about="Dates")
    third = said(coordinator, partner)
    rows = ContactEntry.objects.order_by("pk").values_list("pk", "next_on", "followed_by")
    assert list(rows) == [
        (first.pk, a_day(2), second.pk),
        (second.pk, a_day(9), third.pk),
        (third.pk, None, None),
    ]
    assert not ContactEntry.objects.waiting().exists()


def test_log_contact_leaves_another_institutes_call_alone(coordinator, partner):
    other = said(MembershipFactory(coordinator=True), partner, next_on=a_day(1), next_about="Their places")
    said(coordinator, partner)
    assert list(ContactEntry.objects.waiting()) == [other]


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"next_on": a_day(1)}, "what the next call is about"),
        ({"next_about": "Dates"}, "on which day"),
        ({"at": clock.now() + timedelta(days=1)}, "has not come yet"),
        ({"at": clock.now() - timedelta(days=3654)}, "more than ten years ago"),
        ({"next_on": a_day(-2), "next_about": "Dates"}, "The next call comes after this talk"),
    ],
)
def test_log_contact_refuses_half_a_promise_and_a_talk_to_come(coordinator, partner, changes, words):
    with pytest.raises(Refusal, match=words):
        said(coordinator, partner, **changes)
    assert not ContactEntry.objects.exists()


@pytest.mark.parametrize("role", ["lead", "viewer", "supervisor", "student", "administrator"])
def test_log_contact_is_the_placement_offices(role, partner):
    with pytest.raises(NotAllowed):
        said(MembershipFactory(**{role: True}), partner)


def test_edit_contact_entry_calls_the_next_call_off(coordinator, partner):
    entry = said(coordinator, partner, next_on=a_day(2), next_about="Dates")
    values = {"at": entry.at, "way": Way.VISIT, "with_whom": "Omar Haleem", "said": "They are full."}
    by = coordinator.as_actor()
    edit_contact_entry(entry_id=entry.pk, by=by, now=clock.now(), shown_version=1, **values)
    entry.refresh_from_db()
    assert (entry.way, entry.next_on, entry.next_about) == (Way.VISIT, None, "")
    with pytest.raises(Stale):
        edit_contact_entry(entry_id=entry.pk, by=by, now=clock.now(), shown_version=1, **values)
    stranger = MembershipFactory(coordinator=True).as_actor()
    with pytest.raises(NotAllowed):
        edit_contact_entry(entry_id=entry.pk, by=stranger, now=clock.now(), **values)


def test_edit_contact_entry_plans_no_second_call_beside_a_later_ones(coordinator, partner):
    old = said(coordinator, partner)
    said(coordinator, partner, next_on=a_day(2), next_about="Dates")
    values = {"at": old.at, "way": old.way, "with_whom": old.with_whom, "said": old.said}
    with pytest.raises(Refusal, match="later entry"):
        edit_contact_entry(
            entry_id=old.pk, by=coordinator.as_actor(), now=clock.now(), next_on=a_day(3), next_about="X", **values
        )


def test_a_next_call_before_the_talk_is_refused_in_the_form_by_a_list_and_by_the_database(client, coordinator, partner):
    entry = said(coordinator, partner, next_on=a_day(2), next_about="Dates")
    client.force_login(coordinator.user)
    address = reverse("partner_log_edit", args=[partner.slug, entry.pk])
    values = {"way": "phone", "with_whom": "Farida", "said": "Again", "next_about": "Dates", "idempotency_key": "k"}
    at = clock.now().astimezone(coordinator.institute.zone)
    page = client.post(address, {**values, "at": f"{at:%Y-%m-%dT00:00}", "next_on": "2020-01-06", "version": 1})
    assert list(page.context["form"].errors) == ["next_on"]
    line = f"{partner.name},2026-01-05 09:30,phone,Farida,Again,2020-01-06,Places"
    content = a_list(line, head="Partner,When,How,With,Said,Next call,About")
    kept = send(None, content, by=coordinator.as_actor(), noun="contact_log")
    assert [fault[:2] for fault in problems(kept)] == [(2, "Next call")]
    with pytest.raises(IntegrityError, match="next_call_comes_after_the_talk"), transaction.atomic():
        ContactEntry.objects.filter(pk=entry.pk).update(next_on=a_day(-3))
    with pytest.raises(IntegrityError, match="talk_was_within_ten_years"), transaction.atomic():
        ContactEntry.objects.filter(pk=entry.pk).update(at=clock.now() - timedelta(days=3660))


def test_two_next_calls_of_a_pair_are_refused_by_the_database(coordinator, partner):
    ContactEntryFactory(institute=coordinator.institute, partner=partner, next_on=a_day(1))
    with pytest.raises(IntegrityError, match="one_next_call_a_pair"), transaction.atomic():
        ContactEntryFactory(institute=coordinator.institute, partner=partner, next_on=a_day(5))


@pytest.mark.django_db(transaction=True)
def test_of_entries_at_once_each_closes_the_one_before():
    coordinator, partner = MembershipFactory(coordinator=True), PartnerFactory()

    def call():
        return said(coordinator, partner, next_on=a_day(2), next_about="Places")

    assert refusals(race([call] * 5), Refusal) == []
    assert (ContactEntry.objects.count(), ContactEntry.objects.waiting().count()) == (5, 1)


def test_whoever_promised_a_call_is_reminded_on_its_morning_once(coordinator, partner):
    MembershipFactory(coordinator=True, institute=coordinator.institute)
    ContactEntryFactory(institute=coordinator.institute, partner=partner, by=coordinator.user, next_on=a_day(0))
    ContactEntryFactory(institute=coordinator.institute, by=coordinator.user, next_on=a_day(1))
    midnight = clock.now().astimezone(coordinator.institute.zone).replace(hour=0, minute=30)
    assert remind(now=midnight, rules=[CALL_DUE]) == 0
    morning = midnight.replace(hour=7)
    assert [remind(now=morning + timedelta(minutes=m), rules=[CALL_DUE]) for m in (0, 10)] == [1, 0]
    note = Notification.objects.get()
    assert (note.reader, note.subject) == (coordinator.user, f"Call {partner}: Places in spring")


def test_where_the_caller_has_left_their_office_is_reminded(coordinator, partner):
    entry = ContactEntryFactory(institute=coordinator.institute, partner=partner, next_on=a_day(-1))
    remind(now=clock.now(), rules=[CALL_DUE])
    assert list(Notification.objects.values_list("reader", "kind")) == [(coordinator.user_id, "partner.call_due")]
    assert entry.by != coordinator.user


def test_partner_log_add_writes_it_down_and_the_partner_shows_the_next_call(client, coordinator, partner):
    PartnerContactFactory(partner=partner, name="Farah Jamil")
    client.force_login(coordinator.user)
    address = reverse("partner_log_add", args=[partner.slug])
    assert '<option value="Farah Jamil">Education office</option>' in client.get(address).text
    values = {
        "at": f"{clock.now() - timedelta(hours=2):%Y-%m-%dT%H:%M}",
        "way": "phone",
        "with_whom": "Farah Jamil",
        "said": "Four in spring.",
        "next_on": a_day(0).isoformat(),
        "next_about": "Send the list",
        "idempotency_key": "one",
    }
    assert client.post(address, values).url == partner.get_absolute_url()
    assert client.post(address, values).url == partner.get_absolute_url()
    page = client.get(partner.get_absolute_url())
    assert (page.context["planned"].next_about, len(page.context["entries"])) == ("Send the list", 1)
    assert "This closes the call planned for" in client.get(address).text


def test_another_institute_and_the_partner_itself_read_none_of_it(client, coordinator):
    lead = MembershipFactory(lead=True)
    entry = ContactEntryFactory(institute=coordinator.institute, partner=lead.partner, said="They pay late.")
    address = lead.partner.get_absolute_url()
    for reader, sees in ((coordinator, True), (MembershipFactory(coordinator=True), False), (lead, False)):
        client.force_login(reader.user)
        assert ("They pay late." in client.get(address).text) is sees
        log = client.get(reverse("partner_log_edit", args=[lead.partner.slug, entry.pk]))
        assert log.status_code == (200 if sees else 404)


@pytest.mark.parametrize("rows", [1, 3])
def test_partner_log_list_takes_the_same_queries_for_any_number_of_rows(
    client, coordinator, partner, rows, django_assert_num_queries
):
    ContactEntryFactory.create_batch(rows, institute=coordinator.institute, partner=partner)
    client.force_login(coordinator.user)
    address = reverse("partner_log_list", args=[partner.slug])
    client.get(address)
    with django_assert_num_queries(5):
        page = client.get(address)
    assert len(page.context["page"].object_list) == rows
