"""Before somebody signs or ends an agreement, the page says what it holds, what it cuts short, and how many stays that means."""

from datetime import timedelta

import pytest
from django.urls import reverse

from core import clock
from core.words import day
from institutions.services import agreements as services
from notifications.models import Notification
from tests.factories.institutions import AgreementFactory, MembershipFactory, a_day
from tests.factories.placements import PlacementFactory

pytestmark = pytest.mark.django_db

ONE_DAY = timedelta(days=1)


@pytest.fixture
def pair():
    """An agreement in force with one confirmed intern, its coordinator and its lead."""
    placement = PlacementFactory(confirmed=True)
    coordinator = MembershipFactory(coordinator=True, institute=placement.institute)
    return placement, placement.agreement, coordinator, MembershipFactory(lead=True, partner=placement.partner)


def shown(client, verb, agreement, by):
    client.force_login(by.user)
    return client.get(reverse(f"agreement_{verb}", args=[agreement.pk])).text


def renewed(old, coordinator, **changes):
    new = services.renew_agreement(agreement_id=old.pk, by=coordinator.as_actor(), now=clock.now())
    for name, value in changes.items():
        setattr(new, name, value)
    new.save()
    return new


def test_a_renewal_that_begins_earlier_says_so_to_both_before_they_sign_and_does_it(client, pair):
    placement, old, coordinator, lead = pair
    new = renewed(old, coordinator, starts_on=placement.ends_on)
    last = placement.ends_on - ONE_DAY
    words = (
        f"then ends on {day(last)} instead of {day(old.ends_on)}",
        "1 confirmed intern is there after that day, and goes on to the last day of the stay.",
    )
    assert [said in shown(client, "send", new, coordinator) for said in words] == [True, True]
    services.send_agreement(agreement_id=new.pk, by=coordinator.as_actor(), now=clock.now())
    assert [said in shown(client, "sign", new, lead) for said in words] == [True, True]
    assert words[0] in shown(client, "paper", new, coordinator)
    services.sign_agreement(agreement_id=new.pk, by=lead.as_actor(), now=clock.now())
    old.refresh_from_db()
    assert old.ends_on == last


def test_a_renewal_from_the_day_after_cuts_nothing_short(client, pair):
    _placement, old, coordinator, _lead = pair
    new = renewed(old, coordinator)
    assert (new.cuts_short, "instead of" in shown(client, "send", new, coordinator)) == (None, False)


def test_the_sign_page_shows_what_is_signed_and_where_it_is_read(client, pair):
    _placement, old, coordinator, lead = pair
    new = renewed(old, coordinator, places_a_year=7, terms="Three students a supervisor.")
    services.send_agreement(agreement_id=new.pk, by=coordinator.as_actor(), now=clock.now())
    text = shown(client, "sign", new, lead)
    named = (
        "Interns at once</dt><dd>20", "Begin in one year</dt><dd>7", new.programmes.get().name, "Three students a supervisor.",
        f'href="{new.get_absolute_url()}#clauses"', "minimum clauses are ticked",
    )  # fmt: skip
    assert [each for each in named if each not in text] == []


def test_ending_early_says_how_many_interns_go_on(client, pair):
    _placement, old, coordinator, lead = pair
    for member in (coordinator, lead):
        assert "1 confirmed intern is there after that day" in shown(client, "terminate", old, member)
    empty = AgreementFactory(signed=True, institute=old.institute)
    assert "No stay reaches past that day." in shown(client, "terminate", empty, coordinator)


@pytest.mark.parametrize("discarded", [False, True], ids=["taken back", "returned, then given up"])
def test_a_page_kept_from_before_says_who_took_it_away_and_that_nothing_is_to_be_done(client, discarded):
    coordinator, lead = MembershipFactory(coordinator=True), MembershipFactory(lead=True)
    agreement = AgreementFactory(institute=coordinator.institute, partner=lead.partner)
    kept = {"agreement_id": agreement.pk, "now": clock.now()}
    client.force_login(lead.user)
    addresses = [reverse("agreement_sign", args=[agreement.pk]), agreement.get_absolute_url()]
    assert [client.get(address).status_code for address in addresses] == [404, 404]
    services.send_agreement(by=coordinator.as_actor(), **kept)
    if discarded:
        services.return_agreement(by=lead.as_actor(), reason="Another year.", **kept)
        services.discard_agreement(by=coordinator.as_actor(), **kept)
    else:
        services.recall_agreement(by=coordinator.as_actor(), **kept)
    pages = [client.post(addresses[0], {"idempotency_key": "k"}), *map(client.get, addresses)]
    assert [page.status_code for page in pages] == [410] * 3
    said = [f"{coordinator.user.name} of {coordinator.institute}", agreement.title, "Nothing is asked of you."]
    assert all(words in page.text for words in said for page in pages)
    assert "was not done" not in pages[0].text
    assert client.get(reverse("agreement_detail", args=[agreement.pk + 1])).status_code == 404


def test_what_was_returned_is_sent_again_or_given_up_by_who_drafted_it_and_the_partner_is_told():
    coordinator, lead = MembershipFactory(coordinator=True), MembershipFactory(lead=True)
    agreement = AgreementFactory(institute=coordinator.institute, partner=lead.partner, ends_on=a_day(300))
    kept = {"agreement_id": agreement.pk, "now": clock.now()}
    for _time in range(2):
        services.send_agreement(by=coordinator.as_actor(), **kept)
        services.return_agreement(by=lead.as_actor(), reason="Another year.", **kept)
    assert services.discard_agreement(by=coordinator.as_actor(), **kept).state == "discarded"
    told = Notification.objects.filter(reader=lead.user).order_by("pk").values_list("kind", flat=True)
    assert list(told) == ["agreement.sent", "agreement.sent", "agreement.given_up"]
