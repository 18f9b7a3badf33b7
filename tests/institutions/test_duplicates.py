"""Who is in the register already: names typed wrongly, in Urdu, numbers and places; for one and for lists at once."""

from decimal import Decimal

import pytest

from institutions.models import PartnerMerge
from institutions.services.duplicates import Asked, duplicates_of, likely_duplicates
from institutions.states import MergeState
from tests.factories.accounts import UserFactory
from tests.factories.institutions import PartnerFactory, SiteFactory
from tests.factories.register import PartnerContactFactory

pytestmark = pytest.mark.django_db

MARGALLA, CHENAB = ("Margalla Teaching Hospital", "Karachi"), ("Chenab General Hospital", "Multan")
JINNAH = ("جناح ہسپتال", "کراچی")


@pytest.fixture(autouse=True)
def register():
    for name, city in (
        MARGALLA,
        CHENAB,
        JINNAH,
        ("Bolan Diagnostics", "Quetta"),
        ("Jhelum General Hospital", "Jhelum"),
    ):
        PartnerFactory(name=name, city=city)


def names(asked):
    return [found.partner.name for found in likely_duplicates([asked]).get(0, [])]


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        (("Margalla Teaching Hospital", "Karachi"), [MARGALLA[0]]),
        (("MARGALA TEACHING HOSP.", "karachi"), [MARGALLA[0]]),
        (("The Margalla Hospital (Pvt) Ltd", "Karachi"), [MARGALLA[0]]),
        (("Margallá Medical Centre", "Karachi"), [MARGALLA[0]]),
        (("Margalla Hospital", ""), [MARGALLA[0]]),
        (("Margalla Hospital", "Lahore"), [MARGALLA[0]]),
        (("Margla Hospital", "Karachi"), [MARGALLA[0]]),
        (("Margla Hospital", "Lahore"), []),
        (("Chennab Hospital", "Multan"), [CHENAB[0]]),
        (("General Hospital", "Multan"), []),
        (("جناح ھسپتال", "كراچي"), [JINNAH[0]]),
        (("جِناح ہاسپٹل", "کراچی"), [JINNAH[0]]),
        (("Rohi Eye Clinic", "Bahawalpur"), []),
    ],
)
def test_a_name_finds_the_partner_that_it_probably_means_and_no_other(asked, found):
    assert names(asked) == found


def test_words_that_many_partners_share_make_nobody_alike():
    assert names(("Sutlej General Teaching Hospital", "Multan")) == []


def test_a_phone_number_and_an_address_find_their_owner_under_any_name():
    by_phone, by_mail = PartnerFactory(phone="+922135551234"), PartnerContactFactory(email="Desk@Ravi.example").partner
    found = likely_duplicates(
        [Asked("Something else", phone="+922135551234"), Asked("Another", email="desk@ravi.EXAMPLE"), Asked("Third")]
    )
    assert {index: [(f.partner, f.reasons) for f in matches] for index, matches in found.items()} == {
        0: [(by_phone, ("the same phone number",))],
        1: [(by_mail, ("the same e-mail",))],
    }


def test_a_partner_at_the_same_place_is_found_and_one_a_kilometre_away_is_not():
    near = SiteFactory(latitude=Decimal("24.86100"), longitude=Decimal("67.01000")).partner
    SiteFactory(latitude=Decimal("24.87100"), longitude=Decimal("67.01000"))
    found = likely_duplicates([Asked("Unheard of", latitude=24.8612, longitude=67.0098)])
    assert [(f.partner, f.reasons) for f in found[0]] == [(near, ("at the same place",))]


@pytest.mark.parametrize("rows", [1, 300])
def test_a_whole_list_takes_two_queries(rows, django_assert_num_queries):
    asked = [(f"Ward {n}", "Quetta") for n in range(rows - 1)] + [("Bolan Diagnostic Lab", "Quetta")]
    with django_assert_num_queries(2):
        found = likely_duplicates(asked)
    assert {index: [f.partner.name for f in matches] for index, matches in found.items()} == {
        rows - 1: ["Bolan Diagnostics"]
    }


def test_a_name_that_changed_is_found_by_what_it_is_now():
    partner = PartnerFactory(name="Old Name Clinic", city="Quetta")
    type(partner).objects.filter(pk=partner.pk).update(name="Ziarat Clinic")
    assert (names(("Ziarat", "Quetta")), names(("Old Name", "Quetta"))) == (["Ziarat Clinic"], [])


def test_two_that_an_administrator_called_two_are_shown_no_more():
    one, other = PartnerFactory(name="Ziarat Clinic"), PartnerFactory(name="Ziarat Hospital")
    third = PartnerFactory(name="Ziarat Lab")
    assert [found.partner for found in duplicates_of(one, one.sites.all())] == [other, third]
    PartnerMerge.objects.create(
        survivor=other,
        loser=one,
        loser_name=one.name,
        loser_slug=one.slug,
        reason="Same?",
        proposed_by=UserFactory(),
        state=MergeState.DECLINED,
    )
    assert [found.partner for found in duplicates_of(one, one.sites.all())] == [third]
    assert [found.partner for found in duplicates_of(third, third.sites.all())] == [one, other]
