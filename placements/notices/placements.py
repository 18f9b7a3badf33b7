"""What is said when a placement moves, and as its first day comes near."""

from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import Any

from django.utils.translation import gettext_lazy as _

from accounts.models import User
from core.words import day, hours
from institutions.models import Membership
from notifications.services.posting import Message, Notice, Teller
from placements.models import Placement, PlacementTransition
from placements.states import (
    ARRIVE,
    BRING_ACTIVE,
    BRING_COMPLETED,
    BRING_CONFIRMED,
    CANCEL,
    COMPLETE,
    CONFIRM,
    END_EARLY,
    REDATE,
)

OPEN = _("Open the placement")


def student(placement: Placement) -> list[User]:
    """The intern."""
    return [placement.student.user]


def supervisor(placement: Placement) -> list[User]:
    """The supervisor, where one is named."""
    return [placement.supervisor.user] if placement.supervisor else []


def leads(placement: Placement) -> list[User]:
    """The partner's placement leads."""
    return [membership.user for membership in Membership.objects.leads_of(placement.partner_id)]


def coordinators(placement: Placement) -> list[User]:
    """The institute's coordinators."""
    return [membership.user for membership in Membership.objects.coordinators_of(placement.institute_id)]


def facts(placement: Placement) -> dict[str, Any]:
    """The words that most messages about a placement need."""
    return {
        "student": placement.student.user,
        "slot": placement.slot,
        "partner": placement.partner,
        "department": placement.department,
        "institute": placement.institute,
        "first": day(placement.starts_on),
        "last": day(placement.last_day),
    }


def _notices(
    readers: Iterable[User], placement: Placement, message: Message, *, but: int | None = None
) -> Iterator[Notice]:
    """One notice to each reader, but for the person who did it."""
    for reader in {reader.pk: reader for reader in readers if reader.pk != but}.values():
        yield Notice(reader=reader, message=message, dedupe_key=f"{message.kind}:{placement.pk}")


def planned(placement: Placement, why: str) -> Iterator[Notice]:
    """The student and both offices learn that the place is held, and what the confirmation waits for."""
    message = Message(
        kind="placement.planned",
        subject=_("%(slot)s at %(partner)s: the place is held, not yet confirmed") % facts(placement),
        body=_("%(student)s, from %(first)s to %(last)s.\n\n%(why)s") % {**facts(placement), "why": why},
        path=placement.get_absolute_url(),
        action=OPEN,
    )
    yield from _notices([*student(placement), *coordinators(placement), *leads(placement)], placement, message)


def confirmed_to_student(placement: Placement, row: PlacementTransition) -> Iterator[Notice]:
    """The student may count on it."""
    message = Message(
        kind="placement.confirmed",
        subject=_("Your placement at %(partner)s is confirmed") % facts(placement),
        body=_("%(slot)s, %(department)s, from %(first)s to %(last)s.\n\nThe placement page says who expects you.")
        % facts(placement),
        path=placement.get_absolute_url(),
        action=OPEN,
    )
    yield from _notices(student(placement), placement, message)


def confirmed_to_staff(placement: Placement, row: PlacementTransition) -> Iterator[Notice]:
    """Supervisor and both offices learn who comes."""
    message = Message(
        kind="placement.confirmed",
        subject=_("%(student)s comes to %(partner)s on %(first)s") % facts(placement),
        body=_("%(slot)s, %(department)s, until %(last)s. Sent by %(institute)s.") % facts(placement),
        path=placement.get_absolute_url(),
        action=OPEN,
    )
    readers = [*supervisor(placement), *leads(placement), *coordinators(placement)]
    yield from _notices(readers, placement, message, but=row.by_id)


def arrived(placement: Placement, row: PlacementTransition) -> Iterator[Notice]:
    """Student, supervisor and coordinators learn that it has begun."""
    message = Message(
        kind="placement.arrived",
        subject=_("%(student)s has begun at %(partner)s") % facts(placement),
        body=_("Arrived on %(day)s. From now on hours can be entered and signed.\n\n%(note)s")
        % {"day": day(placement.arrived_on or placement.starts_on), "note": row.note},
        path=placement.get_absolute_url(),
        action=OPEN,
    )
    readers = [*student(placement), *supervisor(placement), *coordinators(placement)]
    yield from _notices(readers, placement, message, but=row.by_id)


def completed(placement: Placement, row: PlacementTransition) -> Iterator[Notice]:
    """Student, supervisor and leads learn that it is complete."""
    message = Message(
        kind="placement.completed",
        subject=_("%(student)s has completed the placement at %(partner)s") % facts(placement),
        body=_("%(slot)s, from %(first)s to %(last)s: %(hours)s approved. The certificate can now be issued.")
        % {**facts(placement), "hours": hours(placement.approved_minutes)},
        path=placement.get_absolute_url(),
        action=OPEN,
    )
    readers = [*student(placement), *supervisor(placement), *leads(placement)]
    yield from _notices(readers, placement, message, but=row.by_id)


def _everyone(placement: Placement) -> list[User]:
    return [*student(placement), *supervisor(placement), *leads(placement), *coordinators(placement)]


def cancelled(placement: Placement, row: PlacementTransition) -> Iterator[Notice]:
    """Everyone it names learns that it is called off, and why."""
    message = Message(
        kind="placement.cancelled",
        subject=_("The placement of %(student)s at %(partner)s is cancelled") % facts(placement),
        body=_("%(slot)s, from %(first)s to %(last)s.\n\n%(note)s") % {**facts(placement), "note": row.note},
        path=placement.get_absolute_url(),
        action=OPEN,
    )
    yield from _notices(_everyone(placement), placement, message, but=row.by_id)


def ended_early(placement: Placement, row: PlacementTransition) -> Iterator[Notice]:
    """Everyone it names learns of the last day, and why."""
    message = Message(
        kind="placement.ended_early",
        subject=_("The placement of %(student)s at %(partner)s ends on %(last)s") % facts(placement),
        body=_(
            "It ends before its time.\n\n%(note)s\n\nApproved hours, confirmed objectives and feedback stay on record."
        )
        % {"note": row.note},
        path=placement.get_absolute_url(),
        action=OPEN,
    )
    yield from _notices(_everyone(placement), placement, message, but=row.by_id)


def brought_to_student(placement: Placement, row: PlacementTransition | None) -> Iterator[Notice]:
    """The student reads what stands in the portal of them, and says so where it is wrong."""
    words = facts(placement)
    message = Message(
        kind="placement.brought",
        subject=_("Your placement at %(partner)s is in the portal") % words,
        body=_(
            "%(slot)s, %(department)s, from %(first)s to %(last)s, as your placement office has it in its records.\n\n"
            "Look it through, and tell the office what is not right."
        )
        % words,
        path=placement.get_absolute_url(),
        action=OPEN,
    )
    yield from _notices(student(placement), placement, message)


def redated(placement: Placement, row: PlacementTransition) -> Iterator[Notice]:
    """Everybody whom it names learns of other days."""
    yield from other_days(placement, row.note, but=row.by_id)


def other_days(placement: Placement, note: str, *, but: int | None) -> Iterator[Notice]:
    """The same of a placement that has not begun, whose days are no move."""
    message = Message(
        kind="placement.redated",
        subject=_("%(student)s at %(partner)s: from %(first)s to %(last)s") % facts(placement),
        body=_("Its days have changed.\n\n%(note)s") % {"note": note},
        path=placement.get_absolute_url(),
        action=OPEN,
    )
    yield from _notices(_everyone(placement), placement, message, but=but)


def supervisor_named(placement: Placement, now: datetime) -> Iterator[Notice]:
    """The new supervisor meets the intern."""
    message = Message(
        kind="placement.supervisor",
        subject=_("You supervise %(student)s") % facts(placement),
        body=_("%(slot)s, %(department)s, from %(first)s to %(last)s. Sent by %(institute)s.") % facts(placement),
        path=placement.get_absolute_url(),
        action=OPEN,
    )
    for notice in _notices(supervisor(placement), placement, message):
        yield Notice(reader=notice.reader, message=message, dedupe_key=f"{notice.dedupe_key}:{now.isoformat()}")


def supervisor_wanted(placement: Placement, named: Membership) -> Iterator[Notice]:
    """To the leads: who stands at the slot cannot sign for this intern, so the placement begins without a supervisor."""
    words = {**facts(placement), "name": named.user}
    message = Message(
        kind="placement.supervisor_wanted",
        subject=_("Name a supervisor for %(student)s") % words,
        body=_(
            "%(slot)s, from %(first)s to %(last)s. %(name)s, who is named at the slot, cannot sign for this intern: whoever does is one "
            "of your supervisors, and not the intern’s mentor."
        )
        % words,
        path=f"{placement.get_absolute_url()}supervisor/",
        action=_("Name a supervisor"),
    )
    yield from _notices(leads(placement), placement, message)


def starting(placement: Placement, reader: User) -> Message:
    """The reminder a week before the first day."""
    if reader.pk == placement.student.user_id:
        subject = _("Your placement at %(partner)s begins on %(first)s")
        body = _("%(slot)s, %(department)s.\n\nThe placement page says who expects you and where.")
    else:
        subject = _("%(student)s begins at %(partner)s on %(first)s")
        body = _(
            "%(slot)s, %(department)s, until %(last)s.\n\nWhen the student has come, record the arrival: hours begin with it."
        )
    return Message(
        kind="placement.starting",
        subject=subject % facts(placement),
        body=body % facts(placement),
        path=placement.get_absolute_url(),
        action=OPEN,
    )


def uncovered(placement: Placement, _reader: User) -> Message:
    """The reminder to both offices that no agreement covers it and the day comes near."""
    return Message(
        kind="placement.uncovered",
        subject=_("No agreement covers the placement of %(student)s at %(partner)s yet") % facts(placement),
        body=_(
            "It begins on %(first)s. Without a signed agreement that covers it, it is cancelled on that day and the place is free."
        )
        % facts(placement),
        path=placement.get_absolute_url(),
        action=OPEN,
    )


# Every move has its entry: silence is a decision.
PLACEMENT_TOLD_ABOUT: dict[str, tuple[Teller, ...]] = {
    CONFIRM.name: (confirmed_to_student, confirmed_to_staff),
    ARRIVE.name: (arrived,),
    COMPLETE.name: (completed,),
    CANCEL.name: (cancelled,),
    END_EARLY.name: (ended_early,),
    # The partner's people are told of all that came at once (notices.bringing).
    BRING_CONFIRMED.name: (brought_to_student,),
    BRING_ACTIVE.name: (brought_to_student,),
    BRING_COMPLETED.name: (brought_to_student,),
    REDATE.name: (redated,),
}
