"""Rows beside a row, in one query: the same instances as their own query would bring."""

from datetime import date

import pytest
from django.db.models import OuterRef

from core.beside import beside
from institutions.models import Accreditation, Partner, PartnerContact, Requirement
from students.models import Student
from tests.factories.institutions import PartnerFactory
from tests.factories.requirements import RequirementFactory

pytestmark = pytest.mark.django_db
FIELDS = ("body", "what_for", "valid_until", "created_at", "evidence")


def a_partner_with_papers():
    partner = PartnerFactory()
    for body, until in (("Health Commission", date(2027, 3, 1)), ("ISO", None)):
        Accreditation.objects.create(partner=partner, body=body, what_for="Teaching", valid_until=until)
    return partner


def papers():
    return Accreditation.objects.filter(partner=OuterRef("pk")).order_by("body")


def test_rows_come_as_their_own_query_would_bring_them(django_assert_num_queries):
    a_partner_with_papers()
    with django_assert_num_queries(1):
        rows = Partner.objects.annotate(papers=beside(papers(), *FIELDS, to="partner__name")).get().papers
    assert rows == list(Accreditation.objects.order_by("body"))
    for row, own in zip(rows, Accreditation.objects.order_by("body"), strict=True):
        assert [getattr(row, name) for name in FIELDS] == [getattr(own, name) for name in FIELDS]
        assert row.to == own.partner.name


def test_a_field_that_was_not_asked_for_is_read_when_it_is_needed(django_assert_num_queries):
    partner = a_partner_with_papers()
    (row, *_rest) = Partner.objects.annotate(papers=beside(papers(), "body")).get().papers
    assert row.get_deferred_fields() >= {"partner_id", "what_for", "valid_until"}
    with django_assert_num_queries(1):
        assert row.partner_id == partner.pk


def test_nobodys_rows_are_an_empty_list_and_what_is_never_seen_is_none():
    PartnerFactory()
    found = Partner.objects.annotate(
        papers=beside(papers(), "body"), reached=beside(PartnerContact.objects.none(), "name")
    ).get()
    assert (found.papers, found.reached) == ([], None)


def test_what_a_row_holds_as_data_comes_as_data():
    requirement = RequirementFactory()
    asked = Requirement.objects.filter(partner=OuterRef("pk"))
    (row,) = Partner.objects.annotate(asked=beside(asked, "rule")).get().asked
    assert row.rule == requirement.rule


def test_an_encrypted_field_is_refused():
    with pytest.raises(TypeError, match="by its own means"):
        beside(Student.objects.filter(user=OuterRef("pk")), "id_number")
