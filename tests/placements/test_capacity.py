"""The database counts places and keeps the counts: each promise is tried with raw SQL, past every service."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, InternalError, connection, transaction

from placements.models import Allotment, Application, Seat, Slot
from tests.factories.institutions import InstituteFactory
from tests.factories.placements import AllotmentFactory, ApplicationFactory, SlotFactory
from tests.placements.stage import a_stage

pytestmark = pytest.mark.django_db


def sql(statement, *values):
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement, values)


def refused(promise, statement, *values):
    """The statement is refused by the promise of this name."""
    with pytest.raises(IntegrityError) as caught:
        sql(statement, *values)
    assert caught.value.__cause__.diag.constraint_name == promise


def counts(slot):
    return Slot.objects.values_list("held", "open_held", "allotted").get(pk=slot.pk)


RAW_OFFER = "UPDATE placements_application SET state = 'offered', answer_by = now() WHERE id = %s"


def test_a_raw_update_past_the_places_is_refused():
    stage = a_stage(places=1)
    stage.application(offered=True)
    other = stage.application(under_review=True)
    refused("slot_never_over_its_places", RAW_OFFER, other.pk)
    assert counts(stage.slot) == (1, 1, 0)


def test_a_raw_update_of_many_at_once_is_refused_as_a_whole():
    stage = a_stage(places=2)
    for _ in range(3):
        stage.application(under_review=True)
    refused(
        "slot_never_over_its_places",
        "UPDATE placements_application SET state = 'offered', answer_by = now() WHERE slot_id = %s",
        stage.slot.pk,
    )
    assert counts(stage.slot) == (0, 0, 0)


def test_a_raw_insert_past_the_places_is_refused():
    stage = a_stage(places=1)
    stage.application(offered=True)
    with pytest.raises(IntegrityError), transaction.atomic():
        stage.application(accepted=True, student=stage.student())


def test_the_counts_follow_the_applications_through_offer_answer_and_release():
    stage = a_stage(places=2)
    first, second = stage.application(offered=True), stage.application(accepted=True)
    assert counts(stage.slot) == (2, 2, 0)
    sql("UPDATE placements_application SET state = 'declined' WHERE id = %s", first.pk)
    assert counts(stage.slot) == (1, 1, 0)
    sql("UPDATE placements_application SET released_at = now() WHERE id = %s", second.pk)
    assert counts(stage.slot) == (0, 0, 0)
    Seat.objects.all().delete()


def test_the_counts_follow_a_deleted_application():
    stage = a_stage(places=2)
    application = stage.application(offered=True)
    sql("DELETE FROM placements_agreementseat WHERE seat_id = %s", application.seat.pk)
    sql("DELETE FROM placements_seat WHERE application_id = %s", application.pk)
    sql("DELETE FROM placements_application WHERE id = %s", application.pk)
    assert counts(stage.slot) == (0, 0, 0)


def test_a_count_that_is_written_by_hand_is_overwritten_with_the_truth():
    stage = a_stage(places=3)
    stage.application(offered=True)
    sql("UPDATE placements_slot SET held = 0, open_held = 0, allotted = 2 WHERE id = %s", stage.slot.pk)
    assert counts(stage.slot) == (1, 1, 0)


def test_places_cannot_be_lowered_below_those_held():
    stage = a_stage(places=3)
    stage.application(offered=True)
    stage.application(accepted=True)
    refused("slot_never_over_its_places", "UPDATE placements_slot SET places = 1 WHERE id = %s", stage.slot.pk)


def test_a_slot_with_people_keeps_its_dates():
    stage = a_stage()
    stage.application(offered=True)
    refused(
        "held_slot_keeps_its_dates", "UPDATE placements_slot SET starts_on = starts_on + 7 WHERE id = %s", stage.slot.pk
    )


def test_a_slot_without_people_may_change_its_dates():
    slot = SlotFactory()
    sql("UPDATE placements_slot SET starts_on = starts_on + 7 WHERE id = %s", slot.pk)
    assert Slot.objects.get(pk=slot.pk).starts_on == slot.starts_on + timedelta(days=7)


def test_an_allotted_institute_uses_its_allotment_and_others_share_the_open_rest():
    stage = a_stage(places=3)
    AllotmentFactory(slot=stage.slot, institute=stage.institute, places=1)
    stage.application(offered=True)
    ApplicationFactory(slot=stage.slot, offered=True)
    assert counts(stage.slot) == (2, 1, 1)
    assert Allotment.objects.get().held == 1


def test_a_raw_update_past_an_allotment_is_refused_though_open_places_are_left():
    stage = a_stage(places=3)
    AllotmentFactory(slot=stage.slot, institute=stage.institute, places=1)
    stage.application(offered=True)
    refused("allotment_never_overheld", RAW_OFFER, stage.application(under_review=True).pk)


def test_a_raw_update_into_places_that_are_kept_for_another_institute_is_refused():
    stage = a_stage(places=2)
    AllotmentFactory(slot=stage.slot, institute=InstituteFactory(), places=1)
    stage.application(offered=True)
    refused("slot_open_places_not_overheld", RAW_OFFER, stage.application(under_review=True).pk)


def test_an_allotment_takes_over_those_who_hold_already_and_gives_them_back():
    stage = a_stage(places=2)
    stage.application(offered=True)
    allotment = AllotmentFactory(slot=stage.slot, institute=stage.institute, places=1)
    allotment.refresh_from_db()
    assert (allotment.held, counts(stage.slot)) == (1, (1, 0, 1))
    allotment.delete()
    assert counts(stage.slot) == (1, 1, 0)


def test_an_allotment_below_those_who_hold_already_is_refused():
    stage = a_stage(places=2)
    stage.application(offered=True)
    stage.application(offered=True)
    with pytest.raises(IntegrityError, match="allotment_never_overheld"), transaction.atomic():
        AllotmentFactory(slot=stage.slot, institute=stage.institute, places=1)


def test_more_cannot_be_allotted_than_there_is():
    stage = a_stage(places=2)
    with pytest.raises(IntegrityError, match="slot_open_places_not_overheld"), transaction.atomic():
        AllotmentFactory(slot=stage.slot, institute=stage.institute, places=3)


def test_only_an_accepted_place_is_given_back():
    application = a_stage().application(under_review=True)
    refused(
        "only_an_accepted_place_is_given_back",
        "UPDATE placements_application SET released_at = now() WHERE id = %s",
        application.pk,
    )


def test_who_waits_has_waited_since_some_moment():
    application = a_stage().application(under_review=True)
    refused(
        "waiting_since_some_moment",
        "UPDATE placements_application SET state = 'waitlisted' WHERE id = %s",
        application.pk,
    )


def test_an_offer_has_a_deadline():
    application = a_stage().application(under_review=True)
    refused("offer_has_a_deadline", "UPDATE placements_application SET state = 'offered' WHERE id = %s", application.pk)


def test_one_student_applies_once_for_a_slot():
    application = a_stage().application()
    with pytest.raises(IntegrityError, match="one_application_per_student_and_slot"), transaction.atomic():
        ApplicationFactory(slot=application.slot, student=application.student)


@pytest.mark.parametrize("column", ["statement = 'Something else'", "receipt = '{}'", "slot_id = slot_id + 1"])
def test_what_was_sent_never_changes(column):
    application = a_stage().application(submitted=True)
    with pytest.raises(InternalError, match="sent_as_it_was"):
        sql(f"UPDATE placements_application SET {column} WHERE id = %s", application.pk)  # noqa: S608 - the three above
    assert Application.objects.get().statement == application.statement
