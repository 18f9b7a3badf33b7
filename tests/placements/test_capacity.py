"""The database counts places and keeps the counts: each promise is tried with raw SQL, past every service."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, InternalError, connection, transaction
from django.db.backends.postgresql.psycopg_any import DateRange
from hypothesis import given
from hypothesis import strategies as st

from placements.models import Allotment, Application, Seat, Slot
from placements.services.seats import PartnerIsFull, take_seat
from placements.services.seats_numbers import first_free, numbered
from tests.factories.institutions import AgreementFactory, InstituteFactory, PartnerFactory, a_day
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


def test_a_place_without_a_seat_is_refused_at_the_commit():
    application = a_stage().application(under_review=True)
    with pytest.raises(IntegrityError) as caught, transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(RAW_OFFER, [application.pk])
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
    assert caught.value.__cause__.diag.constraint_name == "place_and_seat_go_together"


def test_a_seat_without_a_place_is_refused_at_the_commit():
    application = a_stage().application(under_review=True)
    with pytest.raises(IntegrityError) as caught, transaction.atomic(), connection.cursor() as cursor:
        take_seat(application)
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
    assert caught.value.__cause__.diag.constraint_name == "place_and_seat_go_together"


RAW_SEAT = """
INSERT INTO placements_seat (application_id, partner_id, partner_number, agreement_id, agreement_number, during)
VALUES (%s, %s, %s, %s, %s, daterange(current_date, current_date + 10))
"""


def test_a_raw_seat_number_past_the_agreement_is_refused():
    stage = a_stage(agreement_places=1)
    application = stage.application(under_review=True)
    refused("seat_within_the_agreement", RAW_SEAT, application.pk, stage.slot.partner_id, 1, stage.agreement.pk, 2)


def test_a_raw_seat_number_past_the_cap_on_people_is_refused():
    stage = a_stage(people_cap=1)
    application = stage.application(under_review=True)
    refused("seat_under_the_cap_on_people", RAW_SEAT, application.pk, stage.slot.partner_id, 2, None, None)


def test_a_seat_number_below_one_is_refused():
    stage = a_stage()
    application = stage.application(under_review=True)
    refused("seat_under_the_cap_on_people", RAW_SEAT, application.pk, stage.slot.partner_id, 0, None, None)


def test_a_seat_at_another_partner_than_the_slots_is_refused():
    application = a_stage().application(under_review=True)
    refused("seat_at_its_partner", RAW_SEAT, application.pk, PartnerFactory().pk, 1, None, None)


def test_a_seat_under_another_institutes_agreement_is_refused():
    stage = a_stage()
    application = stage.application(under_review=True)
    other = AgreementFactory(signed=True, partner=stage.slot.partner)
    refused("seat_under_its_own_agreement", RAW_SEAT, application.pk, stage.slot.partner_id, 1, other.pk, 1)


def test_a_seat_under_an_agreement_has_a_number():
    stage = a_stage()
    application = stage.application(under_review=True)
    refused("seat_number_goes_with_agreement", RAW_SEAT, application.pk, stage.slot.partner_id, 1, None, 1)


def test_two_seats_of_one_number_at_once_are_refused():
    stage = a_stage()
    stage.application(offered=True)
    second = stage.application(offered=True)
    refused(
        "one_intern_per_partner_seat",
        "UPDATE placements_seat SET partner_number = 1 WHERE application_id = %s",
        second.pk,
    )
    refused(
        "one_intern_per_agreement_seat",
        "UPDATE placements_seat SET agreement_number = 1 WHERE application_id = %s",
        second.pk,
    )


def test_places_of_an_agreement_do_not_sink_below_a_taken_seat():
    stage = a_stage(agreement_places=3)
    stage.application(offered=True)
    stage.application(offered=True)
    refused(
        "agreement_keeps_taken_places", "UPDATE institutions_agreement SET places = 1 WHERE id = %s", stage.agreement.pk
    )
    sql("UPDATE institutions_agreement SET places = 2 WHERE id = %s", stage.agreement.pk)


def test_places_of_an_agreement_may_sink_below_seats_of_the_past():
    stage = a_stage(agreement_places=3)
    stage.application(offered=True)
    stage.application(offered=True)
    Seat.objects.update(during=DateRange(a_day(-20), a_day(-2)))
    sql("UPDATE institutions_agreement SET places = 1 WHERE id = %s", stage.agreement.pk)


def test_a_cap_on_people_counts_those_who_came_before_there_was_one():
    stage = a_stage()
    stage.application(offered=True)
    stage.application(offered=True)
    refused(
        "partner_keeps_taken_places",
        "UPDATE institutions_partner SET people_cap = 1 WHERE id = %s",
        stage.slot.partner_id,
    )
    sql("UPDATE institutions_partner SET people_cap = 2 WHERE id = %s", stage.slot.partner_id)


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


def test_seats_are_renumbered_before_anybody_is_turned_away():
    """The last stay meets number 1 on its first day and number 2 on its last, though never more than two people are there."""
    partner = PartnerFactory(people_cap=2)

    def seated(first, last):
        slot = SlotFactory(partner=partner, starts_on=a_day(first), ends_on=a_day(last))
        return ApplicationFactory(slot=slot, offered=True).seat

    assert [seated(*days).partner_number for days in ((1, 10), (20, 30), (18, 22))] == [1, 1, 2]
    seated(10, 18)
    stays = Seat.objects.order_by("during")
    assert [(seat.during.lower, seat.partner_number) for seat in stays] == [
        (a_day(1), 1),
        (a_day(10), 2),
        (a_day(18), 1),
        (a_day(20), 2),
    ]
    with pytest.raises(PartnerIsFull, match="takes 2 interns at once"), transaction.atomic():
        seated(9, 11)


stays = st.lists(
    st.tuples(st.integers(0, 30), st.integers(1, 20)).map(lambda pair: (a_day(pair[0]), a_day(pair[0] + pair[1]))),
    max_size=25,
)


@given(stays)
def test_numbers_are_as_few_as_people_on_the_busiest_day_and_never_shared(stays):
    numbers = numbered(stays)
    days = [a_day(offset) for offset in range(51)]
    busiest = max((sum(first <= day < after for first, after in stays) for day in days), default=0)
    assert max(numbers, default=0) == busiest
    for day in days:
        there = [number for (first, after), number in zip(stays, numbers, strict=True) if first <= day < after]
        assert len(there) == len(set(there))


def test_the_first_free_number_is_the_lowest_that_is_not_taken():
    assert [first_free(taken) for taken in (set(), {1, 2}, {2, 3}, {1, 3})] == [1, 3, 1, 2]
