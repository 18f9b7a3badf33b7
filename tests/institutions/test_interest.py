"""How partners stand: who says it, who asks, what is shown of it, and the four buttons by link."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse

from accounts.models import AccessLink
from core import clock
from core.actor import Via
from core.errors import NotAllowed, Refusal
from institutions.models import Interest, InterestRequest, Partner, PartnerInterest, interest_on
from institutions.services.interest import ask_interest, say_interest
from notifications.models import Notification
from tests.factories.calls import interest_link
from tests.factories.institutions import MembershipFactory, PartnerFactory, a_day
from tests.races import race

pytestmark = pytest.mark.django_db


@pytest.fixture
def lead():
    return MembershipFactory(lead=True)


@pytest.fixture
def coordinator():
    return MembershipFactory(coordinator=True)


def say(lead, interest=Interest.INTERESTED, *, by=None, now=None, **more):
    values = {"interest": interest, "by": by or lead.as_actor(), "now": now or clock.now()}
    return say_interest(partner_id=lead.partner_id, **values | more)


def ask(coordinator, *partners, now=None):
    return ask_interest(by=coordinator.as_actor(), now=now or clock.now(), partners=partners)


def stands(partner, day=None):
    """What a list shows of the partner."""
    return Partner.objects.annotate(now=interest_on(day or clock.today())).get(pk=partner.pk).now


def test_say_interest_is_a_row_of_its_own_and_the_latest_counts(lead):
    say(lead, Interest.FULL, now=clock.now() - timedelta(days=9))
    row = say(lead, Interest.LOOKING, note="Nursing only.")
    assert (row.said_by, row.membership, row.via, row.note) == (lead.user, lead, Via.PERSON, "Nursing only.")
    assert (PartnerInterest.objects.count(), stands(lead.partner)) == (2, Interest.LOOKING)


def test_say_interest_holds_until_its_day_and_nothing_is_said_after_it(lead):
    say(lead, Interest.LOOKING, now=clock.now() - timedelta(days=9))
    say(lead, Interest.FULL, holds_until=a_day(5))
    assert [stands(lead.partner, a_day(days)) for days in (0, 5, 6)] == [Interest.FULL, Interest.FULL, ""]


def test_say_interest_until_a_day_that_has_passed_is_refused(lead):
    with pytest.raises(Refusal, match="That day has passed"):
        say(lead, holds_until=a_day(-1))


def test_say_interest_names_no_patient(lead):
    with pytest.raises(Refusal, match="this is about interns") as refused:
        say(lead, note="Akram, CNIC 42101-1234567-1, waits for a bed.")
    assert refused.value.field == "note"


@pytest.mark.parametrize("trait", ["lead", "coordinator", "supervisor", "administrator"])
def test_say_interest_for_somebody_elses_partner_is_not_allowed(lead, trait):
    with pytest.raises(NotAllowed):
        say(lead, by=MembershipFactory(**{trait: True}).as_actor())


def test_say_interest_by_a_link_to_another_partner_is_refused(lead):
    other = MembershipFactory(lead=True, user=lead.user)
    with pytest.raises(Refusal, match="This link does not work any more"):
        say(lead, by=lead.as_actor(via=Via.LINK, link_id=interest_link(other).pk))


def test_the_database_knows_four_answers(lead):
    row = say(lead)
    with pytest.raises(IntegrityError, match="interest_is_one_of_four"), transaction.atomic():
        PartnerInterest.objects.filter(pk=row.pk).update(interest="perhaps")


def test_ask_interest_mails_each_lead_a_link_of_their_own_and_the_answer_comes_back(lead, coordinator):
    second = MembershipFactory(lead=True, partner=lead.partner)
    MembershipFactory(supervisor=True, partner=lead.partner)
    assert len(ask(coordinator, lead.partner)) == 1
    mails = Notification.objects.filter(kind="call.interest").select_related("link")
    assert {(mail.reader_id, mail.link.user_id) for mail in mails} == {
        (person.user_id, person.user_id) for person in (lead, second)
    }
    say(lead, Interest.NOT_NOW)
    answer = Notification.objects.get(kind="call.interest_said")
    assert (answer.reader, answer.subject) == (coordinator.user, f"{lead.partner}: Not now")


def test_who_did_not_ask_is_not_told(lead, coordinator):
    say(lead)
    assert not Notification.objects.filter(kind="call.interest_said").exists()


def test_ask_interest_leaves_a_partner_in_peace_for_two_weeks(lead, coordinator):
    ask(coordinator, lead.partner)
    colleague = MembershipFactory(coordinator=True, institute=coordinator.institute)
    with pytest.raises(Refusal, match="Nobody is left to ask"):
        ask(colleague, lead.partner, now=clock.now() + timedelta(days=13))
    assert len(ask(colleague, lead.partner, now=clock.now() + timedelta(days=14))) == 1
    assert len(ask(MembershipFactory(coordinator=True), lead.partner)) == 1


def test_ask_interest_of_a_partner_without_a_lead_asks_nobody(coordinator):
    with pytest.raises(Refusal, match="Nobody is left to ask"):
        ask(coordinator, PartnerFactory())


@pytest.mark.parametrize("trait", ["lead", "viewer", "student"])
def test_ask_interest_is_the_coordinators(lead, trait):
    with pytest.raises(NotAllowed):
        ask(MembershipFactory(**{trait: True}), lead.partner)


@pytest.mark.django_db(transaction=True)
def test_four_coordinators_who_ask_at_once_ask_once():
    lead, first = MembershipFactory(lead=True), MembershipFactory(coordinator=True)
    office = [first, *(MembershipFactory(coordinator=True, institute=first.institute) for _more in range(3))]
    results = race([lambda who=who: ask(who, lead.partner) for who in office])
    assert sum(isinstance(result, list) for result in results) == 1
    assert (InterestRequest.objects.count(), Notification.objects.filter(kind="call.interest").count()) == (1, 1)


def test_the_database_keeps_one_question_a_day(lead, coordinator):
    (request,) = ask(coordinator, lead.partner)
    request.pk = None
    with pytest.raises(IntegrityError, match="asked_once_a_day"), transaction.atomic():
        request.save(force_insert=True)


# Pages


def test_interest_list_shows_how_each_stands_and_who_may_be_asked(client, lead, coordinator):
    say(lead, Interest.LOOKING)
    rested, bare = MembershipFactory(lead=True).partner, PartnerFactory()
    ask(coordinator, lead.partner)
    client.force_login(coordinator.user)
    rows = {row.pk: row for row in client.get(reverse("interest_list")).context["page"]}
    assert {pk: (row.interest_now, row.may_be_asked) for pk, row in rows.items()} == {
        lead.partner_id: (Interest.LOOKING, False),
        rested.pk: ("", True),
        bare.pk: ("", False),
    }


def test_interest_ask_names_who_is_ticked_and_asks_them(client, lead, coordinator):
    client.force_login(coordinator.user)
    shown = client.get(reverse("interest_ask"), {"partner": [lead.partner_id]})
    assert ("Ask 1 partner" in shown.text, lead.partner.name in shown.text) == (True, True)
    assert InterestRequest.objects.count() == 0
    sent = client.post(reverse("interest_ask"), {"partners": [lead.partner_id], "idempotency_key": "one"})
    assert (sent.url, InterestRequest.objects.count()) == (reverse("interest_list"), 1)


def test_interest_ask_of_nobody_says_so(client, coordinator):
    client.force_login(coordinator.user)
    assert "Nobody is ticked yet" in client.get(reverse("interest_ask")).text


def test_interest_say_is_one_button(client, lead):
    client.force_login(lead.user)
    client.post(reverse("interest_say"), {"interest": "full", "holds_until": a_day(30).isoformat()})
    shown = client.get(reverse("interest_say"))
    assert (shown.context["latest"].interest, shown.context["latest"].holds_until) == (Interest.FULL, a_day(30))


def test_another_partner_reads_nothing_of_it(client, lead):
    say(lead, note="The ward closes.")
    client.force_login(MembershipFactory(lead=True).user)
    assert "The ward closes." not in client.get(reverse("interest_say")).text


@pytest.mark.parametrize("rows", [1, 3])
def test_interest_list_takes_the_same_queries(client, coordinator, rows, django_assert_num_queries):
    for _row in range(rows):
        say(MembershipFactory(lead=True))
    client.force_login(coordinator.user)
    client.get(reverse("interest_list"))
    with django_assert_num_queries(4):
        assert len(client.get(reverse("interest_list")).context["page"]) == rows


# By link


@pytest.mark.parametrize("method", ["get", "head"])
def test_interest_by_link_changes_nothing_on_opening(client, lead, method):
    response = getattr(client, method)(reverse("interest_by_link", args=[interest_link(lead).token]))
    assert (response.status_code, PartnerInterest.objects.count()) == (200, 0)


def test_interest_by_link_is_one_button_without_signing_in(client, lead):
    response = client.post(reverse("interest_by_link", args=[interest_link(lead).token]), {"interest": "not_now"})
    row = PartnerInterest.objects.get()
    assert (response.status_code, "Thank you: Not now" in response.text) == (200, True)
    assert (row.interest, row.via, row.said_by, row.partner) == (Interest.NOT_NOW, Via.LINK, lead.user, lead.partner)


@pytest.mark.parametrize("how", ["expires_at", "revoked_at", "left"])
def test_a_link_that_is_over_opens_nothing_and_writes_nothing(client, lead, how):
    link = interest_link(lead)
    if how == "left":
        lead.end(clock.now())
    else:
        AccessLink.objects.filter(pk=link.pk).update(**{how: clock.now()})
    address = reverse("interest_by_link", args=[link.token])
    assert [client.get(address).status_code, client.post(address, {"interest": "full"}).status_code] == [410, 410]
    assert PartnerInterest.objects.count() == 0
