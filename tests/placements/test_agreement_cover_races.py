"""Places a year of an agreement under many hands at once."""

from functools import partial

import pytest
from django.db import IntegrityError, connection

from institutions.models import Agreement
from placements.models import AgreementSeat, AgreementYear, Seat
from placements.services.seats import AgreementYearExhausted
from tests.placements.stage import a_stage
from tests.placements.test_agreement_cover import offer
from tests.races import race, refusals


@pytest.mark.django_db(transaction=True)
def test_fifty_offers_for_five_places_a_year_give_exactly_five():
    stage = a_stage(places=50, agreement_places=50)
    Agreement.objects.update(places_a_year=5)
    applications = [stage.application(under_review=True) for _ in range(50)]
    results = race([partial(offer, stage, application) for application in applications])
    assert len(refusals(results, AgreementYearExhausted)) == 45
    assert (Seat.objects.count(), AgreementYear.objects.get().taken) == (5, 5)


@pytest.mark.django_db(transaction=True)
def test_raw_seats_written_at_once_never_pass_the_places_of_the_year():
    stage = a_stage(places=50, agreement_places=50)
    seats = [stage.application(offered=True).seat.pk for _ in range(12)]
    AgreementSeat.objects.all().delete()
    Agreement.objects.update(places_a_year=5)

    def insert(number, seat):
        with connection.cursor() as cursor:
            cursor.execute(
                """INSERT INTO placements_agreementseat (seat_id, agreement_id, number, during)
                   SELECT id, %s, %s, during FROM placements_seat WHERE id = %s""",
                [stage.agreement.pk, number, seat],
            )

    results = race([partial(insert, number, seat) for number, seat in enumerate(seats, 1)])
    assert len(refusals(results, IntegrityError)) == 7
    assert (AgreementSeat.objects.count(), AgreementYear.objects.get().taken) == (5, 5)
