"""Referees: named by students, confirmed by the institute. What an address tells of its owner is found out once, when it is named."""

from collections.abc import Collection, Iterable
from datetime import datetime

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from accounts.models import User
from core.actor import Actor, Role
from core.addresses import is_free_mail, same_mailbox
from core.errors import Refusal
from core.verdict import require
from institutions.models import Membership, Partner, organisations_at
from placements.models import Application, Basis, Referee, Reference, Reviewer, Slot
from placements.policies import references as policies
from placements.services.references_moves import lock_reference, move_reference, send_reference
from placements.services.screening import refuse_to_name_patients
from placements.states import REFUSE_REFEREE, SEND_REFERENCE, ReferenceState
from students.models import Student

OFFICIAL = (Role.SUPERVISOR, Role.LEAD, Role.COORDINATOR)


def name_referee(
    student: Student, *, now: datetime, name: str, email: str, position: str, organisation: str
) -> Referee:
    """The institute's referee with this address, locked: the one there is, as it was confirmed, or a new one.

    Whoever acts for a partner or an institute here has an address that was confirmed by invitation, and needs nobody's word. The caller
    holds the lock on the student.
    """
    email = email.strip().lower()
    if email == student.user.email:
        raise Refusal(_("This is your own address."), instead=_("Ask somebody who knows your work."), field="email")
    user = User.unclaimed(email=email, name=name)
    if Student.objects.reached_at(email, student.institute_id).exists():
        raise Refusal(
            _("This is a student’s address."), instead=_("Ask somebody who teaches or supervises."), field="email"
        )
    member = (
        Membership.objects.current().filter(user=user, role__in=OFFICIAL).select_related("partner", "institute").first()
    )
    values = {
        "name": name,
        "position": position,
        "organisation": organisation,
        "basis": basis_of(email),
        "created_at": now,
    }
    if member is not None:
        values |= {
            "name": user.name,
            "organisation": str(member.organisation),
            "basis": Basis.KNOWN,
            "confirmed_at": now,
        }
    referee, _new = Referee.objects.get_or_create(institute_id=student.institute_id, user=user, defaults=values)
    return Referee.objects.select_for_update(no_key=True).get(pk=referee.pk)


def refuse_who_judges(users: Collection[int], applications: Iterable[Application], *, field: str) -> None:
    """Nobody both speaks for an applicant and judges them, by another spelling of their mailbox neither. Three queries; raises Refusal."""
    partners = {application.slot.partner_id: application.slot.partner for application in applications}
    slots = {application.slot_id: application.slot for application in applications}
    people = Q(pk__in=users)
    for email in User.objects.filter(pk__in=users).exclude(email="").values_list("email", flat=True):
        people |= Q(email__iregex=same_mailbox(email))
    same = User.objects.filter(people)
    leads = Membership.objects.current().filter(user__in=same, role=Role.LEAD, partner__in=partners)
    named = Reviewer.objects.filter(selection__slot__in=slots, membership__user__in=same, membership__ended_at=None)
    judged: list[Partner | Slot] = [partners[pk] for pk in leads.values_list("partner", flat=True)]
    judged += [slots[pk] for pk in named.values_list("selection__slot", flat=True)]
    if judged:
        raise Refusal(
            _("This person takes part in choosing for %(what)s, and cannot speak for you there.") % {"what": judged[0]},
            instead=_("Ask somebody else who knows your work."),
            field=field,
        )


def basis_of(email: str) -> Basis:
    """What the address tells: a free-mail service, an organisation of the register, or neither. Two queries at most."""
    if is_free_mail(email):
        return Basis.FREE
    return Basis.DOMAIN if organisations_at(email) else Basis.OTHER


@transaction.atomic
def confirm_referee(*, reference_id: int, by: Actor, now: datetime, how: str) -> Reference:
    """Say that the address is the referee's, and how the office knows; every request that waited for it is sent now.

    Locks the referee, then the references: two coordinators who confirm by two requests do not wait for each other, and a request that
    is being made is waited for. Raises NotAllowed, Refusal.
    """
    reference = Reference.objects.for_page().get(pk=reference_id)
    require(policies.may_confirm(by, reference))
    refuse_to_name_patients(how=how)
    referee = Referee.objects.select_for_update().get(pk=reference.referee_id)
    require(policies.may_confirm(by, lock_reference(reference_id)))
    if not referee.is_confirmed:
        referee.confirmed_at, referee.confirmed_by_id, referee.how = now, by.membership_id, how
        referee.save(update_fields=["confirmed_at", "confirmed_by", "how"])
    waiting = referee.references.filter(state=ReferenceState.NAMED).order_by("pk").values_list("pk", flat=True)
    for pk in list(waiting):
        one = lock_reference(pk)
        if SEND_REFERENCE.allowed_from(one.state):  # its student may have taken it back this very moment
            send_reference(one, by=by, now=now)
    return lock_reference(reference_id)


@transaction.atomic
def refuse_referee(*, reference_id: int, by: Actor, now: datetime, reason: str) -> Reference:
    """Say that the address cannot be confirmed, and why; the student reads it. Raises NotAllowed, Refusal."""
    reference = lock_reference(reference_id)
    require(policies.may_refuse(by, reference))
    refuse_to_name_patients(reason=reason)
    move_reference(reference, REFUSE_REFEREE, by=by, now=now, note=reason)
    return reference
