"""Capacity is counted and kept by the database, so that a raw UPDATE is refused too.

A slot's and an allotment's counts are derived by triggers on every write of their rows: whatever is assigned to them is overwritten
with what the applications say, and the CHECK constraints of the models judge the result. Writing an application that begins or
ceases to hold a place touches its slot and allotment, under the slot's lock.
"""

from typing import ClassVar

from django.db import migrations

# Who holds a place: the one definition for every trigger below, and the same as ApplicationQuerySet.holding().
HOLDS = """
CREATE FUNCTION placements_holds(state text, released_at timestamptz) RETURNS boolean
LANGUAGE sql IMMUTABLE AS $$ SELECT state IN ('offered', 'accepted') AND released_at IS NULL $$;
"""

SLOT = """
CREATE FUNCTION placements_slot_counts() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    SELECT count(*), count(*) FILTER (WHERE kept.id IS NULL)
      INTO NEW.held, NEW.open_held
      FROM placements_application holder
      LEFT JOIN placements_allotment kept ON kept.slot_id = holder.slot_id AND kept.institute_id = holder.institute_id
     WHERE holder.slot_id = NEW.id AND placements_holds(holder.state, holder.released_at);
    SELECT coalesce(sum(places), 0) INTO NEW.allotted FROM placements_allotment WHERE slot_id = NEW.id;
    RETURN NEW;
END $$;
CREATE TRIGGER slot_counts BEFORE INSERT OR UPDATE ON placements_slot
    FOR EACH ROW EXECUTE FUNCTION placements_slot_counts();

-- Fires after slot_counts, by its name. Seats repeat the slot's dates and partner.
CREATE FUNCTION placements_slot_keeps_its_dates() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION '% people hold a place on the old dates', NEW.held
        USING ERRCODE = 'check_violation', CONSTRAINT = 'held_slot_keeps_its_dates';
END $$;
CREATE TRIGGER slot_keeps_its_dates BEFORE UPDATE ON placements_slot FOR EACH ROW
    WHEN (NEW.held > 0 AND (OLD.starts_on, OLD.ends_on, OLD.partner_id) IS DISTINCT FROM (NEW.starts_on, NEW.ends_on, NEW.partner_id))
    EXECUTE FUNCTION placements_slot_keeps_its_dates();
"""

ALLOTMENT = """
CREATE FUNCTION placements_allotment_counts() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM 1 FROM placements_slot WHERE id = NEW.slot_id FOR NO KEY UPDATE;
    SELECT count(*) INTO NEW.held FROM placements_application
     WHERE slot_id = NEW.slot_id AND institute_id = NEW.institute_id AND placements_holds(state, released_at);
    RETURN NEW;
END $$;
CREATE TRIGGER allotment_counts BEFORE INSERT OR UPDATE ON placements_allotment
    FOR EACH ROW EXECUTE FUNCTION placements_allotment_counts();

CREATE FUNCTION placements_allotment_touches_slot() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    UPDATE placements_slot SET allotted = allotted WHERE id IN (OLD.slot_id, NEW.slot_id);
    RETURN NULL;
END $$;
CREATE TRIGGER allotment_touches_slot AFTER INSERT OR DELETE OR UPDATE OF places, slot_id, institute_id ON placements_allotment
    FOR EACH ROW EXECUTE FUNCTION placements_allotment_touches_slot();
"""

APPLICATION = """
CREATE FUNCTION placements_touch(slot_pk bigint, institute_pk bigint) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    PERFORM 1 FROM placements_slot WHERE id = slot_pk FOR NO KEY UPDATE;
    UPDATE placements_allotment SET held = held WHERE slot_id = slot_pk AND institute_id = institute_pk;
    UPDATE placements_slot SET held = held WHERE id = slot_pk;
END $$;

CREATE FUNCTION placements_application_touches_slot() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    held_before boolean := TG_OP <> 'INSERT' AND placements_holds(OLD.state, OLD.released_at);
    holds_now boolean := TG_OP <> 'DELETE' AND placements_holds(NEW.state, NEW.released_at);
    moved boolean := TG_OP = 'UPDATE' AND (OLD.slot_id, OLD.institute_id) IS DISTINCT FROM (NEW.slot_id, NEW.institute_id);
BEGIN
    IF held_before AND (moved OR NOT holds_now) THEN
        PERFORM placements_touch(OLD.slot_id, OLD.institute_id);
    END IF;
    IF holds_now AND (moved OR NOT held_before) THEN
        PERFORM placements_touch(NEW.slot_id, NEW.institute_id);
    END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER application_touches_slot
    AFTER INSERT OR DELETE OR UPDATE OF state, released_at, slot_id, institute_id ON placements_application
    FOR EACH ROW EXECUTE FUNCTION placements_application_touches_slot();
"""

# A seat's numbers stay under their ceilings; a ceiling does not sink below a number that is taken today or later. Both sides lock the
# agreement or partner, so neither can pass the other by.
SEAT = """
CREATE FUNCTION placements_seat_ceilings() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    ceiling integer;
BEGIN
    IF NOT EXISTS (SELECT 1 FROM placements_application held JOIN placements_slot slot ON slot.id = held.slot_id
                    WHERE held.id = NEW.application_id AND slot.partner_id = NEW.partner_id) THEN
        RAISE EXCEPTION 'a seat belongs to the partner of its slot' USING ERRCODE = 'check_violation', CONSTRAINT = 'seat_at_its_partner';
    END IF;
    SELECT people_cap INTO ceiling FROM institutions_partner WHERE id = NEW.partner_id FOR SHARE;
    IF NEW.partner_number < 1 OR NEW.partner_number > ceiling THEN
        RAISE EXCEPTION 'the partner takes % interns at once', ceiling
            USING ERRCODE = 'check_violation', CONSTRAINT = 'seat_under_the_cap_on_people';
    END IF;
    IF NEW.agreement_id IS NOT NULL THEN
        SELECT agreement.places INTO ceiling FROM institutions_agreement agreement
          JOIN placements_application held ON held.id = NEW.application_id AND held.institute_id = agreement.institute_id
         WHERE agreement.id = NEW.agreement_id AND agreement.partner_id = NEW.partner_id FOR SHARE OF agreement;
        IF ceiling IS NULL THEN
            RAISE EXCEPTION 'the agreement is of another institute or partner'
                USING ERRCODE = 'check_violation', CONSTRAINT = 'seat_under_its_own_agreement';
        ELSIF NEW.agreement_number NOT BETWEEN 1 AND ceiling THEN
            RAISE EXCEPTION 'the agreement has % places', ceiling
                USING ERRCODE = 'check_violation', CONSTRAINT = 'seat_within_the_agreement';
        END IF;
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER seat_ceilings BEFORE INSERT OR UPDATE ON placements_seat
    FOR EACH ROW EXECUTE FUNCTION placements_seat_ceilings();

CREATE FUNCTION placements_agreement_keeps_taken_places() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (SELECT 1 FROM placements_seat
                WHERE agreement_id = NEW.id AND agreement_number > NEW.places AND upper(during) > current_date) THEN
        RAISE EXCEPTION 'more than % places are taken', NEW.places
            USING ERRCODE = 'check_violation', CONSTRAINT = 'agreement_keeps_taken_places';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER agreement_keeps_taken_places BEFORE UPDATE OF places ON institutions_agreement
    FOR EACH ROW WHEN (NEW.places < OLD.places) EXECUTE FUNCTION placements_agreement_keeps_taken_places();

CREATE FUNCTION placements_partner_keeps_taken_places() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (SELECT 1 FROM placements_seat
                WHERE partner_id = NEW.id AND partner_number > NEW.people_cap AND upper(during) > current_date) THEN
        RAISE EXCEPTION 'more than % interns are booked at once', NEW.people_cap
            USING ERRCODE = 'check_violation', CONSTRAINT = 'partner_keeps_taken_places';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER partner_keeps_taken_places BEFORE UPDATE OF people_cap ON institutions_partner
    FOR EACH ROW WHEN (NEW.people_cap < coalesce(OLD.people_cap, 2147483647)) EXECUTE FUNCTION placements_partner_keeps_taken_places();
"""

# Judged at the commit, so that a service may write the two rows in either order.
SEATED = """
CREATE FUNCTION placements_place_has_seat() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    application_pk bigint;
    wrong boolean;
BEGIN
    IF TG_TABLE_NAME = 'placements_seat' THEN
        application_pk := coalesce(NEW.application_id, OLD.application_id);
    ELSE
        application_pk := NEW.id;
    END IF;
    SELECT placements_holds(held.state, held.released_at) <> EXISTS (SELECT 1 FROM placements_seat WHERE application_id = held.id)
      INTO wrong FROM placements_application held WHERE held.id = application_pk;
    IF wrong THEN
        RAISE EXCEPTION 'application % holds a place without a seat, or a seat without a place', application_pk
            USING ERRCODE = 'check_violation', CONSTRAINT = 'place_and_seat_go_together';
    END IF;
    RETURN NULL;
END $$;
CREATE CONSTRAINT TRIGGER place_has_seat AFTER INSERT OR UPDATE OF state, released_at ON placements_application
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION placements_place_has_seat();
CREATE CONSTRAINT TRIGGER seat_has_place AFTER INSERT OR UPDATE OR DELETE ON placements_seat
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION placements_place_has_seat();
"""

UNDO = """
DROP TRIGGER seat_has_place ON placements_seat;
DROP TRIGGER place_has_seat ON placements_application;
DROP TRIGGER partner_keeps_taken_places ON institutions_partner;
DROP TRIGGER agreement_keeps_taken_places ON institutions_agreement;
DROP TRIGGER seat_ceilings ON placements_seat;
DROP TRIGGER application_touches_slot ON placements_application;
DROP TRIGGER allotment_touches_slot ON placements_allotment;
DROP TRIGGER allotment_counts ON placements_allotment;
DROP TRIGGER slot_keeps_its_dates ON placements_slot;
DROP TRIGGER slot_counts ON placements_slot;
DROP FUNCTION placements_place_has_seat, placements_partner_keeps_taken_places, placements_agreement_keeps_taken_places,
    placements_seat_ceilings, placements_application_touches_slot, placements_touch, placements_allotment_touches_slot,
    placements_allotment_counts, placements_slot_keeps_its_dates,
    placements_slot_counts, placements_holds;
"""


class Migration(migrations.Migration):
    """Functions and triggers of capacity."""

    dependencies: ClassVar = [
        ("placements", "0001_tables"),
        ("institutions", "0001_tables"),
    ]

    operations: ClassVar = [
        migrations.RunSQL(HOLDS + SLOT + ALLOTMENT + APPLICATION + SEAT + SEATED, UNDO),
    ]
