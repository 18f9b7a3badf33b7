"""Figures whose question is put into words once: the same as written out, whatever name their table has in a query."""

from functools import cache

import pytest
from django.db.models import Count, IntegerField, OuterRef, Subquery

from core.settled import settled
from institutions.models import Partner
from placements.models import Slot
from tests.factories.institutions import DepartmentFactory, PartnerFactory
from tests.factories.placements import SlotFactory

pytestmark = pytest.mark.django_db


def slots_of():
    counted = Slot.objects.filter(partner=OuterRef("pk")).order_by().values("partner").annotate(n=Count("pk"))
    return Subquery(counted.values("n"), output_field=IntegerField())


@cache
def kept():
    return settled(Partner, n=slots_of())


@pytest.fixture
def partner():
    made = PartnerFactory()
    SlotFactory.create_batch(2, partner=made, department=DepartmentFactory(site__partner=made))
    PartnerFactory()
    return made


def test_it_says_what_the_subquery_says(partner):
    said = list(Partner.objects.annotate(**kept()).order_by("pk").values_list("n", flat=True))
    assert said == list(Partner.objects.annotate(n=slots_of()).order_by("pk").values_list("n", flat=True)) == [2, None]


def test_it_may_be_filtered_by_counted_and_stand_within_another_query(partner):
    rows = Partner.objects.annotate(**kept()).filter(n=2)
    assert (rows.count(), list(rows)) == (1, [partner])
    assert list(Partner.objects.filter(pk__in=rows.values("pk"))) == [partner]


def test_where_its_table_has_another_name_it_is_written_out(partner):
    inner = Partner.objects.filter(pk=OuterRef("pk")).annotate(**kept()).values("n")
    said = Partner.objects.annotate(theirs=Subquery(inner)).order_by("pk").values_list("theirs", flat=True)
    assert list(said) == [2, None]


def test_it_refuses_what_joins_the_outer_row_to_others():
    sites = Partner.objects.filter(name=OuterRef("department__name")).values("pk")
    with pytest.raises(TypeError, match="joins the outer row"):
        list(Slot.objects.annotate(**settled(Slot, n=Subquery(sites))))
