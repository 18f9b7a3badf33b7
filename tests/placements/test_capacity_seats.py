"""Seats under agreement and cap: numbered, within their ceilings, and never apart from a place. Tried with raw SQL."""

import pytest
from django.db import IntegrityError, connection, transaction
from django.db.backends.postgresql.psycopg_any import DateRange
from hypothesis import given
from hypothesis import strategies as st

from placements.models import AgreementSeat, Application, Seat
from placements.services.seats import PartnerIsFull, take_seat
from placements.services.seats_numbers import first_free, numbered
from tests.factories.institutions import AgreementFactory, PartnerFactory, a_day
from tests.factories.placements import ApplicationFactory, SlotFactory
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


RAW_OFFER = "UPDATE placements_application SET state = 'offered', answer_by = now() WHERE id = %s"


def test_a_place_without_a_seat_is_refused_at_the_commit():
    application = a_stage().application(under_review=True)
    sql(RAW_OFFER, application.pk)
    with pytest.raises(IntegrityError) as caught:
        sql("SET CONSTRAINTS ALL IMMEDIATE")
    Application.objects.update(state="under_review")
    assert caught.value.__cause__.diag.constraint_name == "place_and_seat_go_together"


def test_a_seat_without_a_place_is_refused_at_the_commit():
    application = a_stage().application(under_review=True)
    take_seat(application)
    with pytest.raises(IntegrityError) as caught:
        sql("SET CONSTRAINTS ALL IMMEDIATE")
    Seat.objects.all().delete()
    assert caught.value.__cause__.diag.constraint_name == "place_and_seat_go_together"


RAW_SEAT = """
INSERT INTO placements_seat (application_id, partner_id, partner_number, during)
VALUES (%s, %s, %s, daterange(current_date, current_date + 10))
"""
RAW_PIECE = """
INSERT INTO placements_agreementseat (seat_id, agreement_id, number, during)
SELECT id, %s, %s, during FROM placements_seat WHERE application_id = %s
"""


def test_a_raw_seat_number_past_the_agreement_is_refused():
    stage = a_stage(agreement_places=1)
    application = stage.application(offered=True)
    AgreementSeat.objects.all().delete()
    refused("seat_within_the_agreement", RAW_PIECE, stage.agreement.pk, 2, application.pk)


def test_a_raw_seat_number_past_the_cap_on_people_is_refused():
    stage = a_stage(people_cap=1)
    application = stage.application(under_review=True)
    refused("seat_under_the_cap_on_people", RAW_SEAT, application.pk, stage.slot.partner_id, 2)


def test_a_seat_number_below_one_is_refused():
    stage = a_stage()
    application = stage.application(under_review=True)
    refused("seat_under_the_cap_on_people", RAW_SEAT, application.pk, stage.slot.partner_id, 0)


def test_a_seat_at_another_partner_than_the_slots_is_refused():
    application = a_stage().application(under_review=True)
    refused("seat_at_its_partner", RAW_SEAT, application.pk, PartnerFactory().pk, 1)


def test_a_seat_under_another_institutes_agreement_is_refused():
    stage = a_stage()
    application = stage.application(offered=True)
    other = AgreementFactory(signed=True, partner=stage.slot.partner)
    refused("seat_under_its_own_agreement", RAW_PIECE, other.pk, 1, application.pk)


def test_a_piece_of_a_seat_does_not_reach_past_it():
    stage = a_stage()
    application = stage.application(offered=True)
    refused(
        "piece_within_its_seat",
        "UPDATE placements_agreementseat SET during = daterange(lower(during), upper(during) + 1) WHERE seat_id = %s",
        application.seat.pk,
    )


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
        "UPDATE placements_agreementseat SET number = 1 WHERE seat_id = %s",
        second.seat.pk,
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
    AgreementSeat.objects.all().delete()
    Seat.objects.update(during=DateRange(a_day(-20), a_day(-2)))
    for number, seat in enumerate(Seat.objects.all(), 1):
        AgreementSeat.objects.create(seat=seat, agreement=stage.agreement, number=number, during=seat.during)
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
