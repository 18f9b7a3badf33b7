"""Pages of an agreement: what each side sees, what a refusal says, how many queries a list takes."""

import pytest
from django.urls import reverse

from core import clock
from institutions.models import Agreement
from institutions.services import agreements as services
from institutions.states import AgreementState
from tests.factories.institutions import (
    AgreementFactory,
    DepartmentFactory,
    MembershipFactory,
    PartnerFactory,
    ProgrammeFactory,
    a_day,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def coordinator():
    return MembershipFactory(coordinator=True)


@pytest.fixture
def lead():
    return MembershipFactory(lead=True)


@pytest.fixture
def agreement(coordinator, lead):
    return AgreementFactory(institute=coordinator.institute, partner=lead.partner)


def test_agreement_add_makes_a_draft_once_however_often_it_is_sent(client, coordinator):
    programme, partner = ProgrammeFactory(institute=coordinator.institute), PartnerFactory()
    client.force_login(coordinator.user)
    values = {
        "partner": partner.pk,
        "title": "Imaging 2027",
        "programmes": [programme.pk],
        "starts_on": a_day(1).isoformat(),
        "ends_on": a_day(300).isoformat(),
        "places": 12,
        "terms": "As usual.",
        "idempotency_key": "one",
    }
    first = client.post(reverse("agreement_add"), values)
    second = client.post(reverse("agreement_add"), values)
    agreement = Agreement.objects.get()
    assert (first.status_code, first.url, second.url) == (
        302,
        agreement.get_absolute_url(),
        agreement.get_absolute_url(),
    )
    assert (agreement.institute, agreement.places, agreement.state) == (coordinator.institute, 12, AgreementState.DRAFT)


def test_agreement_add_with_dates_the_wrong_way_round_keeps_what_was_typed(client, coordinator):
    client.force_login(coordinator.user)
    page = client.post(
        reverse("agreement_add"),
        {"title": "Imaging 2027", "starts_on": a_day(9).isoformat(), "ends_on": a_day(1).isoformat()},
    )
    text = page.content.decode()
    assert page.status_code == 200
    assert "The last day must not come before the first." in text
    assert 'value="Imaging 2027"' in text
    assert not Agreement.objects.exists()


def test_agreement_send_is_two_requests(client, coordinator, agreement):
    client.force_login(coordinator.user)
    address = reverse("agreement_send", args=[agreement.pk])
    asked = client.get(address)
    agreement.refresh_from_db()
    assert (asked.status_code, agreement.state) == (200, AgreementState.DRAFT)
    assert client.post(address, {"idempotency_key": "k"}).status_code == 302
    agreement.refresh_from_db()
    assert agreement.state == AgreementState.WITH_PARTNER


def test_agreement_sign_explains_why_the_coordinator_may_not(client, coordinator, agreement):
    client.force_login(coordinator.user)
    page = client.get(reverse("agreement_sign", args=[agreement.pk]))
    assert page.status_code == 403
    assert "placement lead answers" in page.content.decode()


def test_agreement_recall_and_discard_lead_back_to_the_draft_and_to_the_list(client, coordinator, agreement):
    client.force_login(coordinator.user)
    page, moves = agreement.get_absolute_url(), {}
    for verb in ("send", "recall", "discard"):
        address = reverse(f"agreement_{verb}", args=[agreement.pk])
        assert f'href="{address}"' in client.get(page).text
        moves[verb] = client.post(address, {"idempotency_key": verb}).url
    assert moves == {"send": page, "recall": page, "discard": reverse("agreement_list")}
    assert agreement.title not in client.get(reverse("agreement_list")).text


def test_agreement_edit_after_signing_says_what_to_do_instead(client, coordinator, lead, agreement):
    services.send_agreement(agreement_id=agreement.pk, by=coordinator.as_actor(), now=clock.now())
    client.force_login(coordinator.user)
    page = client.post(reverse("agreement_edit", args=[agreement.pk]), {"title": "Another"})
    assert page.status_code == 409
    assert "Renew it" in page.content.decode()


def test_agreement_edit_shows_the_version_it_was_made_from(client, coordinator, agreement):
    client.force_login(coordinator.user)
    address = reverse("agreement_edit", args=[agreement.pk])
    values = {
        "title": "Mine",
        "programmes": [p.pk for p in agreement.programmes.all()],
        "starts_on": a_day(1).isoformat(),
        "ends_on": a_day(9).isoformat(),
        "places": 3,
        "terms": "Text",
        "version": 1,
    }
    assert client.post(address, values).status_code == 302
    late = client.post(address, values | {"title": "Too late", "idempotency_key": "other"})
    assert late.status_code == 200
    assert "Somebody changed this" in late.content.decode()
    agreement.refresh_from_db()
    assert agreement.title == "Mine"


@pytest.mark.parametrize(
    "name", ["agreement_detail", "agreement_edit", "agreement_send", "agreement_return", "agreement_sign"]
)
def test_a_strangers_agreement_is_not_found(client, agreement, name):
    client.force_login(MembershipFactory(coordinator=True).user)
    assert client.get(reverse(name, args=[agreement.pk])).status_code == 404


@pytest.mark.parametrize("rows", [1, 3])
def test_agreement_list_takes_the_same_queries_for_any_number_of_rows(
    client, coordinator, rows, django_assert_num_queries
):
    AgreementFactory.create_batch(rows, institute=coordinator.institute)
    client.force_login(coordinator.user)
    client.get(reverse("agreement_list"))
    with django_assert_num_queries(5):
        page = client.get(reverse("agreement_list"))
    assert len(page.context["page"].object_list) == rows


def test_agreement_list_without_rows_says_how_to_begin(client, coordinator):
    client.force_login(coordinator.user)
    assert "Draft the first one" in client.get(reverse("agreement_list")).content.decode()


def test_agreement_list_filters_by_words_and_state(client, coordinator):
    wanted = AgreementFactory(institute=coordinator.institute, title="Imaging at Margalla")
    AgreementFactory(institute=coordinator.institute, title="Nursing elsewhere")
    client.force_login(coordinator.user)
    page = client.get(reverse("agreement_list"), {"q": "imaging", "state": "draft"})
    assert list(page.context["page"].object_list) == [wanted]


def test_agreement_list_filters_by_stage_end_and_partner(client, coordinator):
    def made(**fields):
        return AgreementFactory(institute=coordinator.institute, **fields)

    draft, far = made(), made(signed=True)
    soon, over = made(signed=True, ends_on=a_day(45)), made(state=AgreementState.EXPIRED, ends_on=a_day(-3))
    client.force_login(coordinator.user)

    def found(**chosen):
        return list(client.get(reverse("agreement_list"), chosen).context["page"].object_list)

    stages = ("draft", "active", "expiring", "over", "upcoming")
    assert [found(state=stage) for stage in stages] == [[draft], [far], [soon], [over], []]
    assert (found(ending="30"), found(ending="60")) == ([], [soon])
    assert found(partner=far.partner_id) == [far]


def test_agreement_edit_offers_the_departments_of_its_partner_alone(client, coordinator, agreement):
    ours = DepartmentFactory(site__partner=agreement.partner)
    other = DepartmentFactory()
    client.force_login(coordinator.user)
    address = reverse("agreement_edit", args=[agreement.pk])
    assert list(client.get(address).context["form"].fields["departments"].queryset) == [ours]
    values = {
        "title": "Mine",
        "programmes": [p.pk for p in agreement.programmes.all()],
        "starts_on": a_day(1).isoformat(),
        "ends_on": a_day(9).isoformat(),
        "places": 3,
        "places_a_year": 5,
        "kinds": ["rotation", "research"],
        "terms": "Text",
        "version": 1,
    }
    assert client.post(address, values | {"departments": [other.pk]}).status_code == 200
    assert client.post(address, values | {"departments": [ours.pk], "idempotency_key": "k"}).status_code == 302
    agreement.refresh_from_db()
    assert (list(agreement.departments.all()), agreement.kinds, agreement.places_a_year) == (
        [ours],
        ["rotation", "research"],
        5,
    )


def test_a_role_that_ended_opens_nothing_with_the_next_request(client, coordinator, agreement):
    client.force_login(coordinator.user)
    assert client.get(agreement.get_absolute_url()).status_code == 200
    coordinator.end(clock.now())
    assert client.get(agreement.get_absolute_url()).status_code == 404


def test_a_person_with_two_roles_acts_as_one_at_a_time(client, lead, agreement, coordinator):
    services.send_agreement(agreement_id=agreement.pk, by=coordinator.as_actor(), now=clock.now())
    second = MembershipFactory(coordinator=True, user=lead.user)
    client.force_login(lead.user)
    assert client.get(agreement.get_absolute_url()).status_code == 200
    client.post(reverse("membership_switch"), {"membership_id": second.pk})
    assert client.get(agreement.get_absolute_url()).status_code == 404
