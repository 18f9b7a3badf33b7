"""Public pages that stand on several apps: the first page, and the profiles of partners."""

import pytest
from django.urls import reverse

from tests.factories.institutions import AgreementFactory, DepartmentFactory, MembershipFactory, PartnerFactory
from tests.factories.placements import ApplicationFactory, SlotFactory
from tests.factories.students import StudentFactory, membership_of
from tests.placements.stage import a_stage

pytestmark = pytest.mark.django_db


@pytest.fixture
def imaging():
    partner = PartnerFactory(name="Margalla Teaching Hospital")
    return SlotFactory(
        title="Diagnostic radiography rotation",
        summary="Positioning and exposures on the wards.",
        partner=partner,
        department=DepartmentFactory(site__partner=partner, name="Imaging"),
        city="Islamabad",
    )


def test_public_home_shows_the_newest_and_counts_what_is_open(client, imaging):
    SlotFactory(draft=True, title="Nobody sees this")
    page = client.get(reverse("public_home"))
    assert page.context["counts"] == {"places": 2, "partners": 1, "cities": 1, "names": ["Islamabad"]}
    assert page.context["newest"] == [imaging]


def test_public_home_shows_what_has_a_place_left(client, imaging):
    ApplicationFactory(slot=SlotFactory(places=1), offered=True)
    assert client.get(reverse("public_home")).context["newest"] == [imaging]


def test_public_home_sends_who_is_signed_in_to_the_own_home(client):
    client.force_login(MembershipFactory(lead=True).user)
    assert client.get(reverse("public_home")).url == reverse("home")


@pytest.mark.parametrize("rows", [1, 3])
def test_partner_list_takes_the_same_queries_for_any_number_of_rows(client, django_assert_num_queries, rows):
    for partner in PartnerFactory.create_batch(rows):
        SlotFactory(partner=partner)
    with django_assert_num_queries(2):
        page = client.get(reverse("partner_list"))
    assert [partner.open_slots for partner in page.context["page"]] == [1] * rows


def test_partner_list_by_name_kind_and_city(client, imaging):
    PartnerFactory(kind="laboratory", city="Quetta")

    def found(**query):
        return [partner.name for partner in client.get(reverse("partner_list"), query).context["page"]]

    assert found(q="margalla") == found(kind="hospital") == found(city="karachi") == ["Margalla Teaching Hospital"]


def test_partner_detail_shows_where_interns_work_and_what_is_open(client, imaging):
    text = client.get(imaging.partner.get_absolute_url()).content.decode()
    assert (imaging.department.name in text, imaging.title in text) == (True, True)


def test_partner_detail_shows_a_coordinator_the_own_agreement_alone(client):
    stage, other = a_stage(), AgreementFactory(signed=True)
    for agreement, shown in ((stage.agreement, [stage.agreement]), (other, [])):
        client.force_login(stage.coordinator.user)
        page = client.get(agreement.partner.get_absolute_url())
        assert list(page.context["agreements"]) == shown


def test_a_partner_that_is_not_public_is_found_by_its_own_people_and_institutes(client):
    partner = PartnerFactory(is_public=False)
    assert client.get(partner.get_absolute_url()).status_code == 404
    people = [MembershipFactory(lead=True, partner=partner), MembershipFactory(coordinator=True)]
    for member in [*people, membership_of(StudentFactory())]:
        client.force_login(member.user)
        assert client.get(partner.get_absolute_url()).status_code == 200


def test_the_student_of_an_institute_is_offered_no_agreement_of_it(client):
    stage = a_stage()
    client.force_login(stage.student().user)
    assert list(client.get(stage.slot.partner.get_absolute_url()).context["agreements"]) == []
