"""Replacing many certificates at once: for the day when something that all of them say, or their seal, turns out to be wrong."""

from datetime import date, datetime

from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.models import Intervention, Job
from accounts.services.chores import record_intervention
from accounts.services.jobs import order_job
from core.actor import Actor
from core.errors import Refusal
from core.verdict import require
from evaluations.models import Certificate
from evaluations.policies import papers as policies
from evaluations.services.certificates_facts import facts_of
from evaluations.services.certificates_files import file_certificate
from evaluations.services.certificates_moves import end_certificate, lock_certificate, write_certificate
from evaluations.states import SUPERSEDE_CERTIFICATE
from institutions.models import Institute, Programme

REPLACE_TASK = "evaluations.replace_certificates"


def holding(
    actor: Actor,
    *,
    institute: Institute,
    programme: Programme | None = None,
    first: date | None = None,
    last: date | None = None,
) -> QuerySet[Certificate]:
    """Certificates that hold, of one institute, issued in these days in its zone."""
    if not policies.may_replace_many(actor):
        return Certificate.objects.none()
    found = Certificate.objects.visible_to(actor).live().filter(placement__institute=institute)
    if programme is not None:
        found = found.filter(placement__student__programme=programme)
    if first is not None:
        found = found.filter(issued_at__gte=datetime(first.year, first.month, first.day, tzinfo=institute.zone))
    if last is not None:
        found = found.filter(
            issued_at__lte=datetime(last.year, last.month, last.day, 23, 59, 59, tzinfo=institute.zone)
        )
    return found.order_by("pk")


@transaction.atomic
def order_replacing(
    *,
    by: Actor,
    now: datetime,
    reason: str,
    institute: Institute,
    programme: Programme | None = None,
    first: date | None = None,
    last: date | None = None,
) -> Job:
    """Order it for everything that fits and holds. Raises NotAllowed, Refusal when that is nothing."""
    require(policies.may_replace_many(by))
    found = holding(by, institute=institute, programme=programme, first=first, last=last)
    steps = [{"certificate": pk, "reason": reason} for pk in found.values_list("pk", flat=True)]
    if not steps:
        raise Refusal(_("No certificate fits."), instead=_("Choose other days, or another programme."))
    figures = {Certificate._meta.label: len(steps)}
    record_intervention(Intervention.Kind.SUPERSEDE, by=by, now=now, reason=reason, figures=figures)
    title = ngettext("Replace %(count)d certificate", "Replace %(count)d certificates", len(steps))
    return order_job(kind=REPLACE_TASK, title=title % {"count": len(steps)}, steps=steps, path="", by=by, now=now)


def replace_one(step: dict[str, object], by: Actor, now: datetime) -> None:
    """One step: the old one is replaced, the new one written and its PDF made, all or nothing. One that ended meanwhile is left.

    Locks placement, certificate. Raises Refusal, with the serial in it.
    """
    require(policies.may_replace_many(by))
    old = lock_certificate(int(str(step["certificate"])))
    if not SUPERSEDE_CERTIFICATE.allowed_from(old.state):
        return
    try:
        facts = facts_of(old.placement, now=now)
    except Refusal as refusal:
        raise Refusal(_("%(serial)s: %(why)s") % {"serial": old.serial, "why": refusal}) from refusal
    end_certificate(old, SUPERSEDE_CERTIFICATE, by=by, now=now, reason=str(step["reason"]))
    new = write_certificate(old.placement, facts, by=by, now=now, supersedes=old)
    file_certificate(certificate_id=new.pk, now=now)
