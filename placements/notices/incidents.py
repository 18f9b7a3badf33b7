"""What is said about incidents: that there is one, never what stands in it. Read by the two offices and whoever reported it."""

from collections.abc import Iterator
from typing import Any

from django.utils.translation import gettext_lazy as _

from accounts.models import User
from notifications.services.posting import Message, Notice, Teller
from placements.models import Incident, IncidentTransition
from placements.notices.placements import coordinators, leads
from placements.states_support import CLOSE_INCIDENT, FOLLOW_UP, TRIAGE


def offices(incident: Incident) -> list[User]:
    """Who looks at it: both placement offices, or the institute's alone."""
    partner = [] if incident.office_only else leads(incident.placement)
    return [*coordinators(incident.placement), *partner]


def reported(incident: Incident, _row: Any) -> Iterator[Notice]:
    """Both offices, at once, at any hour."""
    says = {"kind": incident.get_kind_display(), "partner": incident.placement.partner}
    yield from _notices(
        incident,
        offices(incident),
        but=incident.reported_by_id,
        kind="incident.reported",
        subject=_("Incident at %(partner)s: %(kind)s") % says,
        body=_("Somebody reported what happened. Open it, say how serious it is, and see that they are looked after."),
    )


def triaged(incident: Incident, row: IncidentTransition) -> Iterator[Notice]:
    """Whoever reported it knows that it was read; the other office knows that somebody has it in hand."""
    says, body = {"kind": incident.get_kind_display()}, _("It is being looked after.")
    words = {"kind": "incident.triaged", "body": body}
    mine = _("Your report was read: %(kind)s") % says
    yield from _notices(incident, [incident.reported_by], but=row.by_id, subject=mine, **words)
    others = [reader for reader in offices(incident) if reader.pk != incident.reported_by_id]
    yield from _notices(
        incident, others, but=row.by_id, subject=_("An incident is looked after: %(kind)s") % says, **words
    )


def followed_up(incident: Incident, row: IncidentTransition) -> Iterator[Notice]:
    """What was done."""
    yield from _said(
        incident, row, "incident.followed_up", _("What was done: %(kind)s"), _("Open it to read what was done.")
    )


def closed(incident: Incident, row: IncidentTransition) -> Iterator[Notice]:
    """It is over."""
    yield from _said(incident, row, "incident.closed", _("Closed: %(kind)s"), _("Open it to read how it ended."))


def untriaged(incident: Incident, _reader: User) -> Message:
    """The reminder when nobody has looked at it for a day."""
    return _message(
        incident,
        kind="incident.untriaged",
        subject=_("Nobody has looked at an incident: %(kind)s") % {"kind": incident.get_kind_display()},
        body=_("It was reported at %(partner)s a day ago or more.") % {"partner": incident.placement.partner},
    )


def _said(incident: Incident, row: IncidentTransition, kind: str, subject: Any, body: Any) -> Iterator[Notice]:
    says = {"kind": incident.get_kind_display()}
    readers = [incident.reported_by, *offices(incident)]
    yield from _notices(incident, readers, but=row.by_id, kind=kind, subject=subject % says, body=body)


def _message(incident: Incident, **words: Any) -> Message:
    return Message(path=incident.get_absolute_url(), action=_("Open the incident"), **words)


def _notices(incident: Incident, readers: list[User], *, but: int | None, **words: Any) -> Iterator[Notice]:
    message = _message(incident, **words)
    for reader in {reader.pk: reader for reader in readers if reader.pk != but}.values():
        yield Notice(reader=reader, message=message, dedupe_key=f"{message.kind}:{incident.pk}")


INCIDENT_TOLD_ABOUT: dict[str, tuple[Teller, ...]] = {
    TRIAGE.name: (triaged,),
    FOLLOW_UP.name: (followed_up,),
    CLOSE_INCIDENT.name: (closed,),
}
