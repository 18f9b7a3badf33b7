"""A slot may follow its partner into another that it is merged with: its seats follow in the same transaction, judged at the commit.

Its dates stay while people hold places on them, as before (0003_capacity).
"""

from django.db import migrations

FOLLOW = """
DROP TRIGGER slot_keeps_its_dates ON placements_slot;
CREATE TRIGGER slot_keeps_its_dates BEFORE UPDATE ON placements_slot FOR EACH ROW
    WHEN (NEW.held > 0 AND (OLD.starts_on, OLD.ends_on) IS DISTINCT FROM (NEW.starts_on, NEW.ends_on))
    EXECUTE FUNCTION placements_slot_keeps_its_dates();

CREATE FUNCTION placements_slot_and_seats_at_one_partner() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (SELECT 1 FROM placements_slot slot JOIN placements_application held ON held.slot_id = slot.id
                 JOIN placements_seat seat ON seat.application_id = held.id
                WHERE slot.id = NEW.id AND seat.partner_id <> slot.partner_id) THEN
        RAISE EXCEPTION 'people hold a seat at the old partner'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'seat_at_its_partner';
    END IF;
    RETURN NULL;
END $$;
CREATE CONSTRAINT TRIGGER slot_and_seats_at_one_partner AFTER UPDATE OF partner_id ON placements_slot
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW WHEN (OLD.partner_id <> NEW.partner_id)
    EXECUTE FUNCTION placements_slot_and_seats_at_one_partner();
"""

UNDO = """
DROP TRIGGER slot_and_seats_at_one_partner ON placements_slot;
DROP FUNCTION placements_slot_and_seats_at_one_partner;
DROP TRIGGER slot_keeps_its_dates ON placements_slot;
CREATE TRIGGER slot_keeps_its_dates BEFORE UPDATE ON placements_slot FOR EACH ROW
    WHEN (NEW.held > 0 AND (OLD.starts_on, OLD.ends_on, OLD.partner_id) IS DISTINCT FROM (NEW.starts_on, NEW.ends_on, NEW.partner_id))
    EXECUTE FUNCTION placements_slot_keeps_its_dates();
"""


class Migration(migrations.Migration):
    """The trigger on dates without the partner; the partner judged at the commit."""

    dependencies = [("placements", "0006_agreement_counts")]
    operations = [migrations.RunSQL(FOLLOW, UNDO)]
