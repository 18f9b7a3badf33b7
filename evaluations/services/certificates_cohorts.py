"""A cohort's certificates: who may get one now, and the order to issue them, which `evaluations.jobs` carries out."""

from datetime import datetime

from django.db import transaction
from django.db.models import Exists, OuterRef, QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.models import Job
from accounts.services.jobs import order_job
from core.actor import Actor
from core.errors import Refusal
from core.verdict import require
from evaluations.models import Certificate
from evaluations.policies import papers as policies
from evaluations.services.certificates import issue_certificate
from evaluations.services.certificates_files import file_certificate
from institutions.models import Intake, Programme
from placements.models import Placement, Slot
from placements.states import PlacementState

COHORT_TASK = "evaluations.issue_cohort"


def eligible(actor: Actor) -> QuerySet[Placement]:
    """Completed placements for which the actor may issue a certificate now, the latest completed first."""
    if not policies.may_issue_any(actor):
        return Placement.objects.none()
    held = Certificate.objects.live().filter(placement=OuterRef("pk"))
    completed = Placement.objects.visible_to(actor).filter(state=PlacementState.COMPLETED)
    return completed.filter(~Exists(held)).order_by("-completed_at", "pk")


def cohort(
    actor: Actor, *, programme: Programme | None = None, intake: Intake | None = None, slot: Slot | None = None
) -> QuerySet[Placement]:
    """Those of the eligible who fit everything that is given."""
    given = {"student__programme": programme, "student__intake": intake, "slot": slot}
    return eligible(actor).filter(**{name: value for name, value in given.items() if value is not None})


@transaction.atomic
def order_cohort(
    *,
    by: Actor,
    now: datetime,
    programme: Programme | None = None,
    intake: Intake | None = None,
    slot: Slot | None = None,
) -> Job:
    """Order the certificates of everyone who fits and may get one now. Raises NotAllowed, Refusal when that is nobody."""
    require(policies.may_issue_any(by))
    ids = list(cohort(by, programme=programme, intake=intake, slot=slot).values_list("pk", flat=True))
    if not ids:
        raise Refusal(
            _("Nobody here can be issued a certificate now."),
            instead=_("Choose another group, or complete their placements first."),
        )
    title = ngettext("Issue %(count)d certificate", "Issue %(count)d certificates", len(ids)) % {"count": len(ids)}
    return order_job(kind=COHORT_TASK, title=title, steps=ids, path=reverse("certificate_list"), by=by, now=now)


def issue_one(placement_id: int, by: Actor, now: datetime) -> None:
    """One step of a cohort: the certificate and its PDF, both or neither. Raises Refusal, with the student's name in it."""
    try:
        certificate = issue_certificate(placement_id=placement_id, by=by, now=now)
        file_certificate(certificate_id=certificate.pk, now=now)
    except Refusal as refusal:
        student = Placement.objects.select_related("student__user").get(pk=placement_id).student
        raise Refusal(_("%(student)s: %(why)s") % {"student": student, "why": refusal}) from refusal
