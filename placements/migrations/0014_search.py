"""What search reads is kept by the database: a slot is found by what it says now, however it was written.

`search` holds the words by weight: title (A); track, specialty, partner and department (B); city, setting and summary (C); objectives (D).
All of it in the plain letters of `institutions_plain`, so that Arabic letters are read as Urdu writes them; abbreviations in capitals
stand in it once more as they are, for English takes HIM, IT and OR for words that say nothing.

`placements_word` has every word that some slot says, with its sound: its consonants, the same for Latin and Urdu letters. What was typed
wrongly, or in the other script, is compared with these few thousand words, never with the slots.
"""

from importlib import import_module

from django.db import migrations

before = import_module("placements.migrations.0004_search")

SOUND = """
CREATE FUNCTION placements_sound(word text) RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT regexp_replace(translate(
        replace(regexp_replace(regexp_replace(replace(
            translate(word, 'بپتٹثجچخدڈذرڑزژسشصضطظغفقکگلمنںحعوہھءیےاآئؤ', 'bpttsgkkddsrrsssssstsgfkkglmnn'),
        'ph', 'f'), 'ti(on|al)', 's\\1', 'g'), 'c([eiy])', 's\\1', 'g'), 'x', 'ks'),
        'cqzjaeiouyhwv', 'kksg'), '(.)\\1+', '\\1', 'g')
$$;
CREATE FUNCTION placements_capitals(words text) RETURNS tsvector LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT to_tsvector('simple', coalesce(string_agg(lower(found[1]), ' '), '')) FROM regexp_matches(words, '\\m([A-Z]{2,5})\\M', 'g') found
$$;
"""

SLOT = """
DROP FUNCTION placements_slot_search;
CREATE FUNCTION placements_slot_search() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    names text := concat_ws(' ',
        (SELECT name FROM placements_track WHERE id = NEW.track_id),
        (SELECT name FROM placements_specialty WHERE id = NEW.specialty_id),
        (SELECT name FROM institutions_partner WHERE id = NEW.partner_id),
        (SELECT name FROM institutions_department WHERE id = NEW.department_id));
    around text := concat_ws(' ', NEW.city, (SELECT name FROM placements_setting WHERE id = NEW.setting_id), NEW.summary);
    objectives text := (SELECT string_agg(objective.text, ' ' ORDER BY position) FROM placements_objective objective WHERE slot_id = NEW.id);
    everything text := institutions_plain(concat_ws(' ', NEW.title, names, around, objectives));
BEGIN
    NEW.search := setweight(to_tsvector('portal', institutions_plain(NEW.title)) || placements_capitals(NEW.title), 'A')
        || setweight(to_tsvector('portal', institutions_plain(names)) || placements_capitals(names), 'B')
        || setweight(to_tsvector('portal', institutions_plain(around)) || placements_capitals(around), 'C')
        || setweight(to_tsvector('portal', coalesce(institutions_plain(objectives), '')), 'D');
    SELECT site.latitude, site.longitude INTO NEW.latitude, NEW.longitude
      FROM institutions_department department JOIN institutions_site site ON site.id = department.site_id
     WHERE department.id = NEW.department_id;
    INSERT INTO placements_word (word, lexeme, sound)
    SELECT said, stem[1], placements_sound(said)
      FROM unnest(tsvector_to_array(to_tsvector('simple', everything))) said, ts_lexize('english_stem', said) stem
     WHERE length(said) BETWEEN 3 AND 60 AND said !~ '\\d' AND cardinality(stem) > 0
       AND NOT EXISTS (SELECT 1 FROM placements_word known WHERE known.word = said);
    RETURN NEW;
END $$;
CREATE TRIGGER slot_search BEFORE INSERT OR UPDATE OF title, track_id, specialty_id, setting_id, partner_id, department_id, city, summary, search
    ON placements_slot FOR EACH ROW EXECUTE FUNCTION placements_slot_search();
"""

# Names and places stand in other tables; writing them touches the slots that they belong to.
AROUND = """
CREATE TRIGGER specialty_search AFTER UPDATE OF name ON placements_specialty
    FOR EACH ROW WHEN (NEW.name <> OLD.name) EXECUTE FUNCTION placements_name_search('specialty_id');
CREATE TRIGGER setting_search AFTER UPDATE OF name ON placements_setting
    FOR EACH ROW WHEN (NEW.name <> OLD.name) EXECUTE FUNCTION placements_name_search('setting_id');
DROP TRIGGER department_search ON institutions_department;
CREATE TRIGGER department_search AFTER UPDATE OF name, site_id ON institutions_department
    FOR EACH ROW WHEN ((NEW.name, NEW.site_id) IS DISTINCT FROM (OLD.name, OLD.site_id)) EXECUTE FUNCTION placements_name_search('department_id');

CREATE FUNCTION placements_site_search() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    UPDATE placements_slot SET search = NULL WHERE department_id IN (SELECT id FROM institutions_department WHERE site_id = NEW.id);
    RETURN NULL;
END $$;
CREATE TRIGGER site_search AFTER UPDATE OF latitude, longitude ON institutions_site
    FOR EACH ROW WHEN ((NEW.latitude, NEW.longitude) IS DISTINCT FROM (OLD.latitude, OLD.longitude)) EXECUTE FUNCTION placements_site_search();
"""

UNDO = """
DROP TRIGGER site_search ON institutions_site;
DROP FUNCTION placements_site_search;
DROP TRIGGER department_search ON institutions_department;
CREATE TRIGGER department_search AFTER UPDATE OF name ON institutions_department
    FOR EACH ROW WHEN (NEW.name <> OLD.name) EXECUTE FUNCTION placements_name_search('department_id');
DROP TRIGGER setting_search ON placements_setting;
DROP TRIGGER specialty_search ON placements_specialty;
DROP TRIGGER slot_search ON placements_slot;
DROP FUNCTION placements_slot_search, placements_capitals, placements_sound;
"""
# As 0004_search had it; its trigger is made again where the column `names` is.
AS_IT_WAS = before.SLOT.partition("CREATE TRIGGER")[0]


class Migration(migrations.Migration):
    """Sounds, abbreviations, places, and the words to compare with."""

    dependencies = [
        ("placements", "0013_slots_described"),
        ("institutions", "0003_site_directions"),
    ]

    operations = [
        migrations.RunSQL(SOUND + SLOT + AROUND + before.FILL, UNDO + AS_IT_WAS),
    ]
