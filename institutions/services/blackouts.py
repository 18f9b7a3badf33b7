"""Writing blackout dates."""

from datetime import date, datetime

from django.db import transaction
from django.utils.translation import gettext as _

from core.actor import Actor
from core.errors import Refusal
from core.verdict import require
from institutions.models import Blackout, Department
from institutions.policies import blackouts as policies


@transaction.atomic
def write_blackout(
    *, by: Actor, now: datetime, title: str, starts_on: date, ends_on: date, department: Department | None = None
) -> Blackout:
    """Days of the actor's own organisation; of one department, where a lead names it. Raises NotAllowed, Refusal."""
    require(policies.may_write(by))
    if ends_on < starts_on:
        raise Refusal(_("The last day must not come before the first."), field="ends_on")
    if department is not None and (by.partner_id is None or department.site.partner_id != by.partner_id):
        raise Refusal(_("This department belongs to another organisation."), field="department")
    return Blackout.objects.create(
        title=title,
        starts_on=starts_on,
        ends_on=ends_on,
        partner_id=by.partner_id,
        institute_id=by.institute_id,
        department=department,
        created_at=now,
    )


@transaction.atomic
def remove_blackout(*, blackout_id: int, by: Actor, now: datetime) -> None:
    """Take the days off; the history keeps them. Raises NotAllowed, Blackout.DoesNotExist."""
    blackout = Blackout.objects.select_for_update(of=("self",)).for_list().get(pk=blackout_id)
    require(policies.may_remove(by, blackout))
    blackout.delete()
