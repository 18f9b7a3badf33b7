"""The contact log of an institute with a partner: an entry written, an entry corrected. The only writers of this table."""

from datetime import date, datetime

from django.db import transaction
from django.utils.translation import gettext as _

from core import clock
from core.actor import Actor
from core.errors import Refusal
from core.verdict import require
from core.words import day
from institutions.models import ContactEntry
from institutions.models.contact_log import WITHIN
from institutions.policies import register as policies
from institutions.services.partners import lock_partner


@transaction.atomic
def log_contact(
    *,
    partner_id: int,
    by: Actor,
    now: datetime,
    at: datetime,
    way: str,
    with_whom: str,
    said: str,
    next_on: date | None = None,
    next_about: str = "",
) -> ContactEntry:
    """Write down a talk. It closes the call that one of an earlier or the same day planned; `next_on` and `next_about` plan the next.

    Locks the partner, so that of two entries at once the later closes what the earlier planned. Raises NotAllowed, Refusal.
    """
    require(policies.may_log(by))
    partner = lock_partner(partner_id)
    _check_moment(at, now)
    _check_next(at, next_on, next_about)
    planned = ContactEntry.objects.waiting().filter(institute_id=by.institute_id, partner=partner).first()
    if planned is not None and clock.day_of(at) < clock.day_of(planned.at):
        if next_on:
            raise Refusal(_("A later entry plans the next call."), instead=_("Change it there."), field="next_on")
        planned = None
    # The new one is written before it can follow the old, and only then may it plan a call of its own.
    entry = ContactEntry.objects.create(
        institute_id=by.institute_id,
        partner=partner,
        by_id=by.user_id,
        at=at,
        way=way,
        with_whom=with_whom,
        said=said,
        created_at=now,
    )
    if planned is not None:
        planned.followed_by = entry
        planned.save(update_fields=["followed_by"])
    if next_on:
        entry.next_on, entry.next_about = next_on, next_about
        entry.save(update_fields=["next_on", "next_about"])
    return entry


@transaction.atomic
def edit_contact_entry(
    *,
    entry_id: int,
    by: Actor,
    now: datetime,
    at: datetime,
    way: str,
    with_whom: str,
    said: str,
    next_on: date | None = None,
    next_about: str = "",
    shown_version: int | None = None,
) -> ContactEntry:
    """Correct an entry; without `next_on`, the call it planned is called off. Locks partner, then entry.

    Raises NotAllowed, Refusal, Stale.
    """
    lock_partner(ContactEntry.objects.values_list("partner_id", flat=True).get(pk=entry_id))
    entry = ContactEntry.objects.select_for_update().get(pk=entry_id)
    require(policies.may_edit_entry(by, entry))
    _check_moment(at, now)
    _check_next(at, next_on, next_about)
    entry.next_version(shown_version)
    others = ContactEntry.objects.waiting().filter(institute_id=entry.institute_id, partner_id=entry.partner_id)
    if next_on and entry.followed_by_id is None and others.exclude(pk=entry.pk).exists():
        raise Refusal(_("A later entry plans the next call."), instead=_("Change it there."), field="next_on")
    entry.at, entry.way, entry.with_whom, entry.said = at, way, with_whom, said
    entry.next_on, entry.next_about = next_on, next_about
    entry.save()
    return entry


def _check_moment(at: datetime, now: datetime) -> None:
    if at > now:
        raise Refusal(_("This moment has not come yet."), instead=_("Plan it as the next call."), field="at")
    if at < now - WITHIN:
        raise Refusal(_("This talk is more than ten years ago."), instead=_("Check the year."), field="at")


def _check_next(at: datetime, next_on: date | None, next_about: str) -> None:
    if next_on and next_on < clock.day_of(at):
        raise Refusal(
            _("The next call comes after this talk, which was on %(day)s.") % {"day": day(clock.day_of(at))},
            instead=_("Choose a later day."),
            field="next_on",
        )
    if next_on and not next_about:
        raise Refusal(_("Say in a few words what the next call is about."), field="next_about")
    if next_about and not next_on:
        raise Refusal(_("Say on which day."), field="next_on")
