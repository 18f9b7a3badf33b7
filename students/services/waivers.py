"""Giving and withdrawing waivers. The only writers of these tables."""

from datetime import date, datetime

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from core import clock
from core.actor import Actor
from core.errors import Refusal
from core.verdict import require
from institutions.models import EvidenceKind, Requirement
from notifications.services.posting import notify, tell
from students.models import Waiver, WaiverTransition
from students.notices import waivers as notices
from students.policies import waivers as policies
from students.services.students import lock_student
from students.states import WITHDRAW_WAIVER


@transaction.atomic
def give_waiver(
    *,
    student_id: int,
    requirement_id: int,
    by: Actor,
    now: datetime,
    reason: str,
    agreed_with: str = "",
    until: date | None = None,
) -> Waiver:
    """From now on the student need not meet the requirement; student and the partner's leads are told.

    One that reaches farther takes the place of an earlier one. Locks the student. Raises NotAllowed, Refusal.
    """
    student = lock_student(student_id)
    requirement = Requirement.objects.for_list().get(pk=requirement_id)
    is_health = requirement.is_health(EvidenceKind.objects.by_slug())
    require(policies.may_waive(by, student, requirement, is_health=is_health))
    if policies.needs_the_partners_word(requirement) and not agreed_with.strip():
        raise Refusal(_("Write who at the partner agreed, and when."), field="agreed_with")
    if until is not None and until < clock.day_of(now, student.institute.zone):
        raise Refusal(_("This day has passed."), instead=_("Leave it empty for good."), field="until")
    _make_room(student_id, requirement_id, until, by=by, now=now)
    waiver = Waiver(
        student=student,
        requirement=requirement,
        reason=reason,
        agreed_with=agreed_with,
        until=until,
        given_by_id=by.user_id,
        given_as=by.label,
        given_at=now,
        created_at=now,
    )
    try:
        with transaction.atomic():
            waiver.save()
    except IntegrityError as error:
        raise Refusal(
            _("This requirement is waived for this student already."),
            instead=_("Give one that reaches farther, or withdraw that one first."),
        ) from error
    notify(notices.given, waiver, now=now)
    return waiver


def _make_room(student_id: int, requirement_id: int, until: date | None, *, by: Actor, now: datetime) -> None:
    """Withdraw one that ends before `until`; what is told of the new one says the rest."""
    given = Waiver.objects.that_hold([student_id]).filter(requirement=requirement_id, until__isnull=False)
    for shorter in given if until is None else given.filter(until__lt=until):
        was, shorter.state = shorter.state, WITHDRAW_WAIVER.target
        shorter.save(update_fields=["state"])
        note = _("Another one reaches farther.")
        WaiverTransition.write(shorter, WITHDRAW_WAIVER, by=by, now=now, was=was, note=note)


@transaction.atomic
def withdraw_waiver(*, waiver_id: int, by: Actor, now: datetime, reason: str) -> Waiver:
    """Ask for it after all. Locks student, then waiver. Raises NotAllowed, Refusal, IllegalMove."""
    lock_student(Waiver.objects.values_list("student_id", flat=True).get(pk=waiver_id))
    waiver = Waiver.objects.for_list().select_for_update(of=("self",)).get(pk=waiver_id)
    require(policies.may_withdraw(by, waiver))
    was, waiver.state = waiver.state, WITHDRAW_WAIVER.target
    waiver.save(update_fields=["state"])
    row = WaiverTransition.write(waiver, WITHDRAW_WAIVER, by=by, now=now, was=was, note=reason)
    tell(notices.WAIVER_TOLD_ABOUT, waiver, WITHDRAW_WAIVER, row, now=now)
    return waiver
