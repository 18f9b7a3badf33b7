"""Places of an agreement, at once and a year, are kept by the database (as 0003_capacity keeps a slot's), now that a seat may have several.

A year's count is derived by a trigger on every write of its row: whatever is assigned to it is overwritten with what the seats say,
and the CHECK of the model judges the result. Writing a seat that begins in a year touches the row of that year.
"""

from typing import ClassVar

from django.db import migrations

# The part about agreements leaves the function of 0003_capacity.
AT_PARTNER = """
CREATE OR REPLACE FUNCTION placements_seat_ceilings() RETURNS trigger LANGUAGE plpgsql AS $$
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
    RETURN NEW;
END $$;

CREATE FUNCTION placements_seat_touches_agreements() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    UPDATE placements_agreementseat SET year = year WHERE seat_id = NEW.id;
    RETURN NULL;
END $$;
CREATE TRIGGER seat_touches_agreements AFTER UPDATE OF during, partner_id, application_id ON placements_seat
    FOR EACH ROW EXECUTE FUNCTION placements_seat_touches_agreements();
"""

UNDER_AGREEMENT = """
CREATE FUNCTION placements_agreement_seat_ceilings() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    ceiling integer;
    first_day date;
    stay daterange;
BEGIN
    SELECT agreement.places, agreement.starts_on, seat.during INTO ceiling, first_day, stay
      FROM institutions_agreement agreement
      JOIN placements_seat seat ON seat.id = NEW.seat_id AND seat.partner_id = agreement.partner_id
      JOIN placements_application held ON held.id = seat.application_id AND held.institute_id = agreement.institute_id
     WHERE agreement.id = NEW.agreement_id FOR SHARE OF agreement;
    IF ceiling IS NULL THEN
        RAISE EXCEPTION 'the agreement is of another institute or partner'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'seat_under_its_own_agreement';
    ELSIF NEW.number NOT BETWEEN 1 AND ceiling THEN
        RAISE EXCEPTION 'the agreement has % places', ceiling
            USING ERRCODE = 'check_violation', CONSTRAINT = 'seat_within_the_agreement';
    ELSIF NOT NEW.during <@ stay THEN
        RAISE EXCEPTION 'a piece reaches past its seat' USING ERRCODE = 'check_violation', CONSTRAINT = 'piece_within_its_seat';
    END IF;
    -- As Agreement.year_of counts; a stay that began under the predecessor was counted there.
    NEW.year := CASE WHEN lower(stay) >= first_day THEN extract(year FROM age(lower(stay), first_day)) END;
    RETURN NEW;
END $$;
CREATE TRIGGER agreement_seat_ceilings BEFORE INSERT OR UPDATE ON placements_agreementseat
    FOR EACH ROW EXECUTE FUNCTION placements_agreement_seat_ceilings();

CREATE OR REPLACE FUNCTION placements_agreement_keeps_taken_places() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (SELECT 1 FROM placements_agreementseat
                WHERE agreement_id = NEW.id AND number > NEW.places AND upper(during) > current_date) THEN
        RAISE EXCEPTION 'more than % places are taken', NEW.places
            USING ERRCODE = 'check_violation', CONSTRAINT = 'agreement_keeps_taken_places';
    END IF;
    RETURN NEW;
END $$;

CREATE FUNCTION placements_agreement_keeps_its_first_day() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (SELECT 1 FROM placements_agreementseat WHERE agreement_id = NEW.id) THEN
        RAISE EXCEPTION 'people are counted by the years of this agreement'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'agreement_with_people_keeps_its_first_day';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER agreement_keeps_its_first_day BEFORE UPDATE OF starts_on ON institutions_agreement
    FOR EACH ROW WHEN (NEW.starts_on <> OLD.starts_on) EXECUTE FUNCTION placements_agreement_keeps_its_first_day();
"""

A_YEAR = """
CREATE FUNCTION placements_agreement_year_counts() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    SELECT count(*) INTO NEW.taken FROM placements_agreementseat WHERE agreement_id = NEW.agreement_id AND year = NEW.number;
    SELECT places_a_year INTO NEW.places FROM institutions_agreement WHERE id = NEW.agreement_id;
    RETURN NEW;
END $$;
CREATE TRIGGER agreement_year_counts BEFORE INSERT OR UPDATE ON placements_agreementyear
    FOR EACH ROW EXECUTE FUNCTION placements_agreement_year_counts();

CREATE FUNCTION placements_touch_year(agreement_pk bigint, year_number smallint) RETURNS void LANGUAGE sql AS $$
    INSERT INTO placements_agreementyear (agreement_id, number, taken) VALUES (agreement_pk, year_number, 0)
        ON CONFLICT (agreement_id, number) DO UPDATE SET taken = 0;
$$;

CREATE FUNCTION placements_agreement_seat_touches_year() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP <> 'INSERT' AND OLD.year IS NOT NULL THEN
        PERFORM placements_touch_year(OLD.agreement_id, OLD.year);
    END IF;
    IF TG_OP <> 'DELETE' AND NEW.year IS NOT NULL THEN
        PERFORM placements_touch_year(NEW.agreement_id, NEW.year);
    END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER agreement_seat_touches_year AFTER INSERT OR DELETE ON placements_agreementseat
    FOR EACH ROW EXECUTE FUNCTION placements_agreement_seat_touches_year();
CREATE TRIGGER agreement_seat_moves_year AFTER UPDATE ON placements_agreementseat
    FOR EACH ROW WHEN ((OLD.agreement_id, OLD.year) IS DISTINCT FROM (NEW.agreement_id, NEW.year))
    EXECUTE FUNCTION placements_agreement_seat_touches_year();

CREATE FUNCTION placements_agreement_touches_years() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    UPDATE placements_agreementyear SET taken = 0 WHERE agreement_id = NEW.id;
    RETURN NULL;
END $$;
CREATE TRIGGER agreement_touches_years AFTER UPDATE OF places_a_year ON institutions_agreement
    FOR EACH ROW WHEN (NEW.places_a_year IS DISTINCT FROM OLD.places_a_year) EXECUTE FUNCTION placements_agreement_touches_years();

-- Those who were seated before.
UPDATE placements_agreementseat SET year = NULL;
"""


class Migration(migrations.Migration):
    """Functions and triggers of agreements' places. There is no way back: a seat under two agreements fits no older table."""

    dependencies: ClassVar = [("placements", "0004_search")]

    operations: ClassVar = [migrations.RunSQL(AT_PARTNER + UNDER_AGREEMENT + A_YEAR)]
