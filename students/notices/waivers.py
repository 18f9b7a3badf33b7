"""What is said when a requirement is waived, and when that is taken back. The reason, which may tell of health, is read on the page."""

from collections.abc import Iterator

from django.utils.translation import gettext_lazy as _

from accounts.models import User
from institutions.models import Membership
from notifications.services.posting import Message, Notice, Teller
from students.models import Waiver, WaiverTransition
from students.states import WITHDRAW_WAIVER


def partner_of(waiver: Waiver) -> int | None:
    """The partner whose requirement it is; None for a programme's."""
    requirement = waiver.requirement
    if requirement.department_id:
        return requirement.department.site.partner_id
    return requirement.partner_id or (requirement.agreement.partner_id if requirement.agreement_id else None)


def leads(waiver: Waiver) -> list[User]:
    """The leads of that partner."""
    partner_id = partner_of(waiver)
    return [m.user for m in Membership.objects.leads_of(partner_id)] if partner_id else []


def given(waiver: Waiver) -> Iterator[Notice]:
    """The student may strike it off; the partner is told what was recorded in its name, and may take it back."""
    for reader in (waiver.student.user, *leads(waiver)):
        own = reader == waiver.student.user
        yield _notice(
            waiver,
            reader,
            kind="waiver.given",
            subject=_("A requirement was waived for you")
            if own
            else _("Waived for %(student)s, in your name") % {"student": waiver.student.user.name},
            body=_("You need not bring “%(title)s”.") % {"title": waiver.requirement.title}
            if own
            else _(
                "%(by)s recorded that you agreed to waive one of your requirements: %(agreed)s.\n\n"
                "If that is not so, withdraw the waiver."
            )
            % {"by": waiver.given_by.name, "agreed": waiver.agreed_with},
        )


def withdrawn(waiver: Waiver, row: WaiverTransition) -> Iterator[Notice]:
    """The student must bring it after all; the office and the partner know too, whoever of them it was."""
    office = [m.user for m in Membership.objects.coordinators_of(waiver.student.institute_id)]
    for reader in {*office, *leads(waiver), waiver.student.user}:
        if reader.pk == row.by_id:
            continue
        own = reader == waiver.student.user
        yield _notice(
            waiver,
            reader,
            kind="waiver.withdrawn",
            subject=_("A waiver was withdrawn"),
            body=_("“%(title)s” is asked of you again.") % {"title": waiver.requirement.title}
            if own
            else _("One of the requirements is asked of %(student)s again.") % {"student": waiver.student.user.name},
        )


def _notice(waiver: Waiver, reader: User, *, kind: str, subject: object, body: object) -> Notice:
    message = Message(
        kind=kind, subject=subject, body=body, path=waiver.get_absolute_url(), action=_("Open the waiver")
    )
    return Notice(reader=reader, message=message, dedupe_key=f"{kind}:{waiver.pk}")


WAIVER_TOLD_ABOUT: dict[str, tuple[Teller, ...]] = {WITHDRAW_WAIVER.name: (withdrawn,)}
