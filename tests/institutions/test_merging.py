"""Two entries become one: nothing that points at the one is left out, no promise is broken, the old address leads on."""

import pytest
from django.apps import apps
from django.db import connection
from django.urls import reverse

from core import clock
from core.errors import NotAllowed, Refusal
from evaluations.models import PlacementLetter
from institutions.models import (
    Accreditation,
    Agreement,
    ContactEntry,
    Department,
    Membership,
    Partner,
    PartnerContact,
    PartnerMerge,
    Site,
)
from institutions.services.duplicates import duplicates_of
from institutions.services.merging import decline_merge, merge_partners, propose_merge, rehearse_merge
from institutions.services.merging_rows import pointers
from institutions.services.partners import register_partner
from institutions.states import MergeState
from notifications.models import Notification
from placements.models import Seat, Slot
from tests.factories.institutions import (
    AgreementFactory,
    DepartmentFactory,
    MembershipFactory,
    PartnerFactory,
    ProgrammeFactory,
    SiteFactory,
    a_day,
)
from tests.factories.placements import ApplicationFactory, SlotFactory
from tests.factories.register import AccreditationFactory, ContactEntryFactory, PartnerContactFactory
from tests.factories.students import StudentFactory
from tests.races import race, refusals
from tests.scenarios import a_placement

pytestmark = pytest.mark.django_db


@pytest.fixture
def coordinator():
    return MembershipFactory(coordinator=True)


@pytest.fixture
def administrator():
    return MembershipFactory(administrator=True)


@pytest.fixture
def pair():
    return PartnerFactory(name="Margala Hosp", slug="margala"), PartnerFactory(
        name="Margalla Hospital", slug="margalla"
    )


def proposed(by, pair):
    loser, survivor = pair
    return propose_merge(
        loser_id=loser.pk, survivor=survivor, by=by.as_actor(), now=clock.now(), reason="The same gate."
    )


def merged(by, pair):
    merge = proposed(by, pair)
    return merge_partners(merge_id=merge.pk, by=by.as_actor(), now=clock.now())


@pytest.mark.parametrize("model", [Partner, Site, Department, Membership])
def test_no_foreign_key_that_the_database_knows_is_left_out(model):
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT conrelid::regclass::text, attname FROM pg_constraint"
            " JOIN pg_attribute ON attrelid = conrelid AND attnum = conkey[1]"
            " WHERE contype = 'f' AND confrelid = %s::regclass",
            [model._meta.db_table],
        )
        known = set(cursor.fetchall())
    walked = {(p.model._meta.db_table, p.model._meta.get_field(p.name).column) for p in pointers(model)}
    assert walked == known
    assert known


def test_what_others_stand_on_moves_first():
    order = [pointer.model for pointer in pointers(Partner)]
    assert order.index(Agreement) < order.index(Seat) > order.index(Slot)


def test_everything_moves_and_the_history_of_the_one_stays(pair, administrator, coordinator):
    loser, survivor = pair
    department = DepartmentFactory(site__partner=loser)
    supervisor = MembershipFactory(supervisor=True, partner=loser, department=department)
    student = StudentFactory(institute=coordinator.institute)
    agreement = AgreementFactory(
        signed=True, institute=coordinator.institute, partner=loser, programmes=[student.programme]
    )
    placement = a_placement(student=student, supervisor=supervisor, department=department, agreement=agreement)
    contact, paper = PartnerContactFactory(partner=loser), AccreditationFactory(partner=loser)
    entry = ContactEntryFactory(institute=coordinator.institute, partner=loser)
    letter = PlacementLetter.objects.create(
        institute=coordinator.institute,
        partner=loser,
        facts={"partner": loser.name},
        interns=1,
        reference="HC-1",
        issued_at=clock.now(),
        issued_by=coordinator.user,
    )
    done = merged(administrator, pair)
    for thing in (agreement, placement, placement.slot, supervisor, contact, paper, entry, department.site, letter):
        thing.refresh_from_db()
        assert thing.partner == survivor, thing
    assert list(agreement.covers.values_list("partner", flat=True)) == [survivor.pk]
    assert Seat.objects.get().partner == survivor
    assert letter.facts == {"partner": "Margala Hosp"}
    assert not Partner.objects.filter(slug="margala").exists()
    events = apps.get_model("institutions", "PartnerEvent").objects.filter(pgh_obj_id=loser.pk)
    assert list(events.values_list("name", flat=True)) == ["Margala Hosp"]
    assert (done.state, done.loser, done.survivor, done.loser_name) == ("merged", None, survivor, "Margala Hosp")
    assert done.moved["placements.Placement"] == 1
    assert list(done.transitions.values_list("move", "by")) == [("merge", administrator.user_id)]


def test_sites_and_departments_of_one_name_become_one(pair, administrator):
    loser, survivor = pair
    old = DepartmentFactory(name="Radiology", site__name="MAIN", site__partner=loser)
    only = DepartmentFactory(name="Emergency", site=old.site)
    new = DepartmentFactory(name="radiology", site__name="Main", site__partner=survivor)
    SiteFactory(name="Annexe", partner=loser)
    slot = SlotFactory(partner=loser, department=old)
    merged(administrator, pair)
    slot.refresh_from_db()
    only.refresh_from_db()
    assert (slot.department, only.site) == (new, new.site)
    assert sorted(survivor.sites.values_list("name", flat=True)) == ["Annexe", "Main"]


def test_who_has_one_role_at_both_keeps_it_with_what_they_have_in_hand(pair, administrator):
    loser, survivor = pair
    new = MembershipFactory(supervisor=True, partner=survivor)
    old = MembershipFactory(supervisor=True, partner=loser, user=new.user)
    other = MembershipFactory(supervisor=True, partner=loser)
    slot = SlotFactory(partner=loser, department=DepartmentFactory(site__partner=loser), supervisor=old)
    merged(administrator, pair)
    slot.refresh_from_db()
    assert slot.supervisor == new
    assert set(Membership.objects.current().filter(partner=survivor)) == {new, other}


def test_of_two_calls_that_one_office_planned_the_sooner_says_both(pair, administrator, coordinator):
    loser, survivor = pair
    later = ContactEntryFactory(institute=coordinator.institute, partner=loser, next_on=a_day(9), next_about="Dates")
    sooner = ContactEntryFactory(institute=coordinator.institute, partner=survivor, next_on=a_day(2), next_about="List")
    merged(administrator, pair)
    (left,) = ContactEntry.objects.waiting()
    assert (left, left.next_about, left.partner) == (sooner, "List; Dates", survivor)
    later.refresh_from_db()  # nobody made it, and the log says no such thing
    assert (later.partner, later.next_on, later.followed_by) == (survivor, None, None)


def test_the_profile_is_filled_in_where_only_the_one_had_written(pair, administrator):
    loser, survivor = pair
    Partner.objects.filter(pk=loser.pk).update(beds=600, about="From the loser", languages="Urdu")
    Partner.objects.filter(pk=survivor.pk).update(about="Kept")
    merged(administrator, pair)
    survivor.refresh_from_db()
    assert (survivor.about, survivor.beds, survivor.languages) == ("Kept", 600, "Urdu")


def test_the_old_address_leads_on_and_is_given_to_nobody_else(client, pair, administrator, coordinator):
    merged(administrator, pair)
    page = client.get(reverse("partner_detail", args=["margala"]))
    assert (page.status_code, page.url) == (301, "/partners/margalla/")
    third = PartnerFactory(slug="third")
    merged(administrator, (pair[1], third))
    assert client.get(reverse("partner_detail", args=["margala"])).url == "/partners/third/"
    again = register_partner(by=coordinator.as_actor(), now=clock.now(), name="Margala", kind="clinic", city="Swat")
    assert again.slug == "margala-2"
    assert client.get(reverse("partner_detail", args=["nowhere"])).status_code == 404


def test_two_signed_agreements_for_one_programme_on_the_same_days_stand_against_it(pair, administrator):
    programme = ProgrammeFactory()
    for partner in pair:
        AgreementFactory(signed=True, institute=programme.institute, partner=partner, programmes=[programme])
    merge = proposed(administrator, pair)
    with pytest.raises(Refusal, match=f"{programme.institute} has signed an agreement with each of the two"):
        merge_partners(merge_id=merge.pk, by=administrator.as_actor(), now=clock.now())
    assert Partner.objects.filter(pk=pair[0].pk).exists()


def seated(partner, **dates):
    slot = SlotFactory(partner=partner, department=DepartmentFactory(site__partner=partner), **dates)
    return ApplicationFactory(slot=slot, accepted=True)


def test_the_cap_on_people_stands_against_more_interns_at_once(pair, administrator):
    Partner.objects.filter(pk=pair[1].pk).update(people_cap=1)
    for partner in pair:
        seated(partner, starts_on=a_day(30), ends_on=a_day(60))
    merge = proposed(administrator, pair)
    with pytest.raises(Refusal, match="Together they have 2 interns at once, and Margalla Hospital takes 1"):
        merge_partners(merge_id=merge.pk, by=administrator.as_actor(), now=clock.now())
    assert set(Seat.objects.values_list("partner", flat=True)) == {partner.pk for partner in pair}


def test_interns_of_both_who_are_there_one_after_the_other_fit_under_the_cap(pair, administrator):
    Partner.objects.filter(pk=pair[1].pk).update(people_cap=1)
    seated(pair[0], starts_on=a_day(30), ends_on=a_day(60))
    seated(pair[1], starts_on=a_day(61), ends_on=a_day(90))
    merged(administrator, pair)
    assert list(Seat.objects.values_list("partner", "partner_number")) == [(pair[1].pk, 1)] * 2


def test_a_rehearsal_says_what_would_move_and_leaves_nothing_behind(pair, administrator):
    PartnerContactFactory(partner=pair[0])
    merge = proposed(administrator, pair)
    told = Notification.objects.count()
    moved, refusal = rehearse_merge(merge_id=merge.pk, by=administrator.as_actor(), now=clock.now())
    merge.refresh_from_db()
    assert (moved["institutions.PartnerContact"], refusal) == (1, None)
    assert (merge.state, PartnerContact.objects.get().partner, Notification.objects.count()) == (
        MergeState.PROPOSED,
        pair[0],
        told,
    )


def test_a_coordinator_proposes_and_an_administrator_decides(pair, coordinator, administrator):
    merge = proposed(coordinator, pair)
    with pytest.raises(NotAllowed, match="administrator decides"):
        merge_partners(merge_id=merge.pk, by=coordinator.as_actor(), now=clock.now())
    with pytest.raises(Refusal, match="proposed already"):
        proposed(coordinator, pair[::-1])
    with pytest.raises(NotAllowed):
        proposed(MembershipFactory(lead=True), pair)
    decline_merge(merge_id=merge.pk, by=administrator.as_actor(), now=clock.now(), reason="Two gates.")
    assert list(Notification.objects.values_list("reader", "kind").order_by("pk")) == [
        (administrator.user_id, "partner.merge_proposed"),
        (coordinator.user_id, "partner.merge_declined"),
    ]
    assert duplicates_of(pair[0], []) == []
    with pytest.raises(Refusal, match="decided already"):
        merge_partners(merge_id=merge.pk, by=administrator.as_actor(), now=clock.now())


def test_a_partner_is_not_merged_with_itself(pair, coordinator):
    with pytest.raises(Refusal, match="one entry already"):
        proposed(coordinator, (pair[0], pair[0]))


def test_other_questions_about_the_one_that_went_are_closed_and_said_so(pair, coordinator, administrator):
    third = PartnerFactory()
    other = proposed(coordinator, (third, pair[0]))
    merged(administrator, pair)
    other.refresh_from_db()
    assert (other.state, other.survivor) == ("declined", pair[1])
    assert "merged with “Margalla Hospital” meanwhile" in other.transitions.get().note


@pytest.mark.django_db(transaction=True)
def test_of_two_decisions_at_once_one_is_done():
    administrator, pair = MembershipFactory(administrator=True), (PartnerFactory(), PartnerFactory())
    Accreditation.objects.all().delete()
    AccreditationFactory(partner=pair[0])
    merge = proposed(administrator, pair)
    by = administrator.as_actor()

    def one():
        return merge_partners(merge_id=merge.pk, by=by, now=clock.now())

    assert len(refusals(race([one] * 4), Refusal)) == 3
    assert (PartnerMerge.objects.get().state, Accreditation.objects.get().partner) == ("merged", pair[1])


@pytest.mark.django_db(transaction=True)
def test_merges_that_cross_wait_for_each_other_and_lose_nobody():
    administrator = MembershipFactory(administrator=True)
    one, two, three = PartnerFactory(), PartnerFactory(), PartnerFactory()
    contacts = [PartnerContactFactory(partner=partner).pk for partner in (one, two, three)]
    merges = [proposed(administrator, pair) for pair in ((one, two), (two, three), (three, one))]
    by = administrator.as_actor()
    calls = [lambda pk=merge.pk: merge_partners(merge_id=pk, by=by, now=clock.now()) for merge in merges]
    done = len(calls) - len(refusals(race(calls), Refusal))
    assert Partner.objects.count() == 3 - done
    assert done >= 1
    assert sorted(PartnerContact.objects.filter(partner__isnull=False).values_list("pk", flat=True)) == contacts
