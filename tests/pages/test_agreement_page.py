"""The page of one agreement, and what the page of a placement says while none covers it."""

import pytest
from django.urls import reverse

from core import clock
from institutions.services.agreements import terminate_agreement
from institutions.services.clauses import load_clauses
from placements.services.placements import confirm_placement
from tests.factories.institutions import AgreementFactory, DepartmentFactory, MembershipFactory, a_day
from tests.factories.placements import PlacementFactory
from tests.placements.ward import a_ward

pytestmark = pytest.mark.django_db


def interns(count, **fields):
    """Interns on placement under one agreement, its coordinator and its lead."""
    first = PlacementFactory(**fields)
    same = {
        "application__student__institute": first.institute,
        "application__student__programme": first.student.programme,
        "application__slot__partner": first.partner,
    }
    made = [first, *(PlacementFactory(**same, **fields) for _ in range(count - 1))]
    coordinator = MembershipFactory(coordinator=True, institute=first.institute)
    lead = MembershipFactory(lead=True, partner=first.partner)
    return made, first.agreement, coordinator, lead


@pytest.mark.parametrize("rows", [1, 3])
def test_agreement_detail_takes_the_same_queries_for_any_number_of_interns(client, rows, django_assert_num_queries):
    load_clauses()
    _made, agreement, coordinator, _lead = interns(rows)
    client.force_login(coordinator.user)
    client.get(agreement.get_absolute_url())
    with django_assert_num_queries(10):
        page = client.get(agreement.get_absolute_url())
    assert len(page.context["interns"]) == rows


def test_agreement_detail_shows_twelve_interns_and_leads_to_the_list_of_all_of_them(client):
    made, agreement, coordinator, _lead = interns(13)
    elsewhere = PlacementFactory(application__student__institute=agreement.institute)
    client.force_login(coordinator.user)
    page = client.get(agreement.get_absolute_url())
    address = f"{reverse('placement_list')}?agreement={agreement.pk}"
    assert (len(page.context["interns"]), f'<a href="{address}">All 13' in page.text) == (12, True)
    assert sorted(row.pk for row in client.get(address).context["rows"]) == [row.pk for row in made]
    assert elsewhere in client.get(reverse("placement_list")).context["rows"]


def test_the_list_of_placements_names_no_agreement_that_its_reader_may_not_see(client):
    _made, _agreement, coordinator, _lead = interns(1)
    foreign = AgreementFactory(signed=True)
    client.force_login(coordinator.user)
    page = client.get(reverse("placement_list"), {"agreement": foreign.pk})
    assert (list(page.context["filter"].form.errors), foreign.title in page.text) == (["agreement"], False)


def test_an_agreement_that_names_no_department_says_that_it_covers_all_of_them(client):
    agreement = AgreementFactory(signed=True)
    client.force_login(MembershipFactory(coordinator=True, institute=agreement.institute).user)
    assert "<dt>Departments</dt><dd>All</dd>" in client.get(agreement.get_absolute_url()).text
    agreement.departments.add(DepartmentFactory(site__partner=agreement.partner, name="Ward 4"))
    assert "<dt>Departments</dt><dd>Ward 4</dd>" in client.get(agreement.get_absolute_url()).text


def test_agreement_detail_draws_how_full_it_is_for_both_parties(client):
    _made, agreement, coordinator, lead = interns(2)
    agreement.partner.people_cap, agreement.places_a_year = 9, 4
    agreement.partner.save()
    agreement.save()
    for member in (coordinator, lead):
        client.force_login(member.user)
        page = client.get(agreement.get_absolute_url())
        assert (page.context["agreement"].at_once, page.context["agreement"].at_partner, page.context["began"]) == (
            2,
            2,
            2,
        )
        assert [words in page.text for words in ("2 of 20", "2 of 4", "2 of 9")] == [True, True, True]


def test_agreement_detail_of_one_that_ended_early_lists_who_goes_on(client):
    made, agreement, coordinator, _lead = interns(1)
    terminate_agreement(
        agreement_id=agreement.pk, by=coordinator.as_actor(), now=clock.now(), reason="The wing closes."
    )
    client.force_login(coordinator.user)
    page = client.get(agreement.get_absolute_url())
    assert ("Interns who go on to their last day" in page.text, page.context["interns"]) == (True, made)
    placement_page = client.get(made[0].get_absolute_url())
    assert "this placement goes on to" in placement_page.text


def test_agreement_detail_of_a_draft_says_what_is_missing_before_sending(client):
    load_clauses()
    coordinator = MembershipFactory(coordinator=True)
    agreement = AgreementFactory(institute=coordinator.institute)
    client.force_login(coordinator.user)
    page = client.get(agreement.get_absolute_url())
    assert "0 of 5 minimum clauses are ticked; missing" in page.text
    refused = client.post(reverse("agreement_send", args=[agreement.pk]), {"idempotency_key": "k"})
    assert (refused.status_code, "0 of 5 minimum clauses" in refused.text) == (409, True)


def test_a_viewer_reads_an_agreement_and_is_offered_nothing(client):
    _made, agreement, _coordinator, _lead = interns(1)
    viewer = MembershipFactory(viewer=True, institute=agreement.institute)
    client.force_login(viewer.user)
    page = client.get(agreement.get_absolute_url())
    assert not any(page.context["verdicts"].values())


@pytest.mark.parametrize(
    ("who", "where"), [("coordinator", "agreement_renew"), ("lead", "agreement_detail")], ids=["coordinator", "lead"]
)
def test_a_placement_past_the_end_says_which_and_leads_to_where_it_is_mended(client, who, where):
    ward = a_ward(planned=True)
    placement = ward.placement
    agreement = AgreementFactory(
        signed=True,
        institute=placement.institute,
        partner=placement.partner,
        programmes=[placement.student.programme],
        ends_on=a_day(60),
    )
    client.force_login(getattr(ward, who).user)
    page = client.get(placement.get_absolute_url())
    assert "Why it is not confirmed" in page.text
    assert f'href="{reverse(where, args=[agreement.pk])}"' in page.text
    confirm = client.post(reverse("placement_confirm", args=[placement.pk]), {"idempotency_key": "k"})
    assert (confirm.status_code, "The agreement holds from" in confirm.text) == (409, True)


def test_a_placement_that_is_confirmed_names_its_agreement_and_no_obstacle(client):
    ward = a_ward(planned=True)
    placement = ward.placement
    agreement = AgreementFactory(
        signed=True,
        institute=placement.institute,
        partner=placement.partner,
        programmes=[placement.student.programme],
    )
    confirm_placement(placement_id=placement.pk, by=ward.office, now=clock.now())
    client.force_login(ward.coordinator.user)
    page = client.get(placement.get_absolute_url())
    assert (page.context["obstacles"], f'href="{agreement.get_absolute_url()}"' in page.text) == ([], True)
