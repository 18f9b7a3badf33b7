"""Blackout dates: whose they are, who reads them, what begins on one."""

import pytest
from django.db import IntegrityError
from django.urls import reverse

from core import clock
from core.errors import NotAllowed, Refusal
from institutions.models import Blackout
from institutions.services.blackouts import remove_blackout, write_blackout
from tests.factories.institutions import (
    AgreementFactory,
    BlackoutFactory,
    DepartmentFactory,
    InstituteFactory,
    MembershipFactory,
    PartnerFactory,
    a_day,
)
from tests.factories.placements import PlacementFactory, SlotFactory

pytestmark = pytest.mark.django_db

DAYS = {"title": "Eid", "starts_on": a_day(5), "ends_on": a_day(8)}


@pytest.fixture
def lead():
    return MembershipFactory(lead=True)


@pytest.fixture
def coordinator():
    return MembershipFactory(coordinator=True)


def write(membership, **fields):
    return write_blackout(by=membership.as_actor(), now=clock.now(), **DAYS | fields)


class TestWriting:
    def test_a_lead_writes_the_partners_or_one_departments(self, lead):
        department = DepartmentFactory(site__partner=lead.partner)
        whole, part = write(lead), write(lead, department=department)
        assert [(b.partner, b.department, b.institute) for b in (whole, part)] == [
            (lead.partner, None, None),
            (lead.partner, department, None),
        ]

    def test_a_coordinator_writes_the_institutes(self, coordinator):
        blackout = write(coordinator)
        assert (blackout.institute, blackout.partner) == (coordinator.institute, None)

    def test_another_partners_department_is_refused(self, lead, coordinator):
        for membership in (lead, coordinator):
            with pytest.raises(Refusal, match="another organisation"):
                write(membership, department=DepartmentFactory())

    def test_days_run_forward(self, lead):
        with pytest.raises(Refusal, match="must not come before"):
            write(lead, ends_on=a_day(4))

    def test_nobody_else_writes_any(self):
        with pytest.raises(NotAllowed):
            write(MembershipFactory(viewer=True))

    def test_others_do_not_remove_them(self, lead, coordinator):
        blackout = write(lead)
        for other in (MembershipFactory(lead=True), coordinator):
            with pytest.raises(NotAllowed):
                remove_blackout(blackout_id=blackout.pk, by=other.as_actor(), now=clock.now())
        remove_blackout(blackout_id=blackout.pk, by=lead.as_actor(), now=clock.now())
        assert not Blackout.objects.exists()

    @pytest.mark.parametrize(
        ("fields", "promise"),
        [
            ({"partner": True, "ends_on": a_day(0)}, "blackout_ends_after_start"),
            ({}, "blackout_of_one_organisation"),
            ({"partner": True, "institute": True}, "blackout_of_one_organisation"),
            ({"institute": True, "department": True}, "blackout_of_one_organisation"),
        ],
    )
    def test_the_database_keeps_them_whole(self, fields, promise):
        makers = {"partner": PartnerFactory, "institute": InstituteFactory, "department": DepartmentFactory}
        made = {name: makers[name]() if value is True else value for name, value in fields.items()}
        with pytest.raises(IntegrityError, match=promise):
            BlackoutFactory(**made)


class TestSeeing:
    def test_a_lead_sees_its_own_and_those_of_institutes_with_an_agreement(self, lead, coordinator):
        AgreementFactory(signed=True, partner=lead.partner, institute=coordinator.institute)
        own, exams = BlackoutFactory(partner=lead.partner), BlackoutFactory(institute=coordinator.institute)
        BlackoutFactory(partner=PartnerFactory())
        BlackoutFactory(institute=InstituteFactory())
        assert set(Blackout.objects.visible_to(lead.as_actor())) == {own, exams}

    def test_a_coordinator_sees_the_institutes_and_all_partners(self, lead, coordinator):
        own, eid = BlackoutFactory(institute=coordinator.institute), BlackoutFactory(partner=lead.partner)
        BlackoutFactory(institute=InstituteFactory())
        assert set(Blackout.objects.visible_to(coordinator.as_actor())) == {own, eid}

    def test_a_student_sees_none(self):
        BlackoutFactory(partner=PartnerFactory())
        assert not Blackout.objects.visible_to(MembershipFactory(student=True).as_actor()).exists()


def test_a_first_day_is_bound_by_partner_department_and_institute_and_by_nobody_elses():
    placement = PlacementFactory(confirmed=True)
    day = placement.starts_on
    on_it = {"starts_on": day, "ends_on": day}
    whole = BlackoutFactory(partner=placement.partner, **on_it)
    part = BlackoutFactory(partner=placement.partner, department=placement.department, **on_it)
    exams = BlackoutFactory(institute=placement.institute, **on_it)
    BlackoutFactory(partner=placement.partner, department=DepartmentFactory(site__partner=placement.partner), **on_it)
    BlackoutFactory(institute=InstituteFactory(), **on_it)
    BlackoutFactory(partner=placement.partner, starts_on=a_day(0), ends_on=a_day(1))
    assert set(Blackout.objects.all().begun_on(placement)) == {whole, part, exams}
    assert set(Blackout.objects.all().begun_on(placement.slot)) == {whole, part}
    assert Blackout.objects.all().begun_on(SlotFactory(draft=True, starts_on=None, ends_on=None)) == []


class TestPages:
    def test_they_are_added_and_removed_without_a_script(self, client, lead):
        client.force_login(lead.user)
        sent = {"title": "Eid al-Fitr", "starts_on": f"{a_day(5)}", "ends_on": f"{a_day(8)}", "department": ""}
        assert client.post(reverse("blackout_list"), sent).url == reverse("blackout_list")
        assert "Eid al-Fitr" in client.get(reverse("blackout_list")).content.decode()
        remove = reverse("blackout_remove", args=[Blackout.objects.get().pk])
        assert client.get(remove).status_code == 200
        assert client.post(remove, {"idempotency_key": "one"}).url == reverse("blackout_list")
        assert not Blackout.objects.exists()

    def test_a_coordinator_reads_a_partners_without_a_way_to_remove_them(self, client, coordinator):
        blackout = BlackoutFactory(partner=PartnerFactory())
        client.force_login(coordinator.user)
        page = client.get(reverse("blackout_list")).content.decode()
        address = reverse("blackout_remove", args=[blackout.pk])
        assert (blackout.title in page, address in page) == (True, False)
        assert client.get(address).status_code == 403

    @pytest.mark.parametrize("rows", [1, 3])
    def test_the_list_takes_four_queries(self, client, lead, rows, django_assert_num_queries):
        BlackoutFactory.create_batch(rows, partner=lead.partner)
        client.force_login(lead.user)
        client.get(reverse("blackout_list"))
        with django_assert_num_queries(4):  # person, memberships, departments, rows
            client.get(reverse("blackout_list"))

    def test_a_slot_and_a_placement_that_begin_on_one_are_warned_about(self, client):
        placement = PlacementFactory(confirmed=True)
        BlackoutFactory(partner=placement.partner, starts_on=placement.starts_on, ends_on=placement.starts_on)
        client.force_login(MembershipFactory(lead=True, partner=placement.partner).user)
        for address in (placement.get_absolute_url(), reverse("slot_detail", args=[placement.slot_id])):
            assert "falls on blackout dates: Eid holidays" in client.get(address).content.decode()
