"""What search reads is kept by the database: a slot is found by what it says now, however it was written.

`search` holds the words by weight: title (A), track, partner and department (B), city and summary (C), objectives (D). `names` holds
title, track, partner, department and city in plain letters, for words that were typed wrongly.
"""

from django.db import migrations

# English stems; letters with accents are found without them.
WORDS = """
CREATE TEXT SEARCH CONFIGURATION portal (COPY = english);
ALTER TEXT SEARCH CONFIGURATION portal ALTER MAPPING FOR hword, hword_part, word WITH unaccent, english_stem;
"""

SLOT = """
CREATE FUNCTION placements_slot_search() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    track text := (SELECT name FROM placements_track WHERE id = NEW.track_id);
    partner text := (SELECT name FROM institutions_partner WHERE id = NEW.partner_id);
    department text := (SELECT name FROM institutions_department WHERE id = NEW.department_id);
    objectives text := (SELECT string_agg(objective.text, ' ' ORDER BY position) FROM placements_objective objective WHERE slot_id = NEW.id);
BEGIN
    NEW.search := setweight(to_tsvector('portal', NEW.title), 'A')
        || setweight(to_tsvector('portal', concat_ws(' ', track, partner, department)), 'B')
        || setweight(to_tsvector('portal', concat_ws(' ', NEW.city, NEW.summary)), 'C')
        || setweight(to_tsvector('portal', coalesce(objectives, '')), 'D');
    NEW.names := lower(unaccent(concat_ws(' ', NEW.title, track, partner, department, NEW.city)));
    RETURN NEW;
END $$;
CREATE TRIGGER slot_search BEFORE INSERT OR UPDATE OF title, track_id, partner_id, department_id, city, summary, search, names ON placements_slot
    FOR EACH ROW EXECUTE FUNCTION placements_slot_search();
"""

# Objectives and names stand in other tables; writing them touches the slots that they belong to.
AROUND = """
CREATE FUNCTION placements_objective_search() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP <> 'INSERT' THEN
        UPDATE placements_slot SET search = NULL WHERE id = OLD.slot_id;
    END IF;
    IF TG_OP = 'INSERT' OR TG_OP = 'UPDATE' AND NEW.slot_id <> OLD.slot_id THEN
        UPDATE placements_slot SET search = NULL WHERE id = NEW.slot_id;
    END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER objective_search AFTER INSERT OR DELETE OR UPDATE OF text, slot_id ON placements_objective
    FOR EACH ROW EXECUTE FUNCTION placements_objective_search();

CREATE FUNCTION placements_name_search() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    EXECUTE format('UPDATE placements_slot SET search = NULL WHERE %I = $1', TG_ARGV[0]) USING NEW.id;
    RETURN NULL;
END $$;
CREATE TRIGGER track_search AFTER UPDATE OF name ON placements_track
    FOR EACH ROW WHEN (NEW.name <> OLD.name) EXECUTE FUNCTION placements_name_search('track_id');
CREATE TRIGGER partner_search AFTER UPDATE OF name ON institutions_partner
    FOR EACH ROW WHEN (NEW.name <> OLD.name) EXECUTE FUNCTION placements_name_search('partner_id');
CREATE TRIGGER department_search AFTER UPDATE OF name ON institutions_department
    FOR EACH ROW WHEN (NEW.name <> OLD.name) EXECUTE FUNCTION placements_name_search('department_id');
"""

# Slots that were there before are read once.
FILL = "UPDATE placements_slot SET search = NULL;"

UNDO = """
DROP TRIGGER department_search ON institutions_department;
DROP TRIGGER partner_search ON institutions_partner;
DROP TRIGGER track_search ON placements_track;
DROP TRIGGER objective_search ON placements_objective;
DROP TRIGGER slot_search ON placements_slot;
DROP FUNCTION placements_name_search, placements_objective_search, placements_slot_search;
DROP TEXT SEARCH CONFIGURATION portal;
"""


class Migration(migrations.Migration):
    """Words, functions and triggers of the search."""

    dependencies = [
        ("core", "0001_extensions"),
        ("placements", "0003_capacity"),
        ("institutions", "0001_tables"),
    ]

    operations = [
        migrations.RunSQL(WORDS + SLOT + AROUND + FILL, UNDO),
    ]
