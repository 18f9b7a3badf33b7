"""What it costs that the database itself keeps places, seats and agreements: a thousand people placed, with the triggers and without."""

from django.db import connection, transaction

from config.bench.figures import SELDOM, Figure
from config.bench.filling.bulk import without_triggers
from config.bench.filling.sizes import AGREED
from config.bench.filling.world import World
from placements.models import AgreementSeat, Application, Seat, Slot

PEOPLE = 1_000
CHOOSE = """
CREATE TEMPORARY TABLE placed ON COMMIT DROP AS
SELECT a.id, a.institute_id, s.partner_id, daterange(s.starts_on, s.ends_on, '[]') AS during,
       (a.institute_id - 1) * {agreed} + s.partner_id AS agreement_id
  FROM placements_application a JOIN placements_slot s ON s.id = a.slot_id
  JOIN institutions_agreement g ON g.id = (a.institute_id - 1) * {agreed} + s.partner_id AND g.starts_on <= s.starts_on
 WHERE a.state = 'submitted' AND s.partner_id <= {agreed} ORDER BY a.id LIMIT {people}
"""
PLACE = """
UPDATE placements_application a SET state = 'accepted', answer_by = now() FROM placed WHERE a.id = placed.id;
INSERT INTO placements_seat (application_id, partner_id, partner_number, during)
SELECT id, partner_id, 1000000 + row_number() OVER (ORDER BY id), during FROM placed;
INSERT INTO placements_agreementseat (seat_id, agreement_id, number, during)
SELECT seat.id, placed.agreement_id, row_number() OVER (PARTITION BY placed.agreement_id ORDER BY placed.id), placed.during
  FROM placed JOIN placements_seat seat ON seat.application_id = placed.id;
SET CONSTRAINTS ALL IMMEDIATE;
"""


def place(_world: World) -> int:
    """One transaction, as an allocation is published. Taken back afterwards."""
    with transaction.atomic():
        done = _place()
        transaction.set_rollback(True)
    return done


def place_without_triggers(_world: World) -> int:
    """The same rows, and nothing that counts, checks or keeps history."""
    with transaction.atomic():
        with without_triggers(Application, Seat, AgreementSeat, Slot):
            done = _place()
        transaction.set_rollback(True)
    return done


def _place() -> int:
    agreed = AGREED
    with connection.cursor() as cursor:
        cursor.execute(CHOOSE.format(agreed=agreed, people=PEOPLE))
        cursor.execute(PLACE)
        cursor.execute("SELECT count(*) FROM placed")
        return int(cursor.fetchone()[0])


FIGURES = (Figure("Work", "1,000 people placed, capacity kept by the database", place, "bare placing", rounds=SELDOM),)
