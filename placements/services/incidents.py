"""Incidents: reported, looked at, followed up, closed; and who has read them. Each service locks the placement or the incident."""

from datetime import date, datetime, time
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import Readable
from accounts.services.reading import note_readings
from core.actor import Actor
from core.errors import Refusal
from core.lifecycle import Move
from core.screening import refuse_patient_data
from core.verdict import require
from notifications.services.posting import say, tell
from placements.models import Incident, IncidentTransition
from placements.notices import incidents as notices
from placements.policies import incidents as policies
from placements.services.placements_moves import lock_placement
from placements.states_support import CLOSE_INCIDENT, FOLLOW_UP, TRIAGE

WORDS = gettext_lazy("Say what happened without it: nothing here names a patient.")


@transaction.atomic
def report_incident(
    *,
    placement_id: int,
    by: Actor,
    now: datetime,
    kind: str,
    day: date,
    at: time,
    what: str,
    where: str = "",
    done_at_once: str = "",
    told: str = "",
    office_only: bool = False,
) -> Incident:
    """Write down what happened; both offices are told at once, or the institute's alone where its student wants that.

    Raises NotAllowed, Refusal with the field it is about (before the first day, ahead, patient data).
    """
    placement = lock_placement(placement_id)
    require(policies.may_report(by, placement))
    happened_at = datetime.combine(day, at, tzinfo=placement.institute.zone)
    if happened_at > now:
        raise Refusal(_("This moment has not come yet."), field="at" if day == placement.today(now) else "day")
    if placement.arrived_on is not None and day < placement.arrived_on:
        raise Refusal(_("The placement had not begun on that day."), field="day")
    for field, text in (("what", what), ("where", where), ("done_at_once", done_at_once), ("told", told)):
        refuse_patient_data(text, field=field, instead=WORDS)
    incident = Incident.objects.create(
        placement=placement,
        kind=kind,
        happened_at=happened_at,
        where=where,
        what=what,
        done_at_once=done_at_once,
        told=told,
        office_only=office_only and policies.may_keep_from_partner(by, placement),
        reported_by_id=by.user_id,
        membership_id=by.membership_id,
        created_at=now,
    )
    say(notices.reported, incident, by, key=str(incident.pk), now=now)
    return incident


@transaction.atomic
def triage_incident(*, incident_id: int, by: Actor, now: datetime, severity: str, note: str) -> Incident:
    """Say how serious it is, and what comes next. Raises NotAllowed, Refusal, IllegalMove."""
    incident = _lock(incident_id)
    require(policies.may_triage(by, incident))
    return _move(incident, TRIAGE, by=by, now=now, note=note, severity=severity)


@transaction.atomic
def follow_up_incident(*, incident_id: int, by: Actor, now: datetime, note: str) -> Incident:
    """Write down what was done. Raises NotAllowed, Refusal, IllegalMove."""
    incident = _lock(incident_id)
    require(policies.may_follow_up(by, incident))
    return _move(incident, FOLLOW_UP, by=by, now=now, note=note)


@transaction.atomic
def close_incident(*, incident_id: int, by: Actor, now: datetime, note: str) -> Incident:
    """Say how it ended. Raises NotAllowed, Refusal, IllegalMove."""
    incident = _lock(incident_id)
    require(policies.may_close(by, incident))
    return _move(incident, CLOSE_INCIDENT, by=by, now=now, note=note)


def note_incident_read(*, incident: Incident, by: Actor, now: datetime) -> None:
    """A line in the read log, unless whoever reported it reads."""
    note_readings([Readable(None, incident.about, incident.reported_by_id)], by=by, now=now)


def _lock(incident_id: int) -> Incident:
    return Incident.objects.for_page().select_for_update(of=("self",)).get(pk=incident_id)


def _move(incident: Incident, move: Move, *, by: Actor, now: datetime, note: str, **changes: Any) -> Incident:
    move.check(incident.state, label=incident.get_state_display())
    refuse_patient_data(note, field="note", instead=WORDS)
    was, incident.state = incident.state, move.target
    for name, value in changes.items():
        setattr(incident, name, value)
    incident.save(update_fields=["state", *changes])
    row = IncidentTransition.write(incident, move, by=by, now=now, was=was, note=note)
    tell(notices.INCIDENT_TOLD_ABOUT, incident, move, row, now=now)
    return incident
