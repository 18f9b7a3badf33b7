"""What the database keeps by itself about hours entries, whoever writes them."""

import pgtrigger

# Nobody is absent and at work on one day, or in the same hours of it where a part of it was missed: checked from both sides, the
# placement locked between.
WORKED_WHILE_ABSENT = """
    PERFORM 1 FROM placements_placement WHERE id = NEW.placement_id FOR NO KEY UPDATE;
    IF EXISTS (
        SELECT 1 FROM placements_placement p JOIN institutions_institute i ON i.id = p.institute_id
          JOIN placements_absence a ON a.placement_id = p.id
          JOIN placements_hoursentry h ON h.placement_id = p.id
         WHERE p.id = NEW.placement_id AND {absence} AND {entry} AND h.approved_by = ''
           AND (h.started_at AT TIME ZONE i.time_zone)::date BETWEEN a.first_day AND a.last_day
           AND (a.away_from IS NULL OR h.started_at AT TIME ZONE i.time_zone < a.first_day + a.away_until
                                       AND h.ended_at AT TIME ZONE i.time_zone > a.first_day + a.away_from))
    THEN RAISE EXCEPTION 'There are hours on a day of absence (nobody_works_while_absent)'; END IF;
    RETURN NULL;
"""

# The same of days on which the placement rests (`models.changes`).
WORKED_WHILE_SUSPENDED = """
    PERFORM 1 FROM placements_placement WHERE id = NEW.placement_id FOR NO KEY UPDATE;
    IF EXISTS (
        SELECT 1 FROM placements_placement p JOIN institutions_institute i ON i.id = p.institute_id
          JOIN placements_suspension s ON s.placement_id = p.id
          JOIN placements_hoursentry h ON h.placement_id = p.id
         WHERE p.id = NEW.placement_id AND {suspension} AND {entry} AND h.approved_by = ''
           AND (h.started_at AT TIME ZONE i.time_zone)::date BETWEEN s.first_day AND s.last_day)
    THEN RAISE EXCEPTION 'There are hours on a day of suspension (nobody_works_while_suspended)'
         USING ERRCODE = 'check_violation'; END IF;
    RETURN NULL;
"""

# What papers print never changes under them: not by the admin, not by a raw UPDATE. Three things end it: the recording on which the
# sign-off rests was withdrawn, opening hours become another figure, or another entry that does not count yet takes its place. Then the
# entry is superseded, and says all that it said.
APPROVED_STAYS = pgtrigger.Trigger(
    name="approved_hours_never_change",
    when=pgtrigger.Before,
    operation=pgtrigger.Update | pgtrigger.Delete,
    condition=pgtrigger.Q(old__state="approved"),
    func="""
        IF TG_OP = 'UPDATE' AND NEW.state = 'superseded'
            AND to_jsonb(NEW) - '{state,updated_at}'::text[] = to_jsonb(OLD) - '{state,updated_at}'::text[]
            AND (OLD.approved_by <> ''
                 OR EXISTS (SELECT 1 FROM institutions_recording WHERE id = OLD.recording_id AND state = 'withdrawn')
                 OR EXISTS (SELECT 1 FROM placements_hoursentry WHERE supersedes_id = OLD.id AND state = 'returned'))
        THEN RETURN NEW; END IF;
        RAISE EXCEPTION 'Cannot update or delete approved hours of placements_hoursentry (approved_hours_never_change)';
    """,
)
# Written as a difference, so that two sign-offs at once both count.
SUM_FOLLOWS = pgtrigger.Trigger(
    name="approved_minutes_are_the_sum",
    when=pgtrigger.After,
    operation=pgtrigger.Insert | pgtrigger.Update | pgtrigger.Delete,
    func="""
        IF TG_OP <> 'INSERT' AND OLD.state = 'approved' THEN
            UPDATE placements_placement SET approved_minutes = approved_minutes - OLD.minutes WHERE id = OLD.placement_id;
        END IF;
        IF TG_OP <> 'DELETE' AND NEW.state = 'approved' THEN
            UPDATE placements_placement SET approved_minutes = approved_minutes + NEW.minutes WHERE id = NEW.placement_id;
        END IF;
        RETURN NULL;
    """,
)
# Days and weeks (from Monday) are those of the institute's clock; a shift belongs to the day on which it began. The placement is locked,
# so that two shifts written at once do not both find room. A rule that is changed later judges what is entered later.
LIMITS_HOLD = pgtrigger.Trigger(
    name="limits_hold_or_are_explained",
    when=pgtrigger.Before,
    operation=pgtrigger.Insert | pgtrigger.UpdateOf("started_at", "ended_at", "minutes", "exceptions"),
    condition=pgtrigger.Q(new__approved_by="", new__state__in=["draft", "submitted", "approved"]),
    declare=[("rule", "RECORD"), ("began", "TIMESTAMP"), ("that_day", "INTEGER"), ("that_week", "INTEGER")],
    func="""
        SELECT i.time_zone AS zone, g.most_hours_a_day * 60 AS day, g.most_hours_a_week * 60 AS week INTO rule
          FROM placements_placement p JOIN institutions_institute i ON i.id = p.institute_id
          JOIN students_student s ON s.id = p.student_id JOIN institutions_programme g ON g.id = s.programme_id
         WHERE p.id = NEW.placement_id FOR NO KEY UPDATE OF p;
        began := NEW.started_at AT TIME ZONE rule.zone;
        SELECT sum(minutes), sum(minutes) FILTER (WHERE started_at >= date_trunc('day', began) AT TIME ZONE rule.zone
                                                    AND started_at < (date_trunc('day', began) + interval '1 day') AT TIME ZONE rule.zone)
          INTO that_week, that_day
          FROM placements_hoursentry
         WHERE placement_id = NEW.placement_id AND id <> COALESCE(NEW.id, 0) AND approved_by = ''
           AND state IN ('draft', 'submitted', 'approved')
           AND started_at >= date_trunc('week', began) AT TIME ZONE rule.zone
           AND started_at < (date_trunc('week', began) + interval '7 days') AT TIME ZONE rule.zone;
        IF COALESCE(that_day, 0) + NEW.minutes > rule.day AND NOT 'day' = ANY (NEW.exceptions)
            OR COALESCE(that_week, 0) + NEW.minutes > rule.week AND NOT 'week' = ANY (NEW.exceptions) THEN
            RAISE EXCEPTION 'More hours than the programme allows, without a reason (limits_hold_or_are_explained)';
        END IF;
        RETURN NEW;
    """,
)
PARTS_FIT = pgtrigger.Trigger(
    name="activities_fit_into_their_shift",
    when=pgtrigger.Before,
    operation=pgtrigger.Insert | pgtrigger.UpdateOf("also", "minutes"),
    func="""
        IF (SELECT min(value::integer) <= 0 OR sum(value::integer) >= NEW.minutes FROM jsonb_each_text(NEW.also)) THEN
            RAISE EXCEPTION 'The activities of a shift are as long as the shift (activities_fit_into_their_shift)';
        END IF;
        RETURN NEW;
    """,
)
# The other side of the promise that absences make (`models.absences`).
NOT_ABSENT = pgtrigger.Trigger(
    name="nobody_works_while_absent",
    when=pgtrigger.After,
    operation=pgtrigger.Insert | pgtrigger.UpdateOf("started_at", "ended_at", "state"),
    condition=pgtrigger.Q(new__approved_by="", new__state__in=["draft", "submitted", "approved"]),
    func=WORKED_WHILE_ABSENT.format(absence="a.state <> 'withdrawn'", entry="h.id = NEW.id"),
)
NOT_SUSPENDED = pgtrigger.Trigger(
    name="nobody_works_while_suspended",
    when=pgtrigger.After,
    operation=pgtrigger.Insert | pgtrigger.UpdateOf("started_at", "state"),
    condition=pgtrigger.Q(new__approved_by="", new__state__in=["draft", "submitted", "approved"]),
    func=WORKED_WHILE_SUSPENDED.format(suspension="true", entry="h.id = NEW.id"),
)
