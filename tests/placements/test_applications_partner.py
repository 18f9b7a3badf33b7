"""An application's partner is its slot's: the database writes it, keeps it, and lets it follow a slot into another partner."""

import pytest
from django.db import IntegrityError, connection, transaction

from placements.models import Application, Slot
from tests.factories.institutions import DepartmentFactory, PartnerFactory
from tests.factories.placements import ApplicationFactory, SlotFactory

pytestmark = pytest.mark.django_db


def settle():
    """What is judged at the commit is judged now."""
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("SET CONSTRAINTS ALL DEFERRED")


def partner_of(application):
    application.refresh_from_db()
    return application.partner_id


def test_a_new_application_has_its_slots_partner_whatever_was_said():
    slot = SlotFactory()
    assert partner_of(ApplicationFactory(slot=slot, partner=PartnerFactory())) == slot.partner_id


def test_a_draft_that_is_turned_to_another_slot_turns_to_its_partner():
    application, other = ApplicationFactory(), SlotFactory()
    application.slot = other
    application.save()
    assert partner_of(application) == other.partner_id


def test_another_partner_than_the_slots_is_refused_at_the_commit():
    application = ApplicationFactory(submitted=True)
    settle()
    Application.objects.update(partner=PartnerFactory())
    with pytest.raises(IntegrityError, match="application_at_the_partner_of_its_slot"), transaction.atomic():
        settle()
    Application.objects.update(partner=application.slot.partner_id)  # or the end of the test would be refused


def test_applications_follow_a_slot_that_moves_to_another_partner():
    application = ApplicationFactory(submitted=True)
    department = DepartmentFactory()
    Slot.objects.filter(pk=application.slot_id).update(department=department, partner=department.site.partner)
    settle()
    assert partner_of(application) == department.site.partner_id
